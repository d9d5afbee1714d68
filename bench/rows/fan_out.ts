/**
 * Fan-out: one publisher, many subscribers.
 *
 * @module
 */
import { makeContest } from "../contest.ts";
import type { Way } from "../load/dialect.ts";
import { fanOut } from "../load/fan_out.ts";
import { whereTheyRun } from "../load/own_generator.ts";
import { startEnchufe } from "../peers/enchufe.ts";
import { startNcatBroker } from "../peers/ncat_broker.ts";
import type { Peer } from "../peers/peer.ts";
import { startPythonThreads } from "../peers/python_threads.ts";
import { startRedis } from "../peers/redis.ts";
import { notInstalled } from "../programs.ts";
import type { Contender, Contest, Effort, Row } from "../row.ts";

/** How many receive, and how many messages are on their way at once. */
export interface Crowd {
  readonly members: number;
  readonly pipeline: number;
}

/** Messages that one measurement delivers: about a second's, or few. */
const DELIVERIES: Readonly<Record<Effort, number>> = { full: 1_000_000, quick: 20_000 };
/** With one message on its way at a time it takes several times as long. */
const SLOWER = 4;
/** Beyond that ncat's descriptors end, and a server with a thread for each is none that people would pick. */
const MOST_OTHERS = 100;

/** How many messages one measurement sends. */
export function messagesFor({ members, pipeline }: Crowd, effort: Effort): number {
  return Math.ceil(DELIVERIES[effort] / members / (pipeline === 1 ? SLOWER : 1));
}

/** Deliveries per second of a server. */
export function deliveries(
  peer: Peer,
  crowd: Crowd,
  { way, effort }: { way: Way; effort: Effort },
): Contender {
  const messages = messagesFor(crowd, effort);
  return {
    name: peer.name,
    async measure() {
      const took = await fanOut({ ...crowd, port: peer.port, way, messages });
      return crowd.members * messages / took * 1000;
    },
  };
}

async function prepare(crowd: Crowd, effort: Effort): Promise<Contest> {
  await using stack = new AsyncDisposableStack();
  const others = crowd.members <= MOST_OTHERS;
  const missing = notInstalled("redis-server", ...others ? ["ncat", "python3"] : []);
  const contenders: Contender[] = [];
  const enter = async (program: string, start: () => Promise<Peer>, way: Way) => {
    if (missing.includes(program)) return;
    contenders.push(deliveries(stack.use(await start()), crowd, { way, effort }));
  };
  await enter("enchufe", startEnchufe, "publish");
  await enter("redis-server", startRedis, "publish");
  if (others) {
    await enter("ncat", startNcatBroker, "lines");
    await enter("python3", startPythonThreads, "lines");
  }
  return makeContest(contenders, { stack, missing });
}

/** Messages delivered per second. */
export const fanOutRows: readonly Row[] = [10, 100, 1000].flatMap((members) =>
  [1, 16].map((pipeline): Row => ({
    id: `fan-out-${members}-p${pipeline}`,
    what: "Fan-out",
    setting: `1 publisher, ${members} subscribers, 64 B, pipeline ${pipeline}`,
    unit: "messages delivered/s",
    targets: members >= 100 ? [{ peer: "redis-server", ratio: 1.5, bound: "at least" }] : [],
    prepare: whereTheyRun((effort) => prepare({ members, pipeline }, effort)),
  }))
);
