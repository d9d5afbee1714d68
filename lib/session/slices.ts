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
  #timer: ReturnType<typeof setTimeout> | undefined;
  #began = 0;
  #looks = 0;
  #calls = 0;
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
   * @param merit Who has more goes first: the time less what it has cost. Of equals the last one does, or a crowd that
   * is waiting would keep everybody else out.
   * @returns What to wait for before the next piece; `undefined` if it may follow at once.
   */
  next(merit = 0): Promise<void> | undefined {
    if (this.#timer === undefined) {
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
    if (this.#timer !== undefined && this.#now() - this.#began < SLICE_MS) this.#letOn();
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
      const isWaiting = this.#waiting.length > 0;
      if (isWaiting && this.#now() - set > LATE_MS && ++this.#looks < MOST_LOOKS) this.#look();
      else this.#end(isWaiting);
    }, 0);
  }

  #end(isWaiting: boolean): void {
    this.#timer = undefined;
    this.#isCalling = false;
    if (!isWaiting) return;
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
