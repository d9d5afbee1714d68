/**
 * Bytes → requests: arrays of bulk strings, or inline lines. Pure and synchronous; it owns the buffer that the
 * session reads into, and every length is checked against a limit before memory is taken.
 *
 * @module
 */
import type { ProtocolError } from "../errors.ts";
import { breach } from "../failure.ts";
import type { Limits } from "../limits.ts";
import { isHttp, splitInline } from "./inline.ts";
import { Request } from "./request.ts";

const ASTERISK = 0x2a, DOLLAR = 0x24, MINUS = 0x2d, CR = 0x0d, LF = 0x0a;
/** What a TLS client sends first. No line that a person types begins so. */
const TLS_HANDSHAKE = 0x16;

/** A new session's buffer. 10,000 idle sessions hold this much each for their pending read. */
const FIRST_BUFFER = 512;
/** What the buffer grows to while reads fill it: larger ones gained nothing with deep pipelines. */
const FULL_BUFFER = 64 * 1024;
/** The same while a payload arrives: 256 KiB reads move 2× the bytes of 64 KiB ones. */
const PAYLOAD_BUFFER = 256 * 1024;
/** Less free space than this at the end is not worth a read. */
const LEAST_SPACE = 256;
/** Arguments of a request, and bytes of one, before the peer has authenticated where it has to; as in Redis. */
const MOST_BEFORE = { arguments: 10, argument: 16 * 1024 };
/** Empty lines and empty requests that are passed over before others get their turn. */
const MOST_EMPTY = 1024;
/** Digits of a length: 15 stay below 2^53, so the number is exact, and 999 TB are enough. */
const MOST_DIGITS = 15;

/**
 * What {@linkcode RequestDecoder.next} found: a request, not enough bytes, an argument to be streamed, many bytes that
 * ask for nothing, or a breach after which the stream cannot go on.
 */
export type DecodeStatus = "ready" | "more" | "payload" | "nothing" | "fatal";

/** Settings of a {@linkcode RequestDecoder}. */
export interface RequestDecoderOptions {
  /** Limits on what is taken in. */
  readonly limits: Limits;
  /**
   * Which argument of the request so far may be larger than an argument is allowed to be, or -1. Called only
   * when one is.
   */
  readonly payloadArgument: (request: Request) => number;
}

/** Decodes the requests of one session. */
export class RequestDecoder {
  /** The request that was found; valid until the next call of `next` or `space`. */
  readonly request: Request = new Request();
  /** Why the last `next` was fatal. */
  error: ProtocolError | undefined;
  /** Whether the peer has yet to say who it is, and may not send much before. */
  isStranger = false;
  /** Bytes of the payload that are still to be taken. */
  payloadLeft = 0;

  readonly #limits: Limits;
  readonly #payloadArgument: (request: Request) => number;
  #buffer = new Uint8Array(FIRST_BUFFER);
  /** First byte of the request under way. */
  #start = 0;
  /** Next byte to look at. */
  #cursor = 0;
  /** Behind the last byte read. */
  #end = 0;
  /** Arguments still to come, or -1 between requests. */
  #missing = -1;
  /** Length of the bulk string at the cursor, or -1 before its header. */
  #bulk = -1;
  /** How far a line has been searched for its end. */
  #searched = 0;
  /** Length of the payload that was handed out and not yet dropped. */
  #taken = 0;
  #wantsMore = false;
  /** The number that `#readNumber` found. */
  #number = 0;

  /** Begins at the boundary between two requests. */
  constructor(options: RequestDecoderOptions) {
    this.#limits = options.limits;
    this.#payloadArgument = options.payloadArgument;
  }

  /** Bytes that were read and belong to no finished request. */
  get pending(): number {
    return this.#end - this.#cursor;
  }

  /**
   * Where to read the next bytes into; call `filled` with how many came.
   *
   * @returns A view of at least one byte, valid until the next call.
   */
  space(): Uint8Array {
    this.#dropTaken();
    if (this.#missing < 0) this.#start = this.#cursor;
    if (this.#start === this.#end) {
      this.#start =
        this.#cursor =
        this.#end =
        this.#searched =
          0;
      if (this.#buffer.length > FULL_BUFFER) this.#resize(FULL_BUFFER);
    }
    if (this.#start > 0 && this.#buffer.length - this.#end < this.#buffer.length / 2) this.#compact();
    const goal = this.payloadLeft > 0 ? PAYLOAD_BUFFER : FULL_BUFFER;
    if (this.#wantsMore && this.#buffer.length < goal) this.#resize(Math.min(goal, this.#buffer.length * 4));
    if (this.#buffer.length - this.#end < LEAST_SPACE) this.#resize(this.#buffer.length * 2);
    // A view costs as much as decoding a request.
    return this.#end === 0 ? this.#buffer : this.#buffer.subarray(this.#end);
  }

  /**
   * Tells that bytes were read into the view that `space` gave.
   *
   * @param count How many.
   */
  filled(count: number): void {
    this.#end += count;
    // A read that filled all there was means that more was waiting.
    this.#wantsMore = this.#end === this.#buffer.length;
  }

  /**
   * Takes bytes in by copying them; for tests and in-memory peers.
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
   * Looks for the next request.
   *
   * @returns `ready`: it is in `request`. `more`: read on. `payload`: an argument of `payloadLeft` bytes begins;
   * take it with `takePayload` until none is left, then call `next` again. `nothing`: only empty requests so far; call
   * `next` again once others have had their turn. `fatal`: `error` says why.
   */
  next(): DecodeStatus {
    this.#dropTaken();
    if (this.#missing < 0) {
      const status = this.#begin();
      if (status !== "payload") return status;
    }
    while (this.#missing > 0) {
      const status = this.#readArgument();
      if (status !== "ready") return status;
    }
    this.#missing = -1;
    return "ready";
  }

  /**
   * The part of the payload that has arrived.
   *
   * @returns A view that is valid until the next call of anything here; empty if more must be read.
   */
  takePayload(): Uint8Array {
    this.#dropTaken();
    const length = Math.min(this.payloadLeft, this.#end - this.#cursor);
    this.#taken = length;
    this.payloadLeft -= length;
    return this.#buffer.subarray(this.#cursor, this.#cursor + length);
  }

  /** Begins a request; `payload` stands for "go on with its arguments". */
  #begin(): DecodeStatus {
    for (let empty = 0; empty < MOST_EMPTY; empty++) {
      this.#start = this.#cursor;
      this.request.reset();
      if (this.#cursor >= this.#end) return "more";
      if (this.#buffer[this.#cursor] !== ASTERISK) {
        if (this.#skipLineBreaks()) continue;
        const status = this.#readInline();
        if (status === "ready" && this.request.count === 0) continue;
        return status;
      }
      const status = this.#readNumber("badMultibulkLength", this.#limits.maxArguments);
      if (status !== "ready") return status;
      if (this.isStranger && this.#number > MOST_BEFORE.arguments) {
        return this.#fail(breach("unauthenticatedCount"));
      }
      // As in Redis, an empty or null array asks for nothing.
      if (this.#number <= 0) continue;
      this.request.buffer = this.#buffer;
      this.#missing = this.#number;
      this.#bulk = -1;
      return "payload";
    }
    return "nothing";
  }

  /**
   * Passes over empty lines: each as a line of its own took 0.3 µs, and a socket's buffer holds three million.
   *
   * @returns Whether there was one.
   */
  #skipLineBreaks(): boolean {
    const buffer = this.#buffer, end = this.#end;
    let at = this.#cursor;
    while (at < end) {
      if (buffer[at] === LF) at++;
      else if (buffer[at] === CR && at + 1 < end && buffer[at + 1] === LF) at += 2;
      else break;
    }
    if (at === this.#cursor) return false;
    this.#cursor = at;
    return true;
  }

  #readArgument(): DecodeStatus {
    if (this.#bulk < 0) {
      if (this.#cursor >= this.#end) return "more";
      const type = this.#buffer[this.#cursor]!;
      if (type !== DOLLAR) return this.#fail(breach("dollarExpected", { byte: printable(type) }));
      const status = this.#readBulkHeader();
      if (status !== "ready") return status;
    }
    const behind = this.#cursor + this.#bulk;
    if (behind + 2 > this.#end) return "more";
    if (this.#buffer[behind] !== CR || this.#buffer[behind + 1] !== LF) {
      return this.#fail(breach("badBulkLength"));
    }
    this.request.add(this.#cursor, behind);
    this.#cursor = behind + 2;
    this.#bulk = -1;
    this.#missing--;
    return "ready";
  }

  #readBulkHeader(): DecodeStatus {
    const header = this.#cursor;
    const status = this.#readNumber("badBulkLength", Number.MAX_SAFE_INTEGER);
    if (status !== "ready") return status;
    const size = this.#number;
    if (size < 0) return this.#fail(breach("badBulkLength"));
    if (this.isStranger && size > MOST_BEFORE.argument) return this.#fail(breach("unauthenticatedLength"));
    if (size > this.#limits.maxArgument) {
      if (this.#payloadArgument(this.request) !== this.request.count) {
        this.#cursor = header;
        return this.#fail(breach("badBulkLength"));
      }
      this.request.payloadIndex = this.request.count;
      this.payloadLeft = size;
      this.#bulk = 0;
      return "payload";
    }
    if (this.#cursor - this.#start + size > this.#limits.maxRequest) {
      return this.#fail(breach("requestTooBig"));
    }
    this.#bulk = size;
    return "ready";
  }

  /** Reads `*N\r\n` or `$N\r\n` at the cursor; leaves N in `#number`. Digits only: no sign but one `-`, no blanks. */
  #readNumber(wrong: "badMultibulkLength" | "badBulkLength", most: number): DecodeStatus {
    let at = this.#cursor + 1;
    const negative = this.#buffer[at] === MINUS && at < this.#end;
    if (negative) at++;
    const first = at;
    let value = 0;
    for (; at < this.#end; at++) {
      const digit = this.#buffer[at]! - 0x30;
      if (digit < 0 || digit > 9) break;
      if (at - first >= MOST_DIGITS) return this.#fail(breach(wrong));
      value = value * 10 + digit;
    }
    if (!negative && value > most) return this.#fail(breach(wrong));
    if (at >= this.#end) return "more";
    if (at === first || this.#buffer[at] !== CR) return this.#fail(breach(wrong));
    if (at + 1 >= this.#end) return "more";
    if (this.#buffer[at + 1] !== LF) return this.#fail(breach(wrong));
    this.#cursor = at + 2;
    this.#number = negative ? -value : value;
    return "ready";
  }

  #readInline(): DecodeStatus {
    // At once: a client that shakes hands waits for the answer, and there may be no line break in what it has sent.
    if (this.#buffer[this.#cursor] === TLS_HANDSHAKE) return this.#fail(breach("tlsRefused"));
    const from = Math.max(this.#searched, this.#cursor);
    const found = this.#buffer.subarray(from, this.#end).indexOf(LF);
    const length = (found < 0 ? this.#end : from + found) - this.#cursor;
    if (length > this.#limits.maxLine) return this.#fail(breach("lineTooBig"));
    if (found < 0) {
      this.#searched = this.#end;
      return "more";
    }
    const line = this.#buffer.subarray(this.#cursor, this.#cursor + length);
    this.#cursor += length + 1;
    if (!splitInline(line, this.request)) return this.#fail(breach("unbalancedQuotes"));
    if (this.request.count > this.#limits.maxArguments) return this.#fail(breach("lineTooBig"));
    if (this.isStranger && this.request.count > MOST_BEFORE.arguments) {
      return this.#fail(breach("unauthenticatedCount"));
    }
    if (isHttp(this.request)) return this.#fail(breach("httpRefused"));
    return "ready";
  }

  #fail(error: ProtocolError): DecodeStatus {
    this.error = error;
    return "fatal";
  }

  /** Takes the payload bytes that were handed out from the buffer; the arguments before them stay where they are. */
  #dropTaken(): void {
    if (this.#taken === 0) return;
    this.#buffer.copyWithin(this.#cursor, this.#cursor + this.#taken, this.#end);
    this.#end -= this.#taken;
    this.#taken = 0;
  }

  #compact(): void {
    const by = this.#start;
    this.#buffer.copyWithin(0, by, this.#end);
    this.#cursor -= by;
    this.#end -= by;
    this.#searched = Math.max(0, this.#searched - by);
    this.#start = 0;
    if (this.#missing >= 0) this.request.shift(by);
  }

  #resize(length: number): void {
    const larger = new Uint8Array(length);
    larger.set(this.#buffer.subarray(0, this.#end));
    this.#buffer = larger;
    if (this.#missing >= 0) this.request.buffer = larger;
  }
}

/** A byte as Redis quotes it in an error, but never one that could change a terminal or end the line. */
function printable(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`;
}
