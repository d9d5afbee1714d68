/**
 * The names in directories, sorted, remembered as long as the directory stays the same: a page from a directory of
 * 100,000 entries then costs its own entries only.
 *
 * @module
 */
import { shownNames, toShownForm } from "./forms.ts";
import { look } from "./jail.ts";
import { Pacer, sortInTurns } from "../pacing.ts";
import { isShown, isTempName, nameProblem } from "./paths.ts";
import { isSameFile, isSettled, isUnchanged, type Stamp, stampOf } from "./stamps.ts";

/** What a directory says of a name without looking at the entry; `unsure` must be looked at. */
export type ListedKind = "file" | "dir" | "unsure";

/** One name in a directory. */
export interface Listed {
  /** As shown. */
  readonly name: string;
  /** As stored. */
  readonly stored: string;
  /** What it is, as far as the directory says. */
  readonly kind: ListedKind;
}

/** A directory's names. */
export interface Names {
  /** Those that the rules allow, by `<` of the shown name. */
  readonly listed: readonly Listed[];
  /** How many others there are, our unfinished files aside. */
  readonly unseen: number;
}

/** Directories and names kept; a name takes about 120 bytes. */
const KEEP_DIRECTORIES = 64;
const KEEP_NAMES = 400_000;

interface Kept {
  readonly stamp: Stamp;
  readonly names: Promise<Names>;
  /** 0 while it is being read. */
  count: number;
}

/** The kind of an entry as read from its directory. */
function kindOf(entry: Deno.DirEntry): ListedKind {
  // A name that was not UTF-8 arrives with U+FFFD in it, and then may name nothing.
  if (entry.isSymlink || entry.name.includes("\ufffd")) return "unsure";
  return entry.isFile ? "file" : entry.isDirectory ? "dir" : "unsure";
}

/** Reads a directory, whatever its size, in turns. */
async function readNames(dir: string, hidden: boolean): Promise<Names> {
  const all: string[] = [];
  const odd: string[] = [];
  const listed: Listed[] = [];
  let unseen = 0;
  const pacer = new Pacer();
  for await (const entry of Deno.readDir(dir)) {
    const stored = entry.name;
    all.push(stored);
    if (toShownForm(stored) !== stored) odd.push(stored);
    if (isShown(stored, hidden) && nameProblem(stored) === undefined) {
      listed.push({ name: stored, stored, kind: kindOf(entry) });
    } else if (!isTempName(stored)) unseen++;
    if (pacer.due) await pacer.rest();
  }
  if (odd.length > 0) {
    const shown = shownNames(odd, all);
    listed.forEach((item, at) => listed[at] = { ...item, name: shown.get(item.stored) ?? item.stored });
  }
  return {
    listed: await sortInTurns(listed, (a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
    unseen,
  };
}

/** Reads directories and remembers them. */
export class Directories {
  readonly #hidden: boolean;
  readonly #kept = new Map<string, Kept>();

  /**
   * Remembers nothing yet.
   *
   * @param hidden Whether names that begin with a dot are shared.
   */
  constructor(hidden: boolean) {
    this.#hidden = hidden;
  }

  /**
   * Reads a directory, or takes what is remembered of it if it has not changed since.
   *
   * @param dir Real path of a directory that the jail returned.
   * @returns Its names; shared, so not to be changed.
   * @throws Deno.errors.NotFound if it is no directory any more, or what the system says.
   */
  async read(dir: string): Promise<Names> {
    const info = look(dir);
    if (!info?.isDirectory) throw new Deno.errors.NotFound();
    const known = this.#kept.get(dir);
    if (known && isUnchanged(known.stamp, info)) {
      this.#kept.delete(dir);
      this.#kept.set(dir, known);
      return await known.names;
    }
    const names = this.#readSame(dir, info);
    if (isSettled(info.mtime?.getTime() ?? 0)) this.#keep(dir, { stamp: stampOf(info), names, count: 0 });
    return await names;
  }

  /**
   * Forgets a directory that was changed through us: some file systems are slow to show it in the time.
   *
   * @param dir Its real path.
   */
  forget(dir: string): void {
    this.#kept.delete(dir);
  }

  /** Reads a directory and makes sure that it was not swapped for a link meanwhile. */
  async #readSame(dir: string, before: Deno.FileInfo): Promise<Names> {
    const names = await readNames(dir, this.#hidden);
    const after = look(dir);
    if (!after?.isDirectory || !isSameFile(before, after)) throw new Deno.errors.NotFound();
    return names;
  }

  #keep(dir: string, kept: Kept): void {
    this.#kept.delete(dir);
    this.#kept.set(dir, kept);
    const drop = () => {
      if (this.#kept.get(dir) === kept) this.#kept.delete(dir);
    };
    kept.names.then((names) => {
      kept.count = names.listed.length;
      if (kept.count > KEEP_NAMES) drop();
      this.#trim();
    }, drop);
  }

  /** Drops the directories that were asked for longest ago until the rest fits. */
  #trim(): void {
    let count = 0;
    for (const kept of this.#kept.values()) count += kept.count;
    for (const [dir, kept] of this.#kept) {
      if (this.#kept.size <= KEEP_DIRECTORIES && count <= KEEP_NAMES) return;
      this.#kept.delete(dir);
      count -= kept.count;
    }
  }
}
