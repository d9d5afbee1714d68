/**
 * SHA-256 of a file that grows at its end. What was in the file before is read beside the bytes that arrive, never
 * before they flow: a transfer that goes on after a restart starts at once, and its digest proves what is on the disk.
 *
 * @module
 */
// Measured: node:crypto takes 1.68 GiB/s; hash-wasm, whose state could be saved and loaded instead, 0.28.
import { createHash } from "node:crypto";

/** Bytes read and hashed between two turns of the event loop: about 0.2 ms. */
const PIECE = 256 * 1024;

/** SHA-256 of a file that grows at its end, also of one that had bytes before. */
export class RunningDigest {
  readonly #path: string;
  readonly #hash = createHash("sha256");
  /** Bytes that are in the file. */
  #size: number;
  /** Bytes of them that are hashed. */
  #hashed = 0;
  #closed = false;
  #file: Deno.FsFile | undefined;
  #catchingUp: Promise<void> | undefined;

  /**
   * Begins; reads what is there in the background.
   *
   * @param path The file. It must exist only if it has bytes.
   * @param have Bytes that it has; those that it may have behind them do not count.
   */
  constructor(path: string, have: number) {
    this.#path = path;
    this.#size = have;
    if (have === 0) return;
    this.#catchingUp = this.#catchUp();
    // Whoever asks for the digest is told.
    this.#catchingUp.catch(() => {});
  }

  /** Bytes still to be read from the file. */
  get behind(): number {
    return this.#size - this.#hashed;
  }

  /**
   * Tells of bytes that were just put at the end of the file. While it catches up they are not kept: it reads on to
   * where they are.
   *
   * @param bytes What was put there.
   */
  update(bytes: Uint8Array): void {
    const caughtUp = this.#hashed === this.#size;
    this.#size += bytes.length;
    if (!caughtUp) return;
    this.#hash.update(bytes);
    this.#hashed += bytes.length;
  }

  /**
   * The digest of the file as far as it has been told of; more may be put behind it afterwards.
   *
   * @returns SHA-256, 64 hexadecimal digits, once it has caught up.
   * @throws What reading the file threw; Deno.errors.UnexpectedEof if the file has become shorter;
   * Deno.errors.Interrupted if this was closed before.
   */
  async digest(): Promise<string> {
    await this.#catchingUp;
    return this.#hash.copy().digest("hex");
  }

  /** Stops reading; may be called twice. */
  close(): void {
    this.#closed = true;
    this.#letGo();
  }

  async #catchUp(): Promise<void> {
    try {
      const file = this.#file = await Deno.open(this.#path);
      const piece = new Uint8Array(Math.min(PIECE, this.#size));
      while (this.#hashed < this.#size) {
        if (this.#closed) throw new Deno.errors.Interrupted("The digest was given up");
        const got = await file.read(piece.subarray(0, this.behind));
        if (got === null) throw new Deno.errors.UnexpectedEof("The file has become shorter");
        this.#hash.update(piece.subarray(0, got));
        this.#hashed += got;
      }
    } finally {
      this.#letGo();
    }
  }

  #letGo(): void {
    this.#file?.close();
    this.#file = undefined;
  }
}
