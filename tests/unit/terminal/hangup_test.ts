import { watchHangup } from "../../../lib/terminal/hangup.ts";
import { assertEquals } from "../../helpers/assert.ts";

Deno.test("watchHangup() tells a terminal that is gone from one that there never was", () => {
  for (const before of [[false, false, false], [true, false, true], [false, false, true]]) {
    const streams = before.map((now) => {
      const stream = { now, isTerminal: () => stream.now };
      return stream;
    });
    const isGone = watchHangup(streams);
    assertEquals(isGone(), false);
    for (const stream of streams) stream.now = false;
    assertEquals(isGone(), before.includes(true));
  }
});
