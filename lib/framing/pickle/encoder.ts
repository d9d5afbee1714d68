/**
 * Values to pickles.
 *
 * @module
 */
import { failure } from "../../failure.ts";
import { view } from "./arguments.ts";
import { MAX_DEPTH } from "./limits.ts";
import { STOP } from "./opcodes.ts";
import { type PickleValue, Tuple } from "./values.ts";

/** Bytes that grow by doubling. */
class Writer {
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(256);
  #length = 0;

  /** Makes room for so many bytes and gives it, to be filled at once. */
  room(size: number): Uint8Array {
    if (this.#length + size > this.#bytes.length) {
      const bytes = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + size));
      bytes.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = bytes;
    }
    return this.#bytes.subarray(this.#length, this.#length += size);
  }

  byte(...bytes: number[]): void {
    this.room(bytes.length).set(bytes);
  }

  /** A number of so many bytes, little-endian. */
  number(value: number, size: number): void {
    const room = this.room(size);
    for (let index = 0; index < size; index++) room[index] = Math.floor(value / 256 ** index);
  }

  ascii(text: string): void {
    this.room(text.length).set(Uint8Array.from(text, (character) => character.charCodeAt(0)));
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }
}

/**
 * Encodes a value as a pickle of protocol 2, which every Python 3 reads (and Python 2.3 and later). Bytes, for which
 * that protocol has no opcode, are written as Python writes them (`save_bytes` in CPython's `Lib/pickle.py`): as a call
 * of `_codecs.encode`. Thus {@linkcode decodePickle} reads everything back but bytes.
 *
 * @param value The value. An unpaired surrogate becomes U+FFFD.
 * @returns The pickle.
 * @throws {EnchufeError} ERR if lists and tuples are nested deeper than 100, or one holds itself.
 */
export function encodePickle(value: PickleValue): Uint8Array<ArrayBuffer> {
  const writer = new Writer();
  writer.byte(0x80, 2);
  write(writer, value, 0);
  writer.byte(STOP);
  return writer.finish();
}

function write(writer: Writer, value: PickleValue, depth: number): void {
  if (depth > MAX_DEPTH) throw failure("valueTooDeep", { most: MAX_DEPTH });
  if (value === null) writer.ascii("N");
  else if (typeof value === "boolean") writer.byte(value ? 0x88 : 0x89);
  else if (typeof value === "number") writeNumber(writer, value);
  else if (typeof value === "bigint") writeInteger(writer, value);
  else if (typeof value === "string") writeText(writer, value);
  else if (value instanceof Uint8Array) writeBytes(writer, value);
  else if (value instanceof Tuple) writeTuple(writer, value.items, depth);
  else {
    writer.ascii("](");
    for (const item of value) write(writer, item, depth + 1);
    writer.ascii("e");
  }
}

function writeTuple(writer: Writer, items: readonly PickleValue[], depth: number): void {
  if (items.length === 0) return writer.ascii(")");
  if (items.length > 3) writer.ascii("(");
  for (const item of items) write(writer, item, depth + 1);
  if (items.length > 3) writer.ascii("t");
  else writer.byte(0x84 + items.length);
}

function writeNumber(writer: Writer, value: number): void {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return writeInteger(writer, BigInt(value));
  writer.ascii("G");
  view(writer.room(8)).setFloat64(0, value);
}

function writeInteger(writer: Writer, value: bigint): void {
  if (BigInt.asIntN(32, value) === value) {
    writer.ascii("J");
    view(writer.room(4)).setInt32(0, Number(value), true);
    return;
  }
  // Two's complement needs one bit more than the magnitude, for the sign.
  const bits = (value < 0n ? ~value : value).toString(16).length * 4 + 1;
  const size = Math.ceil(bits / 8);
  const hex = BigInt.asUintN(size * 8, value).toString(16).padStart(size * 2, "0");
  if (size < 256) writer.byte(0x8a, size);
  else {
    writer.byte(0x8b);
    writer.number(size, 4);
  }
  const room = writer.room(size);
  for (let index = 0; index < size; index++) {
    room[size - 1 - index] = parseInt(hex.slice(index * 2, index * 2 + 2), 16);
  }
}

const ENCODER = new TextEncoder();

function writeText(writer: Writer, text: string): void {
  const bytes = ENCODER.encode(text);
  writer.ascii("X");
  writer.number(bytes.length, 4);
  writer.room(bytes.length).set(bytes);
}

/** `_codecs.encode(text, "latin1")`, where each character of the text is one of the bytes. */
function writeBytes(writer: Writer, bytes: Uint8Array): void {
  let size = bytes.length;
  for (const byte of bytes) size += byte >> 7;
  writer.ascii("c_codecs\nencode\nX");
  writer.number(size, 4);
  const room = writer.room(size);
  let at = 0;
  for (const byte of bytes) {
    if (byte < 0x80) room[at++] = byte;
    else {
      room[at++] = 0xc0 | (byte >> 6);
      room[at++] = 0x80 | (byte & 0x3f);
    }
  }
  writeText(writer, "latin1");
  writer.byte(0x86);
  writer.ascii("R");
}
