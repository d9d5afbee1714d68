import { PickleScanner } from "../../../../lib/framing/pickle.ts";
import { assert, assertEquals, assertLess } from "../../../helpers/assert.ts";
import { decode, ops, test } from "./fixture.ts";
import { READABLE } from "./vectors.ts";

for (const { what, bytes } of READABLE) {
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
