/**
 * A few at a time: work that takes processors and memory waits for its turn, in the order in which it came.
 *
 * @module
 */

/** Turns for work. */
export class Slots {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /**
   * Begins with all free.
   *
   * @param most How many may run at once.
   */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * Runs something when its turn has come.
   *
   * @param work What to run.
   * @returns What it returned.
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#most) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running++;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      // A thousand whose work has become little would otherwise hold up everybody else together. By a timer: between
      // immediate callbacks the runtime does not look at the sockets.
      else setTimeout(next, 0);
    }
  }
}
