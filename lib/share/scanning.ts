/**
 * The whole share in the order of a hash of the paths: a cursor is a place in that order, so it needs no memory
 * of ours and no entry that was there throughout is missed, whatever comes, goes or restarts.
 *
 * @module
 */
import { failure } from "../failure.ts";
import { Glob } from "../glob.ts";
import type { Directories } from "./directories.ts";
import type { EntryType } from "./entries.ts";
import { notFound } from "./failures.ts";
import type { Jail } from "./jail.ts";
import { pageSize } from "./listing.ts";
import { Pacer, sortInTurns } from "../pacing.ts";
import { walk } from "./walking.ts";

/** Options of a scan. */
export interface ScanOptions {
  /** From the page before; `"0"` begins. */
  readonly cursor: string;
  /** Redis glob on the path. */
  readonly match?: string;
  /** What to return; files unless told. */
  readonly type?: EntryType;
  /** Entries to look at, 10 unless told, 10,000 at most; those that do not match are not returned, as in Redis. */
  readonly count?: number;
}

/** One page of a scan. */
export interface ScanPage {
  /** In no order that means anything. */
  readonly paths: readonly string[];
  /** A decimal integer below 2^48; `"0"` at the end. */
  readonly cursor: string;
}

/** An entry and its place in the order. */
export interface Hashed {
  /** From {@linkcode hashPath}. */
  readonly hash: number;
  /** The entry. */
  readonly path: string;
  /** What it is. */
  readonly type: EntryType;
}

const DEFAULT_COUNT = 10;
/** How long the pages of a scan share one walk, and up to how many entries it is kept. */
const KEEP_MS = 3_000;
const KEEP_ENTRIES = 500_000;

/**
 * Hashes a path; the same on every machine and in every version, since cursors depend on it.
 *
 * @param path Any text.
 * @returns An integer from 1 to 2^48 - 1.
 */
export function hashPath(path: string): number {
  let low = 0xdeadbeef, high = 0x41c6ce57;
  for (let at = 0; at < path.length; at++) {
    const unit = path.charCodeAt(at);
    low = Math.imul(low ^ unit, 2654435761);
    high = Math.imul(high ^ unit, 1597334677);
  }
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  return (high & 0xffff) * 2 ** 32 + (low >>> 0) || 1;
}

/** Index of the first entry whose hash is not less. */
function firstFrom(entries: readonly Hashed[], hash: number): number {
  let low = 0, high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle] as Hashed).hash < hash) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Takes one page of what is in the order of the hash.
 *
 * @param entries All entries, sorted by their hash.
 * @param page The least hash, and how many; those that share a hash stay on one page, however many they are, since
 * no cursor can tell them apart.
 * @returns The entries, and where to go on; `"0"` at the end.
 */
export function takePage<T extends Hashed>(
  entries: readonly T[],
  page: { readonly from: number; readonly count: number },
): { taken: T[]; cursor: string } {
  const start = firstFrom(entries, page.from);
  let end = Math.min(start + page.count, entries.length);
  while (end > start && end < entries.length && entries[end]?.hash === entries[end - 1]?.hash) end++;
  return { taken: entries.slice(start, end), cursor: String(entries[end]?.hash ?? 0) };
}

function readCursor(cursor: string): number {
  const hash = /^\d{1,16}$/.test(cursor) ? Number(cursor) : NaN;
  if (Number.isSafeInteger(hash)) return hash;
  const shown = JSON.stringify(cursor.slice(0, 100));
  throw failure("badCursor", { cursor: shown });
}

/** Scans, counts and searches the whole share. */
export class Scanner {
  readonly #disk: { readonly jail: Jail; readonly directories: Directories };
  readonly #keep: number;
  #kept: { readonly entries: readonly Hashed[]; readonly at: number } | undefined;
  #walking: Promise<unknown> = Promise.resolve();
  #next: Promise<readonly Hashed[]> | undefined;

  /**
   * Scans nothing yet.
   *
   * @param disk What to scan.
   * @param options How many entries are kept between the pages of a scan; of more, each page costs a walk.
   */
  constructor(
    disk: { readonly jail: Jail; readonly directories: Directories },
    options: { readonly keep?: number } = {},
  ) {
    this.#disk = disk;
    this.#keep = options.keep ?? KEEP_ENTRIES;
  }

  /**
   * One page.
   *
   * @param options Where to go on, and what to return.
   * @returns The page; it may have no paths and yet a cursor.
   * @throws EnchufeError ERR for a cursor that is no integer.
   */
  async page(options: ScanOptions): Promise<ScanPage> {
    const from = readCursor(options.cursor);
    const { match, type = "file" } = options;
    const count = pageSize(options.count, DEFAULT_COUNT);
    // A scan that begins must not miss what was there already, so only later pages may use a walk of the past.
    const entries = from === 0 ? await this.#fresh() : await this.#recent();
    // A pattern can make one item cost as much as thousands.
    const pacer = new Pacer(match === undefined ? 16 : 1);
    const glob = match === undefined ? undefined : new Glob(match);
    const { taken, cursor } = takePage(entries, { from, count });
    const paths: string[] = [];
    for (const { path, type: found } of taken) {
      if (pacer.due) await pacer.rest();
      if (found === type && glob?.matches(path) !== false) paths.push(path);
    }
    return { paths, cursor };
  }

  /**
   * Every file that matches.
   *
   * @param match Redis glob on the path.
   * @param most More matches are an error.
   * @returns Paths, sorted.
   * @throws EnchufeError TOOMANY.
   */
  async matching(match: string, most: number): Promise<string[]> {
    const found: string[] = [];
    const pacer = new Pacer(1), glob = new Glob(match);
    for (const { path, type } of await this.#fresh()) {
      if (pacer.due) await pacer.rest();
      if (type !== "file" || !glob.matches(path)) continue;
      if (found.length >= most) {
        throw failure("tooManyMatches", { most, pattern: JSON.stringify(match.slice(0, 100)) });
      }
      found.push(path);
    }
    return await sortInTurns(found, (a, b) => a < b ? -1 : a > b ? 1 : 0);
  }

  /**
   * Counts the files.
   *
   * @returns How many there are in all directories.
   */
  async count(): Promise<number> {
    let files = 0;
    for (const { type } of await this.#fresh()) if (type === "file") files++;
    return files;
  }

  async #recent(): Promise<readonly Hashed[]> {
    const kept = this.#kept;
    if (kept && performance.now() - kept.at < KEEP_MS) return kept.entries;
    return await this.#fresh();
  }

  /**
   * The result of a walk that begins after this call; all who ask during one walk share the next, so that many
   * peers cost no more than one.
   */
  #fresh(): Promise<readonly Hashed[]> {
    if (this.#next === undefined) {
      const next = this.#walking.then(() => {
        this.#next = undefined;
        return this.#walk();
      });
      this.#next = next;
      this.#walking = next.catch(() => {});
    }
    return this.#next;
  }

  async #walk(): Promise<readonly Hashed[]> {
    const at = performance.now();
    const { jail } = this.#disk;
    const root = jail.resolve(".");
    if (root === undefined) throw notFound(".");
    const entries: Hashed[] = [];
    await walk(root, {
      ...this.#disk,
      recursive: true,
      visit: ({ dir, path, listed }) => {
        const sure = jail.judge(dir, listed.kind);
        const place = sure === "unsure" ? jail.entryAt(dir, listed.stored, path) : undefined;
        const looked = place === undefined ? undefined : place.info.isFile ? "file" : "dir";
        const type = sure === "unsure" ? looked : sure;
        if (type !== undefined) entries.push({ hash: hashPath(path), path, type });
        return true;
      },
    });
    const sorted = await sortInTurns(entries, (a, b) => a.hash - b.hash || (a.path < b.path ? -1 : 1));
    this.#kept = sorted.length <= this.#keep ? { entries: sorted, at } : undefined;
    return sorted;
  }
}
