/**
 * Shares the one thread among the sessions: a peer that sends a thousand expensive commands at once must not keep the
 * others waiting until all are done.
 *
 * @module
 */

/** Milliseconds that sessions may work before the system is asked who else has sent something. */
const SLICE_MS = 10;

/** Who works when. A session that is over its slice queues; one is let on for each look at the sockets. */
export class Slices {
  #waiting: (() => void)[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #began = 0;
  readonly #now: () => number;

  /**
   * Begins with nobody at work.
   *
   * @param now Milliseconds, from any fixed point.
   */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /**
   * Asked behind each piece of work.
   *
   * @returns What to wait for before the next piece; `undefined` if it may follow at once.
   */
  next(): Promise<void> | undefined {
    if (this.#timer === undefined) {
      this.#begin();
      return undefined;
    }
    if (this.#now() - this.#began < SLICE_MS) return undefined;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** A timer, since with an immediate callback the runtime looks at the sockets only now and then: 250 ms were measured. */
  #begin(): void {
    this.#began = this.#now();
    this.#timer = setTimeout(() => this.#end(), 0);
  }

  #end(): void {
    this.#timer = undefined;
    const first = this.#waiting.shift();
    if (first === undefined) return;
    this.#begin();
    first();
  }
}
