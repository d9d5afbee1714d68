/**
 * Help of the server: its flags, and apart from them the limits and the commands of the protocol, which are many.
 *
 * @module
 */
import { texts } from "../texts/texts.ts";
import { flagRows, type HelpRow, inWords } from "./flag_help.ts";
import { type Page, pageText, PROGRAMS } from "./page.ts";
import { LIMIT_FLAGS, SERVER_FLAGS } from "./server_flag_table.ts";

/** A command of the protocol, as help shows it. */
export interface ProtocolCommand {
  /** As it is typed: `CLIENT LIST`. */
  readonly name: string;
  /** Its arguments. */
  readonly syntax: string;
  /** What it does, in English. */
  readonly summary: string;
  /** Where it belongs. */
  readonly group: string;
  /** Title of that, in English. */
  readonly title: string;
}

/** What `--help` can be about. */
export const HELP_TOPICS = ["limits", "commands"] as const;

/** One of these. */
export type HelpTopic = typeof HELP_TOPICS[number];

/** Parts of the table of flags, by their titles in the catalogue. */
const SECTIONS = {
  who: ["host", "access", "dropBox", "hidden"],
  passwords: ["users", "passwordFile", "requirePassword", "role"],
  ports: ["port", "chatPort", "echoPort", "listPort", "filePort", "menuPort", "classic"],
  tls: ["tlsCert", "tlsKey", "tlsSelfSigned", "tlsDir"],
  rest: ["sync", "watch", "history", "logFormat", "lang", "completions", "help", "version"],
} as const satisfies Record<string, readonly (keyof typeof SERVER_FLAGS)[]>;

/**
 * What `--help` prints.
 *
 * @param topic What it is asked about; `undefined` for the server itself.
 * @param commands The commands of the protocol.
 * @returns Lines, each ending in a line break.
 */
export function serverHelp(topic: HelpTopic | undefined, commands: readonly ProtocolCommand[]): string {
  if (topic === undefined) return pageText(serverPage());
  return pageText(topic === "limits" ? limitsPage() : protocolPage(commands));
}

/**
 * The server's page.
 *
 * @returns The page, in the language in use.
 */
export function serverPage(): Page {
  const { help } = texts;
  const names = Object.keys(SERVER_FLAGS);
  const rows = flagRows(SERVER_FLAGS, help.serverFlags);
  const rowsOf = (flags: readonly string[]) =>
    flags.map((flag) => rows[names.indexOf(flag)]).filter((row) => row !== undefined);
  return {
    ...begin(),
    about: inWords(help.serverAbout),
    sections: [
      { title: help.examples, rows: help.serverExamples },
      ...(Object.keys(SECTIONS) as (keyof typeof SECTIONS)[]).map((key) => ({
        title: help.serverSections[key],
        rows: rowsOf(SECTIONS[key]),
      })),
      { title: help.more, rows: help.serverMore },
      { title: help.environment, text: help.serverEnvironment },
      { title: help.exitStatus, rows: Object.entries(help.serverStatuses) },
    ],
  };
}

/**
 * The page of the limits.
 *
 * @returns The page, in the language in use.
 */
export function limitsPage(): Page {
  const { help } = texts;
  return {
    ...begin(),
    about: help.serverLimitsAbout,
    sections: [{ title: help.limitsTitle, rows: flagRows(LIMIT_FLAGS, help.limits) }],
  };
}

/**
 * The page of the protocol's commands.
 *
 * @param commands The commands.
 * @returns The page, in the language in use.
 */
export function protocolPage(commands: readonly ProtocolCommand[]): Page {
  const { help } = texts;
  const groups = new Map(commands.map(({ group, title }) => [group, help.protocolGroup(group) ?? title]));
  return {
    ...begin(),
    about: help.protocolAbout,
    sections: [...groups].map(([group, title]) => ({
      title,
      rows: commands.filter((command) => command.group === group).map((
        { name, syntax, summary },
      ): HelpRow => [
        `${name} ${syntax}`.trimEnd(),
        help.protocolCommand(name) ?? summary,
      ]),
    })),
  };
}

function begin(): Pick<Page, "program" | "summary" | "usage"> {
  return {
    program: PROGRAMS.server,
    summary: texts.help.serverSummary,
    usage: inWords(`${PROGRAMS.server} [FOLDER] [FLAGS]`),
  };
}
