/**
 * How much of what a server pushes is shown: nobody reads hundreds of lines a second, and drawing all that a hostile
 * server can send would leave no time for the keys.
 *
 * @module
 */

/** Events in a second that are shown; ten times what a busy class says. */
const MOST = 500;

/** Lets so many events through, and counts the others. */
export class Intake {
  readonly #most: number;
  #taken = 0;

  /**
   * Starts with a whole allowance.
   *
   * @param most Events until it is renewed.
   */
  constructor(most: number = MOST) {
    this.#most = most;
  }

  /**
   * Takes one event.
   *
   * @returns Whether it may be shown.
   */
  take(): boolean {
    return ++this.#taken <= this.#most;
  }

  /**
   * Gives a new allowance; called once a second.
   *
   * @returns How many events were left out since the last time.
   */
  renew(): number {
    const left = Math.max(0, this.#taken - this.#most);
    this.#taken = 0;
    return left;
  }
}
