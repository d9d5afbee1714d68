/**
 * What the interactive session says. Callers escape what comes from the network after a text is put together.
 *
 * @module
 */

/** English. */
export const session = {
  prompt: (name: string, room: string) => `${name}@${room}> `,
  welcome: (room: string, name: string, where: string) =>
    `You are ${name} in the room ${room} of ${where}. /help lists the commands, /quit leaves.`,
  members: (names: string) => `Here: ${names}`,
  offline: () => "Not connected at the moment, so nothing was sent; connecting is being tried again",
  sessionLost: (where: string) => `* Connection to ${where} was lost`,
  retrying: (seconds: string) => `* Trying again in ${seconds} s`,
  backAgain: (room: string) => `* Connected again, in the room ${room}`,
  gap: () => "* Some messages may be missing here: the server does not have them any more",
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
  roomWithSpaces: (name: string) => `Room '${name}' cannot be: the name of a room has no spaces`,
  sessionHelp: (): { before: string; after: string } => ({
    before: "A line is said to the room. Commands:",
    after:
      "These words work without / too: listar, listar_arquivos, enviar_arquivo PATH, hora, hora_atual, " +
      "dados, salir, sair, finalizar_conexao. // begins a line that really starts with a slash. " +
      "Tab completes.",
  }),
};

/** The shape that every language has. */
export type SessionTexts = typeof session;
