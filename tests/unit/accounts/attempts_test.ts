import { Attempts } from "../../../lib/accounts/attempts.ts";
import { assertEquals } from "../../helpers/assert.ts";

/** Attempts whose time is set by hand. */
function attempts(): { attempts: Attempts; clock: { now: number } } {
  const clock = { now: 1_000_000 };
  return { attempts: new Attempts({ most: 3, wait: 60_000, now: () => clock.now }), clock };
}

Deno.test("Attempts: each is slower, and the last one makes the address wait", () => {
  const { attempts: all, clock } = attempts();
  assertEquals([1, 2, 3].map(() => all.failed("10.0.0.1", "ana").delay), [250, 500, 750]);
  assertEquals(all.waitOf("10.0.0.1"), 60_000);
  assertEquals(all.waitOf("10.0.0.2"), 0);
  clock.now += 59_999;
  assertEquals(all.waitOf("10.0.0.1"), 1);
  clock.now += 1;
  assertEquals([all.waitOf("10.0.0.1"), all.size], [0, 0]);
});

Deno.test("Attempts: who gets in clears what was tried on that user, and nothing else", () => {
  const { attempts: all } = attempts();
  all.failed("10.0.0.1", "eva");
  all.failed("10.0.0.1", "eva");
  all.succeeded("10.0.0.1", "ana");
  all.failed("10.0.0.1", "ana");
  assertEquals(all.waitOf("10.0.0.1"), 60_000);
  all.succeeded("10.0.0.1", "eva");
  assertEquals(all.waitOf("10.0.0.1"), 0);
  all.succeeded("10.0.0.1", "ana");
  assertEquals(all.size, 0);
});

Deno.test("Attempts: no more addresses are remembered than a bound, the latest ones", () => {
  const { attempts: all } = attempts();
  for (let i = 0; i < 10_100; i++) all.failed(`10.1.${i >> 8}.${i & 255}`, "ana");
  assertEquals(all.size, 10_000);
  assertEquals([all.failed("10.1.0.0", "ana").count, all.failed("10.1.39.100", "ana").count], [1, 2]);
});
