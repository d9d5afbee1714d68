/**
 * Bytes → replies, for our client: RESP2 and RESP3, pure and synchronous. A bulk string that is a whole reply
 * may be streamed instead of collected.
 *
 * @module
 */
import { failure } from "../failure.ts";
import { ErrorReply, Push, type Reply, Simple, Verbatim } from "./reply.ts";

/** What {@linkcode ReplyDecoder.next} found. */
export type ReplyStatus = "value" | "body" | "more";

/** Settings of a {@linkcode ReplyDecoder}. */
export interface ReplyDecoderOptions {
  /** Most bytes of bulk strings that are collected in memory for one reply; default 64 MiB. */
  readonly maxBulk?: number;
  /** Largest number of items of one reply, in all its arrays, maps, sets and pushes; default 4 Mi. */
  readonly maxItems?: number;
}

const MIB = 1024 * 1024;
const CR = 0x0d, LF = 0x0a;
/** No server of ours nests deeper, and a hostile one must not exhaust the stack of whoever walks the value. */
const MOST_DEPTH = 32;
const MOST_LINE = 64 * 1024;

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** An aggregate whose items are still coming. */
interface Frame {
  readonly type: string;
  readonly items: Reply[];
  missing: number;
}

/** Decodes the replies of one connection. Bulk strings come as bytes, keys of maps as text. */
export class ReplyDecoder {
  /** The value that was found. */
  value: Reply = null;
  /** Bytes of the body that are still to be taken. */
  bodyLeft = 0;
  /** Whether a bulk string that is a whole reply is to be streamed (`body`) rather than collected. */
  streamBody = false;

  readonly #maxBulk: number;
  readonly #maxItems: number;
  #buffer = new Uint8Array(64 * 1024);
  #cursor = 0;
  #end = 0;
  #searched = 0;
  #frames: Frame[] = [];
  /** Bytes and items of the reply that is being collected. */
  #bytes = 0;
  #items = 0;
  /** Type and length of the bulk string at the cursor; length -1 when there is none. */
  #bulkType = "";
  #bulkLength = -1;
  /** Whether the body's closing line break is still to be passed over. */
  #afterBody = false;

  /** Begins at the boundary between two replies. */
  constructor(options: ReplyDecoderOptions = {}) {
    this.#maxBulk = options.maxBulk ?? 64 * MIB;
    this.#maxItems = options.maxItems ?? 4 * MIB;
  }

  /**
   * Where to read the next bytes into; call `filled` with how many came.
   *
   * @returns A view of at least 4 KiB.
   */
  space(): Uint8Array {
    if (this.#cursor === this.#end) this.#cursor = this.#end = this.#searched = 0;
    if (this.#buffer.length - this.#end < 4096) {
      if (this.#cursor >= this.#buffer.length / 2) {
        this.#buffer.copyWithin(0, this.#cursor, this.#end);
        this.#searched = Math.max(0, this.#searched - this.#cursor);
        this.#end -= this.#cursor;
        this.#cursor = 0;
      } else {
        const larger = new Uint8Array(this.#buffer.length * 2);
        larger.set(this.#buffer.subarray(0, this.#end));
        this.#buffer = larger;
      }
    }
    return this.#buffer.subarray(this.#end);
  }

  /**
   * Tells that bytes were read into the view that `space` gave.
   *
   * @param count How many.
   */
  filled(count: number): void {
    this.#end += count;
  }

  /**
   * Takes bytes in by copying them; for tests.
   *
   * @param chunk Any number of bytes.
   */
  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length;) {
      const space = this.space();
      const part = chunk.subarray(at, at + space.length);
      space.set(part);
      this.filled(part.length);
      at += part.length;
    }
  }

  /**
   * Looks for the next reply.
   *
   * @returns `value`: it is in `value`. `more`: read on. `body`: `bodyLeft` bytes follow; take them with
   * `takeBody`, then call `next` again for the next reply.
   * @throws {EnchufeError} `BADREPLY` if the bytes are not RESP or exceed a limit.
   */
  next(): ReplyStatus {
    for (;;) {
      if (this.#afterBody) {
        if (this.#end - this.#cursor < 2) return "more";
        this.#passLineBreak();
        this.#afterBody = false;
      }
      let value: Reply | undefined;
      if (this.#bulkLength >= 0) value = this.#readBulk();
      else {
        const line = this.#readLine();
        if (line === undefined) return "more";
        const status = this.#readHeader(line);
        if (status === "body") return "body";
        if (status === "more") continue;
        value = this.value;
      }
      if (value === undefined) return "more";
      if (this.#finish(value)) return "value";
    }
  }

  /**
   * The part of the body that has arrived.
   *
   * @returns A view that is valid until the next call of anything here; empty if more must be read.
   */
  takeBody(): Uint8Array {
    const length = Math.min(this.bodyLeft, this.#end - this.#cursor);
    const part = this.#buffer.subarray(this.#cursor, this.#cursor + length);
    this.#cursor += length;
    this.bodyLeft -= length;
    if (this.bodyLeft === 0) this.#afterBody = true;
    return part;
  }

  #readLine(): string | undefined {
    const from = Math.max(this.#searched, this.#cursor);
    const found = this.#buffer.subarray(from, this.#end).indexOf(LF);
    if (found < 0) {
      if (this.#end - this.#cursor > MOST_LINE) throw failure("replyLine");
      this.#searched = this.#end;
      return undefined;
    }
    const end = from + found;
    if (end === this.#cursor || this.#buffer[end - 1] !== CR) throw failure("replyLineEnd");
    const line = utf8.decode(this.#buffer.subarray(this.#cursor, end - 1));
    this.#cursor = end + 1;
    return line;
  }

  /** Reads a header; `value` when it is a whole value, which is then in `value`; `more` when items or bytes follow. */
  #readHeader(line: string): ReplyStatus {
    const type = line.charAt(0), rest = line.slice(1);
    switch (type) {
      case "+":
        return this.#give(new Simple(rest));
      case "-":
        return this.#give(errorOf(rest));
      case ":":
      case "(":
        return this.#give(integerOf(rest));
      case ",":
        return this.#give(doubleOf(rest));
      case "#":
        if (rest !== "t" && rest !== "f") throw failure("replyBoolean", { received: JSON.stringify(rest) });
        return this.#give(rest === "t");
      case "_":
        return this.#give(null);
      case "$":
      case "=":
      case "!":
        return this.#beginBulk(type, lengthOf(rest));
      case "*":
      case "~":
      case ">":
      case "%":
      case "|":
        return this.#beginItems(type, lengthOf(rest));
      default:
        throw failure("replyType", { received: JSON.stringify(type) });
    }
  }

  #give(value: Reply): ReplyStatus {
    this.value = value;
    return "value";
  }

  #beginBulk(type: string, length: number): ReplyStatus {
    if (length < 0) return this.#give(null);
    if (this.streamBody && type === "$" && this.#frames.length === 0) {
      this.bodyLeft = length;
      if (length === 0) this.#afterBody = true;
      return "body";
    }
    if ((this.#bytes += length) > this.#maxBulk) throw failure("replyString", { size: this.#bytes });
    this.#bulkType = type;
    this.#bulkLength = length;
    return "more";
  }

  #beginItems(type: string, length: number): ReplyStatus {
    if (length < 0) return this.#give(null);
    // An attribute without end would be one reply too.
    if ((this.#items += Math.max(length, 1)) > this.#maxItems) {
      throw failure("replyItems", { length: this.#items });
    }
    const missing = type === "%" || type === "|" ? length * 2 : length;
    if (this.#frames.length >= MOST_DEPTH) throw failure("replyDepth");
    if (missing === 0) {
      if (type === "|") return "more";
      return this.#give(aggregateOf(type, []));
    }
    this.#frames.push({ type, items: [], missing });
    return "more";
  }

  #readBulk(): Reply | undefined {
    if (this.#end - this.#cursor < this.#bulkLength + 2) return undefined;
    const bytes = this.#buffer.slice(this.#cursor, this.#cursor + this.#bulkLength);
    this.#cursor += this.#bulkLength;
    this.#bulkLength = -1;
    this.#passLineBreak();
    if (this.#bulkType === "$") return bytes;
    const text = utf8.decode(bytes);
    return this.#bulkType === "!" ? errorOf(text) : new Verbatim(text.slice(0, 3), text.slice(4));
  }

  #passLineBreak(): void {
    if (this.#buffer[this.#cursor] !== CR || this.#buffer[this.#cursor + 1] !== LF) {
      throw failure("replyStringEnd");
    }
    this.#cursor += 2;
  }

  /** Puts a finished value into the aggregate that waits for it; true when a whole reply is there. */
  #finish(value: Reply): boolean {
    let done: Reply = value;
    for (;;) {
      const frame = this.#frames.at(-1);
      if (frame === undefined) {
        this.value = done;
        this.#bytes = this.#items = 0;
        return true;
      }
      frame.items.push(done);
      if (--frame.missing > 0) return false;
      this.#frames.pop();
      // Attributes are notes about the next value; we have no use for them.
      if (frame.type === "|") return false;
      done = aggregateOf(frame.type, frame.items);
    }
  }
}

function aggregateOf(type: string, items: Reply[]): Reply {
  if (type === "~") return new Set(items);
  if (type === ">") return new Push(items);
  if (type !== "%") return items;
  const map = new Map<string, Reply>();
  for (let i = 0; i < items.length; i += 2) map.set(keyOf(items[i] as Reply), items[i + 1] as Reply);
  return map;
}

function keyOf(key: Reply): string {
  if (key instanceof Uint8Array) return utf8.decode(key);
  if (key instanceof Simple) return key.text;
  return String(key);
}

function errorOf(line: string): ErrorReply {
  const space = line.indexOf(" ");
  const word = space < 0 ? line : line.slice(0, space);
  return /^[A-Z][A-Z0-9]*$/.test(word)
    ? new ErrorReply(word, space < 0 ? "" : line.slice(space + 1))
    : new ErrorReply("ERR", line);
}

function lengthOf(text: string): number {
  if (text === "-1") return -1;
  if (!/^\d{1,15}$/.test(text)) throw failure("replyLength", { received: JSON.stringify(text.slice(0, 20)) });
  return Number(text);
}

function integerOf(text: string): number | bigint {
  if (!/^[+-]?\d{1,400}$/.test(text)) {
    throw failure("replyNumber", { received: JSON.stringify(text.slice(0, 20)) });
  }
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}

function doubleOf(text: string): number {
  if (/^[+-]?inf$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  if (/^-?nan$/i.test(text)) return NaN;
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text)) {
    throw failure("replyNumber", { received: JSON.stringify(text.slice(0, 20)) });
  }
  return Number(text);
}

/**
 * The text of a bulk string, simple string or verbatim text.
 *
 * @param reply A received value.
 * @returns Its text, numbers in decimal; `undefined` for anything else.
 */
export function textOf(reply: Reply | undefined): string | undefined {
  if (reply instanceof Uint8Array) return utf8.decode(reply);
  if (reply instanceof Simple) return reply.text;
  if (reply instanceof Verbatim) return reply.content;
  if (typeof reply === "string") return reply;
  if (typeof reply === "number" || typeof reply === "bigint") return String(reply);
  return undefined;
}
