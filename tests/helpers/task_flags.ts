/**
 * Flags of the tasks that are run by hand: `--name NUMBER`, and nothing else.
 *
 * @module
 */
import { parseArgs } from "../../lib/std/cli.ts";

/**
 * Reads numbers; what is wrong ends the program with status 2 and a line on stderr.
 *
 * @param task What is run, for that line.
 * @param defaults Each flag with its value if it is not given.
 * @returns The values.
 */
export function taskNumbers<Name extends string>(
  task: string,
  defaults: Readonly<Record<Name, number>>,
): Record<Name, number> {
  const names = Object.keys(defaults) as Name[];
  const wrong = (what: string): never => {
    // deno-lint-ignore no-console -- a person has typed it
    console.error(`${what}: want deno task ${task} ${names.map((name) => `[--${name} N]`).join(" ")}`);
    Deno.exit(2);
  };
  const values = parseArgs(Deno.args, {
    string: names,
    unknown: (word) => wrong(`'${word}' is no flag of it`),
  }) as unknown as Record<Name, string | undefined>;
  const numbers: Record<Name, number> = { ...defaults };
  for (const name of names) {
    const given = values[name];
    if (given === undefined) continue;
    numbers[name] = Number(given);
    if (given.trim() === "" || !(numbers[name] > 0)) wrong(`'${given}' is no number for --${name}`);
  }
  return numbers;
}
