import { skeleton } from "../../lib/skeleton.ts";
import { assertEquals, assertNotEquals } from "../helpers/assert.ts";

for (
  const [a, b] of [["аса", "aca"], ["Al1", "AlI"], ["m", "rn"], ["user0", "userO"], ["𝐚na", "ana"], [
    "ñ",
    "n\u0303",
  ]]
) {
  Deno.test(`skeleton() ${a} looks like ${b}`, () =>
    assertEquals(skeleton(a as string), skeleton(b as string)));
}

for (
  const [a, b] of [["ana", "aná"], ["ñandu", "nandu"], ["ana-2", "ana_2"], ["日本", "日木"], ["ana1", "ana2"]]
) {
  Deno.test(`skeleton() ${a} looks unlike ${b}`, () =>
    assertNotEquals(skeleton(a as string), skeleton(b as string)));
}
