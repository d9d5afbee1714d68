/**
 * One table of flags gives the parser, the help, the environment variables and the block of the README. What flags are
 * for is said by the catalogue of the language, under the same names.
 *
 * @module
 */
import { EnchufeError } from "../errors.ts";
import { escapeText } from "../escape.ts";
import { texts } from "../texts/texts.ts";
import { parseArgs } from "./parse_args.ts";
import { suggest } from "./suggest.ts";

/** A flag that takes a value. */
export interface ValueFlag<T, D extends T | undefined> {
  /** What stands for the value in help: `PORT`, or the words it can be. */
  readonly placeholder: string;
  /** One letter, for `-o`. */
  readonly short?: string;
  /** The value when neither the flag nor its variable is given. */
  readonly fallback: D;
  /** How the fallback is written; left out of help if it is missing. */
  readonly shown?: string;
  /** What a value must be, to follow "want": `a port from 0 to 65535`. Asked for once the language is known, with what was given. */
  readonly want: (given?: string) => string;
  /** Words that it can be, for completion. */
  readonly choices?: readonly string[];
  /** What else completes it. */
  readonly completion?: "file" | "room";
  /** `false` for what makes no sense as an environment variable; default `true`. */
  readonly environment?: boolean;
  /** Whether it may be given several times; its values, which are lists then, are joined. */
  readonly repeatable?: true;
  /** Reads a value that is not empty; `undefined` if it does not fit. */
  readonly parse: (text: string) => T | undefined;
}

/** A flag that is there or not. */
export interface SwitchFlag {
  /** A switch has none: this is how the two kinds are told apart. */
  readonly placeholder?: undefined;
  /** One letter, for `-h`. */
  readonly short?: string;
  /** `false` for what makes no sense as an environment variable; default `true`. */
  readonly environment?: boolean;
}

/** A row of a table, whatever its value. */
export type Flag = ValueFlag<unknown, unknown> | SwitchFlag;

/** Flags by name in camelCase: `chatPort` is `--chat-port` and `ENCHUFE_CHAT_PORT`. */
export type FlagTable = Readonly<Record<string, Flag>>;

/** What the flags of a table came to. */
export type FlagValues<Table extends FlagTable> = {
  readonly [Name in keyof Table]: Table[Name] extends ValueFlag<infer T, infer D> ? T | D : boolean;
};

/** Reads an environment variable; `undefined` if it is not set. */
export type ReadVariable = (name: string) => string | undefined;

/** What {@linkcode parseFlags} returns. */
export interface ParsedFlags<Table extends FlagTable> {
  /** By name in the table. */
  readonly values: FlagValues<Table>;
  /** What is not a flag, in order, as it was typed. */
  readonly positionals: readonly string[];
}

/**
 * Declares a flag that takes a value; it only gives the compiler the types.
 *
 * @param flag The row.
 * @returns The same row.
 */
export function valueFlag<T, D extends T | undefined>(flag: ValueFlag<T, D>): ValueFlag<T, D> {
  return flag;
}

/**
 * How a flag is typed.
 *
 * @param name Its name in the table.
 * @returns `--chat-port` for `chatPort`.
 */
export function flagName(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/**
 * The environment variable of a flag.
 *
 * @param name Its name in the table.
 * @returns `ENCHUFE_CHAT_PORT` for `chatPort`.
 */
export function variableName(name: string): string {
  return `ENCHUFE_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/**
 * Whether a switch is asked for, before anything else is looked at: `--help` works beside a mistyped flag.
 *
 * @param args The arguments.
 * @param spellings The spellings of the switch.
 * @returns Whether one of them stands before `--`.
 */
export function asksFor(args: readonly string[], spellings: readonly string[]): boolean {
  const end = args.indexOf("--");
  return (end < 0 ? args : args.slice(0, end)).some((arg) => spellings.includes(arg));
}

/**
 * Reads arguments and environment: a flag beats its variable, the variable beats the fallback. Flags may stand
 * anywhere; `--` ends them; `--flag=-x` gives a value that begins with a dash.
 *
 * @param table The flags.
 * @param args The arguments, without the program's name.
 * @param env Reads the environment.
 * @returns The values and what is not a flag.
 * @throws {EnchufeError} USAGE for an unknown or repeated flag and a missing or bad value; one line that says what
 * was wanted.
 */
export function parseFlags<Table extends FlagTable>(
  table: Table,
  args: readonly string[],
  env: ReadVariable,
): ParsedFlags<Table> {
  const parsed = parseArgs(spellOut(table, args), Object.keys(table));
  const values: Record<string, unknown> = {};
  for (const [name, flag] of Object.entries(table)) {
    const given = parsed.flags[name] ?? [];
    if (flag.placeholder === undefined) values[name] = given.length > 0 || switchedOn(name, flag, env);
    else if (given.length < 2) values[name] = valueOf(name, flag, given[0], env);
    else if (flag.repeatable) values[name] = given.flatMap((text) => valueOf(name, flag, text, env));
    else throw usage(texts.help.wrong.repeated(flagName(name)));
  }
  return { values: values as FlagValues<Table>, positionals: parsed.rest };
}

/**
 * Rewrites arguments as `--name=value … -- positionals`. `parseArgs` alone would take `true` after a switch for its
 * value, the next word for that of `--flag=`, and nothing for `--output -`.
 */
function spellOut(table: FlagTable, args: readonly string[]): string[] {
  const flags: string[] = [], positionals: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] as string;
    if (arg === "--") {
      positionals.push(...args.slice(at + 1));
      break;
    }
    if (!arg.startsWith("-") || arg === "-") {
      positionals.push(arg);
      continue;
    }
    const equals = arg.indexOf("=");
    const typed = equals < 0 ? arg : arg.slice(0, equals);
    const inline = equals < 0 ? undefined : arg.slice(equals + 1);
    const name = findFlag(table, typed);
    const flag = table[name] as Flag;
    if (flag.placeholder === undefined) {
      if (inline !== undefined) {
        throw usage(texts.help.wrong.takesNone(typed, escapeText(inline)));
      }
      flags.push(`--${name}=on`);
      continue;
    }
    const next = inline ?? args[at + 1];
    const missing = next === undefined || next === "" ||
      (inline === undefined && next.startsWith("-") && next !== "-");
    if (missing) throw usage(texts.help.wrong.lacks(typed, flag.want()));
    if (inline === undefined) at++;
    flags.push(`--${name}=${next}`);
  }
  return [...flags, "--", ...positionals];
}

function findFlag(table: FlagTable, typed: string): string {
  const spellings = new Map<string, string>();
  for (const [name, flag] of Object.entries(table)) {
    spellings.set(flagName(name), name);
    if (flag.short !== undefined) spellings.set(`-${flag.short}`, name);
  }
  const found = spellings.get(typed);
  if (found !== undefined) return found;
  const shown = escapeText(typed);
  if (/^-(\d|[^-])/.test(typed)) throw usage(texts.help.wrong.unknownShort(shown));
  const near = suggest(typed, [...spellings.keys()].filter((spelling) => spelling.startsWith("--")));
  throw usage(
    near === undefined ? texts.help.wrong.unknownFlag(shown) : texts.help.wrong.nearFlag(shown, near),
  );
}

function valueOf(
  name: string,
  flag: ValueFlag<unknown, unknown>,
  given: string | undefined,
  env: ReadVariable,
): unknown {
  // A variable that is set to nothing counts as not set, as in a shell script that clears it.
  const variable = flag.environment === false ? undefined : env(variableName(name)) || undefined;
  const text = given ?? variable;
  if (text === undefined) return flag.fallback;
  const value = flag.parse(text);
  if (value !== undefined) return value;
  const { badVariable, badFlag } = texts.help.wrong;
  throw usage(
    given === undefined
      ? badVariable(variableName(name), escapeText(text), flag.want(text))
      : badFlag(flagName(name), escapeText(text), flag.want(text)),
  );
}

function switchedOn(name: string, flag: SwitchFlag, env: ReadVariable): boolean {
  const text = flag.environment === false ? undefined : env(variableName(name));
  switch (text?.toLowerCase()) {
    case undefined:
    case "":
    case "0":
    case "false":
    case "no":
    case "off":
      return false;
    case "1":
    case "true":
    case "yes":
    case "on":
      return true;
    default:
      throw usage(
        texts.help.wrong.badVariable(variableName(name), escapeText(text ?? ""), texts.help.wrong.wantSwitch),
      );
  }
}

/**
 * A mistake in what was typed.
 *
 * @param message One line that says what was wrong and what was wanted.
 * @returns The error to throw.
 */
export function usage(message: string): EnchufeError {
  return new EnchufeError("USAGE", message);
}
