/**
 * One big file to one reader.
 *
 * @module
 */
import { makeContest } from "../contest.ts";
import { type LargeFile, largeFile } from "../large_file.ts";
import type { ReadTask } from "../load/file_reader.ts";
import { measureOnce, whereTheyRun } from "../load/own_generator.ts";
import { startEnchufe } from "../peers/enchufe.ts";
import { startNginx } from "../peers/nginx.ts";
import type { Peer } from "../peers/peer.ts";
import { startPythonHttp } from "../peers/python_http.ts";
import { notInstalled } from "../programs.ts";
import type { Contender, Contest, Effort, Row } from "../row.ts";

const MIB = 1024 * 1024;

/** Sizes and how often they are read in one measurement. */
const LOADS: Readonly<Record<Effort, { readonly size: number; readonly times: number }>> = {
  full: { size: 1024 * MIB, times: 3 },
  quick: { size: 16 * MIB, times: 1 },
};

/** How a server is asked for a file. */
export type Protocol = ReadTask["protocol"];

/** Milliseconds that a file takes, read `times` times; the first time also looks at every byte of it. */
export function reading(
  peer: Peer,
  file: LargeFile,
  { protocol, times }: Pick<ReadTask, "protocol" | "times">,
): () => Promise<number> {
  let seen = false;
  return async () => {
    const { name, size, sha256 } = file;
    const task: ReadTask = { port: peer.port, protocol, name, size, times, ...seen ? {} : { sha256 } };
    const took = await measureOnce("file_reader.ts", task);
    seen = true;
    return took;
  };
}

async function prepare(effort: Effort): Promise<Contest> {
  await using stack = new AsyncDisposableStack();
  const { size, times } = LOADS[effort];
  const file = stack.use(await largeFile(size));
  const missing = notInstalled("nginx", "python3");
  const contender = (peer: Peer, protocol: Protocol): Contender => {
    const read = reading(stack.use(peer), file, { protocol, times });
    return { name: peer.name, measure: async () => size * times / await read() / 1000 };
  };
  const contenders = [contender(await startEnchufe({ folder: file.folder }), "resp")];
  if (!missing.includes("nginx")) contenders.push(contender(await startNginx(file.folder), "http"));
  if (!missing.includes("python3")) contenders.push(contender(await startPythonHttp(file.folder), "http"));
  return makeContest(contenders, { stack, missing });
}

/** Megabytes per second. */
export const bigFileRows: readonly Row[] = [{
  id: "big-file",
  what: "One big file",
  setting:
    "1 GiB in page cache to a reader that counts bytes; our server knows its digest; nginx with sendfile",
  unit: "MB/s",
  targets: [
    { peer: "nginx", ratio: 0.75, bound: "at least" },
    { peer: "python3 http.server", ratio: 1.2, bound: "at least" },
  ],
  prepare: whereTheyRun(prepare),
}];
