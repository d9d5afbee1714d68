import fc from "fast-check";
import { ProtocolError } from "../../../lib/errors.ts";
import { decodeUtf8, LineSplitter } from "../../../lib/framing/lines.ts";
import { assert, assertEquals, assertLess, assertThrows } from "../../helpers/assert.ts";

const encoder = new TextEncoder();
const LIMIT = 16;

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

function text(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : decodeUtf8(bytes);
}

/** Everything that a splitter gives for these chunks; the last item is what is left at the end. */
function split(chunks: readonly Uint8Array[]): (string | undefined)[] {
  const splitter = new LineSplitter({ maxLine: LIMIT });
  const lines: (string | undefined)[] = [];
  const shared = new Uint8Array(1024);
  for (const chunk of chunks) {
    // The caller uses its buffer again: what the splitter keeps must be its own.
    shared.set(chunk);
    splitter.push(shared.subarray(0, chunk.length));
    shared.fill(0x0a);
    for (let line = splitter.next(); line !== undefined; line = splitter.next()) lines.push(text(line));
  }
  lines.push(text(splitter.rest({ end: true })));
  assertEquals(splitter.pending, 0);
  return lines;
}

const ROWS: readonly { what: string; input: string; lines: readonly (string | undefined)[] }[] = [
  { what: "nothing", input: "", lines: [undefined] },
  { what: "one line", input: "hola\n", lines: ["hola", undefined] },
  { what: "no newline", input: "hola", lines: ["hola"] },
  { what: "a return before the newline", input: "hola\r\n", lines: ["hola", undefined] },
  { what: "a return elsewhere", input: "ho\rla\n\r", lines: ["ho\rla", "\r"] },
  { what: "two returns", input: "hola\r\r\n", lines: ["hola\r", undefined] },
  { what: "empty lines", input: "\n\r\n\n", lines: ["", "", "", undefined] },
  { what: "two lines and a half", input: "uno\ndos\r\ntr", lines: ["uno", "dos", "tr"] },
  { what: "characters of 2, 3 and 4 bytes", input: "ñ€😀\nñ€😀", lines: ["ñ€😀", "ñ€😀"] },
  { what: "a byte order mark", input: "\ufeffx\n", lines: ["\ufeffx", undefined] },
  { what: "NUL", input: "a\0b\n", lines: ["a\0b", undefined] },
  { what: "the longest line", input: `${"x".repeat(LIMIT)}\n`, lines: ["x".repeat(LIMIT), undefined] },
  {
    what: "the longest line and a return",
    input: `${"x".repeat(LIMIT)}\r\n`,
    lines: ["x".repeat(LIMIT), undefined],
  },
  { what: "the longest rest", input: `a\n${"x".repeat(LIMIT)}`, lines: ["a", "x".repeat(LIMIT)] },
];

for (const { what, input, lines } of ROWS) {
  const bytes = encoder.encode(input);
  test(`LineSplitter() gives ${what} whole`, () => assertEquals(split([bytes]), lines));
  test(`LineSplitter() gives ${what} byte by byte`, () => {
    assertEquals(split(Array.from(bytes, (byte) => Uint8Array.of(byte))), lines);
  });
  test(`LineSplitter() gives ${what} at every split in two`, () => {
    for (let cut = 0; cut <= bytes.length; cut++) {
      assertEquals(split([bytes.subarray(0, cut), bytes.subarray(cut)]), lines, `cut at ${cut}`);
    }
  });
}

const TOO_LONG = [
  "x".repeat(LIMIT + 1),
  `${"x".repeat(LIMIT + 1)}\n`,
  `${"x".repeat(LIMIT)}\rx`,
  `a\n${"x".repeat(99)}`,
];

for (const input of TOO_LONG) {
  test(`LineSplitter() refuses ${JSON.stringify(input)} over the limit of ${LIMIT}, however it arrives`, () => {
    const bytes = encoder.encode(input);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const chunks = [bytes.subarray(0, cut), bytes.subarray(cut)];
      assertThrows(() => split(chunks), ProtocolError, "Protocol error: too big inline request");
    }
  });
}

test("LineSplitter.next() gives the lines before one that is too long, then throws every time", () => {
  const splitter = new LineSplitter({ maxLine: LIMIT });
  splitter.push(encoder.encode(`uno\n${"x".repeat(LIMIT + 1)}`));
  assertEquals(text(splitter.next()), "uno");
  for (let turn = 0; turn < 2; turn++) assertThrows(() => splitter.next(), ProtocolError);
  assertThrows(() => splitter.rest({ end: true }), ProtocolError);
});

test("LineSplitter.rest() holds back a cut character until its end or the end of input", () => {
  for (const character of ["ñ", "€", "😀"]) {
    const bytes = encoder.encode(character);
    for (let have = 1; have < bytes.length; have++) {
      const splitter = new LineSplitter({ maxLine: LIMIT });
      splitter.push(encoder.encode("a"));
      splitter.push(bytes.subarray(0, have));
      assertEquals(text(splitter.rest()), "a");
      assertEquals(splitter.rest(), undefined);
      assertEquals(splitter.pending, have);
      splitter.push(bytes.subarray(have));
      assertEquals(text(splitter.rest()), character);
      splitter.push(bytes.subarray(0, have));
      assertEquals(splitter.rest({ end: true }), bytes.slice(0, have));
    }
  }
});

test("LineSplitter.rest() does not hold back what can be no character", () => {
  for (const bytes of [[0x80], [0xbf, 0xbf, 0xbf, 0xbf], [0xc0], [0xff], [0xf5, 0x80], [0x61, 0x80, 0x80]]) {
    const splitter = new LineSplitter({ maxLine: LIMIT });
    splitter.push(Uint8Array.from(bytes));
    assertEquals(splitter.rest(), Uint8Array.from(bytes));
  }
});

test("LineSplitter.rest() gives a complete line first", () => {
  const splitter = new LineSplitter({ maxLine: LIMIT });
  splitter.push(encoder.encode("uno\r\ndos"));
  assertEquals([text(splitter.rest()), text(splitter.rest()), splitter.rest()], ["uno", "dos", undefined]);
});

test("LineSplitter() gives lines that do not change later", () => {
  const splitter = new LineSplitter({ maxLine: LIMIT });
  splitter.push(encoder.encode("uno\nx"));
  const line = splitter.next();
  splitter.push(encoder.encode("yz\n"));
  splitter.next();
  splitter.push(encoder.encode("otra\n"));
  assertEquals(text(line), "uno");
});

test("LineSplitter() takes linear time for a long line byte by byte", () => {
  const elapsed = (size: number): number => {
    const splitter = new LineSplitter({ maxLine: size });
    const byte = Uint8Array.of(0x78);
    const begin = performance.now();
    for (let index = 0; index < size; index++) {
      splitter.push(byte);
      assert(splitter.next() === undefined);
    }
    splitter.push(Uint8Array.of(0x0a));
    assertEquals(splitter.next()?.length, size);
    return performance.now() - begin;
  };
  elapsed(64 * 1024);
  // Quadratic time would be over 10^11 bytes looked at, a minute and more.
  assertLess(elapsed(512 * 1024), 5_000);
});

test("LineSplitter() gives the same lines for any chunks", () => {
  const line = fc.string({ unit: fc.constantFrom("a", "ñ", "\r", "€"), maxLength: 300, size: "max" });
  const cuts = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 50, size: "max" });
  fc.assert(fc.property(fc.array(line, { maxLength: 20, size: "max" }), cuts, (given, sizes) => {
    const bytes = encoder.encode(given.join("\n"));
    const splitter = new LineSplitter({ maxLine: 4096 });
    const got: (string | undefined)[] = [];
    for (let at = 0, turn = 0; at < bytes.length; turn++) {
      const size = sizes[turn % sizes.length] as number;
      splitter.push(bytes.subarray(at, at += size));
      for (let found = splitter.next(); found !== undefined; found = splitter.next()) got.push(text(found));
    }
    got.push(text(splitter.rest({ end: true })) ?? "");
    const expected = given.length === 0 ? [""] : given;
    assertEquals(
      got,
      expected.map((one, index) => index < expected.length - 1 ? one.replace(/\r$/, "") : one),
    );
  }));
});

test("decodeUtf8() refuses what is not UTF-8 and goes on working", () => {
  for (const bytes of [[0xff], [0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80]]) {
    assertEquals(decodeUtf8(Uint8Array.from(bytes)), undefined);
    assertEquals(decodeUtf8(encoder.encode("ñ")), "ñ");
  }
});

test("decodeUtf8() keeps a byte order mark", () => {
  assertEquals(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61)), "\ufeffa");
});
