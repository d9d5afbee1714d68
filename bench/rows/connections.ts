/**
 * Sessions that come and go, and a server's start.
 *
 * @module
 */
import { asked, makeContest } from "../contest.ts";
import { redisBenchmark } from "../load/redis_benchmark.ts";
import { exchange, verify } from "../load/verify.ts";
import { ourCommand, startEnchufe } from "../peers/enchufe.ts";
import { type Foreign, freePort, type Peer, startForeign } from "../peers/peer.ts";
import { redisCommand, startRedis } from "../peers/redis.ts";
import { notInstalled } from "../programs.ts";
import type { Contender, Contest, Effort, Row } from "../row.ts";
import { tempDir } from "../../tests/helpers/temp.ts";

const PING = exchange("*1\r\n$4\r\nPING\r\n", "+PONG\r\n");

/** Connect, PING, close: `-k 0` has redis-benchmark do that for each request. */
function comeAndGo(peer: Peer, effort: Effort): Contender {
  return {
    name: peer.name,
    async measure() {
      await verify(peer.port, PING, { depth: 1 });
      const load = { command: ["-t", "ping_mbulk"], flags: ["-k", "0"] };
      const requests = effort === "full" ? 15_000 : 500;
      return (await redisBenchmark(peer.port, { ...load, requests })).requestsPerSecond;
    },
  };
}

async function prepareConnections(effort: Effort): Promise<Contest> {
  await using stack = new AsyncDisposableStack();
  const missing = notInstalled("redis-benchmark", "redis-server");
  if (missing.includes("redis-benchmark")) return makeContest([], { stack, missing });
  const contenders = [comeAndGo(stack.use(await startEnchufe()), effort)];
  if (missing.length === 0) contenders.push(comeAndGo(stack.use(await startRedis()), effort));
  return makeContest(contenders, { stack, missing });
}

/** Milliseconds from the start of a program to its first right answer. */
function startTime(name: string, commandFor: (port: number) => Foreign["command"]): Contender {
  return {
    name,
    async measure() {
      const port = freePort();
      const command = commandFor(port);
      const began = performance.now();
      await using _server = await startForeign({ name, version: "", port, command });
      await verify(port, PING, { depth: 1, connections: 1, repeat: 1 });
      return performance.now() - began;
    },
  };
}

async function prepareStart(): Promise<Contest> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await tempDir());
  const missing = notInstalled("redis-server");
  const contenders = [
    startTime("enchufe", (port) => ourCommand(port, folder.path)),
    asked("60 ms", 60),
    ...missing.length > 0 ? [] : [startTime("redis-server", (port) => redisCommand(port, folder.path))],
  ];
  return makeContest(contenders, { stack, missing });
}

/** Connections per second, and the start. */
export const connectionRows: readonly Row[] = [
  {
    id: "connections",
    what: "connect, PING, close",
    setting: "redis-benchmark -c 50 -k 0",
    unit: "connections/s",
    targets: [{ peer: "redis-server", ratio: 0.7, bound: "at least" }],
    prepare: prepareConnections,
  },
  {
    id: "start",
    what: "start to the first PONG",
    setting: "a new process each time",
    unit: "ms",
    targets: [{ peer: "60 ms", ratio: 1, bound: "at most" }],
    prepare: prepareStart,
  },
];
