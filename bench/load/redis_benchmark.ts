/**
 * `redis-benchmark`, which ends with an error as soon as one answer is an error.
 *
 * @module
 */
import { runGenerator } from "./generator.ts";

/** What is sent, and how often. */
export interface RedisLoad {
  /** A command of ours, or `-t` and one of its own tests. */
  readonly command: readonly string[];
  readonly connections?: number;
  /** Requests that a connection sends at once. */
  readonly depth?: number;
  /** How many in all. */
  readonly requests: number;
  /** Further flags, such as `-r`. */
  readonly flags?: readonly string[];
}

/** What it found. */
export interface RedisBenchmark {
  readonly requestsPerSecond: number;
  /** Milliseconds that half of the answers took at most. */
  readonly medianMs: number;
}

/**
 * Reads the output of `--csv`: a line of names, and one of values, all in quotes.
 *
 * @throws {Error} if it is anything else.
 */
export function parseRedisBenchmark(csv: string): RedisBenchmark {
  const [names = [], values = []] = csv.trim().split("\n").slice(-2).map((line) =>
    // The first value is the command, which may hold anything; so names and numbers are counted from the end.
    line.split(",").map((cell) => cell.replace(/^"|"$/g, "")).reverse()
  );
  const valueOf = (name: string) => {
    const value = Number(values[names.indexOf(name)]);
    if (!Number.isFinite(value)) throw new Error(`redis-benchmark gave no ${name}: ${csv.trim()}`);
    return value;
  };
  return { requestsPerSecond: valueOf("rps"), medianMs: valueOf("p50_latency_ms") };
}

/** Runs it against a port of this machine. */
export async function redisBenchmark(port: number, load: RedisLoad): Promise<RedisBenchmark> {
  const { command, connections = 50, depth = 1, requests, flags = [] } = load;
  const csv = await runGenerator("redis-benchmark", [
    ...["-h", "127.0.0.1", "-p", String(port), "--csv"],
    ...["-c", String(connections), "-P", String(depth), "-n", String(requests)],
    ...flags,
    ...command,
  ]);
  return parseRedisBenchmark(csv);
}
