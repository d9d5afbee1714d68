/**
 * What the client says: errors of its own, and what its commands print. Callers escape what comes from the network after a text is put together.
 *
 * @module
 */
import { counted as plural } from "../format.ts";

function counted(count: number, one: string): string {
  return plural(count, "en", { one: `# ${one}`, other: `# ${one}s` });
}

/** How many of what the server has. */
export interface StatusCounts {
  /** Connections, of those who have no name too. */
  readonly connections: number;
  /** Members of rooms. */
  readonly members: number | undefined;
  /** Rooms. */
  readonly rooms: number | undefined;
  /** Messages that are kept. */
  readonly messages: number | undefined;
}

/** What there is to say of a transfer besides its names and size. */
export interface TransferNotes {
  /** Whether something of that name was there before. */
  readonly replaced: boolean;
  /** How much was there from an earlier attempt. */
  readonly resumed?: "all" | { readonly size: string };
  /** Digest of what is elsewhere than was asked for. */
  readonly sha256?: string;
}

/** English. */
export const client = {
  // Connecting.
  unreachable: (where: string, why: string) =>
    `Cannot connect to ${where}: ${why}; is the server running there? Start it with: enchufe-server FOLDER`,
  dialTimedOut: (where: string, ms: number) =>
    `No connection to ${where} within ${ms / 1000} s; is the server running there, or --timeout too short?`,
  refusedConnection: () => "nothing listens on that port",
  unknownHost: () => "the host is not known",
  needsPassword: () =>
    "The server wants a password: give it with --password-file FILE or in ENCHUFE_PASSWORD, and a user with --user; on a terminal it is asked for",
  askPassword: (user: string | undefined) => user === undefined ? "Password" : `Password of ${user}`,
  noPasswordIn: (file: string) => `File '${file}' has no password in its first line`,
  timedOut: (where: string, ms: number) =>
    `No answer from ${where} within ${ms / 1000} s; try again, or give it longer with --timeout`,
  lost: (where: string) => `Connection to ${where} was lost; see whether the server still runs`,
  unasked: () => "The server sent a reply that nobody asked for; is it an Enchufe server?",
  misfit: () => "The server sent a reply of another shape than expected; is it an Enchufe server?",
  interrupted: () => "interrupted",
  someFailed: () => "Some files failed",
  defect: () => "Something went wrong in the program itself",

  // Files.
  noSuchFile: (path: string) => `There is no file '${path}' in the share; see ls`,
  tooManyEntries: (path: string, most: number) =>
    `'${path}' has more than ${most} entries, too many to list in one go; name a directory in it`,
  badLocalName: (path: string) =>
    `Path '${path}' does not end in a name that a file here can have: choose one with -o FILE`,
  hiddenHere: (path: string) =>
    `'${path}' would become a hidden file of this directory: choose another directory with -o DIRECTORY`,
  localMissing: (file: string) => `There is no file '${file}' here: want a file to hand in`,
  localDirectory: (file: string) =>
    `'${file}' is a directory: want a file to hand in, or put -r for all that is in it`,
  targetDirectory: (file: string) => `Cannot write '${file}': it is a directory`,
  targetIrregular: (file: string) =>
    `Cannot write '${file}': it is not a regular file; use -o - and send the output there`,
  cannotWrite: (file: string, why: string) => `Cannot write '${file}': ${why}`,
  cannotRead: (file: string, why: string) => `Cannot read '${file}': ${why}`,
  notADirectory: (path: string) =>
    `Path '${path}' is not a directory of the share: several files want one, written with / at its end`,
  fileChanged: () => "The file became shorter while it was being sent: try again",
  digestMismatch: (path: string) =>
    `The bytes of '${path}' do not match their SHA-256: they were damaged on the way, or the file changed meanwhile; try again`,
  localChanged: (file: string) => `'${file}' keeps changing; try again once nothing writes to it`,
  changedInMid: (path: string) =>
    `'${path}' changed on the server after part of it had been put out, which cannot be taken back: begin anew`,
  kept: (what: string) =>
    `${what}; what has been transferred is kept, and the same command goes on from there`,
  localIrregular: (file: string) => `'${file}' is not a regular file: want a file to hand in`,
  noSuchFolder: (folder: string) => `there is no directory '${folder}'`,
  notAFolder: (folder: string) => `'${folder}' is not a directory`,
  notAllowed: () => "that is not allowed here",
  readOnly: () => "the disk can only be read",
  diskFull: () => "the disk is full",
  nameTooLong: () => "the name is too long",
  noMatch: (pattern: string) => `Nothing in the share matches '${pattern}'; see ls`,
  noLocalMatch: (pattern: string) => `Nothing here matches '${pattern}': want a file to hand in`,
  leadsOut: (path: string) =>
    `'${path}' is a link that leads elsewhere: choose another directory with -o DIR/`,
  cannotMake: (folder: string, why: string) => `Cannot make the directory '${folder}': ${why}`,
  outputNoDirectory: (output: string) =>
    `'${output}' is not a directory: several files want one, written with / at its end to have it made`,
  needsRecursive: (path: string) =>
    `'${path}' is a directory: want get -r, for all that is in it, or get --tar, for one archive`,
  sameTarget: (path: string, file: string) => `'${path}' would go to '${file}', where another file just went`,
  /** What was resumed, and where a file that was handed in really is, is told only where it says something. */
  transferred: (from: string, to: string, size: string, more: TransferNotes) =>
    `${from} → ${to} (${size})${more.replaced ? " (replaced)" : ""}${
      more.resumed === undefined
        ? ""
        : more.resumed === "all"
        ? " (all of it was there already)"
        : ` (went on from ${more.resumed.size})`
    }${more.sha256 === undefined ? "" : `, sha256 ${more.sha256}`}`,
  skipped: (file: string, why: "exists" | "link" | "special" | "hidden"): string =>
    `${file} skipped: ${
      {
        exists: "it is there already",
        link: "it is a link",
        special: "it is no regular file",
        hidden: "the server takes no hidden files",
      }[why]
    }`,
  summary: (done: number, size: string, skipped: number, failed: number) =>
    `${counted(done, "file")}, ${size}${skipped === 0 ? "" : `; ${skipped} skipped`}${
      failed === 0 ? "" : `; ${failed} failed`
    }`,
  filesDone: (done: number, all: number) => `${done} of ${counted(all, "file")}`,
  partOf: (part: string, all: string) => `${part} of ${all}`,
  timeLeft: (time: string) => `${time} left`,
  hashing: (size: string) => `reading ${size} before it is sent`,
  goesOnIn: (why: string, time: string) => `${why}; trying again in ${time}`,
  notEmpty: (path: string) => `'${path}' is not empty; rm -r removes it with all that is in it`,
  removed: (path: string) => `${path} removed`,
  /** A column of a listing, of one width. */
  entryType: (type: "file" | "dir"): string => type.padEnd(4),
  emptyDirectory: () => "(empty)",

  // Rooms.
  noMembers: () => "(nobody)",
  noRooms: () => "(no rooms)",
  noHistory: () => "(nothing was said)",
  message: (time: string, from: string, text: string) => `${time} ${from}: ${text}`,
  joined: (time: string, name: string) => `${time} * ${name} joined`,
  left: (time: string, name: string, reason: string | undefined) =>
    `${time} * ${name} left${reason === undefined ? "" : ` (${ENDINGS.get(reason) ?? reason})`}`,
  told: (time: string, from: string, text: string) => `${time} ${from} (to you only): ${text}`,
  closing: (reason: string | undefined) =>
    `* The server is stopping${reason === undefined ? "" : `: ${reason}`}`,
  kicked: (reason: string | undefined) => `You were kicked out${reason === undefined ? "" : `: ${reason}`}`,
  cannotShow: (name: string) => `${name} cannot be reached right now`,
  toldTo: (name: string) => `told ${name}`,
  said: (room: string, name: string, offset: number, first: boolean) =>
    `${room}: said as ${name}, message ${offset}${first ? "; nobody had spoken there" : ""}`,
  /** Columns of a line. */
  room: (room: string, members: number, kept: number): readonly string[] => [
    room,
    counted(members, "member"),
    counted(kept, "message"),
  ],
  /** With an empty `by`, another program did it; `size` is `undefined` for a directory. */
  fileEvent: (event: string, path: string, by: string | undefined, size?: string) =>
    `${path} ${event}${
      by === undefined ? "" : by === "" ? ` ${event === "removed" ? "from" : "in"} the folder` : ` by ${by}`
    }${size === undefined ? "" : ` (${size})`}`,
  inRoom: (room: string, text: string) => `[${room}] ${text}`,

  /** The state of the server; counts that it did not tell are `undefined`. */
  status: {
    up: (since: string, time: string) => `Up since ${since}, for ${time}`,
    /** What one may do; `box` is the drop box, if it is not the whole folder. */
    access: {
      read: (box: string | undefined): string =>
        box === undefined
          ? "The folder can be read"
          : `The folder can be read; ${box} takes what you hand in, and shows you only that`,
      drop: (): string => "The folder takes what you hand in, and shows you only that",
      write: (box: string | undefined): string =>
        "The folder can be read and changed" +
        (box === undefined ? "" : `; ${box} takes what you hand in, and shows you only that`),
    },
    people: ({ connections, members, rooms, messages }: StatusCounts) =>
      [
        counted(connections, "connection"),
        ...members === undefined ? [] : [counted(members, "member")],
        ...rooms === undefined ? [] : [counted(rooms, "room")],
        ...messages === undefined ? [] : [`${counted(messages, "message")} kept`],
      ].join(", "),
    fetched: (files: number, size: string) => `${counted(files, "file")} fetched, ${size} sent of files`,
    handedIn: (files: number, size: string, unfinished: number) =>
      `${counted(files, "file")} handed in, ${size} received` +
      (unfinished === 0 ? "" : `; ${counted(unfinished, "upload")} unfinished`),
    load: (memory: string, commands: number) => `${memory} of memory, ${counted(commands, "command")} done`,
  },
};

/** Why a session ended; the words of the protocol are those of programs. */
const ENDINGS: ReadonlyMap<string, string> = new Map([
  ["closed by peer", "closed the connection"],
  ["closed", "closed the connection"],
  ["quit", "said goodbye"],
  ["exit", "said goodbye"],
  ["reset", "began anew"],
  ["reset by peer", "connection cut"],
  ["peer gone", "connection cut"],
  ["server stopped", "the server stopped"],
  ["killed", "kicked"],
  ["idle, over --idle-timeout", "nothing heard for too long"],
  ["user removed or changed", "was removed as a user"],
  ["not authenticated in time, over --first-command-timeout", "did not authenticate in time"],
  ["no command in time, over --first-command-timeout", "sent no command in time"],
  ["write stalled, over --write-timeout", "stopped receiving"],
  ["upload stalled, over --write-timeout", "stopped sending"],
]);

/** The shape that every language has. */
export type ClientTexts = typeof client;
