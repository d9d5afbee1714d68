/**
 * Shares the one thread among the sessions: a peer that sends a thousand expensive commands at once must not keep the
 * others waiting until all are done.
 *
 * @module
 */
import { type IdleOptions, whenIdle } from "../idle.ts";

/** Milliseconds that sessions may work before the system is asked who else has sent something. */
const SLICE_MS = 10;

/** Of so many that are let on, one is who has waited longest: nobody waits for ever. */
const OLDEST_EACH = 4;

/** One that waits. */
interface Waiting {
  readonly merit: number;
  readonly go: () => void;
}

/**
 * Who works when. A session that comes when the slice is over queues until the system was asked; then they are let on
 * one after the other as long as there is time, those first who have cost least.
 */
export class Slices {
  readonly #waiting: Waiting[] = [];
  /** Whether a slice is under way. */
  #isCounting = false;
  #began = 0;
  #calls = 0;
  /** Whether one is being let on that has not gone on yet. */
  #isCalling = false;
  readonly #now: () => number;
  readonly #over = () => this.#end();
  readonly #idle: IdleOptions;

  /**
   * Begins with nobody at work.
   *
   * @param now Milliseconds, from any fixed point.
   */
  constructor(now: () => number = Date.now) {
    this.#now = now;
    this.#idle = { now, isWanted: () => this.#waiting.length > 0 };
  }

  /**
   * Asked before and behind each piece of work.
   *
   * @param merit Who has more goes first: the time less what it has cost. Of equals the last one does, or a crowd that
   * is waiting would keep everybody else out.
   * @returns What to wait for before the next piece; `undefined` if it may follow at once.
   */
  next(merit = 0): Promise<void> | undefined {
    if (!this.#isCounting) {
      this.#begin();
      return undefined;
    }
    if (this.#now() - this.#began < SLICE_MS) {
      this.#letOn();
      return undefined;
    }
    return new Promise<void>((go) => this.#waiting.push({ merit, go }))
      .then(() => void (this.#isCalling = false));
  }

  /** Told when somebody has no more to do for now: there may be time for another, who would wait for the next slice. */
  over(): void {
    if (this.#waiting.length > 0 && this.#isCounting && this.#now() - this.#began < SLICE_MS) this.#letOn();
  }

  #begin(): void {
    this.#isCounting = true;
    this.#began = this.#now();
    whenIdle(this.#over, this.#idle);
  }

  #end(): void {
    this.#isCounting = this.#isCalling = false;
    if (this.#waiting.length === 0) return;
    this.#begin();
    this.#letOn();
  }

  /** There is time for another. One alone: a hundred that ask before any has worked would let on a hundred. */
  #letOn(): void {
    if (this.#isCalling || this.#waiting.length === 0) return;
    this.#isCalling = true;
    const first = ++this.#calls % OLDEST_EACH === 0 ? 0 : this.#best();
    const [{ go }] = this.#waiting.splice(first, 1) as [Waiting];
    go();
  }

  #best(): number {
    let best = 0;
    for (let at = 1; at < this.#waiting.length; at++) {
      if ((this.#waiting[at] as Waiting).merit > (this.#waiting[best] as Waiting).merit) best = at;
    }
    return best;
  }
}
