/**
 * What happens on the server, as far as its console tells of it, and the words for it.
 *
 * @module
 */
import type { Fetch } from "../commands/context.ts";
import type { Change } from "../share/share.ts";
import type { Palette } from "../terminal/colors.ts";
import { texts } from "../texts/texts.ts";
import { commonPlace, isFolder } from "./places.ts";
import { bytes, hostOf, shown, shownLines } from "./words.ts";

/** Names that the line for many files has at most. */
const MOST_NAMES = 3;
/** And only as far as it then fits a usual terminal behind the time, in characters. */
const MOST_WIDTH = 70;

/** Somebody came into a room or left it. */
export interface Membership {
  /** Which of the two. */
  readonly kind: "join" | "leave";
  /** The room. */
  readonly room: string;
  /** Who. */
  readonly name: string;
  /** `address:port`, or empty. */
  readonly address: string;
}

/** Something was said in a room. */
export interface Said {
  /** Tells it from the others. */
  readonly kind: "message";
  /** The room. */
  readonly room: string;
  /** Who. */
  readonly name: string;
  /** What. */
  readonly text: string;
}

/** An entry got another path. */
export interface Moved {
  /** Tells it from the others. */
  readonly kind: "moved";
  /** Who did it. */
  readonly by: string;
  /** Its path until now. */
  readonly from: string;
  /** Its path from now on. */
  readonly path: string;
}

/** A line of the log. */
export interface Logged {
  /** Tells it from the others. */
  readonly kind: "log";
  /** How much it matters. */
  readonly level: "warn" | "error";
  /** The line, escaped, without its time. */
  readonly text: string;
}

/** A file was sent to somebody. */
export type Fetched = Fetch & {
  /** Tells it from the others. */
  readonly kind: "fetch";
};

/** An entry was made, changed or removed. */
export type Changed = Omit<Change, "event"> & {
  /** Which of the three. */
  readonly kind: Change["event"];
};

/** Notes that stand for themselves. */
export type SingleNote = Said | Moved | Logged;
/** Notes of which many together make one line. */
export type GroupedNote = Membership | Fetched | Changed;
/** One thing that happened. */
export type Note = SingleNote | GroupedNote;

/** What notes are counted as where they are left out: a directory that was made is no file. */
export type Kind = Note["kind"] | "made" | "error";

/** Notes on one subject (a file, a member), taken together. */
export interface Subject<N extends Note = GroupedNote> {
  /** The last of them. */
  readonly note: N;
  /** How many. */
  readonly times: number;
  /** Bytes in all; of parts those that were sent. */
  readonly size: number;
  /** How many subjects it really is: where there were too many to tell apart, one stands for the rest. */
  readonly subjects: number;
}

/**
 * What a note is counted as.
 *
 * @param note The note.
 * @returns Its kind.
 */
export function kindOf(note: Note): Kind {
  if (note.kind === "log") return note.level === "error" ? "error" : "log";
  return note.kind === "created" && note.type === "dir" ? "made" : note.kind;
}

/**
 * The line for a note that stands for itself.
 *
 * @param note The note.
 * @param palette Its colours.
 * @returns One line, escaped; or a message of several lines, those behind the first set in.
 */
export function singleLine(note: SingleNote, palette: Palette): string {
  const { activity } = texts.console;
  switch (note.kind) {
    case "message":
      return activity.message(
        shown(note.room),
        palette.name(note.name, shown(note.name)),
        shownLines(note.text),
      );
    case "moved":
      return activity.moved(who(note, palette), shown(note.from), shown(note.path));
    case "log":
      return note.level === "error" ? palette.error(note.text) : palette.warning(note.text);
  }
}

/**
 * The line for one subject.
 *
 * @param subject The notes on it.
 * @param palette Its colours.
 * @returns One line, escaped.
 */
export function subjectLine(
  { note, times, size }: Subject<GroupedNote | Moved>,
  palette: Palette,
): string {
  const { activity } = texts.console;
  switch (note.kind) {
    case "moved":
      return singleLine(note, palette);
    case "join":
    case "leave": {
      const words = note.kind === "join" ? activity.joined : activity.left;
      const name = palette.name(note.name, shown(note.name));
      return palette.dim(words(name, shown(hostOf(note.address)), shown(note.room)));
    }
    case "fetch": {
      const [by, path] = [who(note, palette), shown(note.path)];
      if (note.part) return activity.fetchedParts(by, path, { size: bytes(size), times });
      if (!note.whole) return activity.brokenOff(by, path, bytes(note.size));
      return repeated(activity.fetched(by, path, bytes(note.size)), times);
    }
    default: {
      const kind = note.type === "dir" ? "folder" : "file";
      const [path, size] = [shown(note.path), bytes(note.size)];
      const line = note.by === ""
        ? activity.elsewhere[kind][note.kind](path, size)
        : activity[kind][note.kind](who(note, palette), path, size);
      return emphasised(repeated(line, times), note, palette);
    }
  }
}

/**
 * The line for a group of many subjects.
 *
 * @param subjects Notes of one kind and by one person, or in one room.
 * @param palette Its colours.
 * @returns One line, escaped.
 */
export function groupLine(subjects: readonly Subject[], palette: Palette): string {
  const { many } = texts.console.activity;
  const { note } = subjects[0] as Subject;
  if (!("by" in note)) return palette.dim(many[note.kind](countOf(subjects), shown(note.room)));
  const files = subjects.filter(({ note }) => !isFolder(note));
  const place = commonPlace(subjects);
  const folders = subjects.filter(({ note }) => isFolder(note) && note.path !== place);
  const what = texts.console.activity.things({
    files: countOf(files),
    folders: countOf(folders),
    place: place === "" ? "" : shown(`${place}/`),
  });
  const size = files.length === 0 ? "" : ` (${bytes(files.reduce((sum, { size }) => sum + size, 0))})`;
  const say = (by: string) =>
    note.by === "" && note.kind !== "fetch"
      ? texts.console.activity.elsewhere.many[note.kind](what + size)
      : many[note.kind === "fetch" && !note.whole ? "brokenOff" : note.kind](by, what + size);
  const width = say(shown(hostOf(note.by))).length;
  const line = say(who(note, palette)) +
    names(files.length === 0 ? folders : files, { place, room: MOST_WIDTH - width });
  return emphasised(line, note, palette);
}

function countOf(subjects: readonly Subject[]): number {
  return subjects.reduce((sum, { subjects }) => sum + subjects, 0);
}

/** The first names of a group, as many as there is room for. */
function names(
  subjects: readonly Subject[],
  { place, room }: { readonly place: string; readonly room: number },
): string {
  const first: string[] = [];
  for (const { note, subjects: count } of subjects.slice(0, MOST_NAMES)) {
    if (!("by" in note) || count > 1) break;
    first.push(shown(place === "" ? note.path : note.path.slice(place.length + 1)));
  }
  const total = countOf(subjects);
  while (first.length > 0) {
    const text = `: ${first.join(", ")}${first.length < total ? ", …" : ""}`;
    if (text.length <= room) return text;
    first.pop();
  }
  return "";
}

/**
 * The bytes that a note adds to its subject.
 *
 * @param note What happened.
 * @returns Those of the file; of a part those that were sent.
 */
export function sizeOf(note: GroupedNote): number {
  if (note.kind === "fetch" && note.part) return note.sent;
  return "size" in note ? note.size : 0;
}

/** A name has a colour, an address has none. */
function who({ by }: { readonly by: string }, palette: Palette): string {
  const text = shown(hostOf(by));
  return by.includes(":") ? text : palette.name(by, text);
}

/** What is handed in is what is waited for. */
function emphasised(line: string, { kind }: Note, palette: Palette): string {
  return kind === "created" || kind === "changed" ? palette.own(line) : line;
}

function repeated(line: string, times: number): string {
  return times === 1 ? line : `${line} × ${times}`;
}
