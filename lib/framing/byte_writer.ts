/**
 * A buffer that grows while replies are written into it, and is reused once they have been sent.
 *
 * @module
 */

const FIRST_SIZE = 256;
/** Up to here a loop copies faster than a call of the runtime, and needs no view. */
const SHORT = 64;
/** What all empty ones share. */
const NOTHING = new Uint8Array(0);
const encoder = new TextEncoder();

/** Appends bytes, ASCII, UTF-8 and decimal numbers to one reused buffer. */
export class ByteWriter {
  /** Written bytes are `buffer.subarray(0, length)`. */
  buffer: Uint8Array<ArrayBuffer> = NOTHING;
  /** Bytes written so far. */
  length = 0;

  /**
   * Empties it.
   *
   * @param keep Bytes of buffer to keep at the most, so that one large reply does not stay in memory.
   */
  clear(keep: number): void {
    this.length = 0;
    if (this.buffer.length > keep) this.buffer = NOTHING;
  }

  /**
   * Makes room.
   *
   * @param count Bytes that will be written next.
   */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.buffer.length) return;
    let size = Math.max(FIRST_SIZE, this.buffer.length * 2);
    while (size < needed) size *= 2;
    const larger = new Uint8Array(size);
    larger.set(this.buffer.subarray(0, this.length));
    this.buffer = larger;
  }

  /**
   * Appends bytes.
   *
   * @param bytes Copied.
   */
  bytes(bytes: Uint8Array): void {
    const { length } = bytes;
    if (length <= SHORT) return this.part(bytes, 0, length);
    this.reserve(length);
    this.buffer.set(bytes, this.length);
    this.length += length;
  }

  /**
   * Appends a part of a buffer.
   *
   * @param buffer Copied.
   * @param start Offset of the first byte.
   * @param end Offset behind the last.
   */
  part(buffer: Uint8Array, start: number, end: number): void {
    if (end - start > SHORT) return this.bytes(buffer.subarray(start, end));
    this.reserve(end - start);
    const target = this.buffer;
    let at = this.length;
    for (let i = start; i < end; i++) target[at++] = buffer[i]!;
    this.length = at;
  }

  /**
   * Appends one byte.
   *
   * @param value 0–255.
   */
  byte(value: number): void {
    this.reserve(1);
    this.buffer[this.length++] = value;
  }

  /**
   * Appends a text of which the caller knows that it is ASCII.
   *
   * @param text Characters up to U+007F.
   */
  ascii(text: string): void {
    this.reserve(text.length);
    let at = this.length;
    for (let i = 0; i < text.length; i++) this.buffer[at++] = text.charCodeAt(i);
    this.length = at;
  }

  /**
   * Appends a text as UTF-8.
   *
   * @param text Any text; lone surrogates become U+FFFD.
   */
  utf8(text: string): void {
    this.reserve(text.length * 3);
    this.length += encoder.encodeInto(text, this.buffer.subarray(this.length)).written;
  }

  /**
   * Appends a whole number in decimal.
   *
   * @param value A safe integer.
   */
  integer(value: number): void {
    // Lengths and small counts need no string.
    if (value < 0 || value > 9999) return this.ascii(String(value));
    this.reserve(4);
    if (value > 999) this.buffer[this.length++] = 0x30 + Math.floor(value / 1000);
    if (value > 99) this.buffer[this.length++] = 0x30 + Math.floor(value / 100) % 10;
    if (value > 9) this.buffer[this.length++] = 0x30 + Math.floor(value / 10) % 10;
    this.buffer[this.length++] = 0x30 + value % 10;
  }

  /** Appends a line break (`\r\n`). */
  crlf(): void {
    this.reserve(2);
    this.buffer[this.length++] = 0x0d;
    this.buffer[this.length++] = 0x0a;
  }

  /**
   * The written bytes, copied.
   *
   * @returns A buffer of their own.
   */
  copy(): Uint8Array<ArrayBuffer> {
    return this.buffer.slice(0, this.length);
  }
}
