/**
 * Micro-benchmarks of framing: what one request and one reply cost.
 *
 * @module
 */
import { ByteWriter } from "../../lib/framing/byte_writer.ts";
import { encodeReply, encodeRequest } from "../../lib/framing/encoder.ts";
import { OK, Push, type Reply } from "../../lib/framing/reply.ts";
import { ReplyDecoder } from "../../lib/framing/reply_decoder.ts";
import { RequestDecoder } from "../../lib/framing/request_decoder.ts";
import { makeLimits } from "../../lib/limits.ts";

/** Requests in one read, as a client sends them with a pipeline of that depth. */
const PIPELINE = 64;
const limits = makeLimits();

function pipelined(parts: string[]): Uint8Array {
  const out = new ByteWriter();
  for (let i = 0; i < PIPELINE; i++) encodeRequest(parts, out);
  return out.copy();
}

function benchRequests(name: string, bytes: Uint8Array): void {
  const decoder = new RequestDecoder({ limits, payloadArgument: () => -1 });
  Deno.bench({
    name,
    group: `decode ${PIPELINE} requests`,
    fn() {
      decoder.push(bytes);
      let count = 0;
      while (decoder.next() === "ready") count++;
      if (count !== PIPELINE) throw new Error(`${count} requests instead of ${PIPELINE}`);
    },
  });
}

benchRequests("PING", pipelined(["PING"]));
benchRequests("ECHO of 64 bytes", pipelined(["ECHO", "x".repeat(64)]));
benchRequests("GET with a path", pipelined(["GET", "notes/week 1.md"]));
benchRequests("inline PING", new TextEncoder().encode("PING\r\n".repeat(PIPELINE)));

function benchReplies(name: string, reply: Reply): void {
  const out = new ByteWriter();
  Deno.bench({
    name,
    group: `encode ${PIPELINE} replies`,
    fn() {
      out.length = 0;
      for (let i = 0; i < PIPELINE; i++) encodeReply(reply, 3, out);
    },
  });
  Deno.bench({
    name,
    group: `decode ${PIPELINE} replies`,
    fn(timer) {
      const decoder = new ReplyDecoder();
      const bytes = new ByteWriter();
      for (let i = 0; i < PIPELINE; i++) encodeReply(reply, 3, bytes);
      const chunk = bytes.copy();
      timer.start();
      decoder.push(chunk);
      let count = 0;
      while (decoder.next() === "value") count++;
      timer.end();
      if (count !== PIPELINE) throw new Error(`${count} replies instead of ${PIPELINE}`);
    },
  });
}

benchReplies("OK", OK);
benchReplies("64 bytes", new Uint8Array(64));
benchReplies("a published message", new Push(["message", "room:plaza", "x".repeat(64)]));
benchReplies(
  "an entry",
  new Map<string, Reply>([["path", "a/b.txt"], ["name", "b.txt"], ["type", "file"], ["size", 12], [
    "mtime",
    1e12,
  ]]),
);
