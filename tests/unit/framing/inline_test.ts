import fc from "fast-check";
import { splitInline } from "../../../lib/framing/inline.ts";
import { Request } from "../../../lib/framing/request.ts";
import { assert, assertEquals } from "../../helpers/assert.ts";
import { latin1 } from "../../helpers/splits.ts";

const argument = fc.uint8Array({ maxLength: 20 });

function asDouble(bytes: Uint8Array): string {
  return `"${Array.from(bytes, (byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")}"`;
}

function split(line: Uint8Array): Uint8Array[] | undefined {
  const request = new Request();
  if (!splitInline(line, request)) return undefined;
  return Array.from({ length: request.count }, (_, at) => new Uint8Array(request.bytes(at)));
}

Deno.test({
  name: "splitInline() gives back any bytes that were written in double quotes",
  permissions: "none",
  fn() {
    fc.assert(fc.property(fc.array(argument, { maxLength: 6 }), (parts) => {
      assertEquals(split(latin1(parts.map(asDouble).join(" "))), parts.map((part) => new Uint8Array(part)));
    }));
  },
});

Deno.test({
  name: "splitInline() takes any line, and gives no more bytes than it has",
  permissions: "none",
  fn() {
    const odd = fc.constantFrom(...Array.from(`"'\\x0a \t\0\r`, (char) => char.charCodeAt(0)));
    const line = fc.array(fc.oneof(odd, fc.nat(255)), { maxLength: 200 }).map((bytes) =>
      Uint8Array.from(bytes)
    );
    fc.assert(
      fc.property(line, (bytes) => {
        const found = split(bytes);
        assert((found ?? []).reduce((sum, part) => sum + part.length, 0) <= bytes.length);
      }),
      { numRuns: 2000 },
    );
  },
});
