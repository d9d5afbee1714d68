import type { Result } from "../../../bench/contest.ts";
import { anyVoid, footer, jsonReport, type Report, updatePage } from "../../../bench/report.ts";
import type { Row, Target } from "../../../bench/row.ts";
import { block, comparisons, formatSpread, markdownTable, shortfalls } from "../../../bench/table.ts";
import { assertEquals, assertStringIncludes, assertThrows } from "../../helpers/assert.ts";

function row(targets: Target[]): Row {
  const prepare = () => Promise.reject(new Error("not here"));
  return { id: "ping-p1", what: "PING", setting: "a | b", unit: "requests/s", targets, prepare };
}

function result(targets: Target[], changes: Partial<Result> = {}): Result {
  const measured = [{ name: "enchufe", values: [90, 100, 120] }, {
    name: "redis-server",
    values: [100, 100, 100],
  }];
  return { row: row(targets), measured, missing: [], notes: [], ...changes };
}

function report(results: Result[]): Report {
  const machine = {
    ...{ processor: "Chip", cores: 2, memoryGib: 23.46, kernel: "linux 6", fileSystem: "ext4" },
    ...{ date: "2026-01-02T03:04:05.000Z", load: [1, 2, 3] },
  };
  const programs = { nginx: undefined, wrk: "4.1.0" };
  return { results, machine, programs, enchufe: "0.1.0, compiled", rounds: 3, effort: "full" };
}

const AT_LEAST: Target = { peer: "redis-server", ratio: 1, bound: "at least" };

Deno.test("comparisons() holds the median of the rounds' ratios to the target, in its direction", () => {
  const verdict = (target: Target) => comparisons(result([target]))[0]?.verdict;
  assertEquals(comparisons(result([AT_LEAST]))[0]?.ratio, { median: 1, min: 0.9, max: 1.2 });
  assertEquals(verdict(AT_LEAST), "met");
  assertEquals(verdict({ ...AT_LEAST, ratio: 1.01 }), "short");
  assertEquals(verdict({ ...AT_LEAST, bound: "at most" }), "met");
  assertEquals(verdict({ ...AT_LEAST, bound: "at most", ratio: 0.99 }), "short");
  assertEquals(verdict({ ...AT_LEAST, peer: "nginx" }), undefined);
});

Deno.test("formatSpread() has three digits, and a range where there is one", () => {
  assertEquals(formatSpread({ median: 104_321, min: 98_249, max: 110_001 }), "104,000 (98,200–110,000)");
  assertEquals(formatSpread({ median: 0.12345, min: 0.12345, max: 0.12345 }), "0.123");
});

Deno.test("block() has each contender, the ratio, the target, and what is missing or void", () => {
  const text = block(result([AT_LEAST], { missing: ["nginx"], notes: ["a note"] }));
  for (
    const part of [
      "enchufe",
      "100 (90–120)",
      "ratio 1 (0.9–1.2)",
      "≥ 1: met",
      "not installed: nginx",
      "a note",
    ]
  ) {
    assertStringIncludes(text, part);
  }
  assertStringIncludes(block(result([], { measured: [], void: "Wrong answer: x" })), "void: Wrong answer: x");
});

Deno.test("markdownTable() has as many cells in every line, whatever came of the row", () => {
  const text = markdownTable([
    result([AT_LEAST]),
    result([], { measured: [], void: "Wrong | answer" }),
    result([], { measured: [], missing: ["wrk"] }),
    result([], { measured: [{ name: "enchufe", values: [1] }] }),
  ]);
  const cells = text.split("\n").map((line) => line.replaceAll("\\|", "").split("|").length);
  assertEquals(cells, cells.map(() => 10));
  assertStringIncludes(
    text,
    "| PING | a \\| b | requests/s | 100 (90–120) | redis-server | 100 | 1 (0.9–1.2) | ≥ 1: met |",
  );
  assertStringIncludes(text, "not measured without wrk");
});

Deno.test("shortfalls() and footer() name what falls short, what is void, and what is not installed", () => {
  const short = result([{ ...AT_LEAST, ratio: 2 }]), wrong = result([], { measured: [], void: "Wrong" });
  assertEquals(shortfalls([short]), ["ping-p1: 1 of redis-server, wanted at least 2"]);
  const text = footer(report([short, wrong])).join("\n");
  for (
    const part of ["Chip, 2 cores, 23.5 GiB", "not installed: nginx", "wanted at least 2", "void: ping-p1"]
  ) {
    assertStringIncludes(text, part);
  }
  assertEquals([anyVoid(report([short])), anyVoid(report([short, wrong]))], [false, true]);
});

Deno.test("jsonReport() has every value of every round", () => {
  const parsed = JSON.parse(jsonReport(report([result([AT_LEAST])])));
  assertEquals(parsed.programs, { nginx: null, wrk: "4.1.0" });
  assertEquals(parsed.rows[0].contenders[0], { name: "enchufe", values: [90, 100, 120], median: 100 });
  assertEquals(parsed.rows[0].comparisons[0].verdict, "met");
});

Deno.test("updatePage() replaces what is between the marks, again and again, and nothing else", () => {
  const page = "# Title\n\n<!-- begin: bench -->\n\nold\n\n<!-- end: bench -->\n\nbelow\n";
  const once = updatePage(page, report([result([AT_LEAST])]));
  assertStringIncludes(once, "≥ 1: met");
  assertEquals([once.includes("old"), once.startsWith("# Title\n"), once.endsWith("\nbelow\n")], [
    false,
    true,
    true,
  ]);
  assertEquals(updatePage(once, report([result([AT_LEAST])])), once);
  assertThrows(() => updatePage("# Title\n", report([])), Error, "has no '<!-- begin: bench -->'");
});
