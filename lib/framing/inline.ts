/**
 * Inline requests: a line of words, for people with `nc` or `telnet`. Quoting as in Redis's `sdssplitargs`:
 * `"…"` with `\n \r \t \b \a \\ \" \xHH`, `'…'` with `\'`; a closing quote ends the word.
 *
 * @module
 */
import type { Request } from "./request.ts";

const SPACE = 0x20, TAB = 0x09, CR = 0x0d, NUL = 0x00, DOUBLE = 0x22, SINGLE = 0x27, BACKSLASH = 0x5c;
const ESCAPES: Readonly<Record<number, number>> = {
  0x6e: 0x0a,
  0x72: 0x0d,
  0x74: 0x09,
  0x62: 0x08,
  0x61: 0x07,
};

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB || byte === CR || byte === NUL;
}

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** Reads one escape behind a backslash at `at`; gives the byte and how many bytes it took. */
function readEscape(line: Uint8Array, at: number): { byte: number; length: number } {
  const next = line[at + 1]!;
  const high = hexDigit(line[at + 2]), low = hexDigit(line[at + 3]);
  if (next === 0x78 && high >= 0 && low >= 0) return { byte: high * 16 + low, length: 4 };
  return { byte: ESCAPES[next] ?? next, length: 2 };
}

/**
 * Splits a line into the arguments of a request.
 *
 * @param line The line without its line break; it is not kept.
 * @param request Where the arguments go; its buffer becomes a new one, no longer than the line.
 * @returns Whether the quotes were balanced.
 */
export function splitInline(line: Uint8Array, request: Request): boolean {
  const out = new Uint8Array(line.length);
  let length = 0, at = 0;
  request.buffer = out;
  for (;;) {
    while (at < line.length && isBlank(line[at])) at++;
    if (at >= line.length) return true;
    const start = length;
    let quote = 0;
    for (; at < line.length; at++) {
      const byte = line[at]!;
      if (quote === 0) {
        if (isBlank(byte)) break;
        if (byte === DOUBLE || byte === SINGLE) quote = byte;
        else out[length++] = byte;
      } else if (byte === quote) {
        // As in Redis, a closing quote must end the word: "a"b is an error.
        if (at + 1 < line.length && !isBlank(line[at + 1])) return false;
        quote = 0;
      } else if (byte === BACKSLASH && at + 1 < line.length) {
        if (quote === DOUBLE) {
          const escape = readEscape(line, at);
          out[length++] = escape.byte;
          at += escape.length - 1;
        } else if (line[at + 1] === SINGLE) {
          out[length++] = SINGLE;
          at++;
        } else out[length++] = byte;
      } else out[length++] = byte;
    }
    if (quote !== 0) return false;
    request.add(start, length);
  }
}

/**
 * Whether a line is a browser being abused: a page can make one send any text to any port, and the lines that
 * follow the HTTP header would be obeyed (cross-protocol scripting; Redis refuses `POST` and `Host:` for the same reason).
 *
 * @param request The line, split.
 */
export function isHttp(request: Request): boolean {
  if (request.count === 0) return false;
  if (request.is(0, "POST") || request.is(0, "HOST:")) return true;
  const last = request.count - 1;
  return request.size(last) === 8 && /^HTTP\/1\.\d$/.test(request.text(last));
}
