/**
 * The shared folder, the only part of the disk that the server touches. Each method takes a path as a peer sent it
 * and answers with what that peer may know.
 *
 * @module
 */
import fs from "node:fs";
import { EnchufeError } from "../errors.ts";
import { failure } from "../failure.ts";
import type { Limits } from "../limits.ts";
import { makeDirectory, move, remove, type RemoveOptions } from "./changing.ts";
import { Digests } from "./digests.ts";
import { Directories } from "./directories.ts";
import { type Change, type Entry, entryOf, type StatEntry } from "./entries.ts";
import { isDirectory, isFile, isMissing, notFound } from "./failures.ts";
import { Jail, type Place } from "./jail.ts";
import { list, type ListOptions, type ListPage } from "./listing.ts";
import { Patcher } from "./patching.ts";
import { type ByteRange, type FileSource, OpenFile, SmallFiles } from "./reading.ts";
import { Scanner, type ScanOptions, type ScanPage } from "./scanning.ts";
import { etagOf } from "./stamps.ts";
import { type TarOptions, Tars } from "./tarring.ts";
import type { TarStream } from "./tar_stream.ts";
import type { Upload } from "./staging.ts";
import { keepSwept } from "./sweeping.ts";
import { Uploads } from "./uploads.ts";
import { type Disk, type Existing, Writer } from "./writing.ts";

export type { RemoveOptions } from "./changing.ts";
export type { Change, ChangeKind, Entry, EntryType, StatEntry } from "./entries.ts";
export type { ListOptions, ListPage } from "./listing.ts";
export type { ByteRange, FileSource } from "./reading.ts";
export type { ScanOptions, ScanPage } from "./scanning.ts";
export type { TarOptions } from "./tarring.ts";
export type { TarStream } from "./tar_stream.ts";
export type { Upload } from "./staging.ts";
export type { BeginOptions, Uploader, UploadInfo } from "./uploader.ts";
export { UploadPiece } from "./upload_piece.ts";
export type { Existing } from "./writing.ts";

/** What peers may do. */
export type Access = "read" | "write";

/** Options of {@linkcode Share.open}. */
export interface ShareOptions {
  /** What peers may do. */
  readonly access: Access;
  /** Whether names that begin with a dot are shared. */
  readonly hidden: boolean;
  /** `maxUpload` and `keepFree` hold for what is written. */
  readonly limits: Limits;
  /** Whether a file and its directory are synced to disk before a write is acknowledged; default true. */
  readonly sync?: boolean;
  /** Told of each change made through this share, once it is on disk and in that order. Should not throw. */
  readonly onChange?: (change: Change) => void;
}

/** Options of {@linkcode Share.write}. */
export interface ShareWriteOptions {
  /** Replace a file that is there, fail with EXISTS if there is one, or with NOTFOUND if there is none. */
  readonly existing: Existing;
  /** Who writes; passed on with the change. */
  readonly by: string;
}

/** A shared folder. */
export class Share {
  /** Its real path. */
  readonly root: string;
  /** What peers may do. */
  readonly access: Access;
  /** Uploads that outlive their connection. */
  readonly uploads: Uploads;
  readonly #disk: Disk;
  readonly #scanner: Scanner;
  readonly #digests = new Digests();
  readonly #tars: Tars;
  readonly #small = new SmallFiles();
  readonly #writer: Writer;
  readonly #patcher: Patcher;

  private constructor(root: string, options: ShareOptions) {
    const { hidden, limits, sync = true, onChange = () => {} } = options;
    this.root = root;
    this.access = options.access;
    this.#disk = {
      jail: new Jail(root, { hidden }),
      directories: new Directories(hidden),
      limits,
      sync,
      onChange,
    };
    this.#scanner = new Scanner(this.#disk);
    this.#tars = new Tars(this.#disk);
    this.#writer = new Writer(this.#disk);
    this.#patcher = new Patcher(this.#disk, this.#writer);
    this.uploads = new Uploads({
      disk: this.#disk,
      writer: this.#writer,
      hash: (path) => this.hash(path),
      insist: () => this.#insistOnWriting(),
    });
  }

  /**
   * Opens a folder.
   *
   * @param folder A path of this machine, absolute or from the current directory.
   * @param options What peers may do and see.
   * @returns The share.
   * @throws EnchufeError For the operator, one line: NOTFOUND if it is missing, WRONGTYPE if it is no folder, NOPERM
   * if this user may not read it (or, with write access, write it).
   */
  static async open(folder: string, options: ShareOptions): Promise<Share> {
    const shown = JSON.stringify(folder);
    let root: string;
    try {
      root = await Deno.realPath(folder);
      if (!(await Deno.stat(root)).isDirectory) {
        throw failure("shareNotFolder", { folder: shown });
      }
    } catch (cause) {
      if (cause instanceof EnchufeError) throw cause;
      throw isMissing(cause)
        ? failure("shareMissing", { folder: shown }, { cause })
        : failure("shareUnreadable", { folder: shown }, { cause });
    }
    const { R_OK, W_OK, X_OK } = fs.constants;
    const allows = (mode: number) => fs.promises.access(root, mode).then(() => true, () => false);
    if (!await allows(R_OK | X_OK)) {
      throw failure("shareUnreadable", { folder: shown });
    }
    if (options.access === "write" && !await allows(W_OK)) {
      throw failure("shareUnwritable", { folder: shown });
    }
    return new Share(root, options);
  }

  /**
   * Looks for an entry.
   *
   * @param path Its path; `.` is the shared folder.
   * @returns The entry; `undefined` if there is none, and likewise for what is hidden, leaves the share or is neither
   * a regular file nor a directory.
   * @throws EnchufeError BADPATH.
   */
  find(path: string): Entry | undefined {
    const place = this.#disk.jail.resolve(path);
    return place && entryOf(place);
  }

  /**
   * As {@linkcode Share.find}, for an entry that should be there.
   *
   * @param path Its path.
   * @returns The entry.
   * @throws EnchufeError BADPATH, NOTFOUND.
   */
  stat(path: string): StatEntry {
    const place = this.#place(path);
    return { ...entryOf(place), etag: etagOf(place.info) };
  }

  /**
   * Lists one page of a directory: exactly the entries that can be fetched, by `<` of their names, depth first.
   *
   * @param path The directory.
   * @param options Which entries, and where to go on.
   * @returns The page.
   * @throws EnchufeError BADPATH, NOTFOUND, WRONGTYPE for a file, ERR for a cursor that no listing gave, NOPERM, IO.
   */
  async list(path: string, options: ListOptions = {}): Promise<ListPage> {
    const place = this.#place(path);
    if (!place.info.isDirectory) throw isFile(path);
    return await list(place, options, this.#disk);
  }

  /**
   * Goes through the whole share in no order that means anything, missing no entry that is there throughout.
   *
   * @param options Where to go on and what to return.
   * @returns The page.
   * @throws EnchufeError ERR for a cursor that is no integer.
   */
  async scan(options: ScanOptions): Promise<ScanPage> {
    return await this.#scanner.page(options);
  }

  /**
   * Every file that matches.
   *
   * @param match Redis glob on the path.
   * @param most More are an error.
   * @returns Paths, sorted.
   * @throws EnchufeError TOOMANY.
   */
  async paths(match: string, most: number): Promise<string[]> {
    return await this.#scanner.matching(match, most);
  }

  /**
   * Counts the files of the whole share.
   *
   * @returns How many.
   */
  async count(): Promise<number> {
    return await this.#scanner.count();
  }

  /**
   * Reads a small file at once: 3 µs for each component of the path when the file is among those read last, 17 µs
   * more when not (open, fstat, read, close).
   *
   * @param path A file.
   * @param most Bytes that are worth waiting for.
   * @param range Which part; all unless told.
   * @returns The bytes, not to be changed; `undefined` if they are more than `most`: then use {@linkcode Share.open}.
   * @throws EnchufeError BADPATH, NOTFOUND, WRONGTYPE for a directory, NOPERM, IO.
   */
  readSmall(path: string, most: number, range?: ByteRange): Uint8Array | undefined {
    return this.#small.read(this.#place(path), most, range);
  }

  /**
   * Opens a file.
   *
   * @param path A file.
   * @param range Which part; all unless told.
   * @returns The open file; close it.
   * @throws EnchufeError BADPATH, NOTFOUND, WRONGTYPE for a directory, NOPERM, IO.
   */
  open(path: string, range?: ByteRange): FileSource {
    const place = this.#place(path);
    return this.#digests.along(place, new OpenFile(place, range));
  }

  /**
   * Opens a directory as one tar archive: exactly what a recursive listing shows, by `<` of the names, under the
   * directory's own name (`share/` for the shared folder); likewise a single file.
   *
   * @param path A directory or file.
   * @param options What to leave out.
   * @returns The archive; close it.
   * @throws EnchufeError BADPATH, NOTFOUND, IO; NOPERM if a file in it cannot be read; TOOMANY.
   */
  async tar(path: string, options: TarOptions = {}): Promise<TarStream> {
    return await this.#tars.open(this.#place(path), options);
  }

  /**
   * The digest of a file; computed once for all who ask, and remembered while the file stays the same.
   *
   * @param path A file.
   * @returns SHA-256, 64 hexadecimal digits.
   * @throws EnchufeError BADPATH, NOTFOUND, WRONGTYPE for a directory, NOPERM, IO; CHANGED if it keeps changing.
   */
  async hash(path: string): Promise<string> {
    return await this.#digests.of(() => {
      const place = this.#place(path);
      if (place.info.isDirectory) throw isDirectory(path);
      return place;
    });
  }

  /**
   * Puts a whole file in place, and returns once it is safely on disk; missing directories are made.
   *
   * @param path Where.
   * @param content All of it, or an upload from {@linkcode Share.stage}, which is over afterwards in any case.
   * @param options What about a file that is there, and who writes.
   * @returns The entry as it is now.
   * @throws EnchufeError NOPERM without write access; BADPATH, TOOBIG, NOSPACE, IO; EXISTS or NOTFOUND as
   * `existing` says, EXISTS also if a file is where a directory is wanted; WRONGTYPE for a directory; ERR if the
   * upload is not complete.
   */
  async write(path: string, content: Uint8Array | Upload, options: ShareWriteOptions): Promise<Entry> {
    this.#insistOnWriting();
    const { existing, by } = options;
    return await this.#writer.write(path, content, { existing, by });
  }

  /**
   * Writes into a file, making it if need be; what is missing before `offset` becomes zeros. No bytes change nothing.
   *
   * @param path A file.
   * @param offset Bytes from its beginning.
   * @param bytes What to put there.
   * @param by Who writes; passed on with the change.
   * @returns The file's new size.
   * @throws EnchufeError As {@linkcode Share.write}; ERR for an offset that is none; CHANGED if others keep writing.
   */
  async writeAt(path: string, offset: number, bytes: Uint8Array, by: string): Promise<number> {
    this.#insistOnWriting();
    return await this.#patcher.apply(path, { offset, bytes, by });
  }

  /**
   * Adds to the end of a file, making it if need be.
   *
   * @param path A file.
   * @param bytes What to add.
   * @param by Who writes; passed on with the change.
   * @returns The file's new size.
   * @throws EnchufeError As {@linkcode Share.writeAt}.
   */
  async append(path: string, bytes: Uint8Array, by: string): Promise<number> {
    this.#insistOnWriting();
    return await this.#patcher.apply(path, { bytes, by });
  }

  /**
   * Begins a file that comes in pieces. Everything that can be refused is refused now, before any byte.
   *
   * @param path Where it is to appear.
   * @param size Bytes that will come, exactly.
   * @returns The upload; pass it to {@linkcode Share.write} or abort it.
   * @throws EnchufeError NOPERM without write access; BADPATH, TOOBIG, NOSPACE, EXISTS, WRONGTYPE, IO.
   */
  async stage(path: string, size: number): Promise<Upload> {
    this.#insistOnWriting();
    return await this.#writer.stage(path, size);
  }

  /**
   * Makes a directory and those that lead to it.
   *
   * @param path The directory.
   * @param by Who does it; passed on with the change.
   * @returns Whether it was made; `false` if it was there.
   * @throws EnchufeError NOPERM without write access; BADPATH; EXISTS if a file is in the way; NOSPACE, IO.
   */
  async mkdir(path: string, by: string): Promise<boolean> {
    this.#insistOnWriting();
    return await makeDirectory(this.#disk, path, by);
  }

  /**
   * Gives an entry another path; missing directories are made. A link is moved itself.
   *
   * @param from What to move.
   * @param to Its new path.
   * @param by Who does it; passed on with the changes (removed, created).
   * @throws EnchufeError NOPERM without write access; BADPATH, also for a directory into itself; NOTFOUND; EXISTS; IO.
   */
  async move(from: string, to: string, by: string): Promise<void> {
    this.#insistOnWriting();
    await move(this.#disk, from, { to, by });
  }

  /**
   * Removes an entry. A link is removed itself. With a directory goes what is in it, unless some of that is not
   * shared: nobody removes what they cannot see.
   *
   * @param path What to remove.
   * @param options Whether directories go too, and who does it.
   * @returns Whether it was there.
   * @throws EnchufeError NOPERM without write access; BADPATH for the shared folder itself; WRONGTYPE for another
   * type than told; NOTEMPTY; IO.
   */
  async remove(path: string, options: RemoveOptions): Promise<boolean> {
    this.#insistOnWriting();
    return await remove(this.#disk, path, options);
  }

  /**
   * Goes through the share for unfinished files, now and again and again: removes those that are older than
   * `uploadTtl`, and knows of the others from then on. Does nothing without write access.
   *
   * @param signal Ends it.
   * @returns When it has ended.
   */
  async keepSwept(signal: AbortSignal): Promise<void> {
    if (this.access === "read") return;
    const { uploads } = this;
    await keepSwept(this.#disk, { signal, uploads, isStaged: (real) => this.#writer.isStaged(real) });
  }

  #place(path: string): Place {
    const place = this.#disk.jail.resolve(path);
    if (place === undefined) throw notFound(path);
    return place;
  }

  #insistOnWriting(): void {
    if (this.access === "write") return;
    throw failure("readOnly");
  }
}
