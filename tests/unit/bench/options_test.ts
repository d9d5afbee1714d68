import { benchOptions, chosenRows } from "../../../bench/options.ts";
import { ROWS } from "../../../bench/rows/index.ts";
import { assertEquals, assertThrows } from "../../helpers/assert.ts";

const ids = (only: string) => chosenRows(ROWS, only).map(({ id }) => id);

Deno.test("ROWS: every id is there once, and every target names its own kind of bound", () => {
  assertEquals(new Set(ROWS.map(({ id }) => id)).size, ROWS.length);
  for (const { id, targets } of ROWS) {
    assertEquals(/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id), true, id);
    for (const { ratio } of targets) assertEquals(ratio > 0, true, id);
  }
});

Deno.test("chosenRows() takes ids and their beginnings, in the order of the table", () => {
  assertEquals(ids("get-p1,ping-p16"), ["ping-p16", "get-p1"]);
  assertEquals(ids("get"), ["get-p1", "get-p16", "get-nginx"]);
  assertThrows(() => ids("ping-p1,pin"), Error, "no row 'pin'");
});

Deno.test("benchOptions() has defaults for a full and for a quick run", () => {
  assertEquals(benchOptions([], ROWS), { effort: "full", rounds: 5, rows: ROWS });
  assertEquals(benchOptions(["--quick"], ROWS), { effort: "quick", rounds: 1, rows: ROWS });
  const { rows, ...rest } = benchOptions(
    ["--rounds=3", "--only", "start", "--json", "a.json", "--server", "x", "--update", "p.md"],
    ROWS,
  );
  assertEquals(rows.map(({ id }) => id), ["start"]);
  assertEquals(rest, { effort: "full", rounds: 3, json: "a.json", server: "x", update: "p.md" });
});

Deno.test("benchOptions() refuses what it does not know", () => {
  for (
    const args of [["--fast"], ["ping"], ["--rounds", "0"], ["--rounds", "x"], ["--json="], ["--only", ""]]
  ) {
    assertThrows(() => benchOptions(args, ROWS), Error);
  }
});
