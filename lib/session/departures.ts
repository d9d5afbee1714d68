/**
 * When published messages leave: what is published in one go leaves in one write for each who hears it, and a crowd
 * is not written to more often than the sockets are looked at. 100 who heard one publisher got 7× the messages a
 * second of one write for each message.
 *
 * @module
 */

/** Who has something to send. */
export interface Departing {
  /** Sends it. */
  depart(): void;
}

/** Writing to so many takes long enough for more to have been published meanwhile. Fewer never wait. */
const CROWD = 32;
/** Milliseconds of writing before others get their turn. */
const ROUND_MS = 10;
/** Writes between two looks at the clock. */
const UNCLOCKED = 64;

/** Sends what was published: at once for the first, a millisecond later for what follows it to a crowd. */
export class Departures {
  #waiting: Departing[] = [];
  #due = false;
  readonly #now: () => number;
  readonly #depart = () => this.#run();
  readonly #next = () => {
    this.#due = false;
    if (this.#waiting.length > 0) this.#run();
  };

  /**
   * Begins with nobody.
   *
   * @param now Milliseconds, from any fixed point.
   */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /**
   * Has somebody depart soon, in any case before the program has waited for more than a moment.
   *
   * @param departing Who; not again before it has departed.
   */
  add(departing: Departing): void {
    this.#waiting.push(departing);
    if (this.#due) return;
    this.#due = true;
    // Behind all that the publisher has sent so far.
    queueMicrotask(this.#depart);
  }

  #run(): void {
    const all = this.#waiting, began = this.#now();
    let done = 0;
    for (; done < all.length; done++) {
      if (done % UNCLOCKED === UNCLOCKED - 1 && this.#now() - began >= ROUND_MS) break;
      (all[done] as Departing).depart();
    }
    this.#waiting = all.slice(done);
    this.#due = done >= CROWD || this.#waiting.length > 0;
    // With nothing shorter does the runtime look at the sockets. Waiting for an idle moment made others wait for seconds.
    if (this.#due) setTimeout(this.#next, 0);
  }
}
