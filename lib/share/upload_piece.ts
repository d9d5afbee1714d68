/**
 * The bytes of one command on their way into an upload.
 *
 * @module
 */
import { failure } from "../failure.ts";
import { quotePath } from "./paths.ts";
import type { Upload } from "./staging.ts";
import type { Turns } from "./turns.ts";
import type { Unfinished } from "./unfinished.ts";

/** The bytes of one command on their way into an upload. What came before it is cut off stays. */
export class UploadPiece implements Upload {
  /** Bytes of it received so far. */
  size = 0;
  readonly #upload: Unfinished;
  readonly #holder: object | undefined;
  readonly #turns: Turns;

  /** Of an upload whose file is open. */
  constructor(upload: Unfinished, turns: Turns) {
    this.#upload = upload;
    this.#holder = upload.holder;
    this.#turns = turns;
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#turns.run(this.#upload.id, async () => {
      insistOnHolding(this.#upload, this.#holder);
      await this.#upload.append(bytes);
    });
    this.size += bytes.length;
  }

  /** Says that no more comes; does nothing the second time. */
  abort(): Promise<void> {
    if (this.#upload.holder === this.#holder) this.#upload.close();
    return Promise.resolve();
  }

  /**
   * Ends it.
   *
   * @returns Where the upload goes on.
   * @throws EnchufeError NOUPLOAD if a newer session has taken it over.
   */
  finish(): number {
    insistOnHolding(this.#upload, this.#holder);
    this.#upload.close();
    return this.#upload.offset;
  }
}

/**
 * Insists that a session is the one that may write.
 *
 * @param upload The upload.
 * @param holder The session.
 * @throws EnchufeError NOUPLOAD.
 */
export function insistOnHolding(upload: Unfinished, holder: object | undefined): void {
  if (!upload.over && upload.holder === holder) return;
  throw failure("uploadTakenOver", { path: quotePath(upload.state.path) });
}
