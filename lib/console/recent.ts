/**
 * The last transfers, file by file: what the screen had no room for can be asked for.
 *
 * @module
 */
import { type Changed, type Fetched, type Moved, type Note, sizeOf, type Subject } from "./notes.ts";
import { hostOf } from "./words.ts";

/** Transfers that are remembered. */
const MOST_KEPT = 500;
/** Parts of one file that are fetched within so many milliseconds of the first are one transfer. */
const LONGEST_MS = 60_000;

/** A file that came, went or changed. */
export type Transfer = Subject<Changed | Fetched | Moved> & {
  /** When it began, in milliseconds since 1970. */
  readonly at: number;
};

/** Which transfers are wanted. */
export interface Wanted {
  /** The last so many. */
  readonly most?: number;
  /** What was handed in, or what was fetched. */
  readonly way?: "in" | "out";
  /** Whose, in any case. */
  readonly by?: string;
}

/** Remembers the last transfers. */
export class Recent {
  readonly #kept: Transfer[] = [];

  /**
   * Remembers a note if a file came, went or changed.
   *
   * @param note What happened.
   * @param at When, in milliseconds since 1970.
   */
  add(note: Note, at: number): void {
    if (!isTransfer(note)) return;
    const size = note.kind === "moved" ? 0 : sizeOf(note);
    // Parts of several files may come in turn.
    const same = isPart(note)
      ? this.#kept.findLastIndex((kept) => at - kept.at < LONGEST_MS && isRepeated(kept.note, note))
      : this.#kept.length - 1;
    const last = this.#kept[same];
    const known = last !== undefined && isRepeated(last.note, note) ? last : undefined;
    if (known === undefined) {
      this.#kept.push({ note, times: 1, size, subjects: 1, at });
      if (this.#kept.length > MOST_KEPT) this.#kept.shift();
    } else this.#kept[same] = { ...known, note, times: known.times + 1, size: known.size + size };
  }

  /**
   * The transfers that are wanted.
   *
   * @param wanted Which; all by default.
   * @returns Them, oldest first.
   */
  list({ most = MOST_KEPT, way, by }: Wanted = {}): Transfer[] {
    const whose = by?.toLowerCase();
    const found = this.#kept.filter(({ note }) =>
      (way === undefined || wayOf(note) === way) &&
      (whose === undefined || hostOf(note.by).toLowerCase() === whose)
    );
    return found.slice(Math.max(0, found.length - most));
  }
}

/** A directory is no file; but when one is removed its files are gone. */
function isTransfer(note: Note): note is Transfer["note"] {
  if (!("by" in note)) return false;
  return !("type" in note) || note.type === "file" || note.kind === "removed";
}

function isPart(note: Transfer["note"]): boolean {
  return note.kind === "fetch" && note.part;
}

function isRepeated(a: Transfer["note"], b: Transfer["note"]): boolean {
  return a.kind === b.kind && a.kind !== "moved" && a.path === b.path && a.by === b.by &&
    isPart(a) === isPart(b) && (isPart(a) || a.kind !== "fetch" || b.kind !== "fetch" || a.whole === b.whole);
}

function wayOf({ kind }: Transfer["note"]): Wanted["way"] | undefined {
  if (kind === "fetch") return "out";
  return kind === "created" || kind === "changed" ? "in" : undefined;
}
