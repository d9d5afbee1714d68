/**
 * What follows an opcode, read as a value: numbers and texts, in each of the ways that pickles write them.
 *
 * @module
 */
import { failure } from "../../failure.ts";
import type { PickleValue } from "./values.ts";

/** As CPython limits `int(text)` (`sys.int_info.default_max_str_digits`): decimal digits take quadratic time. */
const MAX_DIGITS = 4300;

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Lets numbers be read from bytes, and written into them.
 *
 * @param bytes Not copied.
 * @returns A view of these bytes alone.
 */
export function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Reads a little-endian unsigned number; exact as far as any length that is not refused.
 *
 * @param bytes Up to 8.
 * @returns The number.
 */
export function unsigned(bytes: Uint8Array): number {
  return bytes.reduceRight((number, byte) => number * 256 + byte, 0);
}

function latin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/**
 * Reads a text.
 *
 * @param bytes UTF-8; a byte order mark is a character like others.
 * @returns The text.
 * @throws {EnchufeError} ERR, fatal: it is not UTF-8.
 */
export function utf8(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch (cause) {
    throw failure("pickleNotUtf8", {}, { cause });
  }
}

/**
 * Reads a `str` of Python 2, which is bytes: text if it can be.
 *
 * @param bytes Perhaps UTF-8.
 * @returns The text, else a copy of the bytes.
 */
export function byteString(bytes: Uint8Array): string | Uint8Array {
  try {
    return UTF8.decode(bytes);
  } catch {
    return bytes.slice();
  }
}

const ESCAPES: Record<string, number> = {
  a: 7,
  b: 8,
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
  "\\": 92,
  "'": 39,
  '"': 34,
};

/**
 * STRING: a Python 2 literal in quotes, with its escapes.
 *
 * @param bytes The literal.
 * @returns The text if it can be one, else the bytes.
 * @throws {EnchufeError} ERR, fatal: it is not in quotes.
 */
export function quoted(bytes: Uint8Array): string | Uint8Array {
  const text = latin1(bytes);
  if (text.length < 2 || !`'"`.includes(text.charAt(0)) || text.at(-1) !== text.charAt(0)) {
    throw failure("pickleString");
  }
  const plain = text.slice(1, -1).replace(
    /\\(?:x([0-9a-fA-F]{2})|([0-7]{1,3})|([^]))/g,
    (all, hex, octal, one) => {
      if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
      if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8) & 0xff);
      const code = ESCAPES[one];
      return code === undefined ? all : String.fromCharCode(code);
    },
  );
  return byteString(Uint8Array.from(plain, (character) => character.charCodeAt(0)));
}

/**
 * UNICODE: Latin-1 with `\uXXXX` and `\UXXXXXXXX`, where a backslash after a backslash begins nothing.
 *
 * @param bytes The line.
 * @returns The text.
 * @throws {EnchufeError} ERR, fatal: a character is beyond U+10FFFF.
 */
export function rawUnicode(bytes: Uint8Array): string {
  return latin1(bytes).replace(/\\(?:\\|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/g, (all, four, eight) => {
    const digits: string | undefined = four ?? eight;
    if (digits === undefined) return all;
    const code = parseInt(digits, 16);
    if (code > 0x10ffff) throw failure("pickleCharacter", { digits });
    return String.fromCodePoint(code);
  });
}

/** A `number` where it is exact, else a `bigint`. */
function integer(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/**
 * INT and LONG: decimal digits; `00` and `01` are how protocol 0 writes booleans.
 *
 * @param bytes The line.
 * @returns A boolean, a `number` where it is exact, else a `bigint`.
 * @throws {EnchufeError} ERR, fatal: it is not an integer, or has more than 4,300 digits.
 */
export function decimal(bytes: Uint8Array): PickleValue {
  const text = latin1(bytes);
  if (text === "00" || text === "01") return text === "01";
  const digits = /^([+-]?)(\d+)L?$/.exec(text);
  if (digits === null || text.length > MAX_DIGITS) {
    throw failure("pickleInteger", { most: MAX_DIGITS });
  }
  const value = BigInt(digits[2] as string);
  return integer(digits[1] === "-" ? -value : value);
}

/**
 * LONG1 and LONG4: two's complement, little-endian.
 *
 * @param bytes The number; no bytes are 0.
 * @returns A `number` where it is exact, else a `bigint`.
 */
export function long(bytes: Uint8Array): number | bigint {
  if (bytes.length === 0) return 0;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).reverse().join("");
  return integer(BigInt.asIntN(8 * bytes.length, BigInt(`0x${hex}`)));
}

/**
 * FLOAT: as Python's `repr` writes it.
 *
 * @param bytes The line.
 * @returns The number, which may be infinite or NaN.
 * @throws {EnchufeError} ERR, fatal: it is not a number.
 */
export function decimalFloat(bytes: Uint8Array): number {
  const text = latin1(bytes);
  const special = /^([+-]?)(?:(inf)|nan)$/.exec(text);
  if (special !== null) return special[2] === undefined ? NaN : special[1] === "-" ? -Infinity : Infinity;
  if (text.length > MAX_DIGITS || !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) {
    throw failure("pickleFloat");
  }
  return Number(text);
}

/**
 * PUT and GET: a place in the memo, in decimal.
 *
 * @param bytes The line.
 * @returns The index.
 * @throws {EnchufeError} ERR, fatal: it is not 1 to 10 digits.
 */
export function memoIndex(bytes: Uint8Array): number {
  const text = latin1(bytes);
  if (!/^\d{1,10}$/.test(text)) throw failure("pickleMemoIndex");
  return Number(text);
}
