/**
 * A file on its way in: a temporary name that nobody sees, until it is whole.
 *
 * @module
 */
import { failure } from "../failure.ts";
import { diskError } from "./failures.ts";
import { joinReal } from "./jail.ts";
import { makeTempName, quotePath } from "./paths.ts";
import type { Claim } from "./space.ts";

/** A file that is being received; it appears when it is passed to `Share.write`. */
export interface Upload {
  /**
   * Adds bytes at the end. On an error the upload is over and its file gone.
   *
   * @param bytes Not changed by the caller until the promise is settled.
   * @throws EnchufeError TOOBIG for more bytes than announced; NOSPACE, NOPERM or IO; ERR once it is over.
   */
  write(bytes: Uint8Array): Promise<void>;
  /** Bytes received so far. */
  readonly size: number;
  /** Gives up and removes the file; does nothing once the upload is over. */
  abort(): Promise<void>;
}

/** Options of {@linkcode StagedUpload}. */
export interface StagedUploadOptions {
  /** Real path of the directory for the temporary file. */
  readonly dir: string;
  /** The entry, for messages. */
  readonly path: string;
  /** Bytes announced. */
  readonly total: number;
  /** Whether the bytes are synced to disk before the file gets its name. */
  readonly sync: boolean;
  /** The room for it; the upload releases it. */
  readonly claim: Claim;
  /** Told once when the temporary file has been moved or removed. */
  readonly onOver?: () => void;
}

/** An {@linkcode Upload} with the side that only the share uses. */
export class StagedUpload implements Upload {
  /** Real path of the temporary file. */
  readonly temp: string;
  /** Bytes announced. */
  readonly total: number;
  readonly #path: string;
  readonly #claim: Claim;
  readonly #sync: boolean;
  readonly #onOver: () => void;
  readonly #file: Deno.FsFile;
  #size = 0;
  #state: "open" | "finished" | "over" = "open";
  /** The last operation: they run one after another, whatever the caller does. */
  #last: Promise<unknown> = Promise.resolve();

  /**
   * Makes the temporary file.
   *
   * @param options Where.
   * @throws EnchufeError NOPERM, NOSPACE, NOTFOUND or IO.
   */
  constructor(options: StagedUploadOptions) {
    this.#path = options.path;
    this.#claim = options.claim;
    this.#sync = options.sync;
    this.#onOver = options.onOver ?? (() => {});
    this.total = options.total;
    this.temp = joinReal(options.dir, makeTempName());
    try {
      this.#file = Deno.openSync(this.temp, { write: true, createNew: true });
    } catch (thrown) {
      throw diskError(thrown, options.path);
    }
  }

  /** Bytes received so far. */
  get size(): number {
    return this.#size;
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#enqueue(() => this.#add(bytes));
  }

  abort(): Promise<void> {
    const run = this.#last.then(() => this.#discard());
    this.#last = run;
    return run;
  }

  /**
   * Insists on the announced length and brings the bytes to the disk; then the temporary file may be moved.
   *
   * @throws EnchufeError ERR if bytes are missing; NOSPACE or IO.
   */
  finish(): Promise<void> {
    return this.#enqueue(async () => {
      if (this.#size !== this.total) {
        throw failure("uploadShort", {
          path: quotePath(this.#path),
          count: this.#size,
          size: this.total,
        });
      }
      if (this.#sync) await this.#file.sync();
      this.#file.close();
      this.#state = "finished";
    });
  }

  /** Says that the temporary file has been moved to its place: nothing is left to remove. */
  moved(): void {
    this.#state = "over";
    this.#claim.release();
    this.#onOver();
  }

  /** Runs an operation after those before it; on failure the upload is over. */
  #enqueue(operation: () => Promise<void>): Promise<void> {
    const run = this.#last.then(async () => {
      if (this.#state !== "open") {
        throw failure("uploadOver", { path: quotePath(this.#path) });
      }
      try {
        await operation();
      } catch (thrown) {
        await this.#discard();
        throw diskError(thrown, this.#path);
      }
    });
    this.#last = run.catch(() => {});
    return run;
  }

  async #add(bytes: Uint8Array): Promise<void> {
    if (this.#size + bytes.length > this.total) {
      throw failure("uploadLong", { path: quotePath(this.#path), size: this.total });
    }
    for (let at = 0; at < bytes.length;) at += await this.#file.write(bytes.subarray(at));
    this.#size += bytes.length;
    this.#claim.spend(bytes.length);
  }

  async #discard(): Promise<void> {
    if (this.#state === "over") return;
    if (this.#state === "open") this.#file.close();
    this.#state = "over";
    this.#claim.release();
    try {
      await Deno.remove(this.temp);
    } catch {
      // Gone with its directory, or the disk fails: nobody sees it either way.
    }
    this.#onOver();
  }
}
