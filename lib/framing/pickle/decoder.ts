/**
 * Pickles to values.
 *
 * @module
 */
import { type DecodePickleOptions, MAX_BYTES, MAX_DEPTH } from "./limits.ts";
import { Machine } from "./machine.ts";
import { opcodeOf } from "./opcodes.ts";
import { argumentAt, PickleScanner } from "./scanner.ts";
import { checkShape } from "./shape.ts";
import type { PickleValue } from "./values.ts";

/** What {@linkcode decodePickle} found. */
export interface DecodedPickle {
  /** The value. It has no cycles, and is safe to walk through to the end. */
  readonly value: PickleValue;
  /** Bytes that the pickle takes. */
  readonly length: number;
}

/**
 * Decodes one pickle, such as Python's `pickle.dumps` makes of what {@linkcode PickleValue} can hold. Bytes at protocol
 * 2 and below are refused: Python writes them there as a call of `_codecs.encode`.
 *
 * One call takes time linear in the bytes. While a pickle arrives in pieces, calling it for every piece would not: call
 * it when {@linkcode PickleScanner} has found the end, or, simpler, when the last byte so far is `.` (0x2e), the opcode
 * that ends every pickle.
 *
 * @param bytes The pickle; what follows it is left alone.
 * @param options The limits.
 * @returns The value and where it ends; `undefined` if the pickle is not complete.
 * @throws {EnchufeError} ERR, fatal: an opcode is refused, the pickle is malformed, or a limit is reached.
 */
export function decodePickle(
  bytes: Uint8Array,
  options: DecodePickleOptions = {},
): DecodedPickle | undefined {
  const length = new PickleScanner(options).scan(bytes);
  if (length === undefined) return undefined;
  const machine = new Machine();
  for (let position = 0; position < length;) {
    const { begin, end } = argumentAt(bytes, position);
    const opcode = opcodeOf(bytes[position] as number);
    // A line's argument does not hold its newline.
    opcode.run?.(machine, bytes.subarray(begin, opcode.follows === "line" ? end - 1 : end));
    position = end;
  }
  const decoded = machine.pop();
  checkShape(decoded, options.maxDepth ?? MAX_DEPTH, options.maxBytes ?? MAX_BYTES);
  return { value: decoded, length };
}
