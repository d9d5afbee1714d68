/**
 * Lists a directory page by page; the pages are looked at once the time is taken.
 *
 *     deno run --allow-ffi bench/load/lister.ts TASK
 *
 * @module
 */
import type { Reply } from "../../lib/framing/reply.ts";
import { ReplyDecoder } from "../../lib/framing/reply_decoder.ts";
import { entryName } from "../many_files.ts";
import { Socket, tell } from "./sockets.ts";

/** What to list; JSON on the command line. */
export interface ListTask {
  readonly port: number;
  readonly path: string;
  /** How many entries it has, as `manyFiles` makes them. */
  readonly entries: number;
  /** How many entries of a page. */
  readonly count: number;
  /** Whether to stop behind the first page. */
  readonly first: boolean;
}

/** How a reply that is complete ends: with that to the PING behind it. */
const PING = "*1\r\n$4\r\nPING\r\n", PONG = new TextEncoder().encode("+PONG\r\n");

function request(...words: readonly string[]): string {
  return `*${words.length}\r\n` + words.map((word) => `$${word.length}\r\n${word}\r\n`).join("");
}

/** Receives one page into a buffer that is large enough. @returns Its bytes. */
function page(socket: Socket, buffer: Uint8Array<ArrayBuffer>): Uint8Array {
  for (let length = 0;;) {
    length += socket.receive(buffer.subarray(length));
    const end = buffer.subarray(length - PONG.length, length);
    if (PONG.every((byte, at) => end[at] === byte)) return buffer.slice(0, length - PONG.length);
  }
}

/** The cursor is the first thing in a page. */
function cursorOf(bytes: Uint8Array): string {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 4096)).split("\r\n");
  if (head[0] !== "*2") throw new Error(`Wrong answer: ${head[0]}`);
  return head[2] ?? "";
}

function list(task: ListTask): Uint8Array[] {
  const socket = new Socket(task.port);
  const buffer = new Uint8Array(32 * 1024 * 1024);
  const pages: Uint8Array[] = [];
  for (let cursor = "0"; pages.length === 0 || (cursor !== "0" && !task.first);) {
    socket.send(request("FILE.LIST", task.path, "CURSOR", cursor, "COUNT", String(task.count)) + PING);
    const bytes = page(socket, buffer);
    cursor = cursorOf(bytes);
    pages.push(bytes);
  }
  return pages;
}

function decoded(bytes: Uint8Array): Reply {
  const decoder = new ReplyDecoder();
  for (let at = 0; decoder.next() !== "value";) {
    const space = decoder.space(), part = bytes.subarray(at, at + space.length);
    space.set(part);
    decoder.filled(part.length);
    at += part.length;
  }
  return decoder.value;
}

/** In RESP2 an entry is an array: path, its value, name, its value, and so on. */
function check({ entries, count, first, path }: ListTask, pages: readonly Uint8Array[]): void {
  const text = new TextDecoder();
  let index = 0;
  for (const bytes of pages) {
    const [, rows] = decoded(bytes) as [Reply, Reply[][]];
    for (const row of rows) {
      const [at, type] = [row[1], row[5]].map((value) => text.decode(value as Uint8Array));
      const wanted = `${path}/${entryName(index++)}`;
      if (at !== wanted || type !== "file" || row[7] !== 0) {
        throw new Error(`${at} is not ${wanted}, or no empty file`);
      }
    }
  }
  const wanted = first ? Math.min(count, entries) : entries;
  if (index !== wanted) throw new Error(`${index} entries came, not ${wanted}`);
}

if (import.meta.main) {
  const task = JSON.parse(Deno.args[0] ?? "") as ListTask;
  const began = performance.now();
  const pages = list(task);
  const took = performance.now() - began;
  check(task, pages);
  tell({ took });
}
