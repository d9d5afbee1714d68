/**
 * The talk with the server that brings one file: what it has, the bytes that are missing, and their digest.
 *
 * @module
 */
import { EnchufeError } from "../errors.ts";
import { failure } from "../failure.ts";
import { texts } from "../texts/texts.ts";
import type { Connection } from "./connection.ts";
import type { Version } from "./part_file.ts";
import { inPieces, rangeFor } from "./rate_limiter.ts";
import type { Receiver } from "./receivers.ts";
import { asText } from "./replies.ts";
import type { Fetched } from "./requests.ts";
import { type Resumable, STALL } from "./retry.ts";
import type { TransferOptions } from "./transfer.ts";
import { patienceFor, type RemoteFile, toRemoteFile } from "./transfer_replies.ts";

/** Times that a file may change on the server, or turn out to be another than was told, while it is downloaded. */
const MOST_CHANGES = 3;
/** Bytes beyond the size that are passed over, for a file may grow between two answers; who sends more has no end. */
const MOST_SURPLUS = 8 * 1024 * 1024;

/** What was downloaded. */
export interface Downloaded {
  /** Bytes. */
  readonly size: number;
  /** SHA-256. */
  readonly sha256: string;
  /** When it was changed last, in milliseconds since 1970. */
  readonly mtime: number;
}

/** Downloads one file into a receiver. */
export class Download implements Resumable<Downloaded> {
  brought = 0;
  /** Bytes that were there from an earlier run. */
  resumed = 0;
  readonly #path: string;
  readonly #receiver: Receiver;
  readonly #options: TransferOptions;
  /** What the server has, as it said last. */
  #remote: RemoteFile | undefined;
  #changes = 0;
  #surplus = 0;
  /** Whether all bytes came in one go: if their digest differs then, beginning anew would not help. */
  #inOneGo = true;
  /** Settles when the receiver has taken the last bytes. */
  #taking: Promise<void> | void = undefined;
  /** What the receiver threw; to the connection it is a loss. */
  #failed: { readonly thrown: unknown } | undefined;

  /**
   * Asks nothing yet.
   *
   * @param path Path in the share.
   * @param receiver Where the bytes go.
   * @param options See {@linkcode TransferOptions}.
   */
  constructor(path: string, receiver: Receiver, options: TransferOptions) {
    this.#path = path;
    this.#receiver = receiver;
    this.#options = options;
  }

  /**
   * Brings what is missing.
   *
   * @param connection An open connection.
   * @returns What is there, whole and compared.
   * @throws {EnchufeError} NOTFOUND; CHANGED if it changes all the time; DIGEST; what the server says.
   */
  async attempt(connection: Connection): Promise<Downloaded> {
    // The connection may end while a slow disk still takes what came over it.
    await this.#taking;
    for (;;) {
      const { begun } = this.#receiver;
      if (begun) this.#inOneGo = false;
      const theirs = begun || this.#options.limiter !== undefined
        ? await this.#step(connection)
        : await this.#leap(connection);
      const { size, mtime } = this.#remote as RemoteFile;
      const whole = this.#receiver.at === size;
      if (whole && theirs === await this.#receiver.digest()) return { size, sha256: theirs, mtime };
      await this.#differs(connection);
    }
  }

  /** All at once, in the time of one answer: the description, the bytes, the digest. */
  async #leap(connection: Connection): Promise<string> {
    const ready = this.#stat(connection).then((remote) => this.#accept(remote, { anew: true }));
    const body = this.#fetch(connection, { from: 0, to: -1, ready });
    const hash = this.#hash(connection);
    const [accepted, fetched, hashed] = await Promise.allSettled([ready, body, hash]);
    this.#tell();
    if (accepted.status === "rejected") throw accepted.reason;
    if (fetched.status === "rejected") throw fetched.reason;
    if (hashed.status === "rejected") throw hashed.reason;
    return hashed.value;
  }

  /** First what the server has, then what is missing of it; in ranges if it is held back, for a server gives up who is slow. */
  async #step(connection: Connection): Promise<string> {
    const { limiter } = this.#options;
    for (let wanted = 0, got = 0; got === wanted;) {
      this.#accept(await this.#stat(connection), { anew: false });
      const from = this.#receiver.at;
      wanted = Math.min(this.#size - from, limiter === undefined ? Infinity : rangeFor(limiter));
      if (wanted <= 0) break;
      const body = this.#fetch(connection, { from, to: limiter === undefined ? -1 : from + wanted - 1 });
      // Another number of bytes: of another version, which the digest tells.
      got = await body.finally(() => this.#tell());
      if (this.#receiver.at >= this.#size) break;
    }
    return await this.#hash(connection);
  }

  get #size(): number {
    return this.#receiver.version?.size ?? 0;
  }

  async #stat(connection: Connection): Promise<RemoteFile> {
    const reply = await connection.request(["FILE.STAT", this.#path], { within: STALL }).catch((thrown) => {
      const missing = thrown instanceof EnchufeError && thrown.code === "NOTFOUND";
      throw missing ? new EnchufeError("NOTFOUND", texts.client.noSuchFile(this.#path)) : thrown;
    });
    const remote = toRemoteFile(reply);
    // In the server's own words.
    if (remote === undefined) await connection.request(["GET", this.#path]);
    if (remote === undefined) throw new EnchufeError("NOTFOUND", texts.client.noSuchFile(this.#path));
    return remote;
  }

  #accept(remote: RemoteFile, options: { readonly anew: boolean }): void {
    const receiver = this.#receiver, before = receiver.version;
    if (before !== undefined && !isSame(before, remote)) this.#changed();
    this.#remote = remote;
    receiver.accept({ etag: remote.etag, size: remote.size }, options);
    if (before === undefined) this.resumed = receiver.at;
    if (before === undefined || !isSame(before, remote)) this.#begin();
  }

  #begin(): void {
    this.#options.hooks?.begin(this.#size, this.#receiver.at);
  }

  #changed(): void {
    this.resumed = 0;
    this.#inOneGo = true;
    if (++this.#changes >= MOST_CHANGES) throw this.#unsteady();
  }

  #unsteady(): EnchufeError {
    return failure("keepsChanging", { path: JSON.stringify(this.#path) });
  }

  /** Streams bytes into the receiver, once it is ready for them. */
  async #fetch(
    connection: Connection,
    { from, to, ready }: { readonly from: number; readonly to: number; readonly ready?: Promise<void> },
  ): Promise<number> {
    let waiting = ready;
    const parts = ["GETRANGE", this.#path, String(from), String(to)];
    const fetched: Fetched = await connection.fetch(parts, (bytes) => {
      if (waiting === undefined) return this.#take(bytes);
      return waiting.then(() => {
        waiting = undefined;
        return this.#take(bytes);
      });
    }, { within: STALL });
    return fetched.size ?? 0;
  }

  #take(bytes: Uint8Array): Promise<void> | void {
    try {
      const { limiter, signal } = this.#options;
      const taken = limiter === undefined
        ? this.#put(bytes)
        : inPieces(bytes, { limiter, signal }, (piece) => this.#put(piece));
      const noted = taken?.catch((thrown) => this.#note(thrown));
      this.#taking = noted;
      return noted;
    } catch (thrown) {
      return this.#note(thrown);
    }
  }

  #put(bytes: Uint8Array): Promise<void> | void {
    const wanted = this.#within(bytes), count = wanted.length;
    if (count === 0) return;
    const done = this.#receiver.write(wanted);
    if (done === undefined) return this.#moved(count);
    return done.then(() => this.#moved(count));
  }

  /** The bytes that there is room for: whatever a server sends, no more is kept than it said it has. */
  #within(bytes: Uint8Array): Uint8Array {
    const room = this.#size - this.#receiver.at;
    if (bytes.length <= room) return bytes;
    this.#surplus += bytes.length - room;
    if (this.#surplus > MOST_SURPLUS) throw this.#unsteady();
    return bytes.subarray(0, room);
  }

  #moved(count: number): void {
    this.brought += count;
    this.#options.hooks?.moved(this.#receiver.at);
  }

  #note(thrown: unknown): never {
    this.#failed = { thrown };
    throw thrown;
  }

  /** Whoever reads our output may be gone: that, and not a lost connection, is what the caller must see. */
  #tell(): void {
    if (this.#failed !== undefined) throw this.#failed.thrown;
  }

  async #hash(connection: Connection): Promise<string> {
    // The size may be known only by the time that the digest is the next to come.
    const patience = () => patienceFor(this.#remote?.size ?? 0);
    const reply = await connection.request(["FILE.HASH", this.#path], { patience, within: STALL });
    return asText(reply).toLowerCase();
  }

  /** The bytes are not what the server has now. */
  async #differs(connection: Connection): Promise<void> {
    const remote = await this.#stat(connection);
    if (!isSame(this.#receiver.version as Version, remote)) return this.#accept(remote, { anew: true });
    if (this.#inOneGo || ++this.#changes >= MOST_CHANGES) {
      throw new EnchufeError("DIGEST", texts.client.digestMismatch(this.#path));
    }
    // What was there of before may be what is wrong.
    this.#inOneGo = true;
    this.resumed = 0;
    this.#receiver.accept(remote, { anew: true });
    this.#begin();
  }
}

function isSame(one: Version, other: Version): boolean {
  return one.etag === other.etag && one.size === other.size;
}
