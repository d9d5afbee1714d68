import fc from "fast-check";
import { EnchufeError } from "../../../../lib/errors.ts";
import { decodePickle, type PickleValue } from "../../../../lib/framing/pickle.ts";
import { assert, assertEquals, assertStringIncludes, assertThrows } from "../../../helpers/assert.ts";
import { decode, ops, refuse, test } from "./fixture.ts";
import { READABLE } from "./vectors.ts";

for (const { what, bytes, value } of READABLE) {
  test(`decodePickle() reads ${what}`, () => assertEquals(decode(bytes), value));
  test(`decodePickle() wants more after every prefix of ${what}`, () => {
    for (let end = 0; end < bytes.length; end++) {
      assertEquals(decodePickle(bytes.subarray(0, end)), undefined);
    }
  });
}

// Name and bytes of every opcode of CPython's pickletools that can look something up, call it, or make what is not wanted.
const REFUSED: readonly (readonly [name: string, ...bytes: (string | number)[]])[] = [
  ["GLOBAL", "cos\nsystem\n"],
  ["STACK_GLOBAL", 0x8c, 2, "os", 0x8c, 6, "system", 0x93],
  ["REDUCE", "))R"],
  ["BUILD", "NNb"],
  ["INST", "(ios\nsystem\n"],
  ["OBJ", "(No"],
  ["NEWOBJ", "))", 0x81],
  ["NEWOBJ_EX", ")))", 0x92],
  ["EXT1", 0x82, 1],
  ["EXT2", 0x83, 1, 0],
  ["EXT4", 0x84, 1, 0, 0, 0],
  ["PERSID", "Pid\n"],
  ["BINPERSID", "NQ"],
  ["DICT", "(d"],
  ["EMPTY_DICT", "}"],
  ["SETITEM", "NNNs"],
  ["SETITEMS", "](u"],
  ["EMPTY_SET", 0x8f],
  ["ADDITEMS", "](", 0x90],
  ["FROZENSET", "(", 0x91],
  ["NEXT_BUFFER", 0x97],
  ["READONLY_BUFFER", 0x98],
  ["0xff", 0xff],
  ["0x0a", "\n"],
];

for (const [name, ...parts] of REFUSED) {
  test(`decodePickle() refuses ${name} by its name, before the end has come`, () => {
    refuse(ops(...parts, "."), `Pickle opcode '${name}' is refused`);
    refuse(ops(...parts), `Pickle opcode '${name}' is refused`);
  });
}

test("decodePickle() tells what it wants", () => {
  const error = assertThrows(() => decodePickle(ops("cos\n")), EnchufeError);
  assertStringIncludes(error.message, "want lists, tuples, text, bytes, numbers, booleans and None");
});

const MALFORMED: readonly { what: string; bytes: Uint8Array; message: string }[] = [
  { what: "an empty stack at STOP", bytes: ops("."), message: "the stack is empty" },
  { what: "an empty stack at TUPLE2", bytes: ops("N", 0x86, "."), message: "the stack is empty" },
  { what: "a value below the mark", bytes: ops("N(", 0x85, "."), message: "the stack is empty" },
  { what: "a missing mark", bytes: ops("Nt."), message: "a mark is missing" },
  { what: "APPEND to a tuple", bytes: ops(")Na."), message: "only a list is appended to" },
  { what: "APPENDS to bytes", bytes: ops("C", 0, "(Ne."), message: "only a list is appended to" },
  { what: "an unset memo", bytes: ops("h", 1, "."), message: "memo 1 is not set" },
  { what: "a memo index that is no number", bytes: ops("g-1\n."), message: "a memo index is not a number" },
  { what: "protocol 6", bytes: ops(0x80, 6, "N."), message: "protocol 6 is unknown" },
  { what: "an integer that is none", bytes: ops("I1x\n."), message: "an integer is not" },
  {
    what: "an integer of 5,000 digits",
    bytes: ops(`L${"9".repeat(5000)}L\n.`),
    message: "an integer is not",
  },
  { what: "a float that is none", bytes: ops("F1e\n."), message: "a float is not a number" },
  { what: "a string without quotes", bytes: ops("Sab\n."), message: "a string is not in quotes" },
  { what: "a character beyond Unicode", bytes: ops("V\\U00110000\n."), message: "does not exist" },
  {
    what: "text that is not UTF-8",
    bytes: ops("U", 1, 0x41, "X", 1, 0, 0, 0, 0xff, "."),
    message: "not UTF-8",
  },
  { what: "a list in itself", bytes: ops("]q", 0, "h", 0, "a."), message: "a list holds itself" },
  { what: "a tuple in itself", bytes: ops("]q", 0, "h", 0, 0x85, "a."), message: "a list holds itself" },
  {
    what: "101 lists in each other",
    bytes: ops("]".repeat(101), "a".repeat(100), "."),
    message: "deeper than 100",
  },
  {
    what: "101 tuples in each other, some seen before",
    // The first item is as deep as is allowed; the second holds it once more.
    bytes: ops("](", ")", "\x85".repeat(98), "q", 0, "h", 0, 0x85, "e."),
    message: "deeper than 100",
  },
  {
    // Each of 40 tuples holds the one before it twice: 160 bytes that unfold to 2^40 values.
    what: "a value that unfolds without end",
    bytes: ops("N", "2\x86".repeat(40), "."),
    message: "unfolds to more than 65536 values",
  },
];

for (const { what, bytes, message } of MALFORMED) {
  test(`decodePickle() refuses ${what}`, () => refuse(bytes, message));
}

const TOO_BIG: readonly (readonly [what: string, ...bytes: (string | number)[]])[] = [
  ["text of 4 GiB", "X", 0xff, 0xff, 0xff, 0xff],
  ["bytes of 2^64", 0x8e, "\xff\xff\xff\xff\xff\xff\xff\xff"],
  ["a string of 2^31", "T", 0, 0, 0, 0x80],
  ["an integer of 2^31", 0x8b, 0, 0, 0, 0x80],
  ["a frame of 2^32", 0x80, 4, 0x95, 0, 0, 0, 0, 1, 0, 0, 0],
  ["a line of 64 KiB", "V", "x".repeat(65536)],
  ["64 Ki opcodes", "N".repeat(65536), "."],
];

for (const [what, ...parts] of TOO_BIG) {
  test(`decodePickle() refuses ${what} as soon as it is announced`, () => {
    refuse(ops(...parts), "Pickle is too big: the limit is 65536 bytes");
  });
}

test("decodePickle() takes exactly the limit of bytes, depth and values", () => {
  assertEquals(decodePickle(ops("N", "N0".repeat(3), "."), { maxBytes: 8 })?.length, 8);
  assertThrows(() => decodePickle(ops("N", "N0".repeat(3), "."), { maxBytes: 7 }), EnchufeError, "too big");
  decode(ops("]".repeat(100), "a".repeat(99), "."));
  assertEquals((decode(ops("](", "N".repeat(65530), "e.")) as PickleValue[]).length, 65530);
});

test("decodePickle() leaves what follows alone and copies what it keeps", () => {
  const bytes = ops("C", 1, "a.N.");
  const decoded = decodePickle(bytes);
  bytes.fill(0);
  assertEquals(decoded, { value: Uint8Array.of(0x61), length: 4 });
});

test("decodePickle() answers random bytes with a value, undefined or an EnchufeError", () => {
  const known = fc.constantFrom(...Array.from("(.012FGIJKLMNSTUVX]aeghjlpqrt)BC\n", (c) => c.charCodeAt(0)));
  const high = fc.integer({ min: 0x80, max: 0x98 });
  const byte = fc.oneof(
    { weight: 6, arbitrary: known },
    { weight: 2, arbitrary: high },
    fc.integer({ max: 255, min: 0 }),
  );
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 200, size: "max" }), (bytes) => {
      try {
        decodePickle(Uint8Array.from(bytes));
      } catch (error) {
        assert(error instanceof EnchufeError, String(error));
      }
    }),
    { numRuns: 5_000 },
  );
});
