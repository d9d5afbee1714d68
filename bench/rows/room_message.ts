/**
 * What a room costs: names, a log and numbers, beside our own PUBLISH.
 *
 * @module
 */
import { makeContest } from "../contest.ts";
import type { Way } from "../load/dialect.ts";
import { whereTheyRun } from "../load/own_generator.ts";
import { startEnchufe } from "../peers/enchufe.ts";
import type { Contest, Effort, Row } from "../row.ts";
import { type Crowd, deliveries } from "./fan_out.ts";

const PUBLISH = "enchufe PUBLISH";
/** Nobody who is measured is to be told that they talk too much. */
const TALKATIVE = ["--chat-rate", "1000000000"];

async function prepare(crowd: Crowd, effort: Effort): Promise<Contest> {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await startEnchufe({ args: TALKATIVE }));
  const using = (name: string, way: Way) => deliveries({ ...server, name }, crowd, { way, effort });
  return makeContest([using("enchufe ROOM.SAY", "room"), using(PUBLISH, "publish")], { stack });
}

/** Messages delivered per second. */
export const roomMessageRows: readonly Row[] = [1, 16].map((pipeline): Row => ({
  id: `room-message-p${pipeline}`,
  what: "Room message",
  setting: `ROOM.SAY to 100 members (named, logged, numbered), 64 B, pipeline ${pipeline}`,
  unit: "messages delivered/s",
  targets: [{ peer: PUBLISH, ratio: 0.7, bound: "at least" }],
  prepare: whereTheyRun((effort) => prepare({ members: 100, pipeline }, effort)),
}));
