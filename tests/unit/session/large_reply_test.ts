import { ByteWriter } from "../../../lib/framing/byte_writer.ts";
import { encodeReply } from "../../../lib/framing/encoder.ts";
import type { Reply } from "../../../lib/framing/reply.ts";
import { encodeLarge, isLarge } from "../../../lib/session/large_reply.ts";
import { assert, assertEquals } from "../../helpers/assert.ts";

const names = (count: number): Reply[] => Array.from({ length: count }, (_, at) => `ñandú ${at}`);

Deno.test("isLarge() says yes to many items, in a page of a listing too, and to nothing else", () => {
  for (const reply of [null, 7, "x".repeat(5000), names(512), ["0", names(512)], new Map()]) {
    assertEquals(isLarge(reply), false);
  }
  for (const reply of [names(513), ["0", names(513)]]) assertEquals(isLarge(reply), true);
});

Deno.test("encodeLarge() writes the bytes of encodeReply(), and no more than 512 items without asking", async () => {
  const page = names(5000).map((name, at) => new Map<string, Reply>([["name", name], ["size", at]]));
  for (const reply of [names(513), names(3000), ["0", page], [names(1024), ["x"], names(600)]]) {
    for (const version of [2, 3] as const) {
      const whole = new ByteWriter(), pieces = new ByteWriter();
      encodeReply(reply, version, whole);
      let before = 0, rests = 0;
      const rest = () => {
        const written = pieces.length - before;
        before = pieces.length;
        // An item of the above takes at most 50 bytes.
        assert(written <= 512 * 50, `${written} bytes`);
        return rests++ % 2 === 0 ? Promise.resolve() : undefined;
      };
      await encodeLarge(reply, pieces, { version, rest });
      assert(rests > 0);
      assertEquals(pieces.copy(), whole.copy());
    }
  }
});
