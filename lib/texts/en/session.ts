/**
 * What the interactive session says. Callers escape what comes from the network after a text is put together, except
 * where a parameter is called `shown`: that one is escaped, and may have colours.
 *
 * @module
 */
import { counted } from "../format.ts";

/** What the status line tells. */
export interface StatusFacts {
  /** The room where one is. */
  readonly room: string;
  /** How many are there, oneself among them. */
  readonly members: number;
  /** Milliseconds that the server takes to answer, if it was asked yet. */
  readonly latency: number | undefined;
  /** Where the server is. */
  readonly where: string;
}

/** A new file, or several. */
export interface NewFile {
  /** Who handed it in; empty if that is not known, or there are several. */
  readonly by: string;
  /** Its path. */
  readonly path: string;
  /** Its size. */
  readonly size: string;
  /** What to type to have it. */
  readonly command: string;
}

/** English. */
export const session = {
  prompt: (name: string, room: string) => `${name}@${room}> `,
  said: (shownFrom: string, shownText: string) => `${shownFrom}: ${shownText}`,
  told: (shownFrom: string, shownText: string) => `${shownFrom} (to you only): ${shownText}`,
  sent: (shownFrom: string, shownTo: string, shownText: string) => `${shownFrom} → ${shownTo}: ${shownText}`,
  status: ({ room, members, latency, where }: StatusFacts) =>
    [
      room,
      counted(members, "en", { one: "# member", other: "# members" }),
      ...latency === undefined ? [] : [`${latency} ms`],
      where,
    ].join(" · "),
  away: (where: string, seconds: number) =>
    seconds > 0 ? `Reconnecting in ${seconds} s · ${where}` : `Reconnecting… · ${where}`,
  welcome: (room: string, name: string, where: string) =>
    `You are ${name} in the room ${room} of ${where}. /help lists the commands, /quit leaves.`,
  members: (names: string) => `Here: ${names}`,
  offline: () => "Not connected at the moment, so nothing was sent; connecting is being tried again",
  leaveHint: () => "Ctrl-C once more leaves, as do Ctrl-D and /quit",
  doubt: (word: string, command: string) =>
    `Nothing was said: did you mean /${command}? The same line again says '${word}' to the room`,
  sessionLost: (where: string) => `* Connection to ${where} was lost; it is being tried again`,
  renamed: (wanted: string, name: string) =>
    `* The name ${wanted} cannot be had here now, so you are ${name}`,
  backAgain: (room: string, newName: string | undefined) =>
    `* Connected again, in the room ${room}${newName === undefined ? "" : `; you are ${newName} now`}`,
  newFile: ({ by, path, size, command }: NewFile) =>
    `· ${by === "" ? "New file:" : `${by} handed in`} ${path} (${size}): ${command}`,
  newFiles: (
    { by, count, size, place, command }: Omit<NewFile, "path"> & {
      readonly count: number;
      readonly place: string;
    },
  ) => {
    const files = counted(
      count,
      "en",
      by === "" ? { one: "# new file", other: "# new files" } : { one: "# file", other: "# files" },
    );
    return `· ${by === "" ? "" : `${by} handed in `}${files}${
      place === "" ? "" : ` in ${place}/`
    } (${size}): ${command}`;
  },
  gap: () => "* Some messages may be missing here: the server does not have them any more",
  leftOut: (count: number) =>
    `* ${
      counted(count, "en", { one: "# line", other: "# lines" })
    } came too fast to be shown; /history has what was said`,
  alreadyIn: (room: string) => `You are in the room ${room} already`,
  movedTo: (room: string) => `* You are in the room ${room} now`,
  unknownCommand: (word: string, near: string | undefined) =>
    `Command '/${word}' is unknown: ${near === undefined ? "" : `did you mean '/${near}'? `}see /help`,
  wrongUsage: (usage: string) => `Want ${usage}`,
  menu: () =>
    [
      "  1  list files",
      "  2  fetch a file",
      "  3  time",
      "  4  status",
      "  5  end",
      "Type a number, as often as you like; a line that is no number closes the menu.",
    ].join("\n"),
  noSuchNumber: (number: string, most: number) =>
    `The menu has no ${number}: want a number from 1 to ${most}`,
  menuOver: () => "* The menu is closed; lines are said to the room again",
  whichFile: () => "Which file? Its path, or an empty line for none",
  noFile: () => "No file was fetched",
  tooLong: (characters: number, most: number) =>
    `Message of ${characters} characters is too long: the limit is ${most}; nothing was sent`,
  roomWithSpaces: (name: string) => `Room '${name}' is not valid: the name of a room has no spaces`,
  sessionHelp: (): { before: string; after: string } => ({
    before: "A line is said to the room. Commands:",
    after:
      "These words work without / too: listar, listar_arquivos, enviar_arquivo PATH, hora, hora_atual, " +
      "dados, salir, sair, finalizar_conexao. // begins a line that is said with a slash in front. " +
      "Tab completes. Alt-Enter adds a line break. Ctrl-C clears the line.",
  }),
};

/** The shape that every language has. */
export type SessionTexts = typeof session;
