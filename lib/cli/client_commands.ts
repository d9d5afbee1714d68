/**
 * The client's commands, in one table: the parser, `--help`, the session's `/help`, completion and the README come
 * from it.
 *
 * @module
 */
import { helpColumns, type HelpRow, markdownRow } from "./flag_help.ts";

/** Where a command can be typed. */
export type CommandPlace = "both" | "shell" | "session";

/** What completes the arguments of a command in the session. */
export type CompletionKind = "path" | "local" | "member" | "room" | "command";

/** One command. */
export interface ClientCommand {
  /** Its arguments, as help shows them. */
  readonly usage: string;
  /** What it does, as help says it. */
  readonly summary: string;
  /** Where it can be typed. */
  readonly place: CommandPlace;
  /** Fewest arguments. */
  readonly least: number;
  /** Most arguments. */
  readonly most: number;
  /** Other words for it, on the command line and after `/`. */
  readonly aliases?: readonly string[];
  /** Words that stand for it in the session without `/`. */
  readonly words?: readonly string[];
  /** Usage in the session, if it differs. */
  readonly sessionUsage?: string;
  /** What completes its arguments. */
  readonly completion?: CompletionKind;
}

const MANY = Infinity;

const SPANISH_LIST = ["listar", "listar_arquivos"];
const SPANISH_END = ["salir", "sair", "finalizar_conexao"];

/** The table, in the order of help. */
export const CLIENT_COMMANDS = {
  ls: {
    usage: "[PATH]",
    summary: "list a directory",
    place: "both",
    least: 0,
    most: 1,
    aliases: SPANISH_LIST,
    words: SPANISH_LIST,
    completion: "path",
  },
  get: {
    usage: "PATH… [-o FILE]",
    sessionUsage: "PATH",
    summary: "fetch files into the current directory; -o - writes to stdout",
    place: "both",
    least: 1,
    most: MANY,
    aliases: ["enviar_arquivo"],
    words: ["enviar_arquivo"],
    completion: "path",
  },
  put: {
    usage: "FILE… [PATH]",
    summary:
      "hand in files; PATH ending in / is a directory; a last word that is a local file is handed in too",
    place: "both",
    least: 1,
    most: MANY,
    completion: "local",
  },
  rm: {
    usage: "PATH… [-r]",
    sessionUsage: "[-r] PATH",
    summary: "remove files or empty directories; -r removes what is in them too",
    place: "both",
    least: 1,
    most: MANY,
    completion: "path",
  },
  stat: {
    usage: "PATH",
    summary: "type, size and time of one entry",
    place: "both",
    least: 1,
    most: 1,
    completion: "path",
  },
  hash: {
    usage: "PATH",
    summary: "SHA-256 of a file",
    place: "both",
    least: 1,
    most: 1,
    completion: "path",
  },
  echo: { usage: "TEXT", summary: "have the server say TEXT back", place: "both", least: 1, most: MANY },
  time: {
    usage: "",
    summary: "the server's time",
    place: "both",
    least: 0,
    most: 0,
    aliases: ["hora", "hora_atual"],
    words: ["hora", "hora_atual"],
  },
  status: {
    usage: "",
    summary: "what the server says of itself",
    place: "both",
    least: 0,
    most: 0,
    aliases: ["dados"],
    words: ["dados"],
  },
  say: {
    usage: "[ROOM] TEXT",
    sessionUsage: "ROOM TEXT",
    summary: "say TEXT in a room",
    place: "both",
    least: 1,
    most: 2,
    completion: "room",
  },
  tell: {
    usage: "NAME TEXT",
    summary: "say TEXT to one member only",
    place: "both",
    least: 2,
    most: MANY,
    completion: "member",
  },
  who: {
    usage: "[ROOM]",
    summary: "who is here, or in a room",
    place: "both",
    least: 0,
    most: 1,
    completion: "room",
  },
  rooms: { usage: "", summary: "the rooms", place: "both", least: 0, most: 0 },
  history: {
    usage: "[ROOM]",
    summary: "what was said in a room",
    place: "both",
    least: 0,
    most: 1,
    completion: "room",
  },
  watch: {
    usage: "",
    summary: "show what happens in rooms and to files, until interrupted",
    place: "shell",
    least: 0,
    most: 0,
  },
  raw: { usage: "ARGS…", summary: "send any command, print its reply", place: "both", least: 1, most: MANY },
  join: {
    usage: "ROOM",
    summary: "go to another room",
    place: "session",
    least: 1,
    most: 1,
    completion: "room",
  },
  leave: { usage: "", summary: "go back to the first room", place: "session", least: 0, most: 0 },
  menu: { usage: "", summary: "a numbered menu", place: "session", least: 0, most: 0 },
  help: {
    usage: "[COMMAND]",
    summary: "this help, or that of a command",
    place: "session",
    least: 0,
    most: 1,
    completion: "command",
  },
  quit: {
    usage: "",
    summary: "leave",
    place: "session",
    least: 0,
    most: 0,
    aliases: ["exit", ...SPANISH_END],
    words: SPANISH_END,
  },
} as const satisfies Record<string, ClientCommand>;

/** Name of a command. */
export type CommandName = keyof typeof CLIENT_COMMANDS;

/** The table as rows of one type. */
export const COMMAND_ROWS: readonly (readonly [CommandName, ClientCommand])[] = Object.entries(
  CLIENT_COMMANDS,
) as [CommandName, ClientCommand][];

/**
 * The command that a word stands for.
 *
 * @param word A name or alias, in any case.
 * @param place Where it was typed.
 * @returns Its name, or `undefined`.
 */
export function findCommand(word: string, place: "shell" | "session"): CommandName | undefined {
  const key = word.toLowerCase();
  return COMMAND_ROWS.find(([name, row]) =>
    (row.place === "both" || row.place === place) && (name === key || row.aliases?.includes(key))
  )?.[0];
}

/**
 * Every word that stands for a command.
 *
 * @param place Where it would be typed.
 * @returns Names and aliases.
 */
export function commandWords(place: "shell" | "session"): string[] {
  return COMMAND_ROWS.filter(([, row]) => row.place === "both" || row.place === place)
    .flatMap(([name, row]) => [name, ...row.aliases ?? []]);
}

/**
 * How a command is typed.
 *
 * @param name Its name.
 * @param place Where.
 * @returns `get PATH… [-o FILE]`.
 */
export function commandUsage(name: CommandName, place: "shell" | "session"): string {
  const row: ClientCommand = CLIENT_COMMANDS[name];
  const usage = place === "session" ? row.sessionUsage ?? row.usage : row.usage;
  return `${place === "session" ? "/" : ""}${name}${usage === "" ? "" : ` ${usage}`}`;
}

/**
 * The commands as help.
 *
 * @param place Where they would be typed.
 * @param width Columns of the terminal.
 * @param only One of them; default all.
 * @returns Lines, each ending in a line break.
 */
export function commandHelp(place: "shell" | "session", width?: number, only?: CommandName): string {
  const rows: HelpRow[] = [];
  for (const [name, row] of COMMAND_ROWS) {
    if (row.place !== "both" && row.place !== place) continue;
    if (only !== undefined && name !== only) continue;
    const also = row.aliases === undefined ? "" : `; also ${row.aliases.join(", ")}`;
    rows.push([commandUsage(name, place), row.summary + also]);
  }
  return helpColumns(rows, width);
}

/**
 * The commands as a Markdown table.
 *
 * @returns Lines, each ending in a line break.
 */
export function commandMarkdown(): string {
  const rows = COMMAND_ROWS.map(([name, row]) =>
    markdownRow([
      `\`${commandUsage(name, row.place === "session" ? "session" : "shell")}\``,
      (row.aliases ?? []).map((alias) => `\`${alias}\``).join(" "),
      row.summary,
    ])
  );
  return ["| command | also | what |\n", "| --- | --- | --- |\n", ...rows].join("");
}
