/**
 * Reads files: what is opened is checked against what the jail saw, so that a file swapped in between is refused.
 *
 * @module
 */
import fs from "node:fs";
import { diskError, isDirectory, notFound } from "./failures.ts";
import type { Place } from "./jail.ts";
import { isSameFile, isSettled, isUnchanged, type Stamp, stampOf } from "./stamps.ts";

/** Part of a file: `end` is exclusive, both are cut to the file's size. */
export interface ByteRange {
  /** First byte, from 0. */
  readonly start: number;
  /** The byte after the last. */
  readonly end: number;
}

/** An open file that is read piece by piece; whoever opens it closes it. */
export interface FileSource {
  /** Bytes that it will give. */
  readonly size: number;
  /**
   * Reads the next bytes; one call at a time.
   *
   * @param into Where to put them.
   * @returns How many, or `null` at the end; an end before `size` bytes means that the file shrank.
   */
  read(into: Uint8Array): Promise<number | null>;
  /** Closes the file; may be called twice, and while a read is under way. */
  close(): void;
}

// A FIFO put in the file's place would hold up the whole server in `open`; with this flag it does not. Deno's own
// `open` has no flags. Reading through node's descriptors is as fast: 6 GB/s in pieces of 256 KiB either way.
const OPEN_FLAGS = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0);

/** What `fstat` says, as far as it is used. */
export interface OpenedInfo {
  /** Bytes. */
  readonly size: number;
  /** Last modification, milliseconds since the epoch. */
  readonly mtimeMs: number;
}

/** An open file and what it was like then. */
interface Opened extends OpenedInfo {
  readonly fd: number;
}

/** Opens a file, or fails closed. */
function openChecked(place: Place): Opened {
  if (!place.info.isFile) throw isDirectory(place.path);
  let fd: number;
  try {
    fd = fs.openSync(place.real, OPEN_FLAGS);
  } catch (thrown) {
    throw diskError(thrown, place.path);
  }
  try {
    const info = fs.fstatSync(fd);
    if (!info.isFile() || !isSameFile(place.info, info)) throw notFound(place.path);
    return { fd, size: info.size, mtimeMs: info.mtimeMs };
  } catch (thrown) {
    fs.closeSync(fd);
    throw diskError(thrown, place.path);
  }
}

/** A range within a file of `size` bytes. */
function clamp(range: ByteRange | undefined, size: number): ByteRange {
  if (range === undefined) return { start: 0, end: size };
  const start = Math.min(Math.max(Math.trunc(range.start), 0), size);
  return { start, end: Math.max(start, Math.min(Math.trunc(range.end), size)) };
}

/** An open file, read from a position on. */
export class OpenFile implements FileSource {
  readonly size: number;
  /** What the file was like when it was opened. */
  readonly opened: OpenedInfo;
  readonly #fd: number;
  readonly #path: string;
  readonly #end: number;
  #position: number;
  #reading = false;
  #closed = false;

  /**
   * Opens a file that the jail returned.
   *
   * @param place A file.
   * @param range Which part of it; all unless told.
   * @throws EnchufeError WRONGTYPE for a directory, NOPERM if the server's user may not read it, NOTFOUND if it
   * went or was swapped, IO.
   */
  constructor(place: Place, range?: ByteRange) {
    const { fd, size, mtimeMs } = openChecked(place);
    const { start, end } = clamp(range, size);
    this.opened = { size, mtimeMs };
    this.#fd = fd;
    this.#path = place.path;
    this.#position = start;
    this.#end = end;
    this.size = end - start;
  }

  async read(into: Uint8Array): Promise<number | null> {
    if (this.#closed) return null;
    const most = Math.min(into.length, this.#end - this.#position);
    if (most === 0) return into.length === 0 ? 0 : null;
    this.#reading = true;
    try {
      const got = await new Promise<number>((resolve, reject) =>
        fs.read(
          this.#fd,
          into,
          0,
          most,
          this.#position,
          (error, count) => error ? reject(error) : resolve(count),
        )
      );
      this.#position += got;
      return got === 0 ? null : got;
    } catch (thrown) {
      throw diskError(thrown, this.#path);
    } finally {
      this.#reading = false;
      if (this.#closed) fs.closeSync(this.#fd);
    }
  }

  /**
   * As {@linkcode OpenFile.read}, at once: for a few pages, which cost less than the waiting would.
   *
   * @param into Where to put them.
   * @returns How many, or `null` at the end.
   */
  readNow(into: Uint8Array): number | null {
    if (this.#closed) return null;
    const most = Math.min(into.length, this.#end - this.#position);
    if (most === 0) return into.length === 0 ? 0 : null;
    try {
      const got = fs.readSync(this.#fd, into, 0, most, this.#position);
      this.#position += got;
      return got === 0 ? null : got;
    } catch (thrown) {
      throw diskError(thrown, this.#path);
    }
  }

  /**
   * Whether the file is still as it was when it was opened.
   *
   * @returns Whether its size and modification time are the same.
   */
  isSame(): boolean {
    const { size, mtimeMs } = fs.fstatSync(this.#fd);
    return size === this.opened.size && mtimeMs === this.opened.mtimeMs;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    // The number of a closed file may be given to another at once; a read under way would then read that one, so
    // it closes the file itself when it is done.
    if (!this.#reading) fs.closeSync(this.#fd);
  }
}

/** Reads up to `length` bytes; fewer if the file shrank. */
function readNow(place: Place, most: number, range: ByteRange | undefined): Uint8Array | undefined {
  const { fd, size } = openChecked(place);
  try {
    const { start, end } = clamp(range, size);
    if (end - start > most) return undefined;
    const bytes = new Uint8Array(end - start);
    let at = 0;
    while (at < bytes.length) {
      const got = fs.readSync(fd, bytes, at, bytes.length - at, start + at);
      if (got === 0) return bytes.subarray(0, at);
      at += got;
    }
    return bytes;
  } catch (thrown) {
    throw diskError(thrown, place.path);
  } finally {
    fs.closeSync(fd);
  }
}

/** Small files kept, and bytes in all. */
const KEEP_FILE = 64 * 1024;
const KEEP_ALL = 16 * 1024 * 1024;

/**
 * Reads small files at once, and keeps those read last: finding a file costs one `lstat` a component anyway, and
 * that tells whether the kept bytes are still the file's.
 */
export class SmallFiles {
  readonly #kept = new Map<string, { readonly stamp: Stamp; readonly bytes: Uint8Array }>();
  #size = 0;

  /**
   * Reads a file, or part of it.
   *
   * @param place A file.
   * @param most Bytes that are worth waiting for.
   * @param range Which part; all unless told.
   * @returns The bytes, not to be changed; `undefined` if they are more than `most`.
   * @throws EnchufeError As {@linkcode OpenFile}.
   */
  read(place: Place, most: number, range?: ByteRange): Uint8Array | undefined {
    const known = this.#kept.get(place.real);
    if (known !== undefined && isUnchanged(known.stamp, place.info)) {
      const { start, end } = clamp(range, known.bytes.length);
      if (end - start > most) return undefined;
      return range === undefined ? known.bytes : known.bytes.subarray(start, end);
    }
    const bytes = readNow(place, most, range);
    if (known !== undefined) this.#drop(place.real);
    if (bytes !== undefined && range === undefined) this.#keep(place, bytes);
    return bytes;
  }

  #keep(place: Place, bytes: Uint8Array): void {
    const { real, info } = place;
    if (bytes.length > KEEP_FILE || bytes.length !== info.size || !isSettled(info.mtime?.getTime() ?? 0)) {
      return;
    }
    this.#kept.set(real, { stamp: stampOf(info), bytes });
    this.#size += bytes.length + 512; // What the key and the stamp take, about.
    for (const oldest of this.#kept.keys()) {
      if (this.#size <= KEEP_ALL) return;
      this.#drop(oldest);
    }
  }

  #drop(real: string): void {
    const kept = this.#kept.get(real);
    if (kept === undefined) return;
    this.#kept.delete(real);
    this.#size -= kept.bytes.length + 512;
  }
}
