/**
 * What a line of the session could go on as.
 *
 * @module
 */
import { localFiles } from "./local_completion.ts";
import {
  CLIENT_COMMANDS,
  type ClientCommand,
  type CommandName,
  commandWords,
  findCommand,
} from "../cli/client_commands.ts";
import { escapeText } from "../escape.ts";
import { entriesOf } from "./listing.ts";
import type { Connection } from "./connection.ts";
import { asList } from "./replies.ts";
import { toMember, toRoom } from "./room_replies.ts";
import { readArguments } from "./session_lines.ts";
import type { Completion } from "../terminal/terminal.ts";

/** Candidates beyond this help nobody. */
const MOST_CANDIDATES = 200;

/**
 * Completes a line: commands after `/`, what a command's argument names, and names of members elsewhere.
 *
 * @param line The line up to the cursor.
 * @param connection An open connection.
 * @returns The candidates and the part of the line that they replace.
 * @throws {EnchufeError} What the server says.
 */
export async function completeLine(line: string, connection: Connection): Promise<Completion> {
  const command = /^\/(\S*)(\s+)?(.*)$/s.exec(line);
  if (command === null) {
    const word = /\S*$/.exec(line)?.[0] ?? "";
    const end = word === line ? ": " : " ";
    return [begin(await memberNames(connection), word).map((name) => name + end), word];
  }
  const [, word = "", space, argument = ""] = command;
  if (space === undefined) {
    return [begin(commandWords("session"), word).map((name) => `/${name} `), `/${word}`];
  }
  const name = findCommand(word, "session");
  const row: ClientCommand | undefined = name && CLIENT_COMMANDS[name];
  switch (row?.completion) {
    case "path":
      return [
        await paths(connection, argument).then((found) => found.flatMap((path) => typedAs(name, path))),
        argument,
      ];
    case "member":
      if (/\s/.test(argument)) return [[], argument];
      return [begin(await memberNames(connection), argument).map((each) => `${each} `), argument];
    case "local":
      return await localFiles(argument);
    case "command":
      return [begin(commandWords("session"), argument), argument];
    case "room":
      if (/\s/.test(argument)) return [[], argument];
      return [begin(await roomNames(connection), argument), argument];
    default:
      return [[], argument];
  }
}

function begin(candidates: readonly string[], word: string): string[] {
  const key = asTyped(word);
  // What could not be typed or shown safely is not offered.
  return candidates.filter((each) => asTyped(each).startsWith(key) && escapeText(each) === each);
}

/** Keyboards differ in how they write accents. */
function asTyped(text: string): string {
  return text.normalize("NFC").toLowerCase();
}

/** How a path is typed so that it is read as that path: in quotes if a part of it would be an option; if at all. */
function typedAs(name: CommandName | undefined, path: string): string[] {
  const isRead = (typed: string) => name !== undefined && readArguments(name, typed).join("\0") === path;
  const typed = [path, `"${path}"`, `'${path}'`].find(isRead);
  return typed === undefined ? [] : [typed];
}

async function memberNames(connection: Connection): Promise<string[]> {
  const names = asList(await connection.request(["ROOM.WHO"])).map((member) => toMember(member).name);
  // What a server calls a name must not become a command when it is completed on an empty line.
  return names.filter((name) => /^[^\s/]\S*$/.test(name));
}

async function roomNames(connection: Connection): Promise<string[]> {
  return asList(await connection.request(["ROOM.LIST"])).map((room) => toRoom(room).room);
}

async function paths(connection: Connection, typed: string): Promise<string[]> {
  const slash = typed.lastIndexOf("/");
  const directory = typed.slice(0, slash + 1);
  const found: string[] = [];
  for await (
    const entry of entriesOf(connection, directory === "" ? "/" : directory.replace(/\/$/, "") || "/")
  ) {
    const path = `${directory}${entry.name}${entry.type === "dir" ? "/" : ""}`;
    if (begin([path], typed).length > 0 && found.push(path) >= MOST_CANDIDATES) break;
  }
  return found;
}
