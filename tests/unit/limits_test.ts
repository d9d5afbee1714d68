import {
  formatLimit,
  LIMIT_NAMES,
  LIMIT_TABLE,
  type LimitUnit,
  makeLimits,
  parseLimit,
} from "../../lib/limits.ts";
import { assertEquals } from "../helpers/assert.ts";

const ROWS: [text: string, unit: LimitUnit, value: number | undefined][] = [
  ["12", "count", 12],
  ["12k", "count", undefined],
  ["512", "bytes", 512],
  ["64K", "bytes", 65_536],
  ["64KiB", "bytes", 65_536],
  ["8mb", "bytes", 8 * 1024 * 1024],
  ["4G", "bytes", 4 * 1024 ** 3],
  ["30", "time", 30_000],
  ["250ms", "time", 250],
  ["15m", "time", 900_000],
  ["7d", "time", 604_800_000],
  ["7x", "time", undefined],
  ["-1", "count", undefined],
  ["", "bytes", undefined],
  ["1.5G", "bytes", undefined],
  ["ib", "bytes", undefined],
];

for (const [text, unit, value] of ROWS) {
  Deno.test({
    name: `parseLimit() ${JSON.stringify(text)} as ${unit}`,
    permissions: "none",
    fn: () => assertEquals(parseLimit(text, unit), value),
  });
}

Deno.test({
  name: "formatLimit() is read back by parseLimit() for every default",
  permissions: "none",
  fn() {
    for (const name of LIMIT_NAMES) {
      const { value, unit } = LIMIT_TABLE[name];
      assertEquals(parseLimit(formatLimit(value, unit), unit), value, name);
    }
  },
});

Deno.test({
  name: "makeLimits() replaces what is given and keeps the rest",
  permissions: "none",
  fn() {
    const limits = makeLimits({ chatRate: 9 });
    assertEquals([limits.chatRate, limits.maxMessage], [9, 1000]);
  },
});
