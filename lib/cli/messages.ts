/**
 * Every text that the client shows a person, in one place. English for now; other languages will be other objects
 * of the same shape. Texts of the server's console are in `console_texts.ts`, help in the tables of flags and
 * commands. Callers escape what comes from the network after the text is put together.
 *
 * @module
 */

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** English. */
export const english = {
  // Connecting.
  unreachable: (where: string, why: string) =>
    `Cannot connect to ${where}: ${why}; is the server running there? Start it with: server FOLDER`,
  dialTimedOut: (where: string, ms: number) =>
    `No connection to ${where} within ${ms / 1000} s; is the server running there, or --timeout too short?`,
  refusedConnection: () => "nothing listens on that port",
  unknownHost: () => "the host is not known",
  timedOut: (where: string, ms: number) =>
    `No answer from ${where} within ${ms / 1000} s; try again, or give it longer with --timeout`,
  lost: (where: string) =>
    `Connection to ${where} was lost; see whether the server still runs, then try again`,
  unasked: () => "The server sent a reply that nobody asked for; is it an Enchufe server?",
  misfit: () => "The server sent a reply of another shape than expected; is it an Enchufe server?",
  interrupted: () => "interrupted",
  someFailed: () => "Some files failed",
  defect: () => "Something of ours went wrong",

  // Files.
  noSuchFile: (path: string) => `There is no file '${path}' in the share; see ls`,
  badLocalName: (path: string) =>
    `Path '${path}' does not end in a name that a file here can have: choose one with -o FILE`,
  localMissing: (file: string) => `There is no file '${file}' here: want a file to hand in`,
  localDirectory: (file: string) => `'${file}' is a directory: want a file to hand in`,
  targetDirectory: (file: string) => `Cannot write '${file}': it is a directory`,
  targetIrregular: (file: string) =>
    `Cannot write '${file}': it is not a regular file; use -o - and send the output there`,
  cannotWrite: (file: string, why: string) => `Cannot write '${file}': ${why}`,
  cannotRead: (file: string, why: string) => `Cannot read '${file}': ${why}`,
  notADirectory: (path: string) =>
    `Path '${path}' is not a directory of the share: several files want one, written with / at its end`,
  fileChanged: () => "The file became shorter while it was being sent: try again",
  digestMismatch: (path: string) =>
    `The bytes of '${path}' do not match their digest: it was damaged on the way or changed meanwhile; try again`,
  localIrregular: (file: string) => `'${file}' is not a regular file: want a file to hand in`,
  noSuchFolder: (folder: string) => `there is no folder '${folder}'`,
  notAFolder: (folder: string) => `'${folder}' is not a folder`,
  notAllowed: () => "that is not allowed here",
  readOnly: () => "the disk can only be read",
  diskFull: () => "the disk is full",
  nameTooLong: () => "the name is too long",
  got: (path: string, file: string, size: string, replaced: boolean) =>
    `${path} → ${file} (${size})${replaced ? " (replaced)" : ""}`,
  put: (file: string, path: string, size: string, replaced: boolean) =>
    `${file} → ${path} (${size})${replaced ? " (replaced)" : ""}`,
  notEmpty: (why: string) => `${why}; rm --recursive removes a directory with all that is in it`,
  removed: (path: string) => `${path} removed`,
  emptyDirectory: () => "(empty)",

  // Rooms.
  noMembers: () => "(nobody)",
  noRooms: () => "(no rooms)",
  noHistory: () => "(nothing was said)",
  message: (time: string, from: string, text: string) => `${time} ${from}: ${text}`,
  joined: (time: string, name: string) => `${time} * ${name} joined`,
  left: (time: string, name: string, reason: string | undefined) =>
    `${time} * ${name} left${reason === undefined ? "" : ` (${reason})`}`,
  told: (time: string, from: string, text: string) => `${time} ${from} (to you only): ${text}`,
  closing: (reason: string | undefined) =>
    `* The server is stopping${reason === undefined ? "" : `: ${reason}`}`,
  kicked: (reason: string) => `You were put out: ${reason}`,
  cannotShow: (name: string) => `${name} cannot be reached right now`,
  toldTo: (name: string) => `told ${name}`,
  said: (room: string, name: string, offset: number, first: boolean) =>
    `${room}: said as ${name}, message ${offset}${first ? " (the first one there)" : ""}`,
  room: (room: string, members: number, kept: number) =>
    `${room}  ${counted(members, "member")}  ${counted(kept, "message")}`,
  fileEvent: (event: string, path: string, by: string | undefined) =>
    `${event} ${path}${by === undefined ? "" : ` by ${by}`}`,
  inRoom: (room: string, text: string) => `[${room}] ${text}`,

  // The session.
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

/** The catalogue: functions that put a text together. */
export type Messages = typeof english;

/** The texts in use. */
export const messages: Messages = english;
