/**
 * Measures Enchufe beside the servers that people would pick instead, on this machine, turn and turn about:
 *
 *     deno task bench --only ping,get --json bench.json
 *
 * The exit status is 1 if any answer was wrong. How fast the answers came never changes it.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- the table is what this program is for
import { measureRow, type Result } from "./contest.ts";
import { thisMachine } from "./machine.ts";
import { type BenchOptions, benchOptions, USAGE } from "./options.ts";
import { choosePrograms, ourKind } from "./peers/enchufe.ts";
import { programVersions } from "./programs.ts";
import { anyVoid, footer, jsonReport, type Report, updatePage } from "./report.ts";
import { ROWS } from "./rows/index.ts";
import { block } from "./table.ts";

/** Exit status of a program that Ctrl-C ended. */
const INTERRUPTED = 130;

/** Measures the rows, and prints each as soon as it is known. @throws The reason of the signal. */
async function run(options: BenchOptions, signal: AbortSignal): Promise<Report> {
  const { effort, rounds, rows } = options;
  const known = { machine: thisMachine(), programs: programVersions(), enchufe: ourKind(), rounds, effort };
  console.log(`enchufe ${known.enchufe}\n`);
  const results: Result[] = [];
  for (const row of rows) {
    const result = await measureRow(row, { effort, rounds, signal });
    console.log(block(result) + "\n");
    results.push(result);
  }
  return { results, ...known };
}

async function write(report: Report, { json, update }: BenchOptions): Promise<void> {
  console.log(footer(report).join("\n"));
  if (json !== undefined) await Deno.writeTextFile(json, jsonReport(report));
  if (update === undefined) return;
  await Deno.writeTextFile(update, updatePage(await Deno.readTextFile(update), report));
}

/** @returns The exit status. */
async function main(args: readonly string[]): Promise<number> {
  let options: BenchOptions;
  try {
    options = benchOptions(args, ROWS);
    choosePrograms(options.server);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
  const interrupt = new AbortController();
  Deno.addSignalListener("SIGINT", () => interrupt.abort());
  try {
    const report = await run(options, interrupt.signal);
    await write(report, options);
    return anyVoid(report) ? 1 : 0;
  } catch (error) {
    if (interrupt.signal.aborted) return INTERRUPTED;
    console.error((error as Error).message);
    return 1;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
