/**
 * Results as a person reads them: blocks for a terminal, a table for the docs.
 *
 * @module
 */
import type { Result } from "./contest.ts";
import type { Target } from "./row.ts";
import { median, ratios, type Spread, spread } from "./statistics.ts";

/** Ours beside one peer. */
export interface Comparison {
  readonly peer: string;
  /** Ours divided by the peer's, of each round. */
  readonly ratio: Spread;
  /** Absent where a number alone is asked. */
  readonly target?: Target;
  readonly verdict?: "met" | "short";
}

/** Significant digits of what is printed. */
const DIGITS = 3;
const numbers = new Intl.NumberFormat("en-US", { maximumSignificantDigits: DIGITS });

/** Ours beside each peer of a row. */
export function comparisons({ row, measured: [ours, ...peers] }: Result): Comparison[] {
  return peers.map(({ name, values }) => {
    const ratio = spread(ratios(ours?.values ?? [], values));
    const target = row.targets.find(({ peer }) => peer === name);
    return { peer: name, ratio, ...target === undefined ? {} : { target, verdict: verdict(ratio, target) } };
  });
}

function verdict({ median }: Spread, { ratio, bound }: Target): "met" | "short" {
  return (bound === "at least" ? median >= ratio : median <= ratio) ? "met" : "short";
}

/** Where a row falls short of what was asked: `ping-p1: 0.93 of redis-server, wanted at least 1`. */
export function shortfalls(results: readonly Result[]): string[] {
  return results.flatMap((result) =>
    comparisons(result).filter(({ verdict }) => verdict === "short").map(({ peer, ratio, target }) =>
      `${result.row.id}: ${numbers.format(ratio.median)} of ${peer}, wanted ${target?.bound} ${target?.ratio}`
    )
  );
}

/** `104,000 (98,200–110,000)`; one value alone has no range. */
export function formatSpread({ median, min, max }: Spread): string {
  const [middle, low, high] = [median, min, max].map((value) => numbers.format(value));
  return low === high ? `${middle}` : `${middle} (${low}–${high})`;
}

function formatTarget({ target, verdict }: Comparison): string {
  if (target === undefined) return "";
  return `${target.bound === "at least" ? "≥" : "≤"} ${target.ratio}: ${verdict}`;
}

/** A row as a few lines for a terminal. */
export function block(result: Result): string {
  const { row, measured, missing, notes } = result;
  const lines = [`${row.id}  ${row.what}, ${row.setting} [${row.unit}]`];
  if (result.void !== undefined) lines.push(`  void: ${result.void}`);
  const compared = comparisons(result);
  const width = Math.max(...measured.map(({ name }) => name.length));
  measured.forEach(({ name, values }, at) => {
    const comparison = compared[at - 1];
    const cells = [`  ${name.padEnd(width)}`, formatSpread(spread(values)).padEnd(32)];
    if (comparison) {
      cells.push(`ratio ${formatSpread(comparison.ratio)}`.padEnd(28), formatTarget(comparison));
    }
    lines.push(cells.join("  ").trimEnd());
  });
  if (missing.length > 0) lines.push(`  not installed: ${missing.join(", ")}`);
  for (const note of notes) lines.push(`  ${note}`);
  return lines.join("\n");
}

/** All rows as a table of Markdown, one line for each peer, with the notes below. */
export function markdownTable(results: readonly Result[]): string {
  const lines = results.flatMap(tableLines).map((cells) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`
  );
  const notes = results.flatMap(({ row, notes }) => notes.map((note) => `- ${row.id}: ${note}`));
  return [
    "| what | setting | unit | enchufe | peer | of the peer | ratio | target |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ...lines,
    ...notes.length === 0 ? [] : ["", ...notes],
  ].join("\n");
}

function tableLines(result: Result): string[][] {
  const { row, measured: [ours, ...peers], missing } = result;
  const head = [row.what, row.setting, row.unit];
  if (result.void !== undefined) return [[...head, `void: ${result.void}`, "", "", "", ""]];
  if (ours === undefined) return [[...head, `not measured without ${missing.join(", ")}`, "", "", "", ""]];
  const own = formatSpread(spread(ours.values));
  if (peers.length === 0) return [[...head, own, "", "", "", ""]];
  return comparisons(result).map((comparison, at) => [
    ...at === 0 ? [...head, own] : ["", "", "", ""],
    comparison.peer,
    formatSpread(spread(peers[at]?.values ?? [])),
    formatSpread(comparison.ratio),
    formatTarget(comparison),
  ]);
}

/** A value for JSON: the rounds' values with their median. */
export function jsonResult(result: Result): Record<string, unknown> {
  const { id, what, setting, unit } = result.row;
  return {
    id,
    what,
    setting,
    unit,
    contenders: result.measured.map(({ name, values }) => ({ name, values, median: median(values) })),
    comparisons: comparisons(result),
    missing: result.missing,
    notes: result.notes,
    ...result.void === undefined ? {} : { void: result.void },
  };
}
