import fc from "fast-check";
import { EnchufeError } from "../../../../lib/errors.ts";
import { encodePickle, type PickleValue, Tuple } from "../../../../lib/framing/pickle.ts";
import { assertEquals, assertThrows } from "../../../helpers/assert.ts";
import { decode, ops, refuse, test } from "./fixture.ts";

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
