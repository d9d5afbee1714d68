/**
 * Python's pickles, as far as the menu service needs them: lists, tuples, text, bytes, numbers, booleans and `None`.
 * A pickle is a program for a stack machine; here each opcode that would look something up, or call it, is refused
 * before anything else is done. The opcodes are those of CPython's `Lib/pickletools.py`, protocols 0 to 5.
 *
 * @module
 */
import { EnchufeError } from "../errors.ts";

/** A Python tuple, as opposed to a list. */
export class Tuple {
  /**
   * Wraps items.
   *
   * @param items What is in it; not copied.
   */
  constructor(readonly items: readonly PickleValue[]) {}
}

/**
 * What a pickle may hold. A `number` is an `int` if it is a safe integer and not -0, else a `float`; so a Python float
 * of integral value comes back as an `int`. An `int` beyond the safe integers is a `bigint`.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | Tuple;

/** Options of {@linkcode decodePickle}. */
export interface DecodePickleOptions {
  /** Bytes of a pickle, and values in it if every one that it refers to twice is counted twice. Default: 65,536. */
  readonly maxBytes?: number;
  /** Lists and tuples within each other. Default: 100. */
  readonly maxDepth?: number;
}

/** What {@linkcode decodePickle} found. */
export interface DecodedPickle {
  /** The value. It has no cycles, and is safe to walk through to the end. */
  readonly value: PickleValue;
  /** Bytes that the pickle takes. */
  readonly length: number;
}

const MAX_BYTES = 64 * 1024;
const MAX_DEPTH = 100;
/** As CPython limits `int(text)` (`sys.int_info.default_max_str_digits`): decimal digits take quadratic time. */
const MAX_DIGITS = 4300;
const PROTOCOL = 5;
const STOP = 0x2e;
const FRAME = 0x95;
const LF = 0x0a;

function malformed(what: string): EnchufeError {
  return new EnchufeError("ERR", `Pickle is malformed: ${what}`, { fatal: true });
}

// ---- Arguments of opcodes

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A little-endian unsigned number of up to 8 bytes; exact as far as any length that is not refused. */
function unsigned(bytes: Uint8Array): number {
  return bytes.reduceRight((number, byte) => number * 256 + byte, 0);
}

function latin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

function utf8(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch (cause) {
    throw new EnchufeError("ERR", "Pickle is malformed: text is not UTF-8", { fatal: true, cause });
  }
}

/** A `str` of Python 2, which is bytes: text if it can be. */
function byteString(bytes: Uint8Array): string | Uint8Array {
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

/** STRING: a Python 2 literal in quotes, with its escapes. */
function quoted(bytes: Uint8Array): string | Uint8Array {
  const text = latin1(bytes);
  if (text.length < 2 || !`'"`.includes(text.charAt(0)) || text.at(-1) !== text.charAt(0)) {
    throw malformed("a string is not in quotes");
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

/** UNICODE: Latin-1 with `\uXXXX` and `\UXXXXXXXX`, where a backslash after a backslash begins nothing. */
function rawUnicode(bytes: Uint8Array): string {
  return latin1(bytes).replace(/\\(?:\\|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/g, (all, four, eight) => {
    const digits: string | undefined = four ?? eight;
    if (digits === undefined) return all;
    const code = parseInt(digits, 16);
    if (code > 0x10ffff) throw malformed(`character \\U${digits} does not exist`);
    return String.fromCodePoint(code);
  });
}

/** A `number` where it is exact, else a `bigint`. */
function integer(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** INT and LONG: decimal digits; `00` and `01` are how protocol 0 writes booleans. */
function decimal(bytes: Uint8Array): PickleValue {
  const text = latin1(bytes);
  if (text === "00" || text === "01") return text === "01";
  const digits = /^([+-]?)(\d+)L?$/.exec(text);
  if (digits === null || text.length > MAX_DIGITS) {
    throw malformed(`an integer is not 1 to ${MAX_DIGITS} digits`);
  }
  const value = BigInt(digits[2] as string);
  return integer(digits[1] === "-" ? -value : value);
}

/** LONG1 and LONG4: two's complement, little-endian. */
function long(bytes: Uint8Array): number | bigint {
  if (bytes.length === 0) return 0;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).reverse().join("");
  return integer(BigInt.asIntN(8 * bytes.length, BigInt(`0x${hex}`)));
}

/** FLOAT: as Python's `repr` writes it. */
function decimalFloat(bytes: Uint8Array): number {
  const text = latin1(bytes);
  const special = /^([+-]?)(?:(inf)|nan)$/.exec(text);
  if (special !== null) return special[2] === undefined ? NaN : special[1] === "-" ? -Infinity : Infinity;
  if (text.length > MAX_DIGITS || !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) {
    throw malformed("a float is not a number");
  }
  return Number(text);
}

// ---- The machine

/** A stack with marks, and a memo. Each opcode takes at most as many steps as the values that it takes off the stack. */
class Machine {
  readonly #stack: PickleValue[] = [];
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PickleValue>();

  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  mark(): void {
    this.#marks.push(this.#stack.length);
  }

  top(): PickleValue {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0)) throw malformed("the stack is empty");
    return this.#stack.at(-1) as PickleValue;
  }

  pop(): PickleValue {
    const value = this.top();
    this.#stack.pop();
    return value;
  }

  /** Takes off the last `count` values. */
  take(count: number): PickleValue[] {
    const begin = this.#stack.length - count;
    if (begin < (this.#marks.at(-1) ?? 0)) throw malformed("the stack is empty");
    return this.#stack.splice(begin);
  }

  takeMarked(): PickleValue[] {
    const begin = this.#marks.pop();
    if (begin === undefined) throw malformed("a mark is missing");
    return this.#stack.splice(begin);
  }

  /** POP takes a mark off if that is what is on top. */
  drop(): void {
    if (this.#marks.at(-1) === this.#stack.length) this.#marks.pop();
    else this.pop();
  }

  append(items: readonly PickleValue[]): void {
    const list = this.top();
    if (!Array.isArray(list)) throw malformed("only a list is appended to");
    // One by one: spreading 60,000 items into a call would overflow the engine's stack.
    for (const item of items) list.push(item);
  }

  put(index: number = this.#memo.size): void {
    this.#memo.set(index, this.top());
  }

  get(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw malformed(`memo ${index} is not set`);
    this.push(value);
  }
}

function memoIndex(bytes: Uint8Array): number {
  const text = latin1(bytes);
  if (!/^\d{1,10}$/.test(text)) throw malformed("a memo index is not a number");
  return Number(text);
}

// ---- The opcodes

/** What follows an opcode: so many bytes; a line; or a length of so many bytes, and as many bytes as that says. */
type Follows = number | "line" | "size1" | "size4" | "size8";

interface Opcode {
  readonly name: string;
  readonly follows: Follows;
  /** What it does; `undefined` if it is refused. */
  readonly run: ((machine: Machine, argument: Uint8Array) => void) | undefined;
}

/** An opcode that pushes a value. */
function value(read: (argument: Uint8Array) => PickleValue): Opcode["run"] {
  return (machine, argument) => machine.push(read(argument));
}

const copy = value((argument) => argument.slice());
const tuple = (count: number): Opcode["run"] => (machine) => machine.push(new Tuple(machine.take(count)));

type Row = readonly [code: string | number, name: string, follows: Follows, run: Opcode["run"]];

const ACCEPTED: readonly Row[] = [
  [0x80, "PROTO", 1, (_machine, [protocol = 0]) => {
    if (protocol > PROTOCOL) throw malformed(`protocol ${protocol} is unknown: want 0 to ${PROTOCOL}`);
  }],
  [FRAME, "FRAME", 8, () => {}],
  [STOP, "STOP", 0, () => {}],
  ["(", "MARK", 0, (machine) => machine.mark()],
  ["0", "POP", 0, (machine) => machine.drop()],
  ["1", "POP_MARK", 0, (machine) => void machine.takeMarked()],
  ["2", "DUP", 0, (machine) => machine.push(machine.top())],
  ["N", "NONE", 0, value(() => null)],
  [0x88, "NEWTRUE", 0, value(() => true)],
  [0x89, "NEWFALSE", 0, value(() => false)],
  ["I", "INT", "line", value(decimal)],
  ["J", "BININT", 4, value((argument) => view(argument).getInt32(0, true))],
  ["K", "BININT1", 1, value(unsigned)],
  ["M", "BININT2", 2, value(unsigned)],
  ["L", "LONG", "line", value(decimal)],
  [0x8a, "LONG1", "size1", value(long)],
  [0x8b, "LONG4", "size4", value(long)],
  ["F", "FLOAT", "line", value(decimalFloat)],
  ["G", "BINFLOAT", 8, value((argument) => view(argument).getFloat64(0))],
  ["S", "STRING", "line", value(quoted)],
  ["T", "BINSTRING", "size4", value(byteString)],
  ["U", "SHORT_BINSTRING", "size1", value(byteString)],
  ["V", "UNICODE", "line", value(rawUnicode)],
  ["X", "BINUNICODE", "size4", value(utf8)],
  [0x8c, "SHORT_BINUNICODE", "size1", value(utf8)],
  [0x8d, "BINUNICODE8", "size8", value(utf8)],
  ["B", "BINBYTES", "size4", copy],
  ["C", "SHORT_BINBYTES", "size1", copy],
  [0x8e, "BINBYTES8", "size8", copy],
  [0x96, "BYTEARRAY8", "size8", copy],
  ["]", "EMPTY_LIST", 0, value(() => [])],
  ["l", "LIST", 0, (machine) => machine.push(machine.takeMarked())],
  ["a", "APPEND", 0, (machine) => machine.append(machine.take(1))],
  ["e", "APPENDS", 0, (machine) => machine.append(machine.takeMarked())],
  [")", "EMPTY_TUPLE", 0, tuple(0)],
  ["t", "TUPLE", 0, (machine) => machine.push(new Tuple(machine.takeMarked()))],
  [0x85, "TUPLE1", 0, tuple(1)],
  [0x86, "TUPLE2", 0, tuple(2)],
  [0x87, "TUPLE3", 0, tuple(3)],
  [0x94, "MEMOIZE", 0, (machine) => machine.put()],
  ["p", "PUT", "line", (machine, argument) => machine.put(memoIndex(argument))],
  ["q", "BINPUT", 1, (machine, argument) => machine.put(unsigned(argument))],
  ["r", "LONG_BINPUT", 4, (machine, argument) => machine.put(unsigned(argument))],
  ["g", "GET", "line", (machine, argument) => machine.get(memoIndex(argument))],
  ["h", "BINGET", 1, (machine, argument) => machine.get(unsigned(argument))],
  ["j", "LONG_BINGET", 4, (machine, argument) => machine.get(unsigned(argument))],
];

/** Known only so that the error has their name. */
const REFUSED: readonly (readonly [code: string | number, name: string])[] = [
  ["P", "PERSID"],
  ["Q", "BINPERSID"],
  ["R", "REDUCE"],
  ["b", "BUILD"],
  ["c", "GLOBAL"],
  ["d", "DICT"],
  ["i", "INST"],
  ["o", "OBJ"],
  ["s", "SETITEM"],
  ["u", "SETITEMS"],
  ["}", "EMPTY_DICT"],
  [0x81, "NEWOBJ"],
  [0x82, "EXT1"],
  [0x83, "EXT2"],
  [0x84, "EXT4"],
  [0x8f, "EMPTY_SET"],
  [0x90, "ADDITEMS"],
  [0x91, "FROZENSET"],
  [0x92, "NEWOBJ_EX"],
  [0x93, "STACK_GLOBAL"],
  [0x97, "NEXT_BUFFER"],
  [0x98, "READONLY_BUFFER"],
];

const OPCODES: ReadonlyMap<number, Opcode> = new Map(
  [...ACCEPTED, ...REFUSED.map(([code, name]): Row => [code, name, 0, undefined])].map(
    (
      [code, name, follows, run],
    ) => [typeof code === "number" ? code : code.charCodeAt(0), { name, follows, run }],
  ),
);

function opcodeOf(code: number): Opcode {
  const opcode = OPCODES.get(code);
  if (opcode?.run !== undefined) return opcode;
  const name = opcode?.name ?? `0x${code.toString(16).padStart(2, "0")}`;
  const wanted = "lists, tuples, text, bytes, numbers, booleans and None";
  throw new EnchufeError("ERR", `Pickle opcode '${name}' is refused: want ${wanted}`, { fatal: true });
}

// ---- Decoding

/**
 * Finds where a pickle ends while it arrives. Goes on from where it stopped, so each byte is looked at once, even if
 * every byte comes alone.
 *
 * ```ts
 * import { decodePickle, encodePickle, PickleScanner } from "./pickle.ts";
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
        throw new EnchufeError("ERR", `Pickle is too big: the limit is ${this.#maxBytes} bytes`, {
          fatal: true,
        });
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
 * @param at Place of the opcode, within the bytes.
 * @param scanned Up to here no line ends.
 */
function argumentAt(bytes: Uint8Array, at: number, scanned = 0): { begin: number; end: number } {
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

function itemsOf(value: PickleValue): readonly PickleValue[] | undefined {
  return Array.isArray(value) ? value : value instanceof Tuple ? value.items : undefined;
}

/**
 * Refuses a value that whoever walks through it would not come out of: a list that holds itself, one nested too deep,
 * and a small one that unfolds without end because it refers to the same list again and again. Looks at each list once.
 */
function checkShape(root: PickleValue, maxDepth: number, maxValues: number): void {
  /** Finished lists: how many values they unfold to, and how deep. */
  const done = new Map<PickleValue, { values: number; depth: number }>();
  const path: {
    list: PickleValue;
    items: readonly PickleValue[];
    next: number;
    values: number;
    depth: number;
  }[] = [];
  const open = new Set<PickleValue>();
  const enter = (list: PickleValue, items: readonly PickleValue[]): void => {
    if (open.has(list)) throw malformed("a list holds itself");
    if (path.length >= maxDepth) throw malformed(`lists are nested deeper than ${maxDepth}`);
    open.add(list);
    path.push({ list, items, next: 0, values: 1, depth: 1 });
  };
  const rootItems = itemsOf(root);
  if (rootItems !== undefined) enter(root, rootItems);
  for (let current = path.at(-1); current !== undefined; current = path.at(-1)) {
    if (current.next === current.items.length) {
      path.pop();
      open.delete(current.list);
      done.set(current.list, current);
      // Its parent stands at it still, and now finds it done.
      continue;
    }
    const item = current.items[current.next] as PickleValue;
    const items = itemsOf(item);
    const known = items === undefined ? { values: 1, depth: 0 } : done.get(item);
    if (known === undefined) {
      enter(item, items ?? []);
      continue;
    }
    current.next++;
    current.values += known.values;
    current.depth = Math.max(current.depth, known.depth + 1);
    if (current.values > maxValues) throw malformed(`it unfolds to more than ${maxValues} values`);
    if (path.length + known.depth > maxDepth) throw malformed(`lists are nested deeper than ${maxDepth}`);
  }
}

// ---- Encoding

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
  if (depth > MAX_DEPTH) throw new EnchufeError("ERR", `Value is nested too deep: the limit is ${MAX_DEPTH}`);
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
