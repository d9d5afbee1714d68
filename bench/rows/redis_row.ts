/**
 * Rows in which `redis-benchmark` sends one command to our server and to `redis-server`.
 *
 * @module
 */
import { makeContest } from "../contest.ts";
import { redisBenchmark, type RedisLoad } from "../load/redis_benchmark.ts";
import { type Exchange, verify } from "../load/verify.ts";
import { type Enchufe, startEnchufe } from "../peers/enchufe.ts";
import type { Peer } from "../peers/peer.ts";
import { startRedis } from "../peers/redis.ts";
import { processorTime, tellsProcesses } from "../processor_time.ts";
import { notInstalled } from "../programs.ts";
import type { Contender, Contest, Effort } from "../row.ts";

/** Depths of pipelines that the rows have. */
export const DEPTHS = [1, 16, 64] as const;
/** One of them. */
export type Depth = (typeof DEPTHS)[number];

/** Requests of one measurement, about two seconds of them. */
const REQUESTS: Readonly<Record<Depth, number>> = { 1: 150_000, 16: 1_200_000, 64: 2_500_000 };
const QUICK_REQUESTS = 5_000;

/** A command with its right answer, as it is sent to both. */
export interface Work extends Pick<RedisLoad, "command" | "flags"> {
  readonly exchange: Exchange;
  readonly depth: Depth;
}

/** How many requests one measurement has. */
export function requestsFor(depth: Depth, effort: Effort): number {
  return effort === "full" ? REQUESTS[depth] : QUICK_REQUESTS;
}

/** What one contender does: look at the answers, then run the load. */
export interface Turn {
  readonly work: Work;
  readonly requests: number;
}

/** Requests per second of a server. */
export function throughput(peer: Peer, { work, requests }: Turn): Contender {
  return {
    name: peer.name,
    async measure() {
      await verify(peer.port, work.exchange, { depth: work.depth });
      return (await redisBenchmark(peer.port, { ...work, requests })).requestsPerSecond;
    },
  };
}

/** Seconds of processor time that a server takes for a million of the commands. */
export function cost(peer: Peer, { work, requests }: Turn): Contender {
  return {
    name: peer.name,
    async measure() {
      await verify(peer.port, work.exchange, { depth: work.depth });
      const before = processorTime(peer.pid);
      await redisBenchmark(peer.port, { ...work, requests });
      return (processorTime(peer.pid) - before) / requests * 1e6;
    },
  };
}

/** Settings of {@linkcode besideRedis}. */
export interface BesideRedis {
  readonly effort: Effort;
  readonly measure: typeof throughput | typeof cost;
  /** Our server, if not the usual one. */
  readonly start?: () => Promise<Enchufe>;
  /** Makes redis ready, once. */
  readonly fill?: (redis: Peer) => Promise<void>;
}

/** Our server and redis, if it is here, doing the same work; nobody if `redis-benchmark` or the processor time is missing. */
export async function besideRedis(work: Work, options: BesideRedis): Promise<Contest> {
  const { effort, measure, start = startEnchufe, fill } = options;
  await using stack = new AsyncDisposableStack();
  const missing = notInstalled("redis-benchmark", "redis-server");
  if (measure === cost && !tellsProcesses()) missing.push("/proc");
  if (missing.some((name) => name !== "redis-server")) return makeContest([], { stack, missing });
  const turn = { work, requests: requestsFor(work.depth, effort) };
  const contenders = [measure(stack.use(await start()), turn)];
  if (missing.length === 0) {
    const redis = stack.use(await startRedis());
    await fill?.(redis);
    contenders.push(measure(redis, turn));
  }
  return makeContest(contenders, { stack, missing });
}
