/**
 * Whether a file that comes in may be taken: the limits on one file and on the disk, checked before any byte.
 *
 * @module
 */
import fs from "node:fs";
import { failure } from "../failure.ts";
import { formatLimit, type Limits } from "../limits.ts";
import { diskError } from "./failures.ts";
import { quotePath } from "./paths.ts";

/** Room set aside for one file. */
export interface Claim {
  /**
   * Gives back what has been written: the disk's own figures show it now.
   *
   * @param bytes How many.
   */
  spend(bytes: number): void;
  /** Gives back the rest; may be called twice. */
  release(): void;
}

/** Options of {@linkcode Space.claim}. */
export interface ClaimOptions {
  /** Real path of an existing directory on the disk that is meant. */
  readonly dir: string;
  /** Bytes. */
  readonly size: number;
  /** Bytes of them that are on the disk already; none unless told. */
  readonly have?: number;
  /** Whether it is an unfinished upload, which is known as such; not unless told. */
  readonly begun?: boolean;
  /** Whether it takes the place of nothing, even if its name is taken; not unless told. */
  readonly adds?: boolean;
}

/** Keeps account of the room that files on their way will take. */
export class Space {
  readonly #limits: Limits;
  #claimed = 0;
  #spent = 0;

  /**
   * Begins with nothing set aside.
   *
   * @param limits `maxUpload` and `keepFree` hold.
   */
  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Bytes of files that have come since the start. */
  get spent(): number {
    return this.#spent;
  }

  /**
   * Sets room aside, so that several files on their way at once fit together too.
   *
   * @param path The entry, for messages.
   * @param options How much, and where.
   * @returns The claim; release it.
   * @throws EnchufeError ERR if the size is no size, TOOBIG, NOSPACE.
   */
  async claim(path: string, options: ClaimOptions): Promise<Claim> {
    const { size } = options;
    const { maxUpload, keepFree } = this.#limits;
    if (!Number.isSafeInteger(size) || size < 0) {
      throw failure("badSize", { value: size, path: quotePath(path) });
    }
    if (size > maxUpload) {
      const limit = formatLimit(maxUpload, "bytes");
      throw failure("fileTooBig", { path: quotePath(path), size, limit });
    }
    const claim = this.#take(size - (options.have ?? 0));
    try {
      const { blocks, bavail, bsize } = await fs.promises.statfs(options.dir);
      // Some network and user-space file systems report nothing at all; then only the disk itself can refuse.
      if (blocks > 0 && bavail * bsize - this.#claimed < keepFree) {
        throw failure("keepFree", { path: quotePath(path), limit: formatLimit(keepFree, "bytes") });
      }
      return claim;
    } catch (thrown) {
      claim.release();
      throw diskError(thrown, path);
    }
  }

  #take(size: number): Claim {
    let left = size;
    this.#claimed += size;
    const giveBack = (bytes: number) => {
      left -= bytes;
      this.#claimed -= bytes;
    };
    const spend = (bytes: number) => {
      this.#spent += bytes;
      giveBack(Math.min(bytes, left));
    };
    return { spend, release: () => giveBack(left) };
  }
}
