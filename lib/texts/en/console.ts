/**
 * What the server's console says, and what the server says to the rooms by itself. Callers escape what comes from the network before a text is put together.
 *
 * @module
 */
import { CLOSINGS, KICKS } from "../endings.ts";
import { counted } from "../format.ts";

/** What happens to an entry of one type, given who does it, its path and its size. */
type EntryWords = Readonly<
  Record<"created" | "changed" | "removed", (by: string, path: string, size: string) => string>
>;

const file: EntryWords = {
  created: (by, path, size) => `${by} handed in ${path} (${size})`,
  changed: (by, path, size) => `${by} changed ${path} (${size})`,
  removed: (by, path, size) => `${by} removed ${path} (${size})`,
};

const folder: EntryWords = {
  created: (by, path) => `${by} made the directory ${path}`,
  changed: (by, path) => `${by} changed the directory ${path}`,
  removed: (by, path) => `${by} removed the directory ${path}`,
};

/** English. */
export const console = {
  help: "Type a line to say it to every room, or /who, /rooms, /kick NAME, /stop (or salir), /help",
  hint: "A line is said to every room; /help lists the commands",
  /** What each command does, for `/help`. */
  orders: {
    who: "who is here",
    rooms: "the rooms",
    recent: "the last N files that came (in) or went (out)",
    addresses: "the addresses to tell others",
    kick: "kick somebody out",
    mute: "keep somebody from speaking",
    unmute: "let somebody speak again",
    status: "how the server is doing",
    stop: "stop the server (salir, too)",
    help: "this help",
  },
  /** Stands for a name in the help. */
  nameArgument: "NAME",
  reasonArgument: "REASON",
  sayHelp: "any other line is said to every room",
  // Of `passwd`.
  newPassword: "Password",
  passwordAgain: "Again",
  passwordsDiffer: "The passwords differ; nothing was changed",
  passwordEmpty: "The password is empty; nothing was changed",
  userWritten: (user: string, role: string, file: string): string =>
    `${user} (${role}) is in ${file}; a running server reads it again at SIGHUP`,
  nobody: "Nobody is in a room",
  nothingYet: "No file has come or gone yet",
  nothingSuch: "No such file is among the last that came and went",
  whom: (order: string): string => `Whom? Type /${order} NAME`,
  kickReason: KICKS.en,
  /** Told to every room when the server stops. */
  closing: CLOSINGS.en,
  kicked: (name: string): string => `${name} was kicked out`,
  muted: (name: string): string => `${name} cannot speak any more`,
  unmuted: (name: string): string => `${name} can speak again`,
  unknown: (word: string, nearest: string | undefined): string =>
    nearest === undefined
      ? `There is no command /${word}; /help lists them`
      : `There is no command /${word}: did you mean /${nearest}? /help lists them`,
  refused: (code: string, message: string): string => `${code}: ${message}`,
  said: (rooms: number): string => `Said to ${counted(rooms, "en", { one: "# room", other: "# rooms" })}`,
  room: ({ room, members, messages }: { room: string; members: number; messages: number }): string =>
    `${room}: ${counted(members, "en", { one: "# member", other: "# members" })}, ${
      counted(messages, "en", { one: "# message", other: "# messages" })
    }`,
  /** What `/who` tells of each member. */
  columns: {
    name: "NAME",
    address: "ADDRESS",
    rooms: "ROOMS",
    since: "SINCE",
    muted: "muted",
  },
  members: (count: number): string => counted(count, "en", { one: "# member", other: "# members" }),
  moreMembers: (count: number): string => `… and ${count} more`,
  connections: (count: number): string =>
    counted(count, "en", { one: "# connection in all", other: "# connections in all" }),
  status: {
    running: (time: string, folder: string): string => `Up for ${time}; ${folder} is shared`,
    people: (connections: number, members: number, rooms: number): string =>
      `${counted(connections, "en", { one: "# connection", other: "# connections" })}, ${
        counted(members, "en", { one: "# name", other: "# names" })
      }, ${counted(rooms, "en", { one: "# room", other: "# rooms" })}`,
    totals: (received: string, sent: string, memory: string): string =>
      `${received} received, ${sent} sent, ${memory} of memory`,
    notStored: (why: string): string => `Messages are kept in memory only, not in the history file: ${why}`,
  },
  /** What others may do; `box` is the drop box, escaped, if it is not the whole folder. */
  access: {
    read: (box: string | undefined): string =>
      box === undefined
        ? "Others may only read; --drop-box lets them hand in, --access write lets them change everything"
        : `Others may read, and hand in to ${box}, where each sees only their own`,
    drop: (): string => "Others may hand in to this folder, where each sees only their own",
    write: (box: string | undefined): string =>
      "Others may read, change and remove everything" +
      (box === undefined ? "" : `, but in ${box} they only hand in, and each sees only their own`),
  },
  tellOthers: "To reach this server, others type:",
  onlyHere: "Only this machine can connect; --host 0.0.0.0 opens the server to the network",
  noNetwork: "This machine has no address on a network; only it can connect",
  moreAddresses: (count: number): string =>
    `  ${counted(count, "en", { one: "# more address", other: "# more addresses" })}: /addresses`,
  /** Stands for a name in a line to type; must be a valid one. */
  yourName: "YOUR_NAME",
  activity: {
    joined: (name: string, address: string, room: string): string =>
      `${name} (${address}) has come into ${room}`,
    left: (name: string, address: string, room: string): string => `${name} (${address}) has left ${room}`,
    message: (room: string, name: string, text: string): string => `[${room}] ${name}: ${text}`,
    fetched: (by: string, path: string, size: string): string => `${by} fetched ${path} (${size})`,
    fetchedParts: (by: string, path: string, { size, times }: { size: string; times: number }): string =>
      `${by} fetched ${size} of ${path} in ${counted(times, "en", { one: "# part", other: "# parts" })}`,
    brokenOff: (by: string, path: string, size: string): string =>
      `${by} left before all of ${path} (${size}) was sent`,
    moved: (by: string, from: string, to: string): string => `${by} moved ${from} to ${to}`,
    file,
    folder,
    /** What was not done through the server. */
    elsewhere: {
      file: {
        created: (path: string, size: string): string => `${path} (${size}) came into the folder`,
        changed: (path: string, size: string): string => `${path} (${size}) was changed in the folder`,
        removed: (path: string, size: string): string => `${path} (${size}) was removed from the folder`,
      },
      folder: {
        created: (path: string): string => `the directory ${path} came into the folder`,
        changed: (path: string): string => `the directory ${path} was changed in the folder`,
        removed: (path: string): string => `the directory ${path} was removed from the folder`,
      },
      many: {
        created: (what: string): string => `${what} came into the folder`,
        changed: (what: string): string => `${what} changed in the folder`,
        removed: (what: string): string => `${what} removed from the folder`,
      },
    },
    /** How many files and directories, and in which directory if they are all in one. */
    things: ({ files, folders, place }: { files: number; folders: number; place: string }): string => {
      const counts = [
        files === 0 ? "" : counted(files, "en", { one: "# file", other: "# files" }),
        folders === 0 ? "" : counted(folders, "en", { one: "# directory", other: "# directories" }),
      ];
      return counts.filter((text) => text !== "").join(" and ") + (place === "" ? "" : ` in ${place}`);
    },
    /** Many things of one kind at once. */
    many: {
      join: (count: number, room: string): string => `${count} have come into ${room}`,
      leave: (count: number, room: string): string => `${count} have left ${room}`,
      fetch: (by: string, what: string): string => `${by} fetched ${what}`,
      brokenOff: (by: string, what: string): string => `${by} left before all of ${what} was sent`,
      created: (by: string, what: string): string => `${by} handed in ${what}`,
      changed: (by: string, what: string): string => `${by} changed ${what}`,
      removed: (by: string, what: string): string => `${by} removed ${what}`,
    },
    leftOut: (counts: string): string => `left out: ${counts}`,
    /** How many of each kind were left out. */
    kinds: {
      created: (count: number): string => `${count} handed in`,
      changed: (count: number): string => `${count} changed`,
      removed: (count: number): string => `${count} removed`,
      moved: (count: number): string => `${count} moved`,
      made: (count: number): string =>
        counted(count, "en", { one: "# directory made", other: "# directories made" }),
      error: (count: number): string => counted(count, "en", { one: "# error", other: "# errors" }),
      log: (count: number): string => counted(count, "en", { one: "# warning", other: "# warnings" }),
      join: (count: number): string => `${count} came`,
      leave: (count: number): string => `${count} left`,
      fetch: (count: number): string => `${count} fetched`,
      message: (count: number): string => counted(count, "en", { one: "# message", other: "# messages" }),
    },
  },
  leaveHint: "Ctrl-C once more stops the server",
  inputEnded: "No more is read here; Ctrl-C stops the server",
  stopping: "Stopping: what is being sent may finish; Ctrl-C stops at once",
  stopped: "Stopped",
  portInUse: (port: number, host: string, flag: string): string =>
    `Port ${port} on ${host} is in use; stop the other program or choose a port with ${flag}`,
  portForbidden: (port: number, flag: string): string =>
    `This user may not listen on port ${port}; choose one above 1023 with ${flag}`,
  badHost: (host: string): string => `Address ${host} is not one of this machine; choose another with --host`,
  history: {
    inShare: (file: string): string =>
      `History file '${file}' would be in the shared folder; choose another place with --history`,
    noFolder: (file: string): string => `History file '${file}' would be in a folder that is not there`,
    inUse: (file: string): string =>
      `History file '${file}' is in use by another server; stop it or choose another file with --history`,
    foreign: (file: string): string =>
      `File '${file}' is not a history of Enchufe and is left as it is; choose another with --history`,
    otherVersion: (file: string): string =>
      `History file '${file}' was written by another version of Enchufe and is left as it is`,
    damaged: (file: string): string =>
      `History file '${file}' is damaged and is left as it is; choose another with --history`,
  },
};

/** The shape that every language has. */
export type ConsoleTexts = typeof console;
