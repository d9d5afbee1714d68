/**
 * From the path of a history to a store of logs. Apart from where it is refused, a file is never in the way of talking.
 *
 * @module
 */
import { describeError, EnchufeError } from "../errors.ts";
import { escapeText } from "../escape.ts";
import type { Limits } from "../limits.ts";
import type { Log } from "../log.ts";
import { type LogStore, MemoryStore, randomEpoch } from "../rooms/log_store.ts";
import { basename, dirname, join, SEPARATOR } from "../std/path.ts";
import { texts } from "../texts/texts.ts";
import { bootId, isSameBoot } from "./boot.ts";
import { lockFile } from "./file_lock.ts";
import { GapMark } from "./gap_mark.ts";
import { HistoryFile } from "./history_file.ts";
import { APPLICATION_ID, SCHEMA_VERSION } from "./schema.ts";
import { isSpoiled, SqliteStore } from "./sqlite_store.ts";

/** Rooms in the file for each that may be open at once: what is said in one outlives that others take its place. */
const STORED_PER_OPEN = 4;
/** The header of every SQLite database. */
const HEADER_BYTES = 100;
const MAGIC = "SQLite format 3\0";

/** Options of {@linkcode openHistory}. */
export interface OpenHistoryOptions {
  /** Real path of the shared folder, in which the history must not be: its text is not for everyone. */
  readonly share: string;
  /** What bounds the rooms. */
  readonly limits: Limits;
  /** Told when messages cannot be stored, and when they are again. */
  readonly log: Log;
  /** The run of the machine; default: {@linkcode bootId}. */
  readonly boot?: string;
  /** The time in milliseconds since 1970. Default: `Date.now`. */
  readonly now?: () => number;
}

/**
 * Opens the file of a history, or makes it, for its owner alone. On a disk that is full or read-only the rooms are in
 * memory until the next start.
 *
 * @param path The file, as it was typed.
 * @param options See {@linkcode OpenHistoryOptions}.
 * @returns The store.
 * @throws {EnchufeError} USAGE for a file in the shared folder; IO for one in a folder that is not there, that another
 * server uses, or that is not a history of ours. It is left as it is.
 */
export function openHistory(path: string, options: OpenHistoryOptions): LogStore {
  const { share, limits, log } = options;
  const file = realFile(path);
  const shown = escapeText(path);
  const words = texts.console.history;
  if (isInside(file, share)) throw new EnchufeError("USAGE", words.inShare(shown));
  try {
    checkHeader(file, shown);
    return open(file, shown, options);
  } catch (error) {
    if (error instanceof EnchufeError) throw error;
    if (isSpoiled(error)) throw new EnchufeError("IO", words.damaged(shown), { cause: error });
    const failure = describeError(error);
    // The file may lack what is said meanwhile.
    new GapMark(file).put();
    log.warn("history is not stored: rooms go on in memory", { error: failure });
    return new MemoryStore(limits, { failure });
  }
}

function open(file: string, shown: string, options: OpenHistoryOptions): LogStore {
  const { limits, log, now = Date.now, boot = bootId() } = options;
  for (const name of [file, `${file}-lock`]) create(name);
  const unlock = lockFile(`${file}-lock`);
  if (unlock === undefined) throw new EnchufeError("IO", texts.console.history.inUse(shown));
  let database: HistoryFile | undefined;
  try {
    database = new HistoryFile(file, randomEpoch());
    const mark = new GapMark(file);
    begin(database, mark, boot);
    const written = Deno.openSync(`${file}-wal`, { read: true, write: true });
    return new SqliteStore(database, {
      limits,
      maxRooms: limits.maxRooms * STORED_PER_OPEN,
      log,
      mark,
      now,
      written,
      unlock,
    });
  } catch (error) {
    database?.close();
    unlock();
    throw error;
  }
}

/** Begins to use a file, in a new epoch if messages were acknowledged that it may lack. */
function begin(database: HistoryFile, mark: GapMark, boot: string): void {
  const { boot: last } = database.meta;
  const powerLost = last !== "" && !isSameBoot(last, boot);
  database.durably(true);
  database.transaction(() => {
    if (powerLost || mark.exists) database.setEpoch(randomEpoch());
    // A name is needed even where none can be learned: an empty one would say that the file was closed in order.
    database.setBoot(boot === "" ? "unknown" : boot);
  });
  database.durably(false);
  mark.remove();
}

/** The place on disk, links followed, so that one file has one name. */
function realFile(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    // It is still to be made.
  }
  try {
    return join(Deno.realPathSync(dirname(path)), basename(path));
  } catch (error) {
    throw new EnchufeError("IO", texts.console.history.noFolder(escapeText(path)), { cause: error });
  }
}

function isInside(file: string, folder: string): boolean {
  return file.startsWith(folder.endsWith(SEPARATOR) ? folder : folder + SEPARATOR);
}

/** Reads the header before SQLite does, which writes to whatever database it opens. */
function checkHeader(path: string, shown: string): void {
  const header = new Uint8Array(HEADER_BYTES);
  let size = 0;
  try {
    if (!Deno.statSync(path).isFile) throw new EnchufeError("IO", texts.console.history.foreign(shown));
    using file = Deno.openSync(path);
    for (let count: number | null; (count = file.readSync(header.subarray(size))) !== null;) {
      size += count;
      if (size === HEADER_BYTES) break;
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  if (size === 0) return;
  const view = new DataView(header.buffer);
  const magic = new TextDecoder().decode(header.subarray(0, MAGIC.length));
  if (magic !== MAGIC || view.getUint32(68) !== APPLICATION_ID) {
    throw new EnchufeError("IO", texts.console.history.foreign(shown));
  }
  if (view.getUint32(60) !== SCHEMA_VERSION) {
    throw new EnchufeError("IO", texts.console.history.otherVersion(shown));
  }
}

/** Makes a file that only its owner can read; SQLite gives those beside it the same mode. */
function create(path: string): void {
  try {
    Deno.openSync(path, { write: true, createNew: true, mode: 0o600 }).close();
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
}
