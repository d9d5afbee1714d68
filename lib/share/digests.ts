/**
 * Digests of files: computed once, however many ask, and remembered as long as the file stays the same.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { isDirectory, keepsChanging, notFound } from "./failures.ts";
import type { Jail, Place } from "./jail.ts";
import { HashedAlong } from "./hashing_along.ts";
import { Pacer } from "../pacing.ts";
import { type FileSource, OpenFile } from "./reading.ts";
import { isSettled, type Stamp, stampOf } from "./stamps.ts";

/** Bytes hashed between two turns of the event loop: 0.6 ms. */
const CHUNK = 1024 * 1024;
/** Files hashed at a time; the others wait. 100 at once would stop the event loop for seconds between two turns. */
export const HASHES_AT_ONCE = 2;
const KEEP = 10_000;
const ATTEMPTS = 3;

/**
 * Files from this size on are hashed while they are sent; a smaller one takes 6 ms at most when its digest is asked
 * for. Measured with 1 GiB on the same machine: sending alone takes 0.53 s, hashing alone 0.8 s, both in one 1.03 s.
 * So a first fetch still has 1 GB/s, more than the networks that we are used in, and 22 % of the work of both goes.
 */
const ALONG_FROM = 8 * 1024 * 1024;

/** Identifies a file as it is now. */
function keyOf(real: string, stamp: Stamp): string {
  return `${stamp.dev}:${stamp.ino}:${stamp.size}:${stamp.mtime}:${stamp.ctime}:${real}`;
}

/** Hashes a file once; `undefined` if it changed meanwhile. */
async function hashOnce(place: Place): Promise<string | undefined> {
  const file = new OpenFile(place);
  try {
    const hash = createHash("sha256");
    const chunk = new Uint8Array(Math.min(CHUNK, Math.max(file.size, 1)));
    const pacer = new Pacer(1);
    let size = 0;
    for (let got = await file.read(chunk); got !== null; got = await file.read(chunk)) {
      hash.update(chunk.subarray(0, got));
      size += got;
      if (pacer.due) await pacer.rest();
    }
    return size === file.size && file.isSame() ? hash.digest("hex") : undefined;
  } finally {
    file.close();
  }
}

/** Computes and remembers SHA-256 digests. */
export class Digests {
  readonly #known = new Map<string, string>();
  #busy = 0;
  readonly #waiting: (() => void)[] = [];
  readonly #running = new Map<string, Promise<string | undefined>>();
  /** Files that are being hashed while they are sent. */
  readonly #along = new Set<string>();

  /**
   * The digest of a file.
   *
   * @param find Finds the file; called again if it changes while it is read.
   * @returns SHA-256, 64 hexadecimal digits.
   * @throws EnchufeError CHANGED if it keeps changing, or what finding or reading it throws.
   */
  async of(find: () => Place): Promise<string> {
    let path = "";
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const place = find();
      path = place.path;
      const digest = await this.#ofPlace(place);
      if (digest !== undefined) return digest;
    }
    throw keepsChanging(path);
  }

  /**
   * The digest of the file that a path leads to.
   *
   * @param jail The share as it is seen by who asks.
   * @param path A file.
   * @returns SHA-256, 64 hexadecimal digits.
   * @throws EnchufeError BADPATH, NOTFOUND, WRONGTYPE for a directory, NOPERM, IO; CHANGED if it keeps changing.
   */
  async at(jail: Jail, path: string): Promise<string> {
    return await this.of(() => {
      const place = jail.resolve(path);
      if (place === undefined) throw notFound(path);
      if (place.info.isDirectory) throw isDirectory(path);
      return place;
    });
  }

  /**
   * Lets a file be hashed while it is sent, if that is worth it: a large one, read from end to end, that nobody
   * hashes yet. Each version of a file is thus sent once at the speed of hashing, and from then on at full speed.
   *
   * @param place The file.
   * @param file The same, opened.
   * @returns What to read in place of `file`; close it.
   */
  along(place: Place, file: OpenFile): FileSource {
    if (file.size < ALONG_FROM || file.size !== place.info.size) return file;
    const stamp = stampOf(place.info);
    const key = keyOf(place.real, stamp);
    if (this.#known.has(key) || this.#running.has(key) || this.#along.has(key)) return file;
    if (!isSettled(stamp.mtime)) return file;
    this.#along.add(key);
    return new HashedAlong(file, (digest) => {
      this.#along.delete(key);
      if (digest !== undefined) this.#keep(key, digest);
    });
  }

  async #ofPlace(place: Place): Promise<string | undefined> {
    const stamp = stampOf(place.info);
    const key = keyOf(place.real, stamp);
    const known = this.#known.get(key);
    if (known !== undefined) {
      this.#known.delete(key);
      this.#known.set(key, known);
      return known;
    }
    let running = this.#running.get(key);
    if (running === undefined) {
      // Judged before reading: a change from now on is sure to show in the time of a settled file.
      const settled = isSettled(stamp.mtime);
      running = this.#inTurn(() => hashOnce(place)).then((digest) => {
        if (digest !== undefined && settled) this.#keep(key, digest);
        return digest;
      }).finally(() => this.#running.delete(key));
      this.#running.set(key, running);
    }
    return await running;
  }

  /** Runs at most {@linkcode HASHES_AT_ONCE} at a time, in the order in which they were asked for. */
  async #inTurn<T>(run: () => Promise<T>): Promise<T> {
    if (this.#busy >= HASHES_AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#busy++;
    try {
      return await run();
    } finally {
      const next = this.#waiting.shift();
      // The place is handed on, so that nobody who comes meanwhile takes it.
      if (next === undefined) this.#busy--;
      else next();
    }
  }

  #keep(key: string, digest: string): void {
    this.#known.set(key, digest);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= KEEP) return;
      this.#known.delete(oldest);
    }
  }
}
