/**
 * Where a pickle ends, and each opcode in it.
 *
 * @module
 */
import { failure } from "../../failure.ts";
import { unsigned } from "./arguments.ts";
import { type DecodePickleOptions, MAX_BYTES } from "./limits.ts";
import { FRAME, opcodeOf, STOP } from "./opcodes.ts";

const LF = 0x0a;

/**
 * Finds where a pickle ends while it arrives. Goes on from where it stopped, so each byte is looked at once, even if
 * every byte comes alone.
 *
 * ```ts
 * import { decodePickle, encodePickle, PickleScanner } from "../pickle.ts";
 *
 * const arrived = encodePickle(["HORA", null]);
 * const scanner = new PickleScanner();
 * for (let end = 1; end <= arrived.length; end++) {
 *   const length = scanner.scan(arrived.subarray(0, end)); // after each read
 *   if (length !== undefined) decodePickle(arrived.subarray(0, length));
 * }
 * ```
 */
export class PickleScanner {
  readonly #maxBytes: number;
  /** Up to here the opcodes are complete. */
  #position = 0;
  /** Up to here the line that an opcode takes has no end. */
  #line = 0;

  /**
   * Starts at the first opcode.
   *
   * @param options The limit on the size.
   */
  constructor(options: DecodePickleOptions = {}) {
    this.#maxBytes = options.maxBytes ?? MAX_BYTES;
  }

  /**
   * Scans on. Once it has found the end it starts over, for the pickle after that.
   *
   * @param bytes The pickle from its first byte: what was passed before, and more.
   * @returns Its length once it is complete, else `undefined`.
   * @throws {EnchufeError} ERR, fatal: an opcode is refused, or the pickle has more than `maxBytes`.
   */
  scan(bytes: Uint8Array): number | undefined {
    while (this.#position < bytes.length) {
      const code = bytes[this.#position] as number;
      const { begin, end } = argumentAt(bytes, this.#position, this.#line);
      // A length that no pickle can have is refused now, not when so many bytes have been taken in.
      const needed = code === FRAME && end <= bytes.length ? end + unsigned(bytes.subarray(begin, end)) : end;
      if (needed > this.#maxBytes) {
        throw failure("pickleTooBig", { most: this.#maxBytes });
      }
      if (end > bytes.length) {
        this.#line = bytes.length;
        return undefined;
      }
      this.#position = end;
      if (code === STOP) {
        this.#position = this.#line = 0;
        return end;
      }
    }
    return undefined;
  }
}

/**
 * Where the argument of an opcode lies, as far as the bytes tell: if they do not hold it to its end, `end` is a place
 * beyond them.
 *
 * @param bytes The pickle, as far as it is there.
 * @param at Place of the opcode, within the bytes.
 * @param scanned Up to here no line ends.
 * @returns Its first byte and the one after its last; for a line, its newline is the last.
 * @throws {EnchufeError} ERR, fatal: the opcode is refused.
 */
export function argumentAt(bytes: Uint8Array, at: number, scanned = 0): { begin: number; end: number } {
  const { follows } = opcodeOf(bytes[at] as number);
  const begin = at + 1;
  if (typeof follows === "number") return { begin, end: begin + follows };
  if (follows === "line") {
    const newline = bytes.indexOf(LF, Math.max(begin, scanned));
    return { begin, end: (newline < 0 ? bytes.length : newline) + 1 };
  }
  const sized = begin + Number(follows.slice(4));
  return { begin: sized, end: sized + (sized <= bytes.length ? unsigned(bytes.subarray(begin, sized)) : 0) };
}
