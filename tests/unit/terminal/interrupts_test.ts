import { Interrupts } from "../../../lib/terminal/interrupts.ts";
import { assertEquals } from "../../helpers/assert.ts";

Deno.test("Interrupts.press() clears a line; on an empty one it takes two, soon after each other", async () => {
  const interrupts = new Interrupts(true);
  assertEquals(interrupts.press(false, 0), "clear");
  assertEquals(interrupts.press(true, 100), "hint");
  assertEquals(interrupts.press(true, 5_000), "hint");
  assertEquals(interrupts.press(false, 5_100), "clear");
  assertEquals(interrupts.press(true, 6_000), "leave");
  await interrupts.leave;
});

Deno.test("Interrupts.press() one is enough where nobody asked for two", async () => {
  const interrupts = new Interrupts(false);
  assertEquals(interrupts.press(false, 0), "leave");
  await interrupts.leave;
});
