/**
 * Work on one thing at a time, in the order in which it was asked for.
 *
 * @module
 */

/** Lets work with the same key wait for the work before it. */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();

  /**
   * Does work once all that was asked for before it under this key is done, whether or not that succeeded.
   *
   * @param key What the work is on.
   * @param work What to do.
   * @returns What the work returns or throws.
   */
  async run<T>(key: string, work: () => T | Promise<T>): Promise<T> {
    const run = (this.#last.get(key) ?? Promise.resolve()).then(work);
    const settled = run.then(() => {}, () => {});
    this.#last.set(key, settled);
    try {
      return await run;
    } finally {
      if (this.#last.get(key) === settled) this.#last.delete(key);
    }
  }
}
