/**
 * The shared folder, the only part of the disk that the server touches. Each method takes a path as a peer sent it
 * and answers with what that peer may know.
 *
 * @module
 */
import type { EnchufeError } from "../errors.ts";
import type { Limits } from "../limits.ts";
import { makeDirectory, move, remove, type RemoveOptions } from "./changing.ts";
import { Digests } from "./digests.ts";
import type { Visit } from "./drop_box.ts";
import { Directories } from "./directories.ts";
import { type Change, type Entry, entryOf, type StatEntry } from "./entries.ts";
import { isDirectory, isFile, notFound } from "./failures.ts";
import { Glance } from "./glance.ts";
import { Jail, joinReal, type Place } from "./jail.ts";
import { recordedPath } from "./ledger.ts";
import { list, type ListOptions, type ListPage } from "./listing.ts";
import { openFolder } from "./opening.ts";
import type { Owner } from "./owner.ts";
import { OwnedWriter } from "./owned_writing.ts";
import { Patcher } from "./patching.ts";
import { type Access, Policy, type Rights } from "./policy.ts";
import { type ByteRange, type FileSource, OpenFile, SmallFiles } from "./reading.ts";
import { Scanner, type ScanOptions, type ScanPage } from "./scanning.ts";
import { etagOf } from "./stamps.ts";
import { type TarOptions, Tars } from "./tarring.ts";
import type { TarStream } from "./tar_stream.ts";
import type { Upload } from "./staging.ts";
import { keepSwept } from "./sweeping.ts";
import { Turns } from "./turns.ts";
import type { UploadEvent } from "./uploader.ts";
import { Uploads } from "./uploads.ts";
import type { View } from "./views.ts";
import { Watching, type WatchingOptions } from "./watching.ts";
import { type Disk, type Existing, Writer } from "./writing.ts";

export type { RemoveOptions } from "./changing.ts";
export type { Change, ChangeKind, Entry, EntryType, StatEntry } from "./entries.ts";
export type { ListOptions, ListPage } from "./listing.ts";
export type { Owner } from "./owner.ts";
export { ownerOf, ownerOfUser } from "./owner.ts";
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

/** Options of {@linkcode Share.open}. */
export interface ShareOptions {
  /** What peers may do. */
  readonly access: Access;
  /** A directory of the share that is a drop box; made if it is missing. */
  readonly dropBox?: string | undefined;
  /** Whether somebody may have more rights than `access` gives to all. */
  readonly users?: boolean;
  /** Whether names that begin with a dot are shared. */
  readonly hidden: boolean;
  /** `maxUpload` and `keepFree` hold for what is written. */
  readonly limits: Limits;
  /** Whether a file and its directory are synced to disk before a write is acknowledged; default true. */
  readonly sync?: boolean;
  /**
   * Told of each change made through this share, once it is on disk and in that order; and of those that others
   * make, if it is watched. Should not throw.
   */
  readonly onChange?: (change: Change) => void;
  /** The same for changes in a drop box, of which only the operator may hear. */
  readonly onHandIn?: (change: Change) => void;
  /** Told of what happens to uploads. Must not throw. */
  readonly onUpload?: (event: UploadEvent) => void;
}

/** Options of {@linkcode Share.write}. */
export interface ShareWriteOptions {
  /** Replace a file that is there, fail with EXISTS if there is one, or with NOTFOUND if there is none. */
  readonly existing: Existing;
  /** Who writes; passed on with the change. */
  readonly by: string;
}

/** What the views of one share have in common. */
interface Parts {
  readonly disk: Disk;
  readonly scanner: Scanner;
  readonly digests: Digests;
  readonly small: SmallFiles;
  readonly glance: Glance<Uint8Array>;
  readonly tars: Tars;
  readonly writer: Writer;
  /** As the writer, but only the operator hears of it. */
  readonly inbox: Writer;
  readonly uploads: Uploads;
  /** Of those who write into files. */
  readonly turns: Turns;
  readonly policy: Policy;
  readonly news: News;
  /** Whether somebody may have more rights than all. */
  readonly users: boolean;
}

/** Where changes are told, and who must know of those that are told already. */
interface News {
  /** Told of changes that all may hear of. */
  readonly onChange: (change: Change) => void;
  /** Told of those in a drop box. */
  readonly onHandIn: (change: Change) => void;
  /** Hears of changes that other programs make. */
  watching?: Watching;
}

/** A shared folder, as the operator sees it or, behind {@linkcode Share.seenBy}, as somebody else does. */
export class Share {
  readonly #parts: Parts;
  /** Who looks; the operator if nobody. */
  readonly #who: (() => Owner) | undefined;
  /** What who looks may do; what all may if it says nothing. */
  readonly #may: (() => Rights | undefined) | undefined;
  readonly #visit: Visit = {};
  #owned: OwnedWriter | undefined;
  #ownedBy: Rights | undefined;

  private constructor(parts: Parts, who?: () => Owner, may?: () => Rights | undefined) {
    this.#parts = parts;
    this.#who = who;
    this.#may = may;
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
    const { access, dropBox } = options;
    const root = await openFolder(folder, { writable: access !== "read" || dropBox !== undefined });
    return await Share.#assemble(root, options);
  }

  static async #assemble(root: string, options: ShareOptions): Promise<Share> {
    const { hidden, limits, sync = true, onChange = () => {}, onHandIn = () => {} } = options;
    const news: News = { onChange, onHandIn };
    const knowing = (tell: (change: Change) => void) => (change: Change) => {
      news.watching?.know(change);
      tell(change);
    };
    const disk: Disk = {
      jail: new Jail(root, { hidden }),
      directories: new Directories(hidden),
      limits,
      sync,
      onChange: knowing(onChange),
      onLeaving: (real) => news.watching?.leave(real) ?? (() => {}),
    };
    const writer = new Writer(disk);
    // Nothing is asked of the rules before there are uploads.
    const policy = await Policy.open(disk, { ...options, begun: (owner) => uploads.bytesOf(owner) });
    const uploads: Uploads = new Uploads({
      disk,
      writer,
      hash: (path) => share.hash(path),
      insist() {
        if (options.users !== true && !policy.takesFiles(policy.usual)) throw policy.refusal();
      },
      onUpload: options.onUpload,
    });
    const share: Share = new Share({
      disk,
      scanner: new Scanner(disk),
      digests: new Digests(),
      small: new SmallFiles(),
      glance: new Glance(),
      tars: new Tars(),
      writer,
      inbox: new Writer({ ...disk, onChange: knowing(onHandIn) }, writer),
      uploads,
      turns: new Turns(),
      policy,
      news,
      users: options.users ?? false,
    });
    return share;
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
    return new Share(this.#parts, who, may);
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
    const { disk, inbox, policy, writer } = this.#parts;
    if (this.#who === undefined || policy.ledger === undefined) return writer;
    const owner = this.#who(), rights = this.#rights;
    if (this.#owned?.owner.key !== owner.key || this.#ownedBy !== rights) {
      const seen = this.#view?.disk ?? disk;
      this.#ownedBy = rights;
      this.#owned = new OwnedWriter({
        disk: seen,
        inbox,
        policy,
        ledger: policy.ledger,
        owner,
        rights,
        visit: this.#visit,
      });
    }
    return this.#owned;
  }

  /** Whether anything can be written at all, by who looks. */
  get takesFiles(): boolean {
    return this.#parts.policy.takesFiles(this.#rights);
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
    return await (this.#view ?? this.#parts).scanner.page(options);
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
    return await (this.#view ?? this.#parts).scanner.matching(match, most);
  }

  /**
   * Counts the files of the whole share.
   *
   * @returns How many.
   */
  async count(): Promise<number> {
    return await (this.#view ?? this.#parts).scanner.count();
  }

  /**
   * Reads a small file at once: 3 µs for each component of the path when the file is among those read last, 17 µs
   * more when not (open, fstat, read, close), and next to nothing when it was asked for in the same moment, as by a
   * class that fetches the same hand-out (GET, 50 clients, 16 at a time: 2× the requests a second).
   *
   * @param path A file.
   * @param most Bytes that are worth waiting for.
   * @param range Which part; all unless told.
   * @returns The bytes, not to be changed; `undefined` if they are more than `most`: then use {@linkcode Share.open}.
   * @throws EnchufeError BADPATH, NOTFOUND, WRONGTYPE for a directory, NOPERM, IO.
   */
  readSmall(path: string, most: number, range?: ByteRange): Uint8Array | undefined {
    const { small, glance } = this.#parts;
    // Not for those who see less than others, or see something else once they have another name.
    if (range !== undefined || this.#who !== undefined) return small.read(this.#place(path), most, range);
    const seen = glance.get(path);
    if (seen !== undefined && seen.length <= most) return seen;
    const bytes = small.read(this.#place(path), most);
    if (bytes !== undefined) glance.set(path, bytes);
    return bytes;
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
    return this.#parts.digests.along(place, new OpenFile(place, range));
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
    return await this.#parts.tars.open(this.#place(path), { ...options, disk: this.#disk });
  }

  /**
   * The digest of a file; computed once for all who ask, and remembered while the file stays the same.
   *
   * @param path A file.
   * @returns SHA-256, 64 hexadecimal digits.
   * @throws EnchufeError BADPATH, NOTFOUND, WRONGTYPE for a directory, NOPERM, IO; CHANGED if it keeps changing.
   */
  async hash(path: string): Promise<string> {
    return await this.#parts.digests.of(() => {
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
    this.#insistOnChanging(from);
    this.#insistOnChanging(to);
    const own = this.#recorded(from);
    await move(this.#disk, from, { to, by });
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
    const removed = await remove(this.#disk, path, options);
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

  #place(path: string): Place {
    const place = this.#disk.jail.resolve(path);
    if (place === undefined) throw notFound(path);
    return place;
  }

  #insistOnChanging(path: string): void {
    this.#parts.policy.insistOnChanging(this.#disk.jail, path, this.#rights);
  }

  /** An entry as the ledger has it, if there is a ledger; of a link, the link. */
  #recorded(path: string): string | undefined {
    if (this.#parts.policy.ledger === undefined) return undefined;
    const place = this.#disk.jail.resolve(path);
    return place && recordedPath(this.root, joinReal(place.dir, place.stored));
  }

  get #patcher(): Patcher {
    return new Patcher(this.#disk, this.writer, this.#parts.turns);
  }

  get #disk(): Disk {
    return this.#view?.disk ?? this.#parts.disk;
  }

  get #view(): View | undefined {
    const { policy } = this.#parts;
    if (this.#who === undefined || policy.box === undefined || this.#rights.seesAll) return undefined;
    return policy.view(this.#who().key);
  }

  get #rights(): Rights {
    return this.#may?.() ?? this.#parts.policy.usual;
  }
}
