/**
 * What a typed line of the session means.
 *
 * @module
 */
import {
  CLIENT_COMMANDS,
  type ClientCommand,
  COMMAND_ROWS,
  type CommandName,
  commandUsage,
  commandWords,
  findCommand,
} from "../cli/client_commands.ts";
import { suggest } from "../cli/suggest.ts";
import { texts } from "../texts/texts.ts";

/** The menu, by number. */
const MENU: ReadonlyMap<string, CommandName> = new Map([
  ["1", "ls"],
  ["2", "get"],
  ["3", "time"],
  ["4", "status"],
  ["5", "quit"],
]);

/** What the session has asked the person. */
export type Question = "menu" | "path" | undefined;

/** What a line means. */
export type LineMeaning =
  | { readonly kind: "say"; readonly text: string }
  | { readonly kind: "command"; readonly command: CommandName; readonly args: readonly string[] }
  /** The file to fetch is still to be named. */
  | { readonly kind: "ask" }
  | { readonly kind: "nothing" }
  /** Just the name of a command, or one of files with a path: perhaps its slash was forgotten. */
  | { readonly kind: "doubt"; readonly command: CommandName }
  /** Something to tell the person. */
  | { readonly kind: "wrong"; readonly text: string };

/**
 * Reads a line.
 *
 * @param line As it was typed.
 * @param question What the session asked before it.
 * @returns What it means.
 */
export function readLine(line: string, question: Question): LineMeaning {
  const trimmed = line.trim();
  if (trimmed === "") return { kind: "nothing" };
  if (question === "path" && !namesCommand(trimmed)) return command("get", [trimmed]);
  if (question === "menu" && answersMenu(trimmed)) return menuChoice(trimmed);
  if (trimmed.startsWith("//")) return { kind: "say", text: trimmed.slice(1) };
  if (trimmed.startsWith("/")) return slashCommand(trimmed.slice(1));
  const doubted = findCommand(trimmed, "session") ?? fileCommand(trimmed);
  return bareWord(trimmed) ??
    (doubted === undefined ? { kind: "say", text: line } : { kind: "doubt", command: doubted });
}

/**
 * Whether a line typed at the menu stays within it. Any number does: a slip must not be said to the room.
 *
 * @param line As it was typed.
 * @returns `true` for a number, and for an empty line.
 */
export function answersMenu(line: string): boolean {
  return /^\d*$/.test(line.trim());
}

function menuChoice(number: string): LineMeaning {
  const chosen = MENU.get(number);
  if (chosen === undefined) return { kind: "wrong", text: texts.session.noSuchNumber(number, MENU.size) };
  return chosen === "get" ? { kind: "ask" } : command(chosen, []);
}

/** A path may begin with `/` too, as `/docs/a.txt` does. */
function namesCommand(text: string): boolean {
  const [word] = cut(text.slice(1));
  return text.startsWith("/") && findCommand(word, "session") !== undefined;
}

/** What does something to a file, with one word behind it, which is hardly talk: `get welcome.txt`. */
function fileCommand(text: string): CommandName | undefined {
  const [, word] = /^(ls|get|put|rm|stat|hash)\s+\S+$/i.exec(text) ?? [];
  return word === undefined ? undefined : findCommand(word, "session");
}

function command(name: CommandName, args: readonly string[]): LineMeaning {
  return { kind: "command", command: name, args };
}

function slashCommand(text: string): LineMeaning {
  const [word = "", rest] = cut(text);
  const name = findCommand(word, "session");
  if (name === undefined) {
    const near = suggest(word, commandWords("session"));
    return { kind: "wrong", text: texts.session.unknownCommand(word, near) };
  }
  // Without a room it is for the one where one is, as on the command line.
  if (name === "say" && /^\S+$/.test(rest)) return { kind: "say", text: rest };
  const args = readArguments(name, rest);
  const { least, most }: ClientCommand = CLIENT_COMMANDS[name];
  if (args.length < least || args.length > most) {
    if (name === "join" && args.length > most) {
      return { kind: "wrong", text: texts.session.roomWithSpaces(rest) };
    }
    return { kind: "wrong", text: texts.session.wrongUsage(commandUsage(name, "session")) };
  }
  return command(name, args);
}

/** A word without slash counts only where it cannot be talk: alone, or with the argument that its command needs. */
function bareWord(text: string): LineMeaning | undefined {
  const [word = "", rest] = cut(text);
  const found = COMMAND_ROWS.find(([, row]) => row.words?.includes(word.toLowerCase()));
  if (found === undefined) return undefined;
  const [name, row] = found;
  if (row.least === 0) return rest === "" ? command(name, []) : undefined;
  return rest === "" ? { kind: "ask" } : command(name, readArguments(name, rest));
}

function cut(text: string): [string, string] {
  const [, word = "", rest = ""] = /^(\S*)\s*(.*)$/s.exec(text) ?? [];
  return [word, rest.trimEnd()];
}

/**
 * Reads what stands behind a command. Paths may have spaces, so a path is the rest of the line; quotes around it are
 * dropped.
 *
 * @param name The command.
 * @param rest What stands behind it.
 * @returns Its arguments.
 */
export function readArguments(name: CommandName, rest: string): string[] {
  if (rest === "") return [];
  switch (name) {
    case "tell":
      return cut(rest).filter((part) => part !== "");
    case "say": {
      // On the command line the room may be left out; here that is what a line without a command is for.
      const [room, text] = cut(rest);
      return text === "" ? [] : [room, text];
    }
    case "echo":
      return [rest];
    case "put":
    case "raw":
      return splitWords(rest);
    case "get":
    case "rm": {
      const [, path] = /^-r\s+(.+)$/s.exec(rest) ?? [];
      return path === undefined ? [unquoted(rest)] : ["-r", unquoted(path)];
    }
    case "ls":
    case "stat":
    case "hash":
      return [unquoted(rest)];
    default:
      return rest.split(/\s+/);
  }
}

function unquoted(text: string): string {
  return /^(["'])(.+)\1$/s.exec(text)?.[2] ?? text;
}

function splitWords(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, plain]) =>
    double ?? single ?? plain ?? ""
  );
}
