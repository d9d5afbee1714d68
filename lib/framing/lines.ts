/**
 * Lines out of a stream of bytes, for the inline and classic protocols: a message ends at a newline, or where the peer
 * fell silent.
 *
 * @module
 */
import { breach } from "../failure.ts";

const LF = 0x0a;
const CR = 0x0d;

/** An empty buffer of this size or less is kept for the next line; a larger one would cost each idle session its size. */
const KEEP = 1024;

/** Options of {@linkcode LineSplitter}. */
export interface LineSplitterOptions {
  /** Bytes that a line may have, its ending left out. */
  readonly maxLine: number;
}

/** Options of {@linkcode LineSplitter.rest}. */
export interface RestOptions {
  /** Whether nothing more will arrive. */
  readonly end: boolean;
}

/**
 * Splits what arrives into lines. Each byte is copied once and looked at once, however it was cut into chunks.
 *
 * After each `push`, call `next` until it has no more; what is then pending is the beginning of a line.
 *
 * ```ts
 * import { LineSplitter } from "./lines.ts";
 *
 * const splitter = new LineSplitter({ maxLine: 64 * 1024 });
 * splitter.push(new TextEncoder().encode("hola\r\nqué tal"));
 * splitter.next(); // the bytes of "hola"
 * splitter.next(); // undefined
 * splitter.rest(); // after 50 ms of silence: the bytes of "qué tal"
 * ```
 */
export class LineSplitter {
  readonly #maxLine: number;
  #buffer: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  /** What waits is `#buffer` from `#start` to `#end`; up to `#scanned` it is known to hold no newline. */
  #start = 0;
  #scanned = 0;
  #end = 0;

  /**
   * Starts with nothing pending.
   *
   * @param options The limit.
   */
  constructor(options: LineSplitterOptions) {
    this.#maxLine = options.maxLine;
  }

  /** Bytes that wait, complete lines not yet taken included. */
  get pending(): number {
    return this.#end - this.#start;
  }

  /**
   * Takes bytes in; they are copied.
   *
   * @param chunk What was read.
   */
  push(chunk: Uint8Array): void {
    if (this.#end + chunk.length > this.#buffer.length) this.#makeRoom(chunk.length);
    this.#buffer.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /**
   * Takes the next complete line out.
   *
   * @returns Its bytes, without the `\n` and without a `\r` before it; `undefined` if no line is complete.
   * @throws {ProtocolError} If a line, complete or not, is longer than `maxLine`; from then on, every time.
   */
  next(): Uint8Array<ArrayBuffer> | undefined {
    const found = this.#buffer.subarray(this.#scanned, this.#end).indexOf(LF);
    const end = found < 0 ? this.#end : this.#scanned + found;
    // The last byte of an incomplete line may be half of its ending.
    const length = end - this.#start - (end > this.#start && this.#buffer[end - 1] === CR ? 1 : 0);
    // Redis's words for a line over PROTO_INLINE_MAX_SIZE (networking.c).
    if (length > this.#maxLine) throw breach("lineTooBig");
    if (found < 0) {
      this.#scanned = this.#end;
      return undefined;
    }
    return this.#take(length, end + 1);
  }

  /**
   * Takes out what arrived without a newline, as it arrived: call it after a silence or at the end of the input. A
   * complete line that nobody took comes first.
   *
   * @param options Whether this is the end. If not, a UTF-8 sequence that is cut at the end is held back.
   * @returns The bytes; `undefined` if there are none.
   * @throws {ProtocolError} If they are more than `maxLine`.
   */
  rest(options: RestOptions = { end: false }): Uint8Array<ArrayBuffer> | undefined {
    const line = this.next();
    if (line !== undefined) return line;
    const waiting = this.#buffer.subarray(this.#start, this.#end);
    const length = waiting.length - (options.end ? 0 : cutSequence(waiting));
    return length === 0 ? undefined : this.#take(length, this.#start + length);
  }

  /** Copies `length` bytes out, since the buffer is used again, and drops everything before `next`. */
  #take(length: number, next: number): Uint8Array<ArrayBuffer> {
    const line = this.#buffer.slice(this.#start, this.#start + length);
    this.#start = this.#scanned = next;
    if (this.#start === this.#end) {
      this.#start = this.#scanned = this.#end = 0;
      if (this.#buffer.length > KEEP) this.#buffer = new Uint8Array(0);
    }
    return line;
  }

  /** Moves what waits to the front of a buffer with room for more: doubling keeps the copying linear. */
  #makeRoom(more: number): void {
    const waiting = this.#buffer.subarray(this.#start, this.#end);
    const needed = waiting.length + more;
    // Moving within a buffer that is nearly full would be due again after a few bytes.
    const roomy = needed * 2 <= this.#buffer.length;
    const buffer = roomy
      ? this.#buffer
      : new Uint8Array(Math.max(64, needed <= KEEP / 2 ? needed * 2 : needed + waiting.length));
    buffer.set(waiting, 0);
    this.#buffer = buffer;
    this.#scanned -= this.#start;
    this.#end -= this.#start;
    this.#start = 0;
  }
}

/** Length of the UTF-8 sequence that the end of the bytes cuts, 0 if it cuts none (RFC 3629, section 3). */
function cutSequence(bytes: Uint8Array): number {
  for (let length = 1; length <= 3 && length <= bytes.length; length++) {
    const byte = bytes[bytes.length - length] as number;
    if (byte >= 0x80 && byte < 0xc0) continue;
    const wanted = byte >= 0xc2 && byte < 0xe0
      ? 2
      : byte >= 0xe0 && byte < 0xf0
      ? 3
      : byte >= 0xf0 && byte < 0xf5
      ? 4
      : 1;
    return wanted > length ? length : 0;
  }
  return 0;
}

/** Keeps a byte order mark, which belongs to the text as any other character does. */
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Decodes UTF-8 strictly.
 *
 * @param bytes The bytes.
 * @returns The text, a byte order mark included; `undefined` if they are not UTF-8.
 */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}
