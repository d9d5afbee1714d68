/**
 * The fuzzer: seeded inputs for each target, each given whole and cut; what comes out must be the same, and nothing but
 * a refusal may be thrown.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import { everySplit } from "../helpers/splits.ts";
import type { FuzzTarget, Outcome } from "./fuzz_targets.ts";
import { concat, cut, nextInput, Random } from "./mutations.ts";

/** Of so many inputs one is cut at every place, and one given byte by byte; all are cut at random. */
const EVERY_SPLIT_OF = 32;
const BYTEWISE_OF = 4;
/** Failures of one target behind which there is no more to learn. */
const MOST_FAILURES = 5;
/** Inputs between two looks at the clock. */
const LOOK = 64;

/** An input that something is wrong with. */
export interface FuzzFailure {
  readonly target: string;
  readonly index: number;
  readonly input: Uint8Array;
  readonly why: string;
}

/** What became of a target's inputs. */
export interface FuzzResult {
  readonly target: string;
  inputs: number;
  bytes: number;
  /** Values that came out. */
  values: number;
  /** Inputs that ended in a refusal. */
  refused: number;
  /** The input that took longest, cut in all its ways. */
  slowest: { readonly ms: number; readonly index: number; readonly bytes: number };
  readonly failures: FuzzFailure[];
}

/** Settings of {@linkcode fuzz}. */
export interface FuzzOptions {
  readonly seed: number;
  /** Inputs for this target. */
  readonly inputs: number;
  /** Milliseconds after which it ends however many there were. */
  readonly time?: number;
}

/**
 * Makes one input. It follows from the three numbers alone, so that any can be made again without those before it.
 *
 * @param target For which its corpus is.
 * @param seed Of the run.
 * @param index Which.
 */
export function fuzzInput(target: FuzzTarget, { seed, index }: { seed: number; index: number }): Uint8Array {
  const random = new Random(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index, 0x85ebca6b));
  return concat(
    ...Array.from({ length: 1 + random.below(3) }, () => nextInput(random, target.corpus)),
  );
}

function* waysToCut(input: Uint8Array, index: number): Generator<[string, Uint8Array[]]> {
  yield ["at random", cut(input, new Random(index))];
  if (index % EVERY_SPLIT_OF === 0) yield* everySplit(input);
  else if (index % BYTEWISE_OF === 0) {
    yield ["byte by byte", Array.from(input, (_, at) => input.subarray(at, at + 1))];
  }
}

/**
 * Gives one input whole and cut.
 *
 * @param target Who gets it.
 * @param input The bytes.
 * @param index Which it is: some are cut at every place.
 * @returns What came out.
 * @throws {Error} If something is wrong with it.
 */
export async function tryInput(target: FuzzTarget, input: Uint8Array, index = 0): Promise<Outcome> {
  const whole = await target.decode([input]);
  for (const [way, pieces] of waysToCut(input, index)) {
    const found = await target.decode(pieces);
    if (!isDeepStrictEqual(found, whole)) {
      throw new Error(`Other values when cut ${way}: ${Deno.inspect(found)}, not ${Deno.inspect(whole)}`);
    }
  }
  return whole;
}

/**
 * Fuzzes one target.
 *
 * @param target Which.
 * @param options See {@linkcode FuzzOptions}.
 * @returns What became of it.
 */
export async function fuzz(target: FuzzTarget, options: FuzzOptions): Promise<FuzzResult> {
  const { seed, inputs, time = Infinity } = options;
  const slowest = { ms: 0, index: 0, bytes: 0 };
  const result: FuzzResult = {
    target: target.name,
    inputs: 0,
    bytes: 0,
    values: 0,
    refused: 0,
    slowest,
    failures: [],
  };
  const end = performance.now() + time;
  for (let index = 0; index < inputs && result.failures.length < MOST_FAILURES; index++) {
    if (index % LOOK === 0 && performance.now() > end) break;
    const input = fuzzInput(target, { seed, index });
    const begin = performance.now();
    try {
      const { values, refused } = await tryInput(target, input, index);
      result.values += values.length;
      if (refused !== undefined) result.refused++;
    } catch (thrown) {
      result.failures.push({ target: target.name, index, input, why: String(thrown) });
    }
    const ms = performance.now() - begin;
    if (ms > result.slowest.ms) result.slowest = { ms, index, bytes: input.length };
    result.inputs++;
    result.bytes += input.length;
  }
  return result;
}
