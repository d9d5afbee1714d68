/**
 * Sessions that say nothing: what each takes, and whether the others notice.
 *
 * @module
 */
import { asked, makeContest } from "../contest.ts";
import { holdSessions, possibleSessions } from "../load/idle_sessions.ts";
import { redisBenchmark } from "../load/redis_benchmark.ts";
import { exchange, verify } from "../load/verify.ts";
import { startEnchufe } from "../peers/enchufe.ts";
import type { Peer } from "../peers/peer.ts";
import { startRedis } from "../peers/redis.ts";
import { notInstalled } from "../programs.ts";
import { residentKib } from "../resident_memory.ts";
import { tellsProcesses } from "../processor_time.ts";
import type { Contender, Contest, Effort, Row } from "../row.ts";
import { pause } from "../../tests/helpers/patience.ts";

const PING = exchange("*1\r\n$4\r\nPING\r\n", "+PONG\r\n");
const SESSIONS = 10_000, QUICK_SESSIONS = 200;
/** Until memory is looked at: what was needed for accepting only has been given back. */
const REST_MS = 3_000;

function sessionsFor(effort: Effort): number {
  return possibleSessions(effort === "full" ? SESSIONS : QUICK_SESSIONS);
}

/** The one who measures comes in addition. */
function start(): Promise<Peer> {
  return startEnchufe({ args: ["--max-sessions", String(SESSIONS + 100)] });
}

/** KiB that a new server grows by for each session. */
function memory(name: string, effort: Effort, startServer: () => Promise<Peer>): Contender {
  return {
    name,
    async measure() {
      const count = sessionsFor(effort);
      await using server = await startServer();
      await verify(server.port, PING, { depth: 1 });
      const before = residentKib(server.pid);
      await using _sessions = await holdSessions(server.port, count);
      await pause(effort === "full" ? REST_MS : 0);
      return (residentKib(server.pid) - before) / count;
    },
  };
}

async function prepareMemory(effort: Effort): Promise<Contest> {
  await using stack = new AsyncDisposableStack();
  const missing = [...notInstalled("redis-server"), ...tellsProcesses() ? [] : ["/proc"]];
  if (missing.includes("/proc")) return makeContest([], { stack, missing });
  const contenders = [memory("enchufe", effort, start), asked("8 KiB", 8)];
  if (missing.length === 0) contenders.push(memory("redis-server", effort, startRedis));
  const notes = () => Promise.resolve([`${sessionsFor(effort)} sessions`]);
  return makeContest(contenders, { stack, missing, notes });
}

/** Microseconds of one PING after the other. */
function pingTime(name: string, peer: Peer, effort: Effort): Contender {
  return {
    name,
    async measure() {
      await verify(peer.port, PING, { depth: 1 });
      const requests = effort === "full" ? 20_000 : 200;
      const load = { command: ["-t", "ping_mbulk"], connections: 1, requests };
      return 1e6 / (await redisBenchmark(peer.port, load)).requestsPerSecond;
    },
  };
}

async function preparePing(effort: Effort): Promise<Contest> {
  await using stack = new AsyncDisposableStack();
  const missing = notInstalled("redis-benchmark");
  if (missing.length > 0) return makeContest([], { stack, missing });
  const count = sessionsFor(effort);
  const [crowded, empty] = [stack.use(await start()), stack.use(await start())];
  stack.use(await holdSessions(crowded.port, count));
  const contenders = [pingTime("enchufe", crowded, effort), pingTime("enchufe, empty", empty, effort)];
  return makeContest(contenders, { stack, notes: () => Promise.resolve([`${count} sessions`]) });
}

/** Memory, and the time of a PING among them. */
export const idleRows: readonly Row[] = [
  {
    id: "idle-memory",
    what: "idle sessions, memory",
    setting: `growth of a new server with ${SESSIONS} sessions, each of which has sent a PING`,
    unit: "KiB/session",
    targets: [{ peer: "8 KiB", ratio: 1, bound: "at most" }],
    prepare: prepareMemory,
  },
  {
    id: "idle-ping",
    what: "idle sessions, PING among them",
    setting: `redis-benchmark -c 1, ${SESSIONS} sessions beside it, or none`,
    unit: "µs",
    targets: [{ peer: "enchufe, empty", ratio: 1.2, bound: "at most" }],
    prepare: preparePing,
  },
];
