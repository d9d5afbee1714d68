/**
 * A time-out that is put off by every sign of life.
 *
 * @module
 */

/** Rings once nothing has moved for a while. */
export class Watchdog {
  readonly #ring: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #deadline = 0;

  /**
   * Rests until it is fed.
   *
   * @param ring Called when the time is over.
   */
  constructor(ring: () => void) {
    this.#ring = ring;
  }

  /**
   * Something moved.
   *
   * @param ms Milliseconds from now until it rings.
   */
  feed(ms: number): void {
    this.#deadline = performance.now() + ms;
    this.#timer ??= setTimeout(() => this.#look(), ms);
  }

  /** Nothing is waited for. */
  rest(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** One timer is kept and looks at the deadline: setting one for each read would cost more than the read. */
  #look(): void {
    this.#timer = undefined;
    const left = this.#deadline - performance.now();
    if (left > 0) this.#timer = setTimeout(() => this.#look(), left);
    else this.#ring();
  }
}
