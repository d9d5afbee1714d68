/**
 * What the tests' RESP clients send and receive, in forms that are easy to write and to compare.
 *
 * @module
 */
import { ByteWriter } from "../../lib/framing/byte_writer.ts";
import { encodeRequest } from "../../lib/framing/encoder.ts";
import { ErrorReply, Push, type Reply, Simple, Verbatim } from "../../lib/framing/reply.ts";

/** A reply as plain values, easy to compare and to print; an error is its line, `-` included. */
export type Plain = null | boolean | number | bigint | string | Plain[] | { [key: string]: Plain };

/**
 * Turns a reply into plain values: texts for byte strings, arrays for sets and pushes, objects for maps.
 *
 * @param reply A received value, or several.
 */
export function plain(reply: Reply | readonly Reply[]): Plain {
  if (reply === null || typeof reply !== "object") return reply;
  if (reply instanceof Uint8Array) return new TextDecoder().decode(reply);
  if (reply instanceof Simple) return reply.text;
  if (reply instanceof ErrorReply) return `-${reply.code} ${reply.message}`;
  if (reply instanceof Verbatim) return reply.content;
  if (reply instanceof Push) return reply.items.map(plain);
  if (reply instanceof Map) return Object.fromEntries([...reply].map(([key, value]) => [key, plain(value)]));
  return [...reply as Iterable<Reply>].map(plain);
}

/**
 * Insists on an error reply.
 *
 * @param reply What was received.
 * @param code Its code.
 * @returns Its message.
 */
export function refusal(reply: Reply, code: string): string {
  if (!(reply instanceof ErrorReply)) {
    throw new Error(`Not refused with ${code}: ${JSON.stringify(plain(reply))}`);
  }
  if (reply.code !== code) throw new Error(`Refused with ${reply.code} ${reply.message}, not with ${code}`);
  return reply.message;
}

/** The bytes of a request, as a client library sends it. */
export function requestBytes(...parts: (string | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  encodeRequest(parts, out);
  return out.copy();
}
