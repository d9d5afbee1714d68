/**
 * How a row is measured: contenders take turns, in another order each round, and a wrong answer voids the row.
 *
 * @module
 */
import { within } from "../tests/helpers/patience.ts";
import type { Contender, Contest, Effort, Row } from "./row.ts";

/** What takes longer hangs, and voids its row. */
const PATIENCE_MS = 120_000;

/** A contest that has more to say than numbers, once it has been measured. */
export interface NotedContest extends Contest {
  /** Sentences for the table; asked for after the last round, in a full run only. */
  notes(): Promise<readonly string[]>;
}

/** What a contender reached, one value a round. */
export interface Measured {
  readonly name: string;
  readonly values: readonly number[];
}

/** What came of a row. */
export interface Result {
  readonly row: Row;
  /** Ours first; empty if the row is void or could not be measured. */
  readonly measured: readonly Measured[];
  /** Programs that are not installed. */
  readonly missing: readonly string[];
  readonly notes: readonly string[];
  /** Why the row is worth nothing. */
  readonly void?: string;
}

/** Settings of {@linkcode measureRow}. */
export interface MeasureOptions {
  readonly effort: Effort;
  readonly rounds: number;
  /** Stops everything, and `measureRow` throws its reason. */
  readonly signal?: AbortSignal;
}

/** Settings of {@linkcode makeContest}. */
export interface ContestOptions {
  /** What the contenders need; moved out of it, so that the contest ends it. */
  readonly stack: AsyncDisposableStack;
  readonly missing?: readonly string[];
  readonly notes?: () => Promise<readonly string[]>;
}

/**
 * Puts a contest together. Rows use it so that what they have started ends in any case:
 *
 *     await using stack = new AsyncDisposableStack();
 *     const server = stack.use(await startEnchufe());
 *     return makeContest([…], { stack });
 */
export function makeContest(contenders: readonly Contender[], options: ContestOptions): NotedContest {
  const owned = options.stack.move();
  return {
    contenders,
    missing: options.missing ?? [],
    notes: options.notes ?? (() => Promise.resolve([])),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/**
 * A contender that always reaches the same: what a target that is no ratio asks for is compared with.
 *
 * @param name How the table names it: `8 KiB`.
 */
export function asked(name: string, value: number): Contender {
  return { name, measure: () => Promise.resolve(value) };
}

/** Who is measured when: in each round somebody else begins. */
export function rotated<T>(all: readonly T[], round: number): T[] {
  const first = all.length === 0 ? 0 : round % all.length;
  return [...all.slice(first), ...all.slice(0, first)];
}

/** Rejects when the signal comes. */
function interruption(signal: AbortSignal | undefined): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal?.reason);
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop, { once: true });
  promise.catch(() => {});
  return promise;
}

/** A contest under way. */
class Match implements AsyncDisposable {
  readonly #contest: Contest;
  #measuring: Promise<unknown> = Promise.resolve();

  constructor(contest: Contest) {
    this.#contest = contest;
  }

  /** All rounds. A full run has one more, in which everything gets warm. @returns The values of each contender. */
  async play({ effort, rounds, signal }: MeasureOptions): Promise<number[][]> {
    const { contenders } = this.#contest;
    const values: number[][] = contenders.map(() => []);
    const interrupted = interruption(signal);
    for (let round = effort === "full" ? -1 : 0; round < rounds; round++) {
      for (const at of rotated([...contenders.keys()], round + 1)) {
        signal?.throwIfAborted();
        const value = await Promise.race([this.#measure(contenders[at] as Contender), interrupted]);
        if (round >= 0) values[at]?.push(value);
      }
    }
    return values;
  }

  async #measure(contender: Contender): Promise<number> {
    const measuring = contender.measure();
    this.#measuring = measuring;
    const value = await within(measuring, `end of ${contender.name}`, PATIENCE_MS);
    if (!Number.isFinite(value)) throw new Error(`${contender.name} measured ${value}`);
    return value;
  }

  /** Without its server a load generator ends, and so nothing outlives us. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#contest[Symbol.asyncDispose]();
    await this.#measuring.catch(() => {});
  }
}

async function notesOf(contest: Contest, effort: Effort): Promise<readonly string[]> {
  return effort === "full" && "notes" in contest ? await (contest as NotedContest).notes() : [];
}

/**
 * Measures a row. Whatever goes wrong voids it, and the other rows go on.
 *
 * @throws The reason of `signal`.
 */
export async function measureRow(row: Row, options: MeasureOptions): Promise<Result> {
  let missing: readonly string[] = [];
  try {
    options.signal?.throwIfAborted();
    const contest = await row.prepare(options.effort);
    await using match = new Match(contest);
    missing = contest.missing;
    const values = await match.play(options);
    const measured = contest.contenders.map(({ name }, at) => ({ name, values: values[at] ?? [] }));
    return { row, measured, missing, notes: await notesOf(contest, options.effort) };
  } catch (error) {
    options.signal?.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    return { row, measured: [], missing, notes: [], void: reason };
  }
}
