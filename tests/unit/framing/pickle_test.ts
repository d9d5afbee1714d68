import fc from "fast-check";
import { EnchufeError } from "../../../lib/errors.ts";
import {
  decodePickle,
  encodePickle,
  PickleScanner,
  type PickleValue,
  Tuple,
} from "../../../lib/framing/pickle.ts";
import {
  assert,
  assertEquals,
  assertLess,
  assertStringIncludes,
  assertThrows,
} from "../../helpers/assert.ts";

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** Bytes of a pickle; characters are Latin-1. */
function ops(...parts: (string | number)[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => typeof part === "number" ? [part] : Array.from(part, (c) => c.charCodeAt(0))),
  );
}

function decode(bytes: Uint8Array): PickleValue {
  const decoded = decodePickle(bytes);
  assert(decoded !== undefined, "incomplete");
  assertEquals(decoded.length, bytes.length);
  return decoded.value;
}

function refuse(bytes: Uint8Array, message: string): void {
  const error = assertThrows(() => decodePickle(bytes), EnchufeError, message);
  assertEquals([error.code, error.fatal], ["ERR", true]);
}

// Each made by Python 3.11's pickle.dumps, so that these rows need no Python.
const VECTORS: readonly { what: string; hex: string; value: PickleValue }[] = [
  { what: "a request at protocol 0", hex: "286c70300a56484f52410a70310a614e612e", value: ["HORA", null] },
  { what: "a request at protocol 1", hex: "5d7100285804000000484f524171014e652e", value: ["HORA", null] },
  { what: "a request at protocol 2", hex: "80025d7100285804000000484f524171014e652e", value: ["HORA", null] },
  {
    what: "a request at protocol 4",
    hex: "8004950d000000000000005d94288c04484f5241944e652e",
    value: ["HORA", null],
  },
  {
    what: "a request at protocol 5",
    hex: "8005950d000000000000005d94288c04484f5241944e652e",
    value: ["HORA", null],
  },
  { what: "a tuple", hex: "80049507000000000000004b014b0286942e", value: new Tuple([1, 2]) },
  { what: "bytes", hex: "8003430300ff0a71002e", value: Uint8Array.of(0, 255, 10) },
  {
    what: "a bytearray",
    hex: "8005950d000000000000009602000000000000006162942e",
    value: Uint8Array.of(97, 98),
  },
  { what: "a float", hex: "80024740091eb851eb851f2e", value: 3.14 },
  { what: "an integer of 9 bytes", hex: "80028a090000000000000000012e", value: 1n << 64n },
  { what: "a negative integer", hex: "80024a0080ffff2e", value: -32768 },
];

// Written by hand from pickletools: opcodes that Python 3 does not write, but reads.
const OPCODES: readonly { what: string; bytes: Uint8Array; value: PickleValue }[] = [
  { what: "INT", bytes: ops("I-42\n."), value: -42 },
  { what: "INT, a boolean", bytes: ops("(lI01\naI00\na."), value: [true, false] },
  { what: "LONG", bytes: ops("L123456789012345678901L\n."), value: 123456789012345678901n },
  { what: "BININT", bytes: ops("J", 0xfe, 0xff, 0xff, 0xff, "."), value: -2 },
  { what: "BININT2", bytes: ops("M", 0xff, 0xff, "."), value: 65535 },
  { what: "LONG1", bytes: ops(0x8a, 2, 0, 0x80, "."), value: -32768 },
  { what: "LONG1 of no bytes", bytes: ops(0x8a, 0, "."), value: 0 },
  { what: "LONG4", bytes: ops(0x8b, 1, 0, 0, 0, 0xff, "."), value: -1 },
  {
    what: "FLOAT",
    bytes: ops("(F1.5\nF-1e+300\nFinf\nF-inf\nl."),
    value: [1.5, -1e300, Infinity, -Infinity],
  },
  { what: "FLOAT, nan", bytes: ops("Fnan\n."), value: NaN },
  { what: "STRING", bytes: ops(`S'a\\n\\x41\\'\\"\\\\\\101'\n.`), value: `a\nA'"\\A` },
  { what: "STRING with a backslash that escapes nothing", bytes: ops("S'\\X41\\q'\n."), value: "\\X41\\q" },
  { what: "STRING in double quotes", bytes: ops(`S"it's"\n.`), value: "it's" },
  { what: "STRING of UTF-8", bytes: ops("S'N\\xc3\\xa3o'\n."), value: "Não" },
  { what: "STRING of other bytes", bytes: ops("S'\\xff'\n."), value: Uint8Array.of(255) },
  { what: "BINSTRING", bytes: ops("T", 2, 0, 0, 0, "ab."), value: "ab" },
  { what: "SHORT_BINSTRING", bytes: ops("U", 2, "ab."), value: "ab" },
  { what: "UNICODE", bytes: ops("V\\u00f1\xf1\\U0001f600\\\\u0041\\x\n."), value: "ññ😀\\\\u0041\\x" },
  { what: "BINUNICODE8", bytes: ops(0x8d, 2, 0, 0, 0, 0, 0, 0, 0, "ab."), value: "ab" },
  { what: "BINBYTES", bytes: ops("B", 1, 0, 0, 0, 0x80, "."), value: Uint8Array.of(128) },
  { what: "BINBYTES8", bytes: ops(0x8e, 1, 0, 0, 0, 0, 0, 0, 0, 0x80, "."), value: Uint8Array.of(128) },
  { what: "a byte order mark", bytes: ops("X", 3, 0, 0, 0, 0xef, 0xbb, 0xbf, "."), value: "\ufeff" },
  { what: "LIST", bytes: ops("(NNl."), value: [null, null] },
  { what: "TUPLE", bytes: ops("(NNNNt."), value: new Tuple([null, null, null, null]) },
  { what: "EMPTY_TUPLE", bytes: ops(")."), value: new Tuple([]) },
  { what: "TUPLE1", bytes: ops("N", 0x85, "."), value: new Tuple([null]) },
  { what: "TUPLE3", bytes: ops("NK", 1, "]", 0x87, "."), value: new Tuple([null, 1, []]) },
  { what: "POP", bytes: ops("K", 7, "N0."), value: 7 },
  { what: "POP of a mark", bytes: ops("K", 7, "(0."), value: 7 },
  { what: "POP_MARK", bytes: ops("K", 7, "(NNN1."), value: 7 },
  { what: "DUP", bytes: ops("K", 7, "2", 0x86, "."), value: new Tuple([7, 7]) },
  { what: "PUT and GET", bytes: ops("K", 7, "p12\n0g12\n."), value: 7 },
  { what: "BINPUT and BINGET", bytes: ops("K", 7, "q", 9, "0h", 9, "."), value: 7 },
  {
    what: "LONG_BINPUT and LONG_BINGET",
    bytes: ops("K", 7, "r\xff\xff\xff\xff0j\xff\xff\xff\xff."),
    value: 7,
  },
  { what: "MEMOIZE", bytes: ops("K", 7, 0x94, "0h", 0, "."), value: 7 },
  { what: "a list twice", bytes: ops("](]q", 0, "h", 0, "e."), value: [[], []] },
  { what: "a full stop inside a text", bytes: ops("U", 3, "...."), value: "..." },
];

for (
  const { what, bytes, value } of [...VECTORS.map((row) => ({ ...row, bytes: fromHex(row.hex) })), ...OPCODES]
) {
  test(`decodePickle() reads ${what}`, () => assertEquals(decode(bytes), value));
  test(`decodePickle() wants more after every prefix of ${what}`, () => {
    for (let end = 0; end < bytes.length; end++) {
      assertEquals(decodePickle(bytes.subarray(0, end)), undefined);
    }
  });
  test(`PickleScanner.scan() finds the end of ${what} byte by byte, twice`, () => {
    const scanner = new PickleScanner();
    for (let turn = 0; turn < 2; turn++) {
      for (let end = 0; end < bytes.length; end++) {
        assertEquals(scanner.scan(bytes.subarray(0, end)), undefined);
      }
      assertEquals(scanner.scan(new Uint8Array([...bytes, 0xff])), bytes.length);
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

test("PickleScanner.scan() and decodePickle() take linear time on small opcodes full of stops", () => {
  // Every third byte is a full stop: asking the decoder at each would be 20,000 × 20,000 steps.
  const bytes = ops("U\x01.0".repeat(16_000), "N.");
  const begin = performance.now();
  const scanner = new PickleScanner();
  for (let end = 1; end < bytes.length; end++) assert(scanner.scan(bytes.subarray(0, end)) === undefined);
  assertEquals(scanner.scan(bytes), bytes.length);
  assertEquals(decode(bytes), null);
  const line = ops("V", "x".repeat(60_000));
  for (let end = 1; end < line.length; end++) assert(scanner.scan(line.subarray(0, end)) === undefined);
  assertLess(performance.now() - begin, 5_000);
});

test("PickleScanner.scan() looks at each byte of a line once", () => {
  const line = ops("V", "x".repeat(1 << 20), "\n.");
  const scanner = new PickleScanner({ maxBytes: 1 << 21 });
  const begin = performance.now();
  for (let end = 1; end < line.length; end++) assert(scanner.scan(line.subarray(0, end)) === undefined);
  assertEquals(scanner.scan(line), line.length);
  // Looking from the beginning each time would be 5 × 10^11 bytes.
  assertLess(performance.now() - begin, 10_000);
});

const value = fc.letrec<{ value: PickleValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.double(),
    fc.bigInt({ min: -(1n << 2200n), max: 1n << 2200n }).filter((n) => !Number.isSafeInteger(Number(n))),
    fc.string({ unit: "grapheme" }),
    fc.array(tie("value"), { maxLength: 6 }),
    fc.array(tie("value"), { maxLength: 6 }).map((items) => new Tuple(items)),
  ),
})).value;

test("encodePickle() writes what decodePickle() reads back", () => {
  fc.assert(fc.property(value, (given) => assertEquals(decode(encodePickle(given)), given)), {
    numRuns: 500,
  });
});

test("encodePickle() writes bytes as Python does, which decodePickle() refuses", () => {
  const expected = ops(
    0x80,
    2,
    "c_codecs\nencode\nX",
    3,
    0,
    0,
    0,
    "a\xc3\xbf",
    "X",
    6,
    0,
    0,
    0,
    "latin1",
    0x86,
    "R.",
  );
  assertEquals(encodePickle(Uint8Array.of(0x61, 0xff)), expected);
  refuse(expected, "'GLOBAL'");
});

test("encodePickle() refuses a list in itself", () => {
  const list: PickleValue[] = [];
  list.push(list);
  assertThrows(() => encodePickle(list), EnchufeError, "Value is nested too deep: the limit is 100");
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

// ---- Against a real Python

const PYTHON = `
import pickle, sys
text = "ñ€😀\\\\\\n\\r\\0'\\"" + "x" * 300
shared = ["a", "b"]
values = [
  ["HORA", None], ["ARQUIVO", "não.txt"], [], (), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), text, "",
  0, 1, -1, 255, 256, 65535, 65536, 2**31 - 1, -2**31, 2**31, 2**53 - 1, -2**53, 2**63, -2**63, 2**3000, -2**3000,
  1.5, -0.0, 1e300, float("inf"), True, False, None, [shared, shared, [shared]], list(range(3000)), [[[[["x"]]]]],
]
if sys.argv[1] == "dump":
  for protocol in range(6):
    for value in values:
      print(pickle.dumps(value, protocol).hex())
  for protocol in range(3, 6):
    for value in (b"", bytes(range(256)) * 2):
      print(pickle.dumps(value, protocol).hex())
  print(pickle.dumps(bytearray(b"abc"), 5).hex())
else:
  for line in sys.stdin:
    data, expected = line.split(" ", 1)
    got = pickle.loads(bytes.fromhex(data))
    want = eval(expected)
    assert repr(got) == repr(want), (got, want)
    print("ok")
`;

const SHARED = ["a", "b"];
const PYTHON_TEXT = "ñ€😀\\\n\r\0'\"" + "x".repeat(300);
const PYTHON_VALUES: readonly PickleValue[] = [
  ["HORA", null],
  ["ARQUIVO", "não.txt"],
  [],
  ...[0, 1, 2, 3, 4].map((count) => new Tuple(Array.from({ length: count }, (_, index) => index + 1))),
  PYTHON_TEXT,
  "",
  ...[0, 1, -1, 255, 256, 65535, 65536, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 2 ** 53 - 1],
  ...[-(1n << 53n), 1n << 63n, -(1n << 63n), 1n << 3000n, -(1n << 3000n)],
  ...[1.5, -0, 1e300, Infinity, true, false, null],
  [SHARED, SHARED, [SHARED]],
  Array.from({ length: 3000 }, (_, index) => index),
  [[[[["x"]]]]],
];
const ALL_BYTES = Uint8Array.from({ length: 512 }, (_, index) => index & 0xff);

/** Lines that the program prints, or `undefined` where there is no Python. */
async function python(mode: string, input: string): Promise<string[] | undefined> {
  const command = new Deno.Command("python3", {
    args: ["-c", PYTHON, mode],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  });
  let child: Deno.ChildProcess;
  try {
    child = command.spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    // deno-lint-ignore no-console -- the reason for a skip belongs in the test's output
    console.log("skipped: no python3 on the PATH");
    return undefined;
  }
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  assert(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim().split("\n");
}

Deno.test("decodePickle() reads what Python writes at protocols 0 to 5", async () => {
  const lines = await python("dump", "");
  if (lines === undefined) return;
  const wanted: PickleValue[] = [0, 1, 2, 3, 4, 5].flatMap(() => PYTHON_VALUES);
  for (let protocol = 3; protocol < 6; protocol++) wanted.push(new Uint8Array(0), ALL_BYTES);
  wanted.push(new TextEncoder().encode("abc"));
  assertEquals(lines.length, wanted.length);
  for (const [index, line] of lines.entries()) {
    const bytes = fromHex(line);
    assertEquals(decode(bytes), wanted[index] as PickleValue, line.slice(0, 200));
    const step = Math.max(1, Math.floor(bytes.length / 100));
    for (let end = 0; end < bytes.length; end += step) {
      assertEquals(decodePickle(bytes.subarray(0, end)), undefined);
    }
  }
});

Deno.test("encodePickle() writes what Python reads", async () => {
  const rows: [PickleValue, string][] = PYTHON_VALUES.map((value, index) => [value, `values[${index}]`]);
  rows.push([new Uint8Array(0), "b''"], [ALL_BYTES, "bytes(range(256)) * 2"]);
  rows.push([new Tuple(["a.txt", ALL_BYTES]), "('a.txt', bytes(range(256)) * 2)"]);
  rows.push([1, "1"], [0.1, "0.1"], [NaN, "float('nan')"], [10n, "10"], [-129, "-129"], [
    1n << 2039n,
    "2**2039",
  ]);
  const input = rows.map(([value, expected]) => `${hexOf(encodePickle(value))} ${expected}\n`).join("");
  const lines = await python("load", input);
  if (lines !== undefined) assertEquals(lines, rows.map(() => "ok"));
});

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

test("decodePickle() tells what it wants", () => {
  const error = assertThrows(() => decodePickle(ops("cos\n")), EnchufeError);
  assertStringIncludes(error.message, "want lists, tuples, text, bytes, numbers, booleans and None");
});
