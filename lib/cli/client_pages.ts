/**
 * Help of the client and of each of its commands.
 *
 * @module
 */
import { texts } from "../texts/texts.ts";
import {
  CLIENT_COMMANDS,
  type ClientCommand,
  COMMAND_ROWS,
  type CommandName,
  commandRows,
  commandUsage,
} from "./client_commands.ts";
import { CLIENT_FLAGS } from "./client_flag_table.ts";
import { flagRows, type HelpRow, inWords } from "./flag_help.ts";
import { type Page, pageText, PROGRAMS, type Section, sentence } from "./page.ts";

/** Flags that a command's page leaves out: those of some commands only, and those that mean nothing to any. */
const UNCOMMON_FLAGS: ReadonlySet<string> = new Set([
  ...COMMAND_ROWS.flatMap(([, row]) => row.flags ?? []),
  ...["color", "plain", "help", "version"],
]);

/**
 * What `--help` prints.
 *
 * @param name The command that it is about; `undefined` for the client itself.
 * @returns Lines, each ending in a line break.
 */
export function clientHelp(name?: CommandName): string {
  return pageText(name === undefined ? clientPage() : commandPage(name));
}

/**
 * The client's page.
 *
 * @returns The page, in the language in use.
 */
export function clientPage(): Page {
  const { help } = texts;
  return {
    program: PROGRAMS.client,
    summary: help.clientSummary,
    usage: inWords(`${PROGRAMS.client} [FLAGS] [COMMAND …]`),
    about: help.clientAbout,
    sections: [
      { title: help.commandsTitle, rows: commandRows("shell") },
      { title: help.flags, rows: flagRows(CLIENT_FLAGS, help.clientFlags) },
      { title: help.more, text: inWords(help.clientMore) },
      { title: help.environment, text: help.clientEnvironment },
      { title: help.exitStatus, rows: Object.entries(help.clientStatuses) },
    ],
  };
}

/**
 * The page of a command.
 *
 * @param name The command.
 * @returns The page, in the language in use.
 */
export function commandPage(name: CommandName): Page {
  const { help } = texts;
  const { summary, about, examples } = help.commands[name];
  const { aliases = [], statuses = [], flags = [], place }: ClientCommand = CLIENT_COMMANDS[name];
  const also = aliases.length === 0 ? "" : ` ${sentence(help.also(aliases.join(", ")))}`;
  const all = flagRowsByName();
  const common = [...all].filter(([flag]) => !UNCOMMON_FLAGS.has(flag));
  const sections: Section[] = [
    { title: help.examples, rows: examples },
    { title: help.flags, rows: [...all].filter(([flag]) => flags.some((own) => own === flag)).map(second) },
    // What only prints a text needs no server, and the session has its flags already.
    { title: help.commonFlags, rows: isLocal(name) || place === "session" ? [] : common.map(second) },
    {
      title: help.exitStatus,
      rows: statuses.map((status) => [String(status), help.clientStatuses[status]] as const),
    },
  ];
  return {
    program: PROGRAMS.client,
    summary,
    usage: place === "session"
      ? commandUsage(name, "session")
      : `${PROGRAMS.client} ${commandUsage(name, "shell")}`,
    about: `${sentence(summary)} ${about}`.trimEnd() + also,
    sections,
  };
}

/**
 * Whether a command only prints a text, for which no server is needed.
 *
 * @param name The command.
 * @returns `true` for `help` and `completions`.
 */
export function isLocal(name: CommandName): boolean {
  return name === "help" || name === "completions";
}

function flagRowsByName(): Map<string, HelpRow> {
  const names = Object.keys(CLIENT_FLAGS);
  return new Map(flagRows(CLIENT_FLAGS, texts.help.clientFlags).map((row, at) => [names[at] as string, row]));
}

function second<T>([, value]: readonly [string, T]): T {
  return value;
}
