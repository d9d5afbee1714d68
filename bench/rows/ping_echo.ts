/**
 * PING and ECHO: what a request costs in which the command itself costs nothing.
 *
 * @module
 */
import { exchange } from "../load/verify.ts";
import type { Row, Target } from "../row.ts";
import { besideRedis, cost, type Depth, DEPTHS, throughput, type Work } from "./redis_row.ts";

const TEXT = "0123456789abcdef".repeat(4);
const RATES: Readonly<Record<Depth, number>> = { 1: 1, 16: 1, 64: 1.5 };
const COSTS: Readonly<Record<Depth, number>> = { 1: 1.5, 16: 1, 64: 0.8 };

function ping(depth: Depth): Work {
  return { command: ["-t", "ping_mbulk"], exchange: exchange("*1\r\n$4\r\nPING\r\n", "+PONG\r\n"), depth };
}

function echo(depth: Depth): Work {
  const bulk = `$${TEXT.length}\r\n${TEXT}\r\n`;
  return { command: ["ECHO", TEXT], exchange: exchange(`*2\r\n$4\r\nECHO\r\n${bulk}`, bulk), depth };
}

const KINDS = [["ping", "PING", ping], ["echo", "ECHO 64 B", echo]] as const;

function target(ratio: number, bound: Target["bound"]): Target[] {
  return [{ peer: "redis-server", ratio, bound }];
}

const rates = KINDS.flatMap(([id, what, work]) =>
  DEPTHS.map((depth): Row => ({
    id: `${id}-p${depth}`,
    what,
    setting: `redis-benchmark -c 50, pipeline ${depth}`,
    unit: "requests/s",
    targets: target(RATES[depth], "at least"),
    prepare: (effort) => besideRedis(work(depth), { effort, measure: throughput }),
  }))
);

const costs = KINDS.flatMap(([id, what, work]) =>
  DEPTHS.map((depth): Row => ({
    id: `${id}-cost-p${depth}`,
    what: `processor time of the server, ${what}`,
    setting: `user + system while redis-benchmark -c 50 runs, pipeline ${depth}`,
    unit: "s per million commands",
    targets: target(COSTS[depth], "at most"),
    prepare: (effort) => besideRedis(work(depth), { effort, measure: cost }),
  }))
);

/** Requests per second, and what the server takes for them. */
export const pingEchoRows: readonly Row[] = [...rates, ...costs];
