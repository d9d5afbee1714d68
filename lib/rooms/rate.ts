/**
 * A sliding rate limit.
 *
 * @module
 */

/** Options of {@linkcode RateWindow}. */
export interface RateWindowOptions {
  /** Events allowed in any window; 0 is no limit. */
  readonly limit: number;
  /** Length of the window in milliseconds; an event leaves it when exactly that much has passed. */
  readonly window: number;
}

/**
 * Counts events in the window that ends now, so that a burst across the turn of a second counts as one burst. Holds
 * one time for each event of the window and no more.
 */
export class RateWindow {
  readonly #limit: number;
  readonly #window: number;
  /** Times of the accepted events, oldest first; those before `#head` have left the window. */
  readonly #times: number[] = [];
  #head = 0;

  /**
   * Starts with an empty window.
   *
   * @param options The limit and the window.
   */
  constructor(options: RateWindowOptions) {
    this.#limit = options.limit;
    this.#window = options.window;
  }

  /**
   * Takes one event, if the limit allows; a refused one does not count.
   *
   * @param now The time in milliseconds.
   * @returns Whether it is within the limit.
   */
  take(now: number): boolean {
    if (this.#limit === 0) return true;
    const times = this.#times;
    // A clock that was set back would keep old times in the window for as long as it was set back.
    if (now < (times.at(-1) ?? now)) this.#head = times.length;
    while (this.#head < times.length && now - (times[this.#head] as number) >= this.#window) this.#head++;
    if (this.#head > 16 && this.#head * 2 >= times.length) {
      times.splice(0, this.#head);
      this.#head = 0;
    }
    if (times.length - this.#head >= this.#limit) return false;
    times.push(now);
    return true;
  }
}

/** The same limit for each of many, apart. It remembers nobody who is gone. */
export class Rates<T extends WeakKey> {
  readonly #options: RateWindowOptions;
  readonly #windows = new WeakMap<T, RateWindow>();

  /**
   * Starts with an empty window for everybody.
   *
   * @param options The limit and the window.
   */
  constructor(options: RateWindowOptions) {
    this.#options = options;
  }

  /**
   * Takes one event of somebody, if the limit allows.
   *
   * @param who Whose.
   * @param now The time in milliseconds.
   * @returns Whether it is within the limit.
   */
  take(who: T, now: number): boolean {
    let window = this.#windows.get(who);
    if (window === undefined) this.#windows.set(who, window = new RateWindow(this.#options));
    return window.take(now);
  }
}
