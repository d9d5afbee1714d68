/**
 * Puts whole files in place: staged under a temporary name, synced, renamed, the directory synced.
 *
 * @module
 */
import type { Limits } from "../limits.ts";
import type { Directories } from "./directories.ts";
import { type Change, changeOf, type Entry, entryOf } from "./entries.ts";
import { alreadyThere, isDirectory, keepsChanging, notFound } from "./failures.ts";
import type { Jail, Place } from "./jail.ts";
import { parseNewPath } from "./paths.ts";
import { aim, makeDirectories, renameOver, renameToFree, syncDirectories, type Target } from "./placing.ts";
import { Space } from "./space.ts";
import { isUnchanged, type Stamp } from "./stamps.ts";
import { StagedUpload, type Upload } from "./uploads.ts";

/** What a write does about a file of that name: replace it, insist on none, insist on one. */
export type Existing = "replace" | "create" | "update";

/** Options of {@linkcode Writer.write}. */
export interface WriteOptions {
  /** What about a file that is there. */
  readonly existing: Existing;
  /** Who writes; passed on with the change. */
  readonly by: string;
  /** If given, the file must still be as it was then. */
  readonly unchangedSince?: Stamp;
}

/** What those who write work with. */
export interface Disk {
  /** Finds places. */
  readonly jail: Jail;
  /** Reads directories. */
  readonly directories: Directories;
  /** `maxUpload` and `keepFree` hold. */
  readonly limits: Limits;
  /** Whether what is written is synced to disk before it is acknowledged. */
  readonly sync: boolean;
  /** Told of each change, in the order in which they happen on disk. */
  readonly onChange: (change: Change) => void;
  /** Told of a directory that is going to be removed with all that is in it; what it returns is called afterwards. */
  readonly onLeaving?: (real: string) => () => void;
}

/**
 * Passes on that directories were made.
 *
 * @param disk The share.
 * @param created Those that were made.
 * @param by Who did it.
 * @returns The real paths of the directories whose names changed.
 */
export function tellCreated(disk: Disk, created: readonly Place[], by: string): string[] {
  return created.map((place) => {
    disk.directories.forget(place.dir);
    disk.onChange(changeOf("created", place, by));
    return place.dir;
  });
}

/** Stages and publishes files. */
export class Writer {
  readonly #disk: Disk;
  readonly #space: Space;

  /**
   * Writes to a share.
   *
   * @param disk The share.
   */
  constructor(disk: Disk) {
    this.#disk = disk;
    this.#space = new Space(disk.limits);
  }

  /**
   * Begins a file.
   *
   * @param path Where it is to appear.
   * @param size Bytes that will come, exactly.
   * @returns The upload; pass it to {@linkcode Writer.write} or abort it.
   * @throws EnchufeError BADPATH, TOOBIG, NOSPACE, EXISTS if a file is where a directory is wanted, WRONGTYPE for a
   * directory, NOPERM, IO.
   */
  async stage(path: string, size: number): Promise<StagedUpload> {
    const parts = parseNewPath(path, this.#disk.jail.hidden);
    const claim = await this.#space.claim(path, { dir: this.#stagingDirectory(parts), size });
    try {
      // Found again, since time went by.
      return new StagedUpload({
        dir: this.#stagingDirectory(parts),
        path,
        total: size,
        claim,
        sync: this.#disk.sync,
      });
    } catch (thrown) {
      claim.release();
      throw thrown;
    }
  }

  /**
   * Puts a file in place, making missing directories.
   *
   * @param path Where.
   * @param content All of it, or an upload, which is over afterwards in any case.
   * @param options What about a file that is there.
   * @returns The entry as it is now.
   * @throws EnchufeError As {@linkcode Writer.stage}; EXISTS, NOTFOUND or CHANGED if what is there is not as insisted.
   */
  async write(path: string, content: Uint8Array | Upload, options: WriteOptions): Promise<Entry> {
    const upload = content instanceof Uint8Array ? await this.#stageWhole(path, content, options) : content;
    if (!(upload instanceof StagedUpload)) throw new TypeError("Pass an upload that stage() returned");
    try {
      await upload.finish();
      const { entry, dirs } = this.#publish(path, upload, options);
      if (this.#disk.sync) await syncDirectories(dirs);
      return entry;
    } finally {
      await upload.abort();
    }
  }

  async #stageWhole(path: string, bytes: Uint8Array, options: WriteOptions): Promise<StagedUpload> {
    const parts = parseNewPath(path, this.#disk.jail.hidden);
    const { at, missing } = this.#disk.jail.reach(parts.slice(0, -1));
    const name = parts.at(-1) as string;
    // Refused at once rather than after the bytes are on disk; looked at again when it matters.
    if (missing.length === 0) check(path, aim(this.#disk.jail, at, name).existing, options);
    else check(path, undefined, options);
    const upload = await this.stage(path, bytes.length);
    await upload.write(bytes);
    return upload;
  }

  /** The directory of the file, of what a link leads to, or the deepest one that exists. */
  #stagingDirectory(parts: readonly string[]): string {
    const { at, missing } = this.#disk.jail.reach(parts.slice(0, -1));
    if (missing.length > 0) return at.real;
    const { dir, path, existing } = aim(this.#disk.jail, at, parts.at(-1) as string);
    if (existing?.info.isDirectory) throw isDirectory(path);
    return dir;
  }

  #publish(path: string, upload: StagedUpload, options: WriteOptions): { entry: Entry; dirs: string[] } {
    const { jail, directories, onChange } = this.#disk;
    const parts = parseNewPath(path, jail.hidden);
    const name = parts.at(-1) as string;
    if (options.existing === "update" && jail.resolve(path) === undefined) throw notFound(path);
    const { at, created } = makeDirectories(jail, parts.slice(0, -1));
    const dirs = tellCreated(this.#disk, created, options.by);
    const target = aim(jail, at, name);
    check(path, target.existing, options);
    put(upload, target);
    directories.forget(target.dir);
    const place = jail.child(at, name);
    if (place === undefined) throw keepsChanging(path); // Another program took it away at once.
    onChange(changeOf(target.existing ? "changed" : "created", place, options.by));
    return { entry: entryOf(place), dirs: [...dirs, target.dir] };
  }
}

/** Insists on what is there. */
function check(path: string, existing: Place | undefined, options: WriteOptions): void {
  const { existing: wanted, unchangedSince } = options;
  if (existing === undefined) {
    if (wanted === "update") throw notFound(path);
    return;
  }
  if (wanted === "create") throw alreadyThere(path);
  if (existing.info.isDirectory) throw isDirectory(path);
  if (unchangedSince !== undefined && !isUnchanged(unchangedSince, existing.info)) throw keepsChanging(path);
}

/** Renames the finished file to its place. */
function put(upload: StagedUpload, target: Target): void {
  const { existing, real, path } = target;
  if (existing === undefined) renameToFree(upload.temp, real, path);
  else {
    keepMode(existing.info.mode, upload.temp);
    renameOver(upload.temp, real, path);
  }
  upload.moved();
}

/** A file that is replaced keeps its permissions; a script stays executable. */
function keepMode(mode: number | null, temp: string): void {
  if (mode === null || Deno.build.os === "windows") return;
  try {
    Deno.chmodSync(temp, mode & 0o777);
  } catch {
    // FAT and some network disks have no modes.
  }
}
