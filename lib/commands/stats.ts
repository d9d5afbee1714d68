/**
 * Counters per command, for `INFO`.
 *
 * @module
 */

/** Calls and errors of one command. */
export interface CommandCount {
  /** Times it was called. */
  calls: number;
  /** Times it answered with an error. */
  errors: number;
}

/** Counters of all commands since the start. */
export class CommandStats {
  readonly #counts = new Map<string, CommandCount>();
  readonly #errors = new Map<string, number>();
  /** Commands done. */
  calls = 0;

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
    if (count === undefined) this.#counts.set(name, count = { calls: 0, errors: 0 });
    return count;
  }

  /** Names and counters of the commands that were called. */
  *used(): Generator<[string, CommandCount]> {
    for (const entry of this.#counts) if (entry[1].calls > 0) yield entry;
  }
}
