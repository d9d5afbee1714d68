/**
 * The opcodes: those that are run, and those that are refused because they would look something up, call it, or make what
 * is not wanted. They are those of CPython's `Lib/pickletools.py`, protocols 0 to 5.
 *
 * @module
 */
import { failure } from "../../failure.ts";
import {
  byteString,
  decimal,
  decimalFloat,
  long,
  memoIndex,
  quoted,
  rawUnicode,
  unsigned,
  utf8,
  view,
} from "./arguments.ts";
import type { Machine } from "./machine.ts";
import { type PickleValue, Tuple } from "./values.ts";

/** STOP, which ends every pickle. */
export const STOP = 0x2e;
/** FRAME, which says how many bytes follow; what is in them is read as if it were not there. */
export const FRAME = 0x95;
const PROTOCOL = 5;

/** What follows an opcode: so many bytes; a line; or a length of so many bytes, and as many bytes as that says. */
export type Follows = number | "line" | "size1" | "size4" | "size8";

/** One instruction of the machine. */
export interface Opcode {
  /** As `Lib/pickletools.py` calls it. */
  readonly name: string;
  /** Its argument. */
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
    if (protocol > PROTOCOL) throw failure("pickleProtocol", { value: protocol, most: PROTOCOL });
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

/**
 * Finds an opcode.
 *
 * @param code Its byte.
 * @returns The opcode; it is one that is run.
 * @throws {EnchufeError} ERR, fatal: it is refused, or there is no such opcode.
 */
export function opcodeOf(code: number): Opcode {
  const opcode = OPCODES.get(code);
  if (opcode?.run !== undefined) return opcode;
  const name = opcode?.name ?? `0x${code.toString(16).padStart(2, "0")}`;
  throw failure("pickleOpcode", { opcode: name });
}
