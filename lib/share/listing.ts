/**
 * Lists a directory in pages.
 *
 * @module
 */
import { failure } from "../failure.ts";
import { Glob } from "../glob.ts";
import type { Directories } from "./directories.ts";
import { type Entry, entryOf } from "./entries.ts";
import type { Jail, Place } from "./jail.ts";
import { parsePath } from "./paths.ts";
import { type Met, walk } from "./walking.ts";

/** Options of {@linkcode list}. */
export interface ListOptions {
  /** Whether to go into directories, depth first; links to directories are listed but not entered. */
  readonly recursive?: boolean;
  /** Redis glob on the path relative to the listed directory. */
  readonly match?: string;
  /** From the page before; `""` or `"0"` is the start. */
  readonly cursor?: string;
  /** Entries of a page; 1,000 unless told, 10,000 at most. */
  readonly count?: number;
}

/** One page. */
export interface ListPage {
  /** In the order of a walk. */
  readonly entries: readonly Entry[];
  /** For the next page; `"0"` at the end. */
  readonly cursor: string;
}

const DEFAULT_COUNT = 1000;
const MOST = 10_000;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** A cursor is the path of the last entry, so that it holds whatever comes and goes. */
function writeCursor(below: string): string {
  return encoder.encode(below).toBase64({ alphabet: "base64url", omitPadding: true });
}

/** The components to go on after. */
function readCursor(cursor: string): string[] {
  if (cursor === "" || cursor === "0") return [];
  try {
    return parsePath(decoder.decode(Uint8Array.fromBase64(cursor, { alphabet: "base64url" })));
  } catch (cause) {
    const shown = JSON.stringify(cursor.slice(0, 100));
    throw failure("badListCursor", { cursor: shown }, { cause });
  }
}

/**
 * How many items a page has.
 *
 * @param count As asked for; a fraction is cut, anything that is no number counts as not asked.
 * @param defaultCount When nothing is asked.
 * @returns From 1 to 10,000.
 */
export function pageSize(count: number | undefined, defaultCount: number): number {
  if (count === undefined || Number.isNaN(count)) return defaultCount;
  return Math.min(Math.max(Math.trunc(count), 1), MOST);
}

/**
 * Lists one page of a directory: exactly the entries that can be fetched, by `<` of their names.
 *
 * @param start A directory.
 * @param options What to list.
 * @param disk Where it is.
 * @returns The page.
 * @throws EnchufeError ERR for a cursor that no listing gave; NOPERM, NOTFOUND or IO if `start` cannot be read.
 */
export async function list(
  start: Place,
  options: ListOptions,
  disk: { readonly jail: Jail; readonly directories: Directories },
): Promise<ListPage> {
  const glob = options.match === undefined ? undefined : new Glob(options.match);
  const count = pageSize(options.count, DEFAULT_COUNT);
  const after = readCursor(options.cursor ?? "");
  const entries: Entry[] = [];
  let last = "";
  const visit = (met: Met): boolean => {
    if (glob?.matches(met.below) === false) return true;
    const place = disk.jail.entryAt(met.dir, met.listed.stored, met.path);
    if (place === undefined) return true;
    if (entries.length === count) return false;
    entries.push(entryOf(place));
    last = met.below;
    return true;
  };
  const ended = await walk(start, { ...disk, recursive: options.recursive ?? false, after, visit });
  return { entries, cursor: ended ? "0" : writeCursor(last) };
}
