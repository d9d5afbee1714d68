/**
 * Gathers what happens until it is shown: what belongs together becomes one line, and what is too much is counted.
 *
 * @module
 */
import type { Palette } from "../terminal/colors.ts";
import {
  type GroupedNote,
  groupLine,
  type Kind,
  kindOf,
  type Note,
  singleLine,
  type SingleNote,
  sizeOf,
  type Subject,
  subjectLine,
} from "./notes.ts";
import { isFolder, withoutImplied } from "./places.ts";

/** Subjects held at once; those beyond are counted only. */
const MOST_NOTES = 1000;
/** Of these, how many nothing but what is handed in may take. */
const RESERVED = 250;
/** Messages held at once; more would not be shown anyway. */
const MOST_MESSAGES = 20;
/** Stand for the subjects of a group beyond those, files and directories apart; no name and no path. */
const REST = "", REST_FOLDERS = "/";
/** A group of more subjects is one line; where there is too much to tell, every group is. */
const MOST_APART = 3;
/** A file that is fetched in parts is told of when no part has been asked for so long, in milliseconds. */
const QUIET_MS = 2000;
/** Or after so long in any case. */
const LONGEST_MS = 60_000;

/** A line to be shown. */
export interface Line {
  /** When it happened, in milliseconds since 1970. */
  readonly at: number;
  /** The line, escaped and coloured, without the time. */
  readonly text: string;
  /** What it tells of. */
  readonly kind: Kind;
  /** How many notes it stands for. */
  readonly notes: number;
}

/** How many of each kind, in the order in which they are told of. */
export type Counts = Map<Kind, number>;

/**
 * Counts more of a kind.
 *
 * @param counts What has been counted so far.
 * @param kind The kind.
 * @param more How many more.
 */
export function count(counts: Counts, kind: Kind, more = 1): void {
  counts.set(kind, (counts.get(kind) ?? 0) + more);
}

interface Gathered extends Subject {
  readonly first: number;
  readonly last: number;
}

/** Either a note that stands for itself, or subjects that may become one line. */
type Entry = { readonly note: SingleNote; readonly at: number } | Map<string, Gathered>;

/** The notes since the last look. */
export class Gathering {
  /** In the order in which each began. */
  #entries = new Map<string, Entry>();
  /** Files that are being fetched in parts. */
  readonly #parts = new Map<string, Gathered>();
  #held = 0;
  #messages = 0;
  #leftOut: Counts = new Map();

  /** Whether there is anything to tell, now or later. */
  get pending(): boolean {
    return this.#entries.size > 0 || this.#parts.size > 0 || this.#leftOut.size > 0;
  }

  /**
   * Adds a note, or counts it as left out.
   *
   * @param note What happened.
   * @param at When, in milliseconds since 1970.
   */
  add(note: Note, at: number): void {
    switch (note.kind) {
      case "message":
        if (this.#messages >= MOST_MESSAGES) return count(this.#leftOut, note.kind);
        if (this.#single(note, at)) this.#messages++;
        return;
      case "moved":
      case "log":
        this.#single(note, at);
        return;
      case "fetch":
        if (!note.part) break;
        if (this.#hasRoom(note) || this.#parts.has(keyOf(note))) this.#join(this.#parts, note, at);
        else count(this.#leftOut, note.kind);
        return;
    }
    const outcome = note.kind === "fetch" && !note.whole ? "broken off" : note.kind;
    const key = `${outcome} ${"room" in note ? note.room : hostless(note.by)}`;
    const group = this.#entries.get(key);
    if (group instanceof Map) this.#join(group, note, at);
    else if (!this.#hasRoom(note)) count(this.#leftOut, kindOf(note));
    else {
      const begun = new Map<string, Gathered>();
      this.#entries.set(key, begun);
      this.#join(begun, note, at);
    }
  }

  /**
   * Takes what is to be shown.
   *
   * @param now Milliseconds since 1970; `Infinity` takes also what is not over yet.
   * @param options Colours of the lines; and how many there should be at most: where there are more, whatever can be
   * one line becomes one.
   * @returns The lines in order, and how many notes of which kind they do not tell of.
   */
  take(
    now: number,
    { palette, most }: { readonly palette: Palette; readonly most: number },
  ): { lines: Line[]; leftOut: Counts } {
    let lines = this.#lines(palette, MOST_APART);
    if (lines.length > most) lines = this.#lines(palette, 1);
    this.#entries = new Map();
    for (const [key, part] of this.#parts) {
      if (now - part.last < QUIET_MS && now - part.first < LONGEST_MS) continue;
      this.#parts.delete(key);
      lines.push(...linesOf([part], { palette, apart: 1 }));
    }
    const leftOut = this.#leftOut;
    this.#held = this.#parts.size;
    this.#messages = 0;
    this.#leftOut = new Map();
    return { lines, leftOut };
  }

  #lines(palette: Palette, apart: number): Line[] {
    const lines: Line[] = [];
    for (const entry of this.#entries.values()) {
      if (entry instanceof Map) lines.push(...linesOf([...entry.values()], { palette, apart }));
      else {
        const { note, at } = entry;
        lines.push({ at, text: singleLine(note, palette), kind: kindOf(note), notes: 1 });
      }
    }
    return lines;
  }

  /** What is handed in must find room whatever else there is. */
  #hasRoom({ kind }: Note): boolean {
    return this.#held < (kind === "created" || kind === "changed" ? MOST_NOTES : MOST_NOTES - RESERVED);
  }

  #single(note: SingleNote, at: number): boolean {
    if (!this.#hasRoom(note)) {
      count(this.#leftOut, kindOf(note));
      return false;
    }
    this.#held++;
    this.#entries.set(`= ${this.#held}`, { note, at });
    return true;
  }

  #join(subjects: Map<string, Gathered>, note: GroupedNote, at: number): void {
    let key = keyOf(note);
    if (!subjects.has(key)) {
      if (this.#hasRoom(note)) this.#held++;
      else key = isFolder(note) ? REST_FOLDERS : REST;
    }
    const known = subjects.get(key);
    const times = (known?.times ?? 0) + 1;
    subjects.set(key, {
      note,
      times,
      size: (known?.size ?? 0) + sizeOf(note),
      subjects: key === REST || key === REST_FOLDERS ? times : 1,
      first: known?.first ?? at,
      last: at,
    });
  }
}

/** Tells subjects apart. */
function keyOf(note: GroupedNote): string {
  return "name" in note ? note.name : `${hostless(note.by)} ${note.path}`;
}

/** Whoever fetches with `nc` has another port each time. */
function hostless(by: string): string {
  return by.replace(/:\d+$/, "");
}

function linesOf(
  subjects: readonly Gathered[],
  { palette, apart }: { readonly palette: Palette; readonly apart: number },
): Line[] {
  const told = withoutImplied(subjects);
  const line = (text: string, of: readonly Gathered[]): Line => {
    const main = of.find(({ note }) => !isFolder(note)) ?? of[0] as Gathered;
    // Whoever counts files does not want the directories among them.
    const counted = of.filter(({ note }) => isFolder(note) === isFolder(main.note));
    return {
      at: of.at(-1)?.last ?? 0,
      text,
      kind: kindOf(main.note),
      notes: counted.reduce((sum, { times }) => sum + times, 0),
    };
  };
  if (told.length > apart) return [line(groupLine(subjects, palette), subjects)];
  return told.map((subject) => line(subjectLine(subject, palette), [subject]));
}
