/**
 * One request as the decoder found it: offset pairs into a buffer, not slices, because most arguments are
 * looked at once and a slice each would cost more than the command (PING: 1.0× redis-server against 0.6×).
 *
 * @module
 */

import { Span } from "./reply.ts";

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
const strictUtf8 = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });

/** Longest argument whose text is built by character codes, which beats a decoder call up to about here. */
const SHORT = 48;

/** Room for arguments that nearly every request fits in. */
const USUAL_ARGUMENTS = 16;

/** A command's name and arguments. It is filled anew for each request: keep nothing of it without copying. */
export class Request {
  /** How many arguments, the command's name included. */
  count = 0;
  /** Which argument was streamed as a payload rather than kept here, or -1. */
  payloadIndex: number = -1;
  /** Bytes that the offsets point into. */
  buffer: Uint8Array = new Uint8Array(0);
  /** Offset of each argument's first byte. */
  starts: Int32Array = new Int32Array(USUAL_ARGUMENTS);
  /** Offset behind each argument's last byte. */
  ends: Int32Array = new Int32Array(USUAL_ARGUMENTS);

  readonly #span = new Span(this.buffer, 0, 0);

  /** Empties it for the next request. */
  reset(): void {
    this.count = 0;
    this.payloadIndex = -1;
  }

  /**
   * Adds an argument.
   *
   * @param start Offset of its first byte in `buffer`.
   * @param end Offset behind its last byte.
   */
  add(start: number, end: number): void {
    if (this.count === this.starts.length) this.#grow();
    this.starts[this.count] = start;
    this.ends[this.count++] = end;
  }

  /**
   * Moves all offsets, after the bytes have been moved.
   *
   * @param by How far towards the beginning.
   */
  shift(by: number): void {
    for (let i = 0; i < this.count; i++) {
      this.starts[i]! -= by;
      this.ends[i]! -= by;
    }
  }

  /**
   * Size of an argument.
   *
   * @param index 0 is the command's name.
   * @returns Bytes.
   */
  size(index: number): number {
    return this.ends[index]! - this.starts[index]!;
  }

  /**
   * The bytes of an argument.
   *
   * @param index 0 is the command's name.
   * @returns A view that is valid until the next request is read.
   */
  bytes(index: number): Uint8Array {
    return this.buffer.subarray(this.starts[index], this.ends[index]);
  }

  /**
   * An argument as a reply; makes no view, which is a quarter of what an `ECHO` costs.
   *
   * @param index 0 is the command's name.
   * @returns Always the same object, good until the next call.
   */
  span(index: number): Span {
    this.#span.buffer = this.buffer;
    this.#span.start = this.starts[index]!;
    this.#span.end = this.ends[index]!;
    return this.#span;
  }

  /**
   * The text of an argument.
   *
   * @param index 0 is the command's name.
   * @returns The text; invalid UTF-8 becomes U+FFFD, so that it can be quoted in an error.
   */
  text(index: number): string {
    const start = this.starts[index]!, end = this.ends[index]!;
    if (end - start > SHORT) return utf8.decode(this.buffer.subarray(start, end));
    let text = "";
    for (let i = start; i < end; i++) {
      const byte = this.buffer[i]!;
      if (byte > 0x7f) return utf8.decode(this.buffer.subarray(start, end));
      text += String.fromCharCode(byte);
    }
    return text;
  }

  /**
   * The text of an argument that must be UTF-8.
   *
   * @param index 0 is the command's name.
   * @returns The text, or `undefined` if it is not valid UTF-8.
   */
  strictText(index: number): string | undefined {
    const text = this.text(index);
    if (!text.includes("\ufffd")) return text;
    try {
      return strictUtf8.decode(this.bytes(index));
    } catch {
      return undefined;
    }
  }

  /**
   * Whether an argument is a certain word, in any case.
   *
   * @param index 0 is the command's name.
   * @param word In upper case, ASCII.
   */
  is(index: number, word: string): boolean {
    const start = this.starts[index]!;
    if (index >= this.count || this.ends[index]! - start !== word.length) return false;
    for (let i = 0; i < word.length; i++) {
      let byte = this.buffer[start + i]!;
      if (byte >= 0x61 && byte <= 0x7a) byte -= 0x20;
      if (byte !== word.charCodeAt(i)) return false;
    }
    return true;
  }

  /**
   * The whole number in an argument.
   *
   * @param index 0 is the command's name.
   * @returns It, or `undefined` if the argument is anything but an optional `-` and up to 15 digits.
   */
  integer(index: number): number | undefined {
    const end = this.ends[index]!;
    let i = this.starts[index]!;
    const negative = this.buffer[i] === 0x2d;
    if (negative) i++;
    // 15 digits stay below 2^53, so the number is exact.
    if (i === end || end - i > 15) return undefined;
    let value = 0;
    for (; i < end; i++) {
      const digit = this.buffer[i]! - 0x30;
      if (digit < 0 || digit > 9) return undefined;
      value = value * 10 + digit;
    }
    return negative ? -value : value;
  }

  #grow(): void {
    const starts = new Int32Array(this.starts.length * 2);
    const ends = new Int32Array(starts.length);
    starts.set(this.starts);
    ends.set(this.ends);
    this.starts = starts;
    this.ends = ends;
  }
}
