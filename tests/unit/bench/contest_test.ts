import { asked, makeContest, measureRow, rotated } from "../../../bench/contest.ts";
import type { Contender, Row } from "../../../bench/row.ts";
import { assertEquals, assertRejects } from "../../helpers/assert.ts";

/** A row whose contenders are made up; `ended` counts how often it was cleaned up. */
function madeUp(contenders: Contender[], tally = { ended: 0 }): Row & { readonly tally: { ended: number } } {
  return {
    ...{ id: "made-up", what: "nothing", setting: "none", unit: "ms", targets: [], tally },
    prepare() {
      const stack = new AsyncDisposableStack();
      stack.defer(() => void tally.ended++);
      const notes = () => Promise.resolve(["noted"]);
      return Promise.resolve(makeContest(contenders, { stack, missing: ["nobody"], notes }));
    },
  };
}

function noting(name: string, turns: string[]): Contender {
  return { name, measure: () => Promise.resolve(turns.push(name)) };
}

Deno.test("rotated() lets somebody else begin each time", () => {
  assertEquals([0, 1, 2, 3].map((round) => rotated(["a", "b", "c"], round).join("")), [
    "abc",
    "bca",
    "cab",
    "abc",
  ]);
  assertEquals(rotated([], 3), []);
});

Deno.test("measureRow() has the contenders take turns, and leaves out the round in which all get warm", async () => {
  const turns: string[] = [];
  const row = madeUp([noting("a", turns), noting("b", turns)]);
  const result = await measureRow(row, { effort: "full", rounds: 3 });
  assertEquals(turns.join(""), "ab" + "ba" + "ab" + "ba");
  assertEquals(result.measured, [{ name: "a", values: [4, 5, 8] }, { name: "b", values: [3, 6, 7] }]);
  assertEquals([result.missing, result.notes, result.void], [["nobody"], ["noted"], undefined]);
  assertEquals(row.tally.ended, 1);
});

Deno.test("measureRow() quick: no round to get warm, no notes", async () => {
  const turns: string[] = [];
  const result = await measureRow(madeUp([noting("a", turns), asked("9 ms", 9)]), {
    effort: "quick",
    rounds: 1,
  });
  assertEquals(turns, ["a"]);
  assertEquals(result.measured[1], { name: "9 ms", values: [9] });
  assertEquals(result.notes, []);
});

Deno.test("measureRow() voids a row with a wrong answer, and cleans up", async () => {
  const wrong: Contender = { name: "liar", measure: () => Promise.reject(new Error("Wrong answer: +PONK")) };
  const row = madeUp([noting("a", []), wrong]);
  const result = await measureRow(row, { effort: "full", rounds: 2 });
  assertEquals([result.void, result.measured], ["Wrong answer: +PONK", []]);
  assertEquals(row.tally.ended, 1);
});

Deno.test("measureRow() voids a row that cannot be prepared, or measures no number", async () => {
  const unprepared: Row = { ...madeUp([]), prepare: () => Promise.reject(new Error("No port")) };
  assertEquals((await measureRow(unprepared, { effort: "quick", rounds: 1 })).void, "No port");
  const result = await measureRow(madeUp([asked("nothing", NaN)]), { effort: "quick", rounds: 1 });
  assertEquals(result.void, "nothing measured NaN");
});

Deno.test("measureRow() interrupted: ends what it started, waits for the load, and throws", async () => {
  const interrupt = new AbortController();
  const { promise: stopped, resolve: stop } = Promise.withResolvers<number>();
  const events: string[] = [];
  const contender: Contender = {
    name: "a",
    async measure() {
      interrupt.abort(new Error("Ctrl-C"));
      // Like a load generator, it ends when its server is gone.
      await stopped;
      events.push("load ended");
      return 1;
    },
  };
  const stack = new AsyncDisposableStack();
  stack.defer(() => {
    events.push("server ended");
    stop(1);
  });
  const row: Row = { ...madeUp([]), prepare: () => Promise.resolve(makeContest([contender], { stack })) };
  await assertRejects(
    () => measureRow(row, { effort: "full", rounds: 1, signal: interrupt.signal }),
    Error,
    "Ctrl-C",
  );
  assertEquals(events, ["server ended", "load ended"]);
});
