import fc from "fast-check";
import { Rates, RateWindow } from "../../../lib/rooms/rate.ts";
import { assertEquals } from "../../helpers/assert.ts";
import { test } from "./peers.ts";

test("RateWindow.take() allows exactly the limit in every window", () => {
  const steps = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 300, size: "max" });
  fc.assert(fc.property(fc.integer({ min: 1, max: 40 }), steps, (limit, gaps) => {
    const window = new RateWindow({ limit, window: 100 });
    const taken: number[] = [];
    let now = 0;
    for (const gap of gaps) {
      now += gap;
      const allowed = taken.filter((time) => now - time < 100).length < limit;
      assertEquals(window.take(now), allowed);
      if (allowed) taken.push(now);
    }
  }));
});

test("RateWindow.take() allows everything at limit 0", () => {
  const window = new RateWindow({ limit: 0, window: 1000 });
  for (let index = 0; index < 100; index++) assertEquals(window.take(0), true);
});

test("Rates.take() counts for each apart", () => {
  const rates = new Rates<object>({ limit: 2, window: 1000 });
  const [ana, beto] = [{}, {}];
  assertEquals([rates.take(ana, 0), rates.take(ana, 1), rates.take(ana, 2)], [true, true, false]);
  assertEquals([rates.take(beto, 2), rates.take(ana, 1000)], [true, true]);
});
