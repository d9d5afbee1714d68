/**
 * Puts whole files in place: staged under a temporary name, synced, renamed, the directory synced.
 *
 * @module
 */
import { EnchufeError } from "../errors.ts";
import type { Limits } from "../limits.ts";
import type { Directories } from "./directories.ts";
import { type Change, changeOf, type Entry, entryOf } from "./entries.ts";
import { alreadyThere, isDirectory, keepsChanging, notFound } from "./failures.ts";
import type { Jail, Place } from "./jail.ts";
import { parseNewPath } from "./paths.ts";
import {
  aim,
  aimFree,
  makeDirectories,
  renameOver,
  renameToFree,
  syncDirectories,
  type Target,
} from "./placing.ts";
import { type Claim, type ClaimOptions, Space } from "./space.ts";
import { isUnchanged, type Stamp } from "./stamps.ts";
import { StagedUpload, type Upload } from "./staging.ts";
import type { UploadState } from "./upload_state.ts";

/** What a write does about a file of that name: replace it, insist on none, insist on one, find another name. */
export type Existing = "replace" | "create" | "update" | "rename";

/** A file that is whole and synced, under a temporary name. */
export interface Finished {
  /** Real path of the temporary file. */
  readonly temp: string;
  /** Told that the file has been moved to its place: nothing is left to remove. */
  moved(): void;
}

/** A file in its place. */
export interface Published {
  /** What it is now; its path is another than was asked for if it was renamed. */
  readonly entry: Entry;
  /** Where it is. */
  readonly place: Place;
  /** Whether it took the place of another. */
  readonly replaced: boolean;
}

/** Options of {@linkcode Writer.write}. */
export interface WriteOptions {
  /** What about a file that is there. */
  readonly existing: Existing;
  /** Who writes; passed on with the change. */
  readonly by: string;
  /** If given, the file must still be as it was then. */
  readonly unchangedSince?: Stamp;
  /** SHA-256 of the file, where it is known. */
  readonly sha256?: string;
  /** Told the real path of the file just before it appears; what this throws stops it. */
  readonly before?: (real: string) => void;
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
  /** The share. */
  readonly disk: Disk;
  readonly #space: Space;
  /** Real paths of the temporary files of writes under way. */
  readonly #staged = new Set<string>();
  /** Asked when there is no room: gives back what is set aside for nothing, and says whether there was any. */
  onFull: (() => boolean) | undefined;
  /** The one that keeps account for all who write to the same share. */
  readonly #first: Writer;

  /**
   * Writes to a share.
   *
   * @param disk The share.
   * @param other Writes to the same share as others see it: they keep one account of its room.
   */
  constructor(disk: Disk, other?: Writer) {
    this.disk = disk;
    this.#first = other === undefined ? this : other.#first;
    this.#space = other === undefined ? new Space(disk.limits) : other.#space;
  }

  /** Bytes that were written since the start, by all who write to the share. */
  get written(): number {
    return this.#space.spent;
  }

  /**
   * Where the temporary file for an entry is made.
   *
   * @param path Where the file is to appear.
   * @param existing What about a file that is there.
   * @returns Real path of the directory of the file, of what a link leads to, or of the deepest one that exists.
   * @throws EnchufeError As {@linkcode Writer.stagingDirectories}.
   */
  stagingDirectory(path: string, existing: Existing): string {
    const parts = parseNewPath(path, this.disk.jail.hidden);
    const { at, missing } = this.disk.jail.reach(parts.slice(0, -1));
    if (missing.length > 0 || existing === "rename") return at.real;
    const aimed = aim(this.disk.jail, at, parts.at(-1) as string);
    if (aimed.existing?.info.isDirectory) throw isDirectory(aimed.path);
    return aimed.dir;
  }

  /**
   * Where the temporary file for an entry may be: the directory that the file will be in or, of those on the way to
   * it, any that exists.
   *
   * @param path Where the file is to appear.
   * @param existing What about a file that is there.
   * @returns Real paths, the one for a new temporary file first.
   * @throws EnchufeError BADPATH, EXISTS if a file is where a directory is wanted, WRONGTYPE for a directory.
   */
  stagingDirectories(path: string, existing: Existing): [nearest: string, ...others: string[]] {
    const { jail } = this.disk;
    const parts = parseNewPath(path, jail.hidden);
    const above = parts.slice(0, -1);
    const dirs = new Set([this.stagingDirectory(path, existing)]);
    for (let depth = above.length; depth >= 0; depth--) dirs.add(jail.reach(above.slice(0, depth)).at.real);
    return [...dirs] as [string, ...string[]];
  }

  /**
   * Refuses what is bound to be refused in the end, as far as can be told now.
   *
   * @param path Where a file is to appear.
   * @param existing What about a file that is there.
   * @throws EnchufeError BADPATH, EXISTS, NOTFOUND, WRONGTYPE.
   */
  insist(path: string, existing: Existing): void {
    const { jail } = this.disk;
    const parts = parseNewPath(path, jail.hidden);
    const { at, missing } = jail.reach(parts.slice(0, -1));
    const name = parts.at(-1) as string;
    if (missing.length > 0) check(path, undefined, { existing });
    else if (existing !== "rename") check(path, aim(jail, at, name).existing, { existing });
  }

  /**
   * Sets room aside for a file.
   *
   * @param path Where it is to appear, for messages.
   * @param options How much, and where.
   * @returns The claim; release it.
   * @throws EnchufeError ERR if the size is no size, TOOBIG, NOSPACE.
   */
  async reserve(path: string, options: ClaimOptions): Promise<Claim> {
    try {
      return await this.#space.claim(path, options);
    } catch (thrown) {
      if (!(thrown instanceof EnchufeError && thrown.code === "NOSPACE") || !this.#first.onFull?.()) {
        throw thrown;
      }
      return await this.#space.claim(path, options);
    }
  }

  /**
   * Whether a temporary file is of a write under way here.
   *
   * @param temp Its real path.
   */
  isStaged(temp: string): boolean {
    return this.#first.#staged.has(temp);
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
    const claim = await this.reserve(path, { dir: this.stagingDirectory(path, "replace"), size });
    try {
      // Found again, since time went by.
      const upload = new StagedUpload({
        dir: this.stagingDirectory(path, "replace"),
        path,
        total: size,
        claim,
        sync: this.disk.sync,
        onOver: () => this.#first.#staged.delete(upload.temp),
      });
      this.#first.#staged.add(upload.temp);
      return upload;
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
      return (await this.publish(path, upload, options)).entry;
    } finally {
      await upload.abort();
    }
  }

  /**
   * Moves a finished file to its place, making missing directories, and brings the names to the disk.
   *
   * @param path Where.
   * @param file What.
   * @param options What about a file that is there.
   * @returns The file in its place.
   * @throws EnchufeError As {@linkcode Writer.write}.
   */
  async publish(path: string, file: Finished, options: WriteOptions): Promise<Published> {
    const { dirs, ...published } = this.#publish(path, file, options);
    if (this.disk.sync) await syncDirectories(dirs);
    return published;
  }

  /**
   * Finds what an upload has become, where it has not become what it asked for.
   *
   * @param _state The upload.
   * @returns The file, or `undefined`: here a file is where it was asked for, or not far from it.
   */
  recovered(_state: UploadState): Published | undefined {
    return undefined;
  }

  async #stageWhole(path: string, bytes: Uint8Array, options: WriteOptions): Promise<StagedUpload> {
    // Refused at once rather than after the bytes are on disk; looked at again when it matters.
    this.insist(path, options.existing);
    const upload = await this.stage(path, bytes.length);
    await upload.write(bytes);
    return upload;
  }

  #publish(path: string, file: Finished, options: WriteOptions): Published & { dirs: string[] } {
    const { jail, directories, onChange } = this.disk;
    const parts = parseNewPath(path, jail.hidden);
    const wanted = parts.at(-1) as string;
    if (options.existing === "update" && jail.resolve(path) === undefined) throw notFound(path);
    const { at, created } = makeDirectories(jail, parts.slice(0, -1));
    const dirs = tellCreated(this.disk, created, options.by);
    const target = options.existing === "rename" ? aimFree(jail, at, wanted) : aim(jail, at, wanted);
    check(path, target.existing, options);
    options.before?.(target.real);
    put(file, target);
    directories.forget(target.dir);
    const place = jail.child(at, target.path.slice(target.path.lastIndexOf("/") + 1));
    if (place === undefined) throw keepsChanging(path); // Another program took it away at once.
    const replaced = target.existing !== undefined;
    onChange(changeOf(replaced ? "changed" : "created", place, options.by));
    return { entry: entryOf(place), place, replaced, dirs: [...dirs, target.dir] };
  }
}

/** Insists on what is there. */
function check(path: string, existing: Place | undefined, options: Omit<WriteOptions, "by">): void {
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
function put(file: Finished, target: Target): void {
  const { existing, real, path } = target;
  if (existing === undefined) renameToFree(file.temp, real, path);
  else {
    keepMode(existing.info.mode, file.temp);
    renameOver(file.temp, real, path);
  }
  file.moved();
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
