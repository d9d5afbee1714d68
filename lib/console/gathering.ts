/**
 * Gathers what happens until it is shown: what belongs together becomes one line, and what is too much is counted.
 *
 * @module
 */
import { type GroupedNote, groupLine, type Note, singleLine, type Subject, subjectLine } from "./notes.ts";

/** Subjects held at once; those beyond are counted only. */
const MOST_NOTES = 1000;
/** Messages held at once; more would not be shown anyway. */
const MOST_MESSAGES = 20;
/** Stands for the subjects of a group beyond those; no name and no path. */
const REST = "";
/** A group of more subjects is one line. */
const MOST_APART = 3;
/** A file that is fetched in parts is told of when no part has been asked for so long, in milliseconds. */
const QUIET_MS = 2000;
/** Or after so long in any case. */
const LONGEST_MS = 60_000;

/** A line to be shown. */
export interface Line {
  /** When it happened, in milliseconds since 1970. */
  readonly at: number;
  /** The line, escaped, without the time. */
  readonly text: string;
  /** How many notes it stands for. */
  readonly notes: number;
  /** Whether a file came, went or changed. */
  readonly transfer: boolean;
  /** Whether it is what somebody said: where there are too many lines, these give way. */
  readonly talk: boolean;
}

interface Gathered extends Subject {
  readonly first: number;
  readonly last: number;
}

/** Either one line already, or subjects that may become one. */
type Entry = Line | Map<string, Gathered>;

/** The notes since the last look. */
export class Gathering {
  /** In the order in which each began. */
  #entries = new Map<string, Entry>();
  /** Files that are being fetched in parts. */
  readonly #parts = new Map<string, Gathered>();
  #held = 0;
  #messages = 0;
  #leftOut = 0;

  /** Whether there is anything to tell, now or later. */
  get pending(): boolean {
    return this.#entries.size > 0 || this.#parts.size > 0 || this.#leftOut > 0;
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
        if (this.#messages >= MOST_MESSAGES) this.#leftOut++;
        else if (this.#single({ at, text: singleLine(note), notes: 1, transfer: false, talk: true })) {
          this.#messages++;
        }
        return;
      case "moved":
      case "log": {
        const transfer = note.kind === "moved";
        this.#single({ at, text: singleLine(note), notes: 1, transfer, talk: false });
        return;
      }
      case "fetch":
        if (!note.part) break;
        if (this.#held < MOST_NOTES || this.#parts.has(keyOf(note))) this.#join(this.#parts, note, at);
        else this.#leftOut++;
        return;
    }
    const key = `${note.kind} ${"room" in note ? note.room : hostless(note.by)}`;
    const group = this.#entries.get(key);
    if (group instanceof Map) this.#join(group, note, at);
    else if (this.#held >= MOST_NOTES) this.#leftOut++;
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
   * @returns The lines in order, and how many notes they do not tell of.
   */
  take(now: number): { lines: Line[]; leftOut: number } {
    const lines: Line[] = [];
    for (const entry of this.#entries.values()) {
      if (entry instanceof Map) lines.push(...linesOf([...entry.values()]));
      else lines.push(entry);
    }
    this.#entries = new Map();
    for (const [key, part] of this.#parts) {
      if (now - part.last < QUIET_MS && now - part.first < LONGEST_MS) continue;
      this.#parts.delete(key);
      lines.push(...linesOf([part]));
    }
    const leftOut = this.#leftOut;
    this.#held = this.#parts.size;
    this.#messages = this.#leftOut = 0;
    return { lines, leftOut };
  }

  #single(line: Line): boolean {
    if (this.#held >= MOST_NOTES) {
      this.#leftOut++;
      return false;
    }
    this.#held++;
    this.#entries.set(`= ${this.#held}`, line);
    return true;
  }

  #join(subjects: Map<string, Gathered>, note: GroupedNote, at: number): void {
    let key = keyOf(note);
    if (!subjects.has(key)) {
      if (this.#held < MOST_NOTES) this.#held++;
      else key = REST;
    }
    const known = subjects.get(key);
    const times = (known?.times ?? 0) + 1;
    subjects.set(key, {
      note,
      times,
      size: (known?.size ?? 0) + ("size" in note ? note.size : 0),
      subjects: key === REST ? times : 1,
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

function linesOf(subjects: readonly Gathered[]): Line[] {
  const line = (text: string, of: readonly Gathered[]): Line => ({
    at: of.at(-1)?.last ?? 0,
    text,
    notes: of.reduce((sum, { times }) => sum + times, 0),
    transfer: !("name" in (of[0] as Gathered).note),
    talk: false,
  });
  if (subjects.length > MOST_APART) return [line(groupLine(subjects), subjects)];
  return subjects.map((subject) => line(subjectLine(subject), [subject]));
}
