/**
 * `parseArgs` of `@std/cli`, narrowed to what the table of flags needs.
 *
 * @module
 */
import { parseArgs as parse } from "../std/cli.ts";

/** What the arguments came to. */
export interface ParsedArguments {
  /** Values of each flag, in order. */
  readonly flags: Readonly<Record<string, readonly string[]>>;
  /** What stands after `--`. */
  readonly rest: readonly string[];
}

/**
 * Reads arguments in which every flag is written `--name=value`.
 *
 * @param args The arguments.
 * @param names The flags that there are; others are dropped.
 * @returns Every value as text, never as a number.
 */
export function parseArgs(args: readonly string[], names: readonly string[]): ParsedArguments {
  const parsed = parse([...args], {
    string: ["_", ...names],
    collect: names,
    "--": true,
    unknown: () => false,
  });
  const flags: Record<string, readonly string[]> = {};
  for (const name of names) flags[name] = parsed[name] as string[];
  return { flags, rest: parsed["--"] ?? [] };
}
