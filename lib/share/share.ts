/**
 * The shared folder, the only part of the disk that the server touches: what is read there (see `readable.ts`), and what
 * is written.
 *
 * @module
 */
import type { EnchufeError } from "../errors.ts";
import { makeDirectory, move, remove, type RemoveOptions } from "./changing.ts";
import type { Change, Entry } from "./entries.ts";
import { joinReal } from "./jail.ts";
import { recordedPath } from "./ledger.ts";
import type { Owner } from "./owner.ts";
import { openParts, type ShareOptions, type ShareParts } from "./parts.ts";
import { Patcher } from "./patching.ts";
import type { Access, Rights } from "./policy.ts";
import { ReadableShare } from "./readable.ts";
import type { Upload } from "./staging.ts";
import { keepSwept } from "./sweeping.ts";
import type { Uploads } from "./uploads.ts";
import { Viewer } from "./viewer.ts";
import { Watching, type WatchingOptions } from "./watching.ts";
import type { Existing, Writer } from "./writing.ts";

export type { RemoveOptions } from "./changing.ts";
export type { Change, ChangeKind, Entry, EntryType, StatEntry } from "./entries.ts";
export type { ListOptions, ListPage } from "./listing.ts";
export type { Owner } from "./owner.ts";
export { ownerOf, ownerOfUser } from "./owner.ts";
export type { ShareOptions } from "./parts.ts";
export type { Access, Rights } from "./policy.ts";
export type { ByteRange, FileSource } from "./reading.ts";
export type { ScanOptions, ScanPage } from "./scanning.ts";
export type { TarOptions } from "./tarring.ts";
export type { TarStream } from "./tar_stream.ts";
export type { Upload } from "./staging.ts";
export type { BeginOptions, Uploader, UploadEvent, UploadInfo, UploadStage } from "./uploader.ts";
export { UploadPiece } from "./upload_piece.ts";
export type { Watching } from "./watching.ts";
export type { Existing } from "./writing.ts";

/** Options of {@linkcode Share.write}. */
export interface ShareWriteOptions {
  /** Replace a file that is there, fail with EXISTS if there is one, or with NOTFOUND if there is none. */
  readonly existing: Existing;
  /** Who writes; passed on with the change. */
  readonly by: string;
}

/** A shared folder, as the operator sees it or, behind {@linkcode Share.seenBy}, as somebody else does. */
export class Share extends ReadableShare {
  readonly #parts: ShareParts;
  readonly #viewer: Viewer;

  private constructor(parts: ShareParts, viewer: Viewer) {
    super(parts, viewer);
    this.#parts = parts;
    this.#viewer = viewer;
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
    const parts = await openParts(folder, options);
    return new Share(parts, new Viewer(parts));
  }

  /** Its real path. */
  get root(): string {
    return this.#parts.disk.jail.root;
  }

  /** What peers may do, outside a drop box. */
  get access(): Access {
    return this.#parts.policy.access;
  }

  /** Path of the drop box, `.` if the whole share is one; `undefined` if there is none. */
  get dropBox(): string | undefined {
    return this.#parts.policy.box?.path;
  }

  /**
   * The share as somebody sees it: places that they may not see do not exist, and what they write is theirs.
   *
   * @param who Says who they are, each time that it matters: names come and go during a session.
   * @param may Says what they may do, likewise; `undefined`, or nothing said, is what all may.
   * @returns The view.
   */
  seenBy(who: () => Owner, may?: () => Rights | undefined): Share {
    // Where all see and may do the same, nothing should be asked at each command.
    if (this.#parts.policy.ledger === undefined && may === undefined) return this;
    return new Share(this.#parts, new Viewer(this.#parts, who, may));
  }

  /** Uploads that outlive their connection. */
  get uploads(): Uploads {
    return this.#parts.uploads;
  }

  /** Bytes of files that have come since the start. */
  get received(): number {
    return this.#parts.writer.written;
  }

  /** Writes for whoever looks. */
  get writer(): Writer {
    return this.#viewer.writer;
  }

  /** Whether anything can be written at all, by who looks. */
  get takesFiles(): boolean {
    return this.#parts.policy.takesFiles(this.#viewer.rights);
  }

  /**
   * The error for writing where it is off.
   *
   * @returns NOPERM, naming the flags that would allow it.
   */
  refusal(): EnchufeError {
    return this.#parts.policy.refusal();
  }

  /**
   * Whether an entry is in a drop box, so that nobody may hear of it.
   *
   * @param path Its own path, not by way of a link.
   * @returns Whether it is the box or in it.
   */
  isBoxed(path: string): boolean {
    const box = this.dropBox;
    return box === "." || (box !== undefined && (path === box || path.startsWith(`${box}/`)));
  }

  /**
   * Begins to tell `onChange` also of what other programs do in the folder, with an empty `by`.
   *
   * @param options Who is told why it cannot be done, or not for all.
   * @returns What ends it; to be called once.
   */
  watch(options: Pick<WatchingOptions, "warn">): Watching {
    const { disk, news } = this.#parts;
    const tell = (change: Change) =>
      this.isBoxed(change.path) ? news.onHandIn(change) : news.onChange(change);
    return news.watching = new Watching(disk, { ...options, tell });
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
    if (!this.takesFiles) throw this.refusal();
    const { existing, by } = options;
    return await this.writer.write(path, content, { existing, by });
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
    this.#insistOnChanging(path);
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
    this.#insistOnChanging(path);
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
    if (!this.takesFiles) throw this.refusal();
    return await this.writer.stage(path, size);
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
    this.#insistOnChanging(path);
    return await makeDirectory(this.#viewer.disk, path, by);
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
    this.#insistOnChanging(from);
    this.#insistOnChanging(to);
    const own = this.#recorded(from);
    await move(this.#viewer.disk, from, { to, by });
    if (own !== undefined) this.#parts.policy.ledger?.moved(own, this.#recorded(to));
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
    this.#insistOnChanging(path);
    const own = this.#recorded(path);
    const removed = await remove(this.#viewer.disk, path, options);
    if (removed && own !== undefined) this.#parts.policy.ledger?.moved(own);
    return removed;
  }

  /**
   * Goes through the share for unfinished files, now and again and again: removes those that are older than
   * `uploadTtl`, and knows of the others from then on. Does nothing without write access.
   *
   * @param signal Ends it.
   * @returns When it has ended.
   */
  async keepSwept(signal: AbortSignal): Promise<void> {
    const { disk, policy, uploads, users, writer } = this.#parts;
    if (!users && !policy.takesFiles(policy.usual)) return;
    await keepSwept(disk, { signal, uploads, isStaged: (real) => writer.isStaged(real) });
  }

  #insistOnChanging(path: string): void {
    this.#parts.policy.insistOnChanging(this.#viewer.disk.jail, path, this.#viewer.rights);
  }

  /** An entry as the ledger has it, if there is a ledger; of a link, the link. */
  #recorded(path: string): string | undefined {
    if (this.#parts.policy.ledger === undefined) return undefined;
    const place = this.#viewer.disk.jail.resolve(path);
    return place && recordedPath(this.root, joinReal(place.dir, place.stored));
  }

  get #patcher(): Patcher {
    return new Patcher(this.#viewer.disk, this.writer, this.#parts.turns);
  }
}
