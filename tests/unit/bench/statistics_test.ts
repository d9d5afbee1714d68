import { median, ratios, spread } from "../../../bench/statistics.ts";
import { assertEquals } from "../../helpers/assert.ts";

Deno.test("median() is the middle, or the mean of the two in the middle", () => {
  assertEquals(median([3, 100, 1]), 3);
  assertEquals(median([4, 1, 2, 100]), 3);
  assertEquals(median([7]), 7);
  assertEquals(median([]), NaN);
});

Deno.test("median() sorts numbers, not their texts, and leaves the values as they were", () => {
  const values = [10, 9, 100];
  assertEquals(median(values), 10);
  assertEquals(values, [10, 9, 100]);
});

Deno.test("spread() has the range", () => {
  assertEquals(spread([5, 1, 3]), { median: 3, min: 1, max: 5 });
});

Deno.test("ratios() divides round by round", () => {
  assertEquals(ratios([10, 20, 30], [5, 40, 30]), [2, 0.5, 1]);
});
