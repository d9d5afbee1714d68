/**
 * What a benchmark row is: one thing, measured for several contenders turn and turn about.
 *
 * @module
 */

/** How thoroughly to measure: the full table, or only that every row runs and answers rightly. */
export type Effort = "full" | "quick";

/** One program (or one way of using it) that does the row's work. */
export interface Contender {
  /** `enchufe`, or the peer's name with its setting: `redis-server`, `nginx sendfile`. */
  readonly name: string;
  /**
   * Does the work once and measures it, in the row's unit.
   *
   * @throws {Error} if an answer is wrong: the row is void then.
   */
  measure(): Promise<number>;
}

/** A ratio that the row must reach. */
export interface Target {
  /** Which contender ours is divided by. */
  readonly peer: string;
  /** The bound of ours / peer. */
  readonly ratio: number;
  /** Whether the ratio must be at least or at most that. */
  readonly bound: "at least" | "at most";
}

/** The contenders of a row, running; disposing stops what they started. */
export interface Contest extends AsyncDisposable {
  /** Ours first. */
  readonly contenders: readonly Contender[];
  /** Programs that are not installed here. */
  readonly missing: readonly string[];
}

/** One line of the table. */
export interface Row {
  /** Unique, short, for `--only`: `ping-p16`. */
  readonly id: string;
  /** What is measured, as a person reads it. */
  readonly what: string;
  /** How: connections, depth, sizes. */
  readonly setting: string;
  /** Of each measured value: `requests/s`, `ms`, `KiB/session`. */
  readonly unit: string;
  /** Empty where a number alone is asked. */
  readonly targets: readonly Target[];
  /** Starts the servers. */
  prepare(effort: Effort): Promise<Contest>;
}
