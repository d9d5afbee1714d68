import { Glance } from "../../../lib/share/glance.ts";
import { assertEquals } from "../../helpers/assert.ts";

Deno.test("Glance.get() knows what was seen until the code that runs gives way", async () => {
  const glance = new Glance<number>();
  glance.set("a", 1);
  glance.set("b", 2);
  assertEquals([glance.get("a"), glance.get("b"), glance.get("c")], [1, 2, undefined]);
  await Promise.resolve();
  assertEquals([glance.get("a"), glance.get("b")], [undefined, undefined]);
});

Deno.test("Glance.get() knows nothing for who goes on behind the look", async () => {
  const glance = new Glance<number>();
  let seen: number | undefined = -1;
  glance.set("a", 1);
  const later = Promise.resolve().then(() => seen = glance.get("a"));
  await later;
  assertEquals(seen, undefined);
  glance.set("a", 3);
  assertEquals(glance.get("a"), 3);
});
