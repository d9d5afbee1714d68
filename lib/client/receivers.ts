/**
 * Where the bytes of a download go: into a file, whole or not at all, or straight on to somebody who reads them.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { EnchufeError } from "../errors.ts";
import { RunningDigest } from "../running_digest.ts";
import { texts } from "../texts/texts.ts";
import { localReason } from "./local_errors.ts";
import { leftOver, PartFile, type PartTarget, type Version } from "./part_file.ts";
import type { IfExists } from "./transfer.ts";

/** Takes the bytes of one file, perhaps over several connections. */
export interface Receiver {
  /** What it has bytes of; `undefined` before the first. */
  readonly version: Version | undefined;
  /** Bytes that are there. */
  readonly at: number;
  /** Whether bytes are there, so that the server must be asked first whether they still count. */
  readonly begun: boolean;
  /**
   * Bytes of a version will come; those of another one are forgotten.
   *
   * @param version What the server has.
   * @param options Whether bytes of this version are forgotten too.
   */
  accept(version: Version, options: { readonly anew: boolean }): void;
  /**
   * Takes the next bytes.
   *
   * @param bytes Valid until this returns or its promise settles.
   */
  write(bytes: Uint8Array): Promise<void> | void;
  /**
   * The digest of all bytes that are there.
   *
   * @returns SHA-256, 64 hexadecimal digits.
   */
  digest(): Promise<string>;
}

/** Keeps bytes in a part file. */
export class FileReceiver implements Receiver {
  version: Version | undefined;
  at = 0;
  readonly #target: PartTarget;
  #part: PartFile | undefined;
  #digest: RunningDigest | undefined;

  /**
   * Opens nothing before it knows what will come.
   *
   * @param target What is downloaded, and to where.
   */
  constructor(target: PartTarget) {
    this.#target = target;
  }

  get begun(): boolean {
    return this.at > 0 || (this.#part === undefined && leftOver(this.#target));
  }

  /** Whether another run can go on with what is there. */
  get lasting(): boolean {
    return this.at > 0 && this.#part?.lasting === true;
  }

  accept(version: Version, { anew }: { readonly anew: boolean }): void {
    const same = this.version?.etag === version.etag && this.version.size === version.size;
    if (same && !anew && this.#digest !== undefined) return;
    this.#locally(() => {
      this.#digest?.close();
      if (this.#part === undefined) this.#part = new PartFile(this.#target, version, { anew });
      else this.#part.begin(version);
      // Only a part that was just opened has bytes of before.
      this.at = this.version === undefined ? this.#part.had : 0;
      this.version = version;
      this.#digest = new RunningDigest(this.#part.path, this.at);
    });
  }

  write(bytes: Uint8Array): Promise<void> | void {
    const written = this.#locally(() => this.#part?.write(bytes));
    if (written === undefined) return this.#wrote(bytes);
    return written.then(() => this.#wrote(bytes), (thrown) => {
      throw this.#broken(thrown);
    });
  }

  #wrote(bytes: Uint8Array): void {
    this.#digest?.update(bytes);
    this.at += bytes.length;
  }

  async digest(): Promise<string> {
    const digest = this.#digest as RunningDigest;
    try {
      return await digest.digest();
    } catch (thrown) {
      throw this.#broken(thrown);
    }
  }

  /**
   * Gives the file its name.
   *
   * @param mtime Milliseconds since 1970.
   * @param ifExists What if the name is taken.
   * @returns Its name; `undefined` if that was taken meanwhile, and stays.
   */
  finish(mtime: number, ifExists: IfExists): string | undefined {
    const name = this.#locally(() => this.#part?.finish(mtime, ifExists));
    this.#part = undefined;
    this.#digest?.close();
    return name;
  }

  /**
   * Lets go of it, unless it was finished.
   *
   * @param keep Whether another run shall go on with it, if there is anything to go on with.
   */
  release(keep: boolean): void {
    this.#digest?.close();
    if (keep && this.lasting) this.#part?.keep();
    else this.#part?.discard();
    this.#part = undefined;
  }

  #locally<T>(run: () => T): T {
    try {
      return run();
    } catch (thrown) {
      throw this.#broken(thrown);
    }
  }

  #broken(thrown: unknown): EnchufeError {
    const { file } = this.#target;
    return new EnchufeError("IO", texts.client.cannotWrite(file, localReason(thrown, file)), {
      cause: thrown,
    });
  }
}

/** Hands bytes on as they come. */
export class StreamReceiver implements Receiver {
  version: Version | undefined;
  at = 0;
  #hash = createHash("sha256");
  readonly #path: string;
  readonly #take: (bytes: Uint8Array) => Promise<void>;

  /**
   * Nothing has come yet.
   *
   * @param path Path in the share, for errors.
   * @param take Takes the bytes.
   */
  constructor(path: string, take: (bytes: Uint8Array) => Promise<void>) {
    this.#path = path;
    this.#take = take;
  }

  get begun(): boolean {
    return this.at > 0;
  }

  accept(version: Version, { anew }: { readonly anew: boolean }): void {
    const same = this.version?.etag === version.etag && this.version.size === version.size;
    if (this.at > 0 && (!same || anew)) {
      throw new EnchufeError("CHANGED", texts.client.changedInMid(this.#path));
    }
    this.version = version;
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#take(bytes);
    this.#hash.update(bytes);
    this.at += bytes.length;
  }

  digest(): Promise<string> {
    return Promise.resolve(this.#hash.copy().digest("hex"));
  }
}
