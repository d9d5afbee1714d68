/**
 * Lets one server at a time use a history. Whoever only reads the history needs no lock.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";

/** SQLITE_BUSY. */
const BUSY = 5;

/**
 * Locks a file as SQLite does, which every system undoes for a process that is killed.
 *
 * @param path The file; it is made, and stays there empty: taking it away would let two others lock two files.
 * @returns Undoes it; `undefined` if another process has it locked.
 */
export function lockFile(path: string): (() => void) | undefined {
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    // Nothing is written, so nothing need be undone that a journal would be for.
    lock.prepare("PRAGMA journal_mode = MEMORY").get();
    lock.prepare("BEGIN EXCLUSIVE").run();
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode === BUSY) return undefined;
    throw error;
  }
  return () => lock.close();
}
