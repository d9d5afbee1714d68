/**
 * The client's commands, in one table: the parser, `--help`, the session's `/help`, completion, the man page and the
 * README come from it.
 *
 * @module
 */
import { en } from "../texts/en/all.ts";
import { type Texts, texts } from "../texts/texts.ts";
import { helpColumns, type HelpRow, inWords, markdownRow } from "./flag_help.ts";

/** Where a command can be typed. */
export type CommandPlace = "both" | "shell" | "session";

/** What completes the arguments of a command: things of the server, local files, or words of ours. */
export type CompletionKind = "path" | "local" | "member" | "room" | "shell" | "command";

/** A flag that only some commands take. */
export type OwnFlag =
  | "output"
  | "recursive"
  | "exclude"
  | "ifExists"
  | "limitRate"
  | "tar"
  | "names"
  | "room";

/** One command. What it does is said by the catalogue of the language, under the same name. */
export interface ClientCommand {
  /** Its arguments, as help shows them; words in capitals are placeholders. */
  readonly usage: string;
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
  /** Flags that only some commands take. */
  readonly flags?: readonly OwnFlag[];
  /** Exit statuses that need saying. */
  readonly statuses?: readonly (1 | 4 | 130)[];
}

const MANY = Infinity;

const SPANISH_LIST = ["listar", "listar_arquivos"];
const SPANISH_END = ["salir", "sair", "finalizar_conexao"];

/** The shells that completions can be had for. */
export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;

/** A shell that completions can be had for. */
export type Shell = typeof SHELLS[number];

/** The table, in the order of help. */
export const CLIENT_COMMANDS = {
  ls: {
    usage: "[PATH]",
    place: "both",
    least: 0,
    most: 1,
    aliases: SPANISH_LIST,
    words: SPANISH_LIST,
    completion: "path",
    flags: ["names"],
  },
  get: {
    usage: "PATH… [-r] [-o FILE]",
    sessionUsage: "[-r] PATH",
    place: "both",
    least: 1,
    most: MANY,
    aliases: ["enviar_arquivo"],
    words: ["enviar_arquivo"],
    completion: "path",
    flags: ["output", "recursive", "exclude", "ifExists", "limitRate", "tar"],
    statuses: [4],
  },
  put: {
    usage: "FILE… [PATH] [-r]",
    sessionUsage: "[-r] FILE… [PATH]",
    place: "both",
    least: 1,
    most: MANY,
    completion: "local",
    flags: ["recursive", "exclude", "ifExists", "limitRate"],
    statuses: [4],
  },
  rm: {
    usage: "PATH… [-r]",
    sessionUsage: "[-r] PATH",
    place: "both",
    least: 1,
    most: MANY,
    completion: "path",
    flags: ["recursive"],
  },
  stat: { usage: "PATH", place: "both", least: 1, most: 1, completion: "path" },
  hash: { usage: "PATH", place: "both", least: 1, most: 1, completion: "path" },
  echo: { usage: "TEXT", place: "both", least: 1, most: MANY },
  time: {
    usage: "",
    place: "both",
    least: 0,
    most: 0,
    aliases: ["hora", "hora_atual"],
    words: ["hora", "hora_atual"],
  },
  status: { usage: "", place: "both", least: 0, most: 0, aliases: ["dados"], words: ["dados"] },
  say: {
    usage: "[ROOM] TEXT",
    sessionUsage: "ROOM TEXT",
    place: "both",
    least: 1,
    most: 2,
    completion: "room",
    flags: ["room"],
  },
  tell: { usage: "NAME TEXT", place: "both", least: 2, most: MANY, completion: "member" },
  who: { usage: "[ROOM]", place: "both", least: 0, most: 1, completion: "room", flags: ["names"] },
  rooms: { usage: "", place: "both", least: 0, most: 0, flags: ["names"] },
  history: { usage: "[ROOM]", place: "both", least: 0, most: 1, completion: "room", flags: ["room"] },
  watch: { usage: "", place: "shell", least: 0, most: 0, statuses: [130] },
  raw: { usage: "ARGS…", place: "both", least: 1, most: MANY },
  completions: { usage: "SHELL", place: "shell", least: 1, most: 1, completion: "shell" },
  join: { usage: "ROOM", place: "session", least: 1, most: 1, completion: "room" },
  leave: { usage: "", place: "session", least: 0, most: 0 },
  menu: { usage: "", place: "session", least: 0, most: 0 },
  help: {
    usage: "[COMMAND]",
    place: "both",
    least: 0,
    most: 1,
    aliases: ["ayuda", "ajuda"],
    completion: "command",
  },
  quit: {
    usage: "",
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
 * The commands of one place.
 *
 * @param place Where they would be typed.
 * @returns Their rows.
 */
export function commandsOf(place: "shell" | "session"): (readonly [CommandName, ClientCommand])[] {
  return COMMAND_ROWS.filter(([, row]) => row.place === "both" || row.place === place);
}

/**
 * The command that a word stands for.
 *
 * @param word A name or alias, in any case.
 * @param place Where it was typed.
 * @returns Its name, or `undefined`.
 */
export function findCommand(word: string, place: "shell" | "session"): CommandName | undefined {
  const key = word.toLowerCase();
  return commandsOf(place).find(([name, row]) => name === key || row.aliases?.includes(key))?.[0];
}

/**
 * Every word that stands for a command.
 *
 * @param place Where it would be typed.
 * @returns Names and aliases.
 */
export function commandWords(place: "shell" | "session"): string[] {
  return commandsOf(place).flatMap(([name, row]) => [name, ...row.aliases ?? []]);
}

/**
 * How a command is typed.
 *
 * @param name Its name.
 * @param place Where.
 * @param help In which language; default the one in use.
 * @returns `get PATH… [-o FILE]`.
 */
export function commandUsage(
  name: CommandName,
  place: "shell" | "session",
  help: Texts["help"] = texts.help,
): string {
  const row: ClientCommand = CLIENT_COMMANDS[name];
  const usage = place === "session" ? row.sessionUsage ?? row.usage : row.usage;
  const typed = `${place === "session" ? "/" : ""}${name}`;
  return usage === "" ? typed : `${typed} ${inWords(usage, help.placeholders)}`;
}

/**
 * The commands as rows of help.
 *
 * @param place Where they would be typed.
 * @param only One of them; default all.
 * @returns A row each.
 */
export function commandRows(place: "shell" | "session", only?: CommandName): HelpRow[] {
  return commandsOf(place).filter(([name]) => only === undefined || name === only).map(([name, row]) => {
    const also = row.aliases === undefined ? "" : `; ${texts.help.also(row.aliases.join(", "))}`;
    return [commandUsage(name, place), texts.help.commands[name].summary + also];
  });
}

/**
 * The commands as help.
 *
 * @param place Where they would be typed.
 * @param options Columns of the terminal; one of the commands, default all.
 * @returns Lines, each ending in a line break.
 */
export function commandHelp(
  place: "shell" | "session",
  { width, only }: { readonly width?: number; readonly only?: CommandName } = {},
): string {
  return helpColumns(commandRows(place, only), width);
}

/**
 * The commands as a Markdown table, in English.
 *
 * @returns Lines, each ending in a line break.
 */
export function commandMarkdown(): string {
  const { help } = en;
  const rows = COMMAND_ROWS.map(([name, row]) =>
    markdownRow([
      `\`${commandUsage(name, row.place === "session" ? "session" : "shell", help)}\``,
      (row.aliases ?? []).map((alias) => `\`${alias}\``).join(" "),
      help.commands[name].summary,
    ])
  );
  return ["| command | also | what |\n", "| --- | --- | --- |\n", ...rows].join("");
}
