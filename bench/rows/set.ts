/**
 * SET of a small file: how many a second, and what one costs by part.
 *
 * @module
 */
import { makeContest } from "../contest.ts";
import { redisBenchmark } from "../load/redis_benchmark.ts";
import { exchange, verify } from "../load/verify.ts";
import { systemCalls } from "../system_calls.ts";
import { type Enchufe, startEnchufe } from "../peers/enchufe.ts";
import { notInstalled } from "../programs.ts";
import type { Contest, Effort, Row } from "../row.ts";
import { tempDir } from "../../tests/helpers/temp.ts";

const CONTENT = "0123456789abcdef".repeat(64);
const BULK = `$${CONTENT.length}\r\n${CONTENT}\r\n`;
/** Names that are written, so that two connections seldom want the same one. */
const NAMES = 1_000;
const LOAD = { command: ["SET", "file__rand_int__", CONTENT], flags: ["-r", String(NAMES)] } as const;
/** Commands that the costs are taken from. */
const TRACED = 500;

function serverArgs(sync: boolean): string[] {
  return ["--access", "write", "--keep-free", "0", "--sync", sync ? "on" : "off"];
}

/** Sets a file as the load does, fetches it, and looks at it on the disk. */
async function verifySet({ port, folder }: Enchufe): Promise<void> {
  const set = `*3\r\n$3\r\nSET\r\n$5\r\nprobe\r\n${BULK}`, get = "*2\r\n$3\r\nGET\r\n$5\r\nprobe\r\n";
  await verify(port, exchange(set + get, `+OK\r\n${BULK}`), { depth: 1 });
  await compareFile(`${folder}/probe`);
}

async function compareFile(path: string): Promise<void> {
  if (await Deno.readTextFile(path) !== CONTENT) throw new Error(`Wrong answer: other bytes in ${path}`);
}

/** The load's own files must be whole, too. */
async function verifyFiles({ folder }: Enchufe): Promise<void> {
  for await (const { name } of Deno.readDir(folder)) {
    if (name.startsWith("file")) await compareFile(`${folder}/${name}`);
  }
}

/** What each call to the system takes of one SET, on a server of its own. */
async function costByPart(sync: boolean): Promise<string[]> {
  if (notInstalled("strace").length > 0) {
    return ["its cost by part is read with strace, which is not installed"];
  }
  await using server = await startEnchufe({ args: serverArgs(sync) });
  const sets = (requests: number) => redisBenchmark(server.port, { ...LOAD, connections: 1, requests });
  await sets(TRACED);
  const { requestsPerSecond } = await sets(TRACED);
  try {
    const calls = await systemCalls(server.pid, async () => void await sets(TRACED));
    const parts = calls.map(({ name, calls, seconds }) =>
      `${name} ${(calls / TRACED).toFixed(1)} × ${(seconds / calls * 1e6).toFixed(0)} µs`
    );
    return [
      `one SET on one connection: ${(1e6 / requestsPerSecond).toFixed(0)} µs; its calls to the system, ` +
      `each slowed by strace: ${parts.join(", ")}`,
    ];
  } catch (error) {
    return [`its cost by part is not known: ${(error as Error).message}`];
  }
}

async function prepareSet(sync: boolean, effort: Effort): Promise<Contest> {
  await using stack = new AsyncDisposableStack();
  const missing = notInstalled("redis-benchmark");
  if (missing.length > 0) return makeContest([], { stack, missing });
  const folder = stack.use(await tempDir());
  const server = stack.use(await startEnchufe({ folder: folder.path, args: serverArgs(sync) }));
  const requests = effort === "full" ? 4_000 : 300;
  const measure = async () => {
    await verifySet(server);
    const { requestsPerSecond } = await redisBenchmark(server.port, { ...LOAD, requests });
    await verifyFiles(server);
    return requestsPerSecond;
  };
  return makeContest([{ name: server.name, measure }], { stack, notes: () => costByPart(sync) });
}

/** Requests per second, with and without waiting for the disk. */
export const setRows: readonly Row[] = [true, false].map((sync): Row => ({
  id: sync ? "set-synced" : "set-unsynced",
  what: "SET of a 1 KiB file",
  setting: `redis-benchmark -c 50, pipeline 1, ${NAMES} names, --sync ${sync ? "on" : "off"}`,
  unit: "requests/s",
  targets: [],
  prepare: (effort) => prepareSet(sync, effort),
}));
