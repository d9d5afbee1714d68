/**
 * The file into which a download goes until it is whole: hidden, beside its target, and found again by the next run.
 *
 * Two files: `.enchufe-<16 digits>.part` has the bytes, and its length is how far the download is; `.enchufe-<16
 * digits>.json` says of what version of what file, is written once, and is locked by who writes. A small download has
 * only the first, locked itself: to begin it anew costs less than to describe it.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { basename, dirname, join } from "../std/path.ts";
import { placeFile } from "./free_place.ts";
import { infoOf, type LockedFile, lockFile, openPlain, tryLock } from "./own_files.ts";
import type { Clock } from "./pacer.ts";
import type { IfExists } from "./transfer.ts";

/** Bytes of a download that is begun anew when it was interrupted. */
export const SMALL = 256 * 1024;
/** Bytes of a description; what is longer is none of ours. */
const MOST_NOTE = 64 * 1024;

/** Times that a part is looked at that another client has, and milliseconds between them. */
const HELD_ATTEMPTS = 20;
const HELD_WAIT = 100;

/** What state of a file on the server the bytes belong to. */
export interface Version {
  /** Equal as long as its content is. */
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
}

/** What is downloaded, and to where. */
export interface PartTarget {
  /** The local file. */
  readonly file: string;
  /** Path in the share. */
  readonly path: string;
  /** Where the server is. */
  readonly where: string;
}

/** An unfinished download. */
export class PartFile {
  /** Its path. */
  readonly path: string;
  /** Bytes that were there when it was opened and can be gone on with. */
  readonly had: number;
  readonly #file: Deno.FsFile;
  readonly #target: PartTarget;
  /** The locked description; none if another run could not go on with it. */
  readonly #note: LockedFile | undefined;

  /**
   * Opens the part of an earlier run, or makes one.
   *
   * @param target See {@linkcode PartTarget}.
   * @param version What is to be downloaded now; bytes of another version are forgotten.
   * @param options Whether bytes of an earlier run are forgotten in any case.
   * @throws What the disk says.
   */
  constructor(target: PartTarget, version: Version, { anew }: { readonly anew: boolean }) {
    this.#target = target;
    const stem = stemOf(target);
    const small = version.size <= SMALL;
    const note = small ? undefined : lockFile(`${stem}.json`);
    const file = small
      ? lockFile(`${stem}.part`)?.file
      : note === undefined
      ? undefined
      : openPlain(`${stem}.part`);
    if (file === undefined) {
      // Another client is at it, or something else has the name.
      note?.file.close();
      // Not the target's own name: with it the name could become longer than the file system allows.
      this.path = join(dirname(target.file), `.enchufe-${crypto.randomUUID()}.part`);
      this.#file = Deno.openSync(this.path, { write: true, createNew: true });
      this.had = 0;
      return;
    }
    this.path = `${stem}.part`;
    this.#file = file;
    this.#note = note;
    try {
      const length = file.statSync().size;
      const known = note !== undefined && !anew && length <= version.size &&
        sameAs(readNote(note.file), target, version);
      this.had = known ? length : 0;
      if (known) file.seekSync(length, Deno.SeekMode.Start);
      else this.begin(version);
    } catch (thrown) {
      this.discard();
      throw thrown;
    }
  }

  /** Whether another run can go on with it. */
  get lasting(): boolean {
    return this.#note !== undefined;
  }

  /**
   * Forgets all bytes.
   *
   * @param version Whose bytes come now.
   */
  begin(version: Version): void {
    // First the bytes: the new description must never stand beside the old ones.
    this.#file.truncateSync(0);
    this.#file.seekSync(0, Deno.SeekMode.Start);
    if (this.#note === undefined) return;
    const { file } = this.#note;
    file.truncateSync(0);
    file.seekSync(0, Deno.SeekMode.Start);
    const text = JSON.stringify({ path: this.#target.path, ...version });
    writeAll(file, new TextEncoder().encode(`${text}\n`));
  }

  /**
   * Puts bytes at its end.
   *
   * @param bytes What came; valid until this returns or its promise settles.
   * @returns When they are there; of a small file at once, which is faster.
   */
  write(bytes: Uint8Array): Promise<void> | void {
    if (!this.lasting) return writeAll(this.#file, bytes);
    // A disk that cannot keep up would hold up all else that this process does.
    return this.#writeApart(bytes);
  }

  async #writeApart(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) at += await this.#file.write(bytes.subarray(at));
  }

  /**
   * Gives it its name and lets go of it.
   *
   * @param mtime The time that it gets, in milliseconds since 1970.
   * @param ifExists What if the name is taken.
   * @returns Its name; `undefined` if that was taken, and this one is gone.
   * @throws What the disk says.
   */
  finish(mtime: number, ifExists: IfExists): string | undefined {
    try {
      this.#file.utimeSync(new Date(mtime), new Date(mtime));
    } catch {
      // Not every file system keeps every time; the bytes are what counts.
    }
    const name = placeFile(this.path, this.#target.file, ifExists);
    if (name === undefined) this.discard();
    else this.#letGo();
    return name;
  }

  /** Leaves it for another run. */
  keep(): void {
    this.#file.close();
    this.#note?.file.close();
  }

  /** Removes what is there of it. */
  discard(): void {
    removeIfThere(this.path);
    this.#letGo();
  }

  #letGo(): void {
    // As long as it is locked: afterwards it may be another's.
    if (this.#note !== undefined) removeIfThere(this.#note.path);
    this.keep();
  }
}

/**
 * Whether an earlier run left something of a download.
 *
 * @param target See {@linkcode PartTarget}.
 * @returns Whether it is worth asking first what the server has.
 */
export function leftOver(target: PartTarget): boolean {
  return infoOf(`${stemOf(target)}.json`) !== undefined;
}

/**
 * Waits a little for whoever has a part: a client that was killed may take a moment to be gone.
 *
 * @param target See {@linkcode PartTarget}.
 * @param options The time, and what ends the wait.
 */
export async function letGoOf(
  target: PartTarget,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
  for (let attempt = 0; attempt < HELD_ATTEMPTS && isHeld(`${stemOf(target)}.json`); attempt++) {
    await clock.wait(HELD_WAIT, signal);
  }
}

function isHeld(path: string): boolean {
  if (infoOf(path)?.isFile !== true) return false;
  try {
    using file = Deno.openSync(path, { read: true, write: true });
    // Closing gives it back.
    return !tryLock(file);
  } catch {
    return false;
  }
}

/** The path of a download's two files, without what tells them apart. */
function stemOf({ file, path, where }: PartTarget): string {
  const id = createHash("sha256").update([where, path, basename(file)].join("\0")).digest("hex");
  return join(dirname(file), `.enchufe-${id.slice(0, 16)}`);
}

function readNote(file: Deno.FsFile): unknown {
  const buffer = new Uint8Array(Math.min(file.statSync().size, MOST_NOTE));
  let length = 0;
  for (let got = 1; got > 0 && length < buffer.length; length += got) {
    got = file.readSync(buffer.subarray(length)) ?? 0;
  }
  try {
    return JSON.parse(new TextDecoder().decode(buffer.subarray(0, length)));
  } catch {
    return undefined;
  }
}

function sameAs(note: unknown, { path }: PartTarget, { etag, size }: Version): boolean {
  if (typeof note !== "object" || note === null) return false;
  const known = note as Readonly<Record<string, unknown>>;
  return known.path === path && known.etag === etag && known.size === size;
}

function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // Renamed, or never made.
  }
}
