/**
 * Hashes a file while it is sent: whoever fetches a file asks for its digest next, and it need not be read again.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { FileSource, OpenFile } from "./reading.ts";

/** A whole file on its way to a peer, and its digest at the end. */
export class HashedAlong implements FileSource {
  readonly size: number;
  readonly #file: OpenFile;
  readonly #hash = createHash("sha256");
  #left: number;
  #done: ((digest: string | undefined) => void) | undefined;

  /**
   * Hashes nothing yet.
   *
   * @param file Opened from its beginning to its end.
   * @param done Called once: with the digest, or with `undefined` if the file was not read to its end or changed.
   */
  constructor(file: OpenFile, done: (digest: string | undefined) => void) {
    this.size = this.#left = file.size;
    this.#file = file;
    this.#done = done;
  }

  async read(into: Uint8Array): Promise<number | null> {
    const got = await this.#file.read(into);
    if (got === null || this.#done === undefined) return got;
    this.#hash.update(into.subarray(0, got));
    this.#left -= got;
    // Known before the last bytes leave, so that a question which crosses them finds it.
    if (this.#left === 0) this.#finish(this.#file.isSame() ? this.#hash.digest("hex") : undefined);
    return got;
  }

  close(): void {
    this.#file.close();
    this.#finish(undefined);
  }

  #finish(digest: string | undefined): void {
    const done = this.#done;
    this.#done = undefined;
    done?.(digest);
  }
}
