/**
 * Shares the one thread among the sessions: a peer that sends a thousand expensive commands at once must not keep the
 * others waiting until all are done.
 *
 * @module
 */

/** Milliseconds that sessions may work before the system is asked who else has sent something. */
const SLICE_MS = 10;

/**
 * Who works when. A session that comes when the slice is over queues until the system was asked; then they are let on
 * one after the other as long as there is time, those of whom little work is expected first.
 */
export class Slices {
  readonly #little: (() => void)[] = [];
  readonly #much: (() => void)[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #began = 0;
  /** Whether one is being let on that has not gone on yet. */
  #isCalling = false;
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
   * Asked before and behind each piece of work.
   *
   * @param isLittle Whether little work is expected: it goes before what is much.
   * @returns What to wait for before the next piece; `undefined` if it may follow at once.
   */
  next(isLittle = false): Promise<void> | undefined {
    if (this.#timer === undefined) {
      this.#begin();
      return undefined;
    }
    if (this.#now() - this.#began < SLICE_MS) {
      this.#letOn();
      return undefined;
    }
    return new Promise<void>((resolve) => (isLittle ? this.#little : this.#much).push(resolve))
      .then(() => void (this.#isCalling = false));
  }

  /**
   * A timer, since the runtime looks at the sockets when it has nothing else to do, or on every 61st turn: with an
   * immediate callback others were answered after 350 ms.
   */
  #begin(): void {
    this.#began = this.#now();
    this.#timer = setTimeout(() => this.#end(), 0);
  }

  #end(): void {
    this.#timer = undefined;
    if (this.#little.length + this.#much.length === 0) return;
    this.#begin();
    // One of each, so that neither kind waits for ever.
    this.#much.shift()?.();
    this.#little.shift()?.();
  }

  /** There is time for another. One alone: a hundred that ask before any has worked would let on a hundred. */
  #letOn(): void {
    if (this.#isCalling) return;
    const first = this.#little.shift() ?? this.#much.shift();
    if (first === undefined) return;
    this.#isCalling = true;
    first();
  }
}
