/**
 * What Ctrl-C means: it clears a line, and takes a second one to leave.
 *
 * @module
 */

/** How soon the second one has to come, in milliseconds. */
const SOON = 2_000;

/** Counts Ctrl-C. */
export class Interrupts {
  /** Resolves when the person wants to leave. */
  readonly leave: Promise<void>;
  readonly #twice: boolean;
  #resolve: () => void = () => {};
  #last = -Infinity;

  /**
   * None so far.
   *
   * @param twice Whether it takes two.
   */
  constructor(twice: boolean) {
    this.#twice = twice;
    this.leave = new Promise((resolve) => this.#resolve = resolve);
  }

  /**
   * Ctrl-C was pressed.
   *
   * @param empty Whether nothing was typed.
   * @param now Milliseconds, of a clock that never goes back.
   * @returns What to do.
   */
  press(empty: boolean, now: number): "clear" | "hint" | "leave" {
    if (!this.#twice) return this.end();
    if (!empty) return "clear";
    const soon = now - this.#last <= SOON;
    this.#last = now;
    return soon ? this.end() : "hint";
  }

  /**
   * Leaves without being asked twice.
   *
   * @returns What to do.
   */
  end(): "leave" {
    this.#resolve();
    return "leave";
  }
}
