/**
 * Values → bytes: replies in RESP2 or RESP3, and the requests that our client sends.
 *
 * @module
 */
import type { ByteWriter } from "./byte_writer.ts";
import {
  ErrorReply,
  FileBody,
  oneLine,
  Push,
  type Reply,
  type RespVersion,
  Several,
  Simple,
  Span,
  Verbatim,
} from "./reply.ts";

/** Longest text that is checked for ASCII before it is encoded. */
const SHORT = 64;

/**
 * Writes a reply. Of a {@linkcode FileBody} only the header is written: whoever streams the file adds the
 * bytes and the line break behind them.
 *
 * @param reply The value.
 * @param version What the peer speaks.
 * @param out Where the bytes go.
 */
export function encodeReply(reply: Reply, version: RespVersion, out: ByteWriter): void {
  if (reply === null) out.ascii(version === 3 ? "_\r\n" : "$-1\r\n");
  else if (typeof reply === "string") encodeText(reply, out);
  else if (typeof reply === "number") encodeNumber(reply, version, out);
  else if (reply instanceof Simple) {
    out.bytes(reply.encoded);
  } else if (reply instanceof Uint8Array) {
    encodeHeader(0x24, reply.length, out);
    out.bytes(reply);
    out.crlf();
  } else if (reply instanceof Span) {
    encodeHeader(0x24, reply.end - reply.start, out);
    out.part(reply.buffer, reply.start, reply.end);
    out.crlf();
  } else if (reply instanceof ErrorReply) {
    out.byte(0x2d);
    out.utf8(oneLine(`${reply.code} ${reply.message}`));
    out.crlf();
  } else encodeRare(reply, version, out);
}

function encodeRare(
  reply: Exclude<Reply, null | string | number | Uint8Array | Span | Simple | ErrorReply>,
  version: RespVersion,
  out: ByteWriter,
): void {
  if (typeof reply === "boolean") {
    if (version === 3) out.ascii(reply ? "#t\r\n" : "#f\r\n");
    else out.ascii(reply ? ":1\r\n" : ":0\r\n");
  } else if (typeof reply === "bigint") out.ascii(`:${reply}\r\n`);
  else if (reply instanceof Map) {
    if (version === 3) encodeHeader(0x25, reply.size, out);
    else encodeHeader(0x2a, reply.size * 2, out);
    for (const [key, value] of reply) {
      encodeText(key, out);
      encodeReply(value, version, out);
    }
  } else if (reply instanceof Set) {
    encodeHeader(version === 3 ? 0x7e : 0x2a, reply.size, out);
    for (const item of reply) encodeReply(item, version, out);
  } else if (reply instanceof Push) {
    encodeHeader(version === 3 ? 0x3e : 0x2a, reply.items.length, out);
    for (const item of reply.items) encodeReply(item, version, out);
  } else if (reply instanceof Several) {
    for (const each of reply.replies) encodeReply(each, version, out);
  } else if (reply instanceof Verbatim) {
    if (version === 2) encodeText(reply.content, out);
    else {
      const bytes = new TextEncoder().encode(`${reply.format}:${reply.content}`);
      encodeHeader(0x3d, bytes.length, out);
      out.bytes(bytes);
      out.crlf();
    }
  } else if (reply instanceof FileBody) encodeHeader(0x24, reply.source.size, out);
  else {
    const items = reply as readonly Reply[];
    encodeHeader(0x2a, items.length, out);
    for (const item of items) encodeReply(item, version, out);
  }
}

function encodeNumber(value: number, version: RespVersion, out: ByteWriter): void {
  if (Number.isSafeInteger(value)) {
    encodeHeader(0x3a, value, out);
    return;
  }
  const text = Number.isNaN(value)
    ? "nan"
    : value === Infinity
    ? "inf"
    : value === -Infinity
    ? "-inf"
    : String(value);
  if (version === 3) out.ascii(`,${text}\r\n`);
  else encodeText(text, out);
}

function encodeHeader(type: number, value: number, out: ByteWriter): void {
  out.byte(type);
  out.integer(value);
  out.crlf();
}

function encodeText(text: string, out: ByteWriter): void {
  if (text.length <= SHORT && isAscii(text)) {
    encodeHeader(0x24, text.length, out);
    out.ascii(text);
  } else {
    const bytes = new TextEncoder().encode(text);
    encodeHeader(0x24, bytes.length, out);
    out.bytes(bytes);
  }
  out.crlf();
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

/**
 * Writes a request as an array of bulk strings.
 *
 * @param parts The command's name and arguments.
 * @param out Where the bytes go.
 */
export function encodeRequest(parts: readonly (string | Uint8Array)[], out: ByteWriter): void {
  encodeHeader(0x2a, parts.length, out);
  for (const part of parts) {
    if (typeof part === "string") encodeText(part, out);
    else {
      encodeHeader(0x24, part.length, out);
      out.bytes(part);
      out.crlf();
    }
  }
}

/**
 * Writes a request up to its last argument, whose bytes and line break the caller sends.
 *
 * @param parts The command's name and the arguments before the payload.
 * @param size Bytes of the payload.
 * @param out Where the bytes go.
 */
export function encodeRequestHead(parts: readonly string[], size: number, out: ByteWriter): void {
  encodeHeader(0x2a, parts.length + 1, out);
  for (const part of parts) encodeText(part, out);
  encodeHeader(0x24, size, out);
}
