/**
 * Scripts that complete the programs' command lines in a shell, made from the tables of flags and commands.
 *
 * @module
 */
import { texts } from "../texts/texts.ts";
import { CLIENT_FLAGS } from "./client_flag_table.ts";
import { commandsOf, type CompletionKind, type Shell } from "./client_commands.ts";
import { bashScript } from "./complete_bash.ts";
import { fishScript } from "./complete_fish.ts";
import { powershellScript } from "./complete_powershell.ts";
import { zshScript } from "./complete_zsh.ts";
import type { FlagSummaries } from "./flag_help.ts";
import { flagName, type FlagTable } from "./flags.ts";
import { PROGRAMS } from "./page.ts";
import { LIMIT_FLAGS, SERVER_FLAGS } from "./server_flag_table.ts";

/** A flag to complete. */
export interface FlagToComplete {
  /** `--output`. */
  readonly long: string;
  /** `-o`. */
  readonly short?: string;
  /** Both, as far as there are. */
  readonly spellings: readonly string[];
  /** What it is for. */
  readonly summary: string;
  /** Whether it takes a value. */
  readonly takesValue: boolean;
  /** Words that the value can be. */
  readonly choices: readonly string[];
  /** What else completes the value. */
  readonly kind?: "file" | "room";
}

/** A command to complete. */
export interface CommandToComplete {
  /** Its name and aliases. */
  readonly words: readonly string[];
  /** What it does. */
  readonly summary: string;
  /** What completes its arguments. */
  readonly kind?: CompletionKind;
  /** Flags that not every command takes: `--output`. */
  readonly own: readonly string[];
}

/** A command line to complete. */
export interface LineToComplete {
  /** The executable. */
  readonly program: string;
  /** All flags. */
  readonly flags: readonly FlagToComplete[];
  /** Those that not only some commands take. */
  readonly common: readonly FlagToComplete[];
  /** Every spelling behind which a value stands. */
  readonly valued: readonly string[];
  /** All commands; without any, the argument is a directory of this machine. */
  readonly commands: readonly CommandToComplete[];
}

const SCRIPTS: Readonly<Record<Shell, (line: LineToComplete) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
  powershell: powershellScript,
};

/**
 * The script for the client.
 *
 * @param shell For which shell.
 * @returns The script; its descriptions are in the language in use.
 */
export function clientCompletions(shell: Shell): string {
  const commands = commandsOf("shell").map(([name, row]): CommandToComplete => ({
    words: [name, ...row.aliases ?? []],
    summary: texts.help.commands[name].summary,
    // The room is that of the chat too, where there is no command.
    own: (row.flags ?? []).filter((flag) => flag !== "room").map(flagName),
    ...row.completion === undefined ? {} : { kind: row.completion },
  }));
  const flags = flagsOf(CLIENT_FLAGS, texts.help.clientFlags);
  return SCRIPTS[shell](lineOf({ program: PROGRAMS.client, flags, commands }));
}

/**
 * The script for the server.
 *
 * @param shell For which shell.
 * @returns The script; its descriptions are in the language in use.
 */
export function serverCompletions(shell: Shell): string {
  const { serverFlags, limits } = texts.help;
  const flags = [...flagsOf(SERVER_FLAGS, serverFlags), ...flagsOf(LIMIT_FLAGS, limits)];
  return SCRIPTS[shell](lineOf({ program: PROGRAMS.server, flags, commands: [] }));
}

function lineOf(
  { program, flags, commands }: Pick<LineToComplete, "program" | "flags" | "commands">,
): LineToComplete {
  const own = new Set(commands.flatMap((command) => command.own));
  return {
    program,
    flags,
    commands,
    common: flags.filter(({ long }) => !own.has(long)),
    valued: flags.filter(({ takesValue }) => takesValue).flatMap(({ spellings }) => spellings),
  };
}

function flagsOf<Table extends FlagTable>(table: Table, summaries: FlagSummaries<Table>): FlagToComplete[] {
  return Object.entries(table).map(([name, flag]): FlagToComplete => ({
    long: flagName(name),
    spellings: flag.short === undefined ? [flagName(name)] : [flagName(name), `-${flag.short}`],
    summary: summaries[name] as string,
    takesValue: flag.placeholder !== undefined,
    choices: flag.placeholder === undefined ? [] : flag.choices ?? [],
    ...flag.short === undefined ? {} : { short: `-${flag.short}` },
    ...flag.placeholder === undefined || flag.completion === undefined ? {} : { kind: flag.completion },
  }));
}
