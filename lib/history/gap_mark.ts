/**
 * An empty file beside the history, which says that messages were said that it lacks. Even a disk that is full takes an
 * empty file.
 *
 * @module
 */

/** The mark of one history. */
export class GapMark {
  readonly #path: string;

  /**
   * Changes nothing yet.
   *
   * @param file Path of the history.
   */
  constructor(file: string) {
    this.#path = `${file}-gap`;
  }

  /** Whether it is there. */
  get exists(): boolean {
    try {
      Deno.lstatSync(this.#path);
      return true;
    } catch {
      return false;
    }
  }

  /** Puts it there, if the disk lets us. */
  put(): void {
    try {
      Deno.openSync(this.#path, { write: true, create: true, mode: 0o600 }).close();
    } catch {
      // A disk that cannot be written keeps no marks either.
    }
  }

  /** Takes it away. */
  remove(): void {
    if (this.exists) Deno.removeSync(this.#path);
  }
}
