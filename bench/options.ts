/**
 * What `deno task bench` was asked to do.
 *
 * @module
 */
import { parseArgs } from "../lib/std/cli.ts";
import type { Effort, Row } from "./row.ts";

/** How the task is called. */
export const USAGE = `Usage: deno task bench [--quick] [--rounds N] [--only ID,…] [--server EXECUTABLE]
                       [--json FILE] [--update PAGE]

  --quick              small counts and one round: whether all answers are right, not how fast they come
  --rounds N           how often each contender is measured [5; with --quick 1]
  --only ID,…          these rows; the beginning of an id as far as a hyphen names several
  --server EXECUTABLE  our server, instead of dist/enchufe-server or, without that, the source
  --json FILE          also writes everything there
  --update PAGE        also writes the table between the marks of a page of the docs`;

/** A run. */
export interface BenchOptions {
  readonly effort: Effort;
  readonly rounds: number;
  readonly rows: readonly Row[];
  readonly server?: string;
  readonly json?: string;
  readonly update?: string;
}

/** Rows whose id is one of those, or begins with one and a hyphen. @throws {Error} that names the ids, if one has none. */
export function chosenRows(rows: readonly Row[], only: string): Row[] {
  const names = only.split(",");
  const has = (row: Row, name: string) => row.id === name || row.id.startsWith(`${name}-`);
  for (const name of names) {
    if (!rows.some((row) => has(row, name))) {
      throw new Error(`There is no row '${name}', only ${rows.map(({ id }) => id).join(", ")}`);
    }
  }
  return rows.filter((row) => names.some((name) => has(row, name)));
}

/**
 * Reads the arguments.
 *
 * @param args As they were given.
 * @param rows All that there are.
 * @throws {Error} that tells what is wrong with them.
 */
export function benchOptions(args: readonly string[], rows: readonly Row[]): BenchOptions {
  const flags = parseArgs([...args], {
    boolean: ["quick"],
    string: ["rounds", "only", "server", "json", "update"],
    unknown: (arg) => {
      throw new Error(`Unknown argument '${arg}'`);
    },
  });
  const effort = flags.quick === true ? "quick" : "full";
  const rounds = Number(flags.rounds ?? (effort === "quick" ? 1 : 5));
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`'${flags.rounds}' is no number of rounds`);
  const text = (name: "server" | "json" | "update") => {
    const value = flags[name];
    if (value === "") throw new Error(`--${name} needs a name`);
    return typeof value === "string" ? { [name]: value } : {};
  };
  return {
    effort,
    rounds,
    rows: typeof flags.only === "string" ? chosenRows(rows, flags.only) : rows,
    ...text("server"),
    ...text("json"),
    ...text("update"),
  };
}
