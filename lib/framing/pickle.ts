/**
 * Python's pickles, as far as the menu service needs them: lists, tuples, text, bytes, numbers, booleans and `None`.
 * A pickle is a program for a stack machine; here each opcode that would look something up, or call it, is refused
 * before anything else is done. The opcodes are those of CPython's `Lib/pickletools.py`, protocols 0 to 5.
 *
 * @module
 */
export { type DecodedPickle, decodePickle } from "./pickle/decoder.ts";
export { encodePickle } from "./pickle/encoder.ts";
export type { DecodePickleOptions } from "./pickle/limits.ts";
export { PickleScanner } from "./pickle/scanner.ts";
export { type PickleValue, Tuple } from "./pickle/values.ts";
