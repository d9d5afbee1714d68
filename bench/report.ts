/**
 * A whole run: its rows, and where and of what they were measured.
 *
 * @module
 */
import type { Result } from "./contest.ts";
import type { Machine } from "./machine.ts";
import type { ProgramVersions } from "./programs.ts";
import type { Effort } from "./row.ts";
import { jsonResult, markdownTable, shortfalls } from "./table.ts";

/** What is known behind the last row. */
export interface Report {
  readonly results: readonly Result[];
  readonly machine: Machine;
  readonly programs: ProgramVersions;
  /** `0.1.0, compiled`. */
  readonly enchufe: string;
  readonly rounds: number;
  readonly effort: Effort;
}

const BEGIN = "<!-- begin: bench -->", END = "<!-- end: bench -->";

/** Whether any answer was wrong. */
export function anyVoid({ results }: Report): boolean {
  return results.some((result) => result.void !== undefined);
}

/** Machine, versions, date, what is missing, and what falls short, a line each. */
export function footer(report: Report): string[] {
  const { machine, programs, results } = report;
  const all = Object.entries(programs);
  const absent = all.filter(([, version]) => version === undefined).map(([name]) => name);
  const present = all.filter(([, version]) => version !== undefined);
  const short = shortfalls(results);
  const voided = results.filter((result) => result.void !== undefined);
  return [
    `machine: ${machine.processor}, ${machine.cores} cores, ${machine.memoryGib.toFixed(1)} GiB, ` +
    `${machine.kernel}, temporary files on ${machine.fileSystem}`,
    `programs: enchufe ${report.enchufe}; ${present.map((program) => program.join(" ")).join(", ")}`,
    `not installed: ${absent.join(", ") || "none"}`,
    `date: ${machine.date}, rounds: ${report.rounds}, load average before: ` +
    machine.load.map((value) => value.toFixed(2)).join(" "),
    report.effort === "quick"
      ? `quick: ${
        voided.length === 0 ? "every answer was right" : "some answers were wrong"
      }; the figures and what ` +
        "they fall short of mean nothing"
      : `short of its target: ${short.join("; ") || "none"}`,
    ...voided.length === 0 ? [] : [`void: ${voided.map(({ row }) => row.id).join(", ")}`],
  ];
}

/** The report as JSON. */
export function jsonReport(report: Report): string {
  const { results, programs, ...rest } = report;
  const versions = Object.fromEntries(
    Object.entries(programs).map(([name, version]) => [name, version ?? null]),
  );
  return JSON.stringify({ ...rest, programs: versions, rows: results.map(jsonResult) }, undefined, 2) + "\n";
}

/** The report as Markdown. */
export function markdownReport(report: Report): string {
  return [markdownTable(report.results), "", ...footer(report).map((line) => `- ${line}`)].join("\n");
}

/**
 * Puts the report in a page of the docs, between `<!-- begin: bench -->` and `<!-- end: bench -->`.
 *
 * @param page The page as it is.
 * @throws {Error} if it has no such block.
 */
export function updatePage(page: string, report: Report): string {
  const begin = page.indexOf(BEGIN), end = page.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`The page has no '${BEGIN}' … '${END}'`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${markdownReport(report)}\n\n${page.slice(end)}`;
}
