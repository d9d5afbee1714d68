/**
 * What is in the share: entries by their path, by directory, and by pattern.
 *
 * @module
 */
import { EnchufeError } from "../errors.ts";
import { texts } from "../texts/texts.ts";
import type { Connection } from "./connection.ts";
import { expandPattern, isPattern } from "./patterns.ts";
import { type Entry, misfit, toEntry, toPage } from "./replies.ts";

/** Entries of one listing: what is to be fetched is planned first, and a list without end would fill the memory. */
const MOST_ENTRIES = 500_000;
/** Pages without an entry, one after another: more than a server of ours gives, and it must end. */
const MOST_EMPTY_PAGES = 100;

/**
 * A path as the server wants it: all are relative to the share, so that a `/` or `./` before it says nothing.
 *
 * @param typed What was typed.
 * @returns The path; `/` is the share itself.
 */
export function sharePath(typed: string): string {
  const path = typed.replace(/^(?:\.?\/+)+/, "");
  return path === "" ? "/" : path;
}

/**
 * All entries of a directory, page by page.
 *
 * @param connection An open connection.
 * @param path Path in the share; `/` is the share itself.
 * @param options Whether to go into directories too.
 * @returns The entries, in the server's order.
 * @throws {EnchufeError} What the server says.
 */
export async function* entriesOf(
  connection: Connection,
  path: string,
  { recursive = false }: { readonly recursive?: boolean } = {},
): AsyncGenerator<Entry> {
  let cursor = "0", empty = 0, count = 0;
  do {
    const more = [...recursive ? ["RECURSIVE"] : [], ...cursor === "0" ? [] : ["CURSOR", cursor]];
    const page = toPage(await connection.request(["FILE.LIST", path, ...more]));
    if ((count += page.entries.length) > MOST_ENTRIES) {
      throw new EnchufeError("TOOMANY", texts.client.tooManyEntries(path, MOST_ENTRIES));
    }
    yield* page.entries;
    empty = page.entries.length === 0 ? empty + 1 : 0;
    if (empty > MOST_EMPTY_PAGES) throw misfit();
    cursor = page.cursor;
  } while (cursor !== "0");
}

/**
 * The entry of a path.
 *
 * @param connection An open connection.
 * @param path Path in the share.
 * @returns The entry.
 * @throws {EnchufeError} What the server says.
 */
export async function entryAt(connection: Connection, path: string): Promise<Entry> {
  return toEntry(await connection.request(["FILE.STAT", path]));
}

/**
 * What is not there.
 *
 * @param thrown Whatever was caught.
 * @returns Whether the server says so of a path.
 */
export function isMissing(thrown: unknown): boolean {
  return thrown instanceof EnchufeError && ["NOTFOUND", "WRONGTYPE", "BADPATH"].includes(thrown.code);
}

/**
 * The entries that a word means: the one of that name, or else those that match it as a pattern.
 *
 * @param connection An open connection.
 * @param word A path in the share, or a pattern.
 * @returns At least one.
 * @throws {EnchufeError} NOTFOUND; what the server says.
 */
export async function entriesMeant(connection: Connection, word: string): Promise<Entry[]> {
  try {
    const entry = await entryAt(connection, word);
    // What it is called here follows from that: a server must not choose another name than was asked for.
    if (word !== "/" && lastOf(entry.path) !== lastOf(word)) throw misfit();
    return [entry];
  } catch (thrown) {
    if (!isMissing(thrown) || !isPattern(word)) throw thrown;
  }
  const found = await expandPattern(word, async function* (directory) {
    try {
      yield* entriesOf(connection, directory.replace(/\/$/, "") || "/");
    } catch (thrown) {
      // A directory that has gone meanwhile, or that never was, has nothing that matches.
      if (!isMissing(thrown)) throw thrown;
    }
  });
  if (found.length === 0) throw new EnchufeError("NOTFOUND", texts.client.noMatch(word));
  if (found.some(({ path, name }) => lastOf(path) !== lastOf(name))) throw misfit();
  return found;
}

function lastOf(path: string): string {
  const bare = path.replace(/\/+$/, "");
  return bare.slice(bare.lastIndexOf("/") + 1).normalize("NFC");
}
