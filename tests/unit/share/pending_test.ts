import { Pending } from "../../../lib/share/pending.ts";
import { assert, assertEquals } from "../../helpers/assert.ts";

Deno.test("Pending: a path is due when it has been quiet, or after two seconds", () => {
  const pending = new Pending();
  pending.add("a", 0);
  pending.add("b", 200);
  assertEquals(pending.take(249).paths, []);
  assertEquals(pending.take(250).paths, ["a"]);
  assert(pending.has("b") && !pending.has("a"));
  for (let now = 400; now < 2200; now += 200) {
    pending.add("b", now);
    assertEquals(pending.take(now).paths, []);
  }
  pending.add("b", 2200);
  assertEquals(pending.take(2200).paths, ["b"]);
  assert(!pending.waiting);
  pending.add("b", 2300);
  assertEquals(pending.take(2549).paths, []);
  assertEquals(pending.take(2550).paths, ["b"]);
});

Deno.test("Pending: too many paths are all of them, and looking at all has its rests", () => {
  const pending = new Pending();
  for (let i = 0; i <= 10_000; i++) pending.add(String(i), 0);
  assert(!pending.has("1"));
  pending.add("x", 100);
  assertEquals(pending.take(349), { paths: [], all: false });
  assertEquals(pending.take(350), { paths: [], all: true });
  assert(!pending.waiting);
  pending.looked(350, 1350);
  pending.addAll(1400);
  assertEquals(pending.take(5000), { paths: [], all: false });
  assertEquals(pending.take(5350), { paths: [], all: true });
});
