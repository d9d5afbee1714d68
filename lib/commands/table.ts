/**
 * All commands in one table, and the text made from it.
 *
 * @module
 */
import { CLIENT_COMMANDS } from "./client.ts";
import type { Command, CommandGroup } from "./command.ts";
import { CONNECTION_COMMANDS } from "./connection.ts";
import { FILE_COMMANDS } from "./files.ts";
import { introspectionCommands } from "./introspection.ts";
import { PUBSUB_COMMANDS } from "./pubsub.ts";
import { ADMIN_COMMANDS, ROOM_COMMANDS } from "./rooms.ts";
import { STRING_COMMANDS } from "./strings.ts";
import { UPLOAD_COMMANDS } from "./uploads.ts";

/** Every command of the protocol. */
export const COMMANDS: readonly Command[] = [
  ...CONNECTION_COMMANDS,
  ...CLIENT_COMMANDS,
  ...introspectionCommands(() => COMMANDS),
  ...STRING_COMMANDS,
  ...FILE_COMMANDS,
  ...UPLOAD_COMMANDS,
  ...ROOM_COMMANDS,
  ...PUBSUB_COMMANDS,
  ...ADMIN_COMMANDS,
];

/** Titles of the groups, in the order in which they are documented. */
const GROUPS: Readonly<Record<CommandGroup, string>> = {
  connection: "Connection",
  server: "The server",
  string: "Files, as Redis strings",
  file: "Files, in full",
  upload: "Uploads",
  room: "Rooms",
  pubsub: "Publish and subscribe",
  admin: "Administration (by the role admin; without users, on the server's machine)",
};

/** What a drop box takes new files by. */
const NEW_FILES: ReadonlySet<string> = new Set(["SET", ...UPLOAD_COMMANDS.map(({ name }) => name)]);

/** Every command with its name as it is typed, sub-commands instead of their container. */
function* flatten(): Generator<[string, Command]> {
  for (const command of COMMANDS) {
    if (command.subcommands === undefined || command.name === "COMMAND") yield [command.name, command];
    for (const sub of command.subcommands ?? []) yield [`${command.name} ${sub.name}`, sub];
  }
}

/** A command for help. */
export interface ListedCommand extends Pick<Command, "name" | "syntax" | "summary" | "group"> {
  /** Title of its group. */
  readonly title: string;
}

/**
 * Every command in the order of the groups, sub-commands instead of their container.
 *
 * @returns The commands, each with its name as it is typed.
 */
export function listCommands(): ListedCommand[] {
  const all = [...flatten()];
  return (Object.keys(GROUPS) as CommandGroup[]).flatMap((group) =>
    all.filter(([, command]) => command.group === group)
      .map(([name, { syntax, summary }]) => ({ name, syntax, summary, group, title: GROUPS[group] }))
  );
}

/**
 * The table as Markdown, for docs/protocol.md.
 *
 * @returns A heading and a table per group.
 */
export function commandsMarkdown(): string {
  const parts: string[] = [];
  for (const [group, title] of Object.entries(GROUPS)) {
    const rows = [...flatten()].filter(([, command]) => command.group === group).map(([name, command]) => {
      const typed = `${name} ${command.syntax}`.trim().replaceAll("|", "\\|");
      const needs = command.access !== "write"
        ? ""
        : NEW_FILES.has(name)
        ? "`--access write`, or a drop box"
        : "`--access write`";
      return `| \`${typed}\` | ${command.summary} | ${needs} |`;
    });
    parts.push(
      `### ${title}\n\n| command | what it does | needs |\n| --- | --- | --- |\n${rows.join("\n")}\n`,
    );
  }
  return parts.join("\n");
}

/**
 * The names of all commands, for the README.
 *
 * @returns A line per group, with a line break at the end.
 */
export function commandsHelp(): string {
  const lines = Object.entries(GROUPS).map(([group, title]) => {
    const names = COMMANDS.filter((command) => command.group === group).map((command) => command.name);
    return `  ${title}:\n    ${names.join(" ")}`;
  });
  return `Commands of the protocol (COMMAND DOCS and docs/protocol.md describe them):\n${lines.join("\n")}\n`;
}
