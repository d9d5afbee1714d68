/**
 * Shares the one thread among the sessions: a peer that sends a thousand expensive commands at once must not keep the
 * others waiting until all are done.
 *
 * @module
 */

/** Milliseconds that sessions may work before the system is asked who else has sent something. */
const SLICE_MS = 10;
/** A timer behind nothing is later than this by chance only. */
const LATE_MS = 4;
/** Timers for one slice, at the most: a machine that is busy with other programs is late always. */
const MOST_LOOKS = 3;

/**
 * Who works when. A session that comes when the slice is over queues until the system was asked; then they are let on
 * one after the other as long as there is time, those of whom little work is expected first.
 */
export class Slices {
  readonly #little: (() => void)[] = [];
  readonly #much: (() => void)[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #began = 0;
  #looks = 0;
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
   * @param littleUntil Until when who asks is one of those who ask for little, and go before the others.
   * @returns What to wait for before the next piece; `undefined` if it may follow at once.
   */
  next(littleUntil = 0): Promise<void> | undefined {
    if (this.#timer === undefined) {
      this.#begin();
      return undefined;
    }
    const now = this.#now();
    if (now - this.#began < SLICE_MS) {
      this.#letOn();
      return undefined;
    }
    const queue = now <= littleUntil ? this.#little : this.#much;
    return new Promise<void>((resolve) => queue.push(resolve)).then(() => void (this.#isCalling = false));
  }

  #begin(): void {
    this.#began = this.#now();
    this.#looks = 0;
    this.#look();
  }

  /**
   * Gives the runtime a moment of nothing to do: then it looks at the sockets, otherwise on every 61st turn only, and
   * others were answered after 350 ms. A timer that is late ran while somebody worked, so it is set again.
   */
  #look(): void {
    const set = this.#now();
    this.#timer = setTimeout(() => {
      const isWaiting = this.#little.length + this.#much.length > 0;
      if (isWaiting && this.#now() - set > LATE_MS && ++this.#looks < MOST_LOOKS) this.#look();
      else this.#end(isWaiting);
    }, 0);
  }

  #end(isWaiting: boolean): void {
    this.#timer = undefined;
    if (!isWaiting) return;
    this.#begin();
    // One of each, so that neither kind waits for ever.
    this.#little.shift()?.();
    this.#much.shift()?.();
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
