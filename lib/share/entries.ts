/**
 * What the share tells of its entries and their changes.
 *
 * @module
 */
import type { Place } from "./jail.ts";

/** What an entry is. */
export type EntryType = "file" | "dir";

/** A file or directory in the share. */
export interface Entry {
  /** Relative to the share, `/`-separated, NFC; `.` for the shared folder itself. */
  readonly path: string;
  /** The last component of the path. */
  readonly name: string;
  /** What it is. */
  readonly type: EntryType;
  /** Bytes; 0 for a directory. */
  readonly size: number;
  /** Last modification, whole milliseconds since the epoch. */
  readonly mtime: number;
}

/** An entry that was looked at by itself. */
export interface StatEntry extends Entry {
  /** From `etagOf`: equal as long as a file's content, or the names in a directory, are. */
  readonly etag: string;
}

/** What may happen to an entry. */
export type ChangeKind = "created" | "changed" | "removed";

/** One change, made through this server. */
export interface Change {
  /** What happened. */
  readonly event: ChangeKind;
  /** To which entry. */
  readonly path: string;
  /** What it is, or was. */
  readonly type: EntryType;
  /** Bytes; of a removed file, those that it had. */
  readonly size: number;
  /** Who did it, as given by the caller. */
  readonly by: string;
}

/**
 * What is told of a place.
 *
 * @param place From the jail.
 * @returns The entry.
 */
export function entryOf(place: Place): Entry {
  const { path, info } = place;
  return {
    path,
    name: path.slice(path.lastIndexOf("/") + 1),
    type: info.isFile ? "file" : "dir",
    size: info.isFile ? info.size : 0,
    mtime: Math.floor(info.mtime?.getTime() ?? 0),
  };
}

/**
 * The change that happened to a place.
 *
 * @param event What happened.
 * @param place The entry, before it was removed or after it was made.
 * @param by Who did it.
 * @returns The change.
 */
export function changeOf(event: ChangeKind, place: Place, by: string): Change {
  const { path, type, size } = entryOf(place);
  return { event, path, type, size, by };
}
