/**
 * GET of a small file, beside redis, which has it in memory, and nginx, which keeps it open.
 *
 * @module
 */
import { makeContest } from "../contest.ts";
import { exchange, verify } from "../load/verify.ts";
import { wrk } from "../load/wrk.ts";
import { startEnchufe } from "../peers/enchufe.ts";
import { startNginx } from "../peers/nginx.ts";
import type { Peer } from "../peers/peer.ts";
import { notInstalled } from "../programs.ts";
import type { Contender, Contest, Effort, Row } from "../row.ts";
import { tempDir } from "../../tests/helpers/temp.ts";
import { besideRedis, type Depth, requestsFor, throughput, type Work } from "./redis_row.ts";

const NAME = "file.bin";
/** Letters only, so that nothing has to be quoted on the way. */
const CONTENT = Array.from({ length: 1024 }, (_, at) => String.fromCharCode(97 + (at * 7) % 26)).join("");
const BULK = `$${CONTENT.length}\r\n${CONTENT}\r\n`;

function get(depth: Depth): Work {
  const request = `*2\r\n$3\r\nGET\r\n$${NAME.length}\r\n${NAME}\r\n`;
  return { command: ["GET", NAME], exchange: exchange(request, BULK), depth };
}

/** Gives redis the content that our share has as a file. */
async function fill({ port }: Peer): Promise<void> {
  const request = `*3\r\n$3\r\nSET\r\n$${NAME.length}\r\n${NAME}\r\n${BULK}`;
  await verify(port, exchange(request, "+OK\r\n"), { depth: 1, connections: 1, repeat: 1 });
}

async function besideRedisGet(depth: Depth, effort: Effort): Promise<Contest> {
  await using stack = new AsyncDisposableStack();
  const share = stack.use(await tempDir({ [NAME]: CONTENT }));
  const start = () => startEnchufe({ folder: share.path });
  const contest = stack.use(await besideRedis(get(depth), { effort, measure: throughput, start, fill }));
  return makeContest(contest.contenders, { stack, missing: contest.missing });
}

/** Looks whether nginx sends the file. @throws {Error} if not. */
async function verifyHttp(url: string): Promise<void> {
  const responses = await Promise.all(Array.from({ length: 8 }, () => fetch(url)));
  for (const response of responses) {
    if (response.status !== 200) throw new Error(`Wrong answer: ${response.status} from nginx`);
    if (await response.text() !== CONTENT) throw new Error("Wrong answer: other bytes from nginx");
  }
}

async function besideNginx(effort: Effort): Promise<Contest> {
  await using stack = new AsyncDisposableStack();
  const missing = notInstalled("redis-benchmark", "nginx", "wrk");
  if (missing.includes("redis-benchmark")) return makeContest([], { stack, missing });
  const share = stack.use(await tempDir({ [NAME]: CONTENT }));
  const ours = stack.use(await startEnchufe({ folder: share.path }));
  const contenders: Contender[] = [throughput(ours, { work: get(1), requests: requestsFor(1, effort) })];
  if (missing.length === 0) {
    const nginx = stack.use(await startNginx(share.path));
    const url = `http://127.0.0.1:${nginx.port}/${NAME}`;
    contenders.push({
      name: nginx.name,
      async measure() {
        await verifyHttp(url);
        return await wrk(url, { connections: 50, seconds: effort === "full" ? 2 : 1 });
      },
    });
  }
  return makeContest(contenders, { stack, missing });
}

const RATIOS = [[1, 0.9], [16, 0.6]] as const;

/** Requests per second. */
export const getRows: readonly Row[] = [
  ...RATIOS.map(([depth, ratio]): Row => ({
    id: `get-p${depth}`,
    what: "GET of a 1 KiB file",
    setting: `redis-benchmark -c 50, pipeline ${depth}; redis has it in memory`,
    unit: "requests/s",
    targets: [{ peer: "redis-server", ratio, bound: "at least" }],
    prepare: (effort) => besideRedisGet(depth, effort),
  })),
  {
    id: "get-nginx",
    what: "GET of a 1 KiB file",
    setting: "ours: redis-benchmark -c 50, pipeline 1; nginx: wrk -t1 -c50, open_file_cache",
    unit: "requests/s",
    targets: [{ peer: "nginx", ratio: 0.7, bound: "at least" }],
    prepare: besideNginx,
  },
];
