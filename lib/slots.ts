/**
 * A few at a time: work that takes processors and memory waits for its turn, which goes around among those who ask.
 *
 * @module
 */

/** Turns for work. */
export class Slots {
  readonly #most: number;
  /** What waits, by who asked; whose turn is next comes first. */
  readonly #waiting = new Map<string, (() => void)[]>();
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
   * @param who Who asks, an address: whoever asks a thousand times waits for themselves, others for one of them.
   * @returns What it returned.
   */
  async run<T>(work: () => Promise<T>, who: string): Promise<T> {
    if (this.#running >= this.#most) await new Promise<void>((resolve) => this.#enqueue(who, resolve));
    else this.#running++;
    try {
      return await work();
    } finally {
      const next = this.#dequeue();
      if (next === undefined) this.#running--;
      // A thousand whose work has become little would otherwise hold up everybody else together. By a timer: between
      // immediate callbacks the runtime does not look at the sockets.
      else setTimeout(next, 0);
    }
  }

  #enqueue(who: string, go: () => void): void {
    const own = this.#waiting.get(who);
    if (own === undefined) this.#waiting.set(who, [go]);
    else own.push(go);
  }

  #dequeue(): (() => void) | undefined {
    for (const [who, own] of this.#waiting) {
      const next = own.shift();
      this.#waiting.delete(who);
      // Behind all others.
      if (own.length > 0) this.#waiting.set(who, own);
      return next;
    }
    return undefined;
  }
}
