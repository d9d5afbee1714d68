/**
 * Counters per command, for `INFO`.
 *
 * @module
 */

/** Of this many calls of a command one is timed: reading the clock twice costs as much as two `PING`s. */
const TIMED_EVERY = 64;

/** Calls and errors of one command. */
export interface CommandCount {
  /** Times it was run. */
  calls: number;
  /** Times it answered with an error. */
  errors: number;
  /** Times it was refused before it was run: wrong count of arguments, no access. */
  rejected: number;
  /** Calls that were timed. */
  timed: number;
  /** Milliseconds that these took. */
  time: number;
}

/** Told of a command that was run: its name, and how many milliseconds it took. Must not throw. */
export type OnCommand = (name: string, milliseconds: number) => void;

/**
 * Whether a call is one of those that are timed: the first few, then some.
 *
 * @param count Of its command, this call included.
 */
export function isTimed({ calls }: CommandCount): boolean {
  return calls <= TIMED_EVERY || calls % TIMED_EVERY === 0;
}

/**
 * What all calls of a command took, by those that were timed.
 *
 * @param count Of the command.
 * @returns Microseconds for each call.
 */
export function microseconds({ timed, time }: CommandCount): number {
  return timed === 0 ? 0 : time * 1000 / timed;
}

/** Counters of all commands since the start. */
export class CommandStats {
  readonly #counts = new Map<string, CommandCount>();
  readonly #errors = new Map<string, number>();
  /** Commands done. */
  calls = 0;
  /** Told of every command, which then are all timed. */
  onCommand: OnCommand | undefined;

  /** Times that a session was told an error, by its code. */
  get errors(): ReadonlyMap<string, number> {
    return this.#errors;
  }

  /**
   * Counts an error that a session is told.
   *
   * @param code Its code, one of ours: a peer cannot make up more.
   */
  failed(code: string): void {
    this.#errors.set(code, (this.#errors.get(code) ?? 0) + 1);
  }

  /**
   * The counter of a command; kept by whoever counts, so that counting looks nothing up.
   *
   * @param name As `INFO` shows it.
   */
  counter(name: string): CommandCount {
    let count = this.#counts.get(name);
    if (count === undefined) {
      this.#counts.set(name, count = { calls: 0, errors: 0, rejected: 0, timed: 0, time: 0 });
    }
    return count;
  }

  /** Names and counters of the commands that were called. */
  *used(): Generator<[string, CommandCount]> {
    for (const entry of this.#counts) if (entry[1].calls + entry[1].rejected > 0) yield entry;
  }
}
