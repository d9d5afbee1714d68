/** Pickles that can be read, and what they hold. @module */
import { type PickleValue, Tuple } from "../../../../lib/framing/pickle.ts";
import { fromHex, ops } from "./fixture.ts";

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

/** All of them. */
export const READABLE: readonly { what: string; bytes: Uint8Array; value: PickleValue }[] = [
  ...VECTORS.map((row) => ({ ...row, bytes: fromHex(row.hex) })),
  ...OPCODES,
];
