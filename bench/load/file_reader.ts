/**
 * Reads a file so and so often over one connection each, and only counts its bytes; before that, if asked, once with
 * its SHA-256. It reaches more than any of the servers: READER_ALONE.
 *
 *     deno run --allow-ffi bench/load/file_reader.ts TASK
 *
 * @module
 */
import { createHash } from "node:crypto";
import { Socket, tell } from "./sockets.ts";

/** What to read; JSON on the command line. */
export interface ReadTask {
  readonly port: number;
  readonly protocol: "resp" | "http";
  readonly name: string;
  readonly size: number;
  /** If given, the file is read once more, beforehand, and must have this digest. */
  readonly sha256?: string;
  /** How often it is read while the time runs. */
  readonly times: number;
}

type See = (bytes: Uint8Array) => void;

/** What comes before the file: the request, how its head ends and how it must begin. */
const DIALECTS = {
  resp: (name: string, size: number) => ({
    request: `*2\r\n$3\r\nGET\r\n$${name.length}\r\n${name}\r\n`,
    end: "\r\n",
    head: new RegExp(`^\\$${size}\r\n`),
    trailer: 2,
  }),
  http: (name: string, size: number) => ({
    request: `GET /${name} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    end: "\r\n\r\n",
    head: new RegExp(`^HTTP/1\\.[01] 200 [^]*\r\nContent-Length: ${size}\r\n`, "i"),
    trailer: 0,
  }),
} as const;

/** One fetch. @throws {Error} if it is not answered rightly, or with another length. */
function fetchOnce(
  { port, protocol, name, size }: ReadTask,
  buffer: Uint8Array<ArrayBuffer>,
  see: See,
): void {
  const { request, end, head, trailer } = DIALECTS[protocol](name, size);
  const socket = new Socket(port);
  socket.send(request);
  let text = "", begin = -1, count = 0;
  while (begin < 0) {
    count = socket.receive(buffer);
    const before = text.length;
    text += String.fromCharCode(...buffer.subarray(0, Math.min(count, 4096)));
    const at = text.indexOf(end);
    if (at >= 0) begin = at + end.length - before;
  }
  if (!head.test(text)) throw new Error(`Wrong answer: ${JSON.stringify(text.slice(0, 200))}`);
  see(buffer.subarray(begin, Math.min(count, begin + size)));
  for (let left = size + trailer - (count - begin); left > 0;) {
    const got = socket.receive(buffer);
    if (got > left) throw new Error(`${got - left} bytes too many`);
    see(buffer.subarray(0, Math.min(got, Math.max(0, left - trailer))));
    left -= got;
  }
  socket.close();
}

function main(task: ReadTask): void {
  const buffer = new Uint8Array(256 * 1024);
  if (task.sha256 !== undefined) {
    const hash = createHash("sha256");
    fetchOnce(task, buffer, (bytes) => hash.update(bytes));
    const sha256 = hash.digest("hex");
    if (sha256 !== task.sha256) throw new Error(`Wrong bytes: SHA-256 ${sha256}, not ${task.sha256}`);
  }
  const began = performance.now();
  for (let time = 0; time < task.times; time++) fetchOnce(task, buffer, () => {});
  tell({ took: performance.now() - began });
}

main(JSON.parse(Deno.args[0] ?? "") as ReadTask);
