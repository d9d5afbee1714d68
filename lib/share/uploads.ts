/**
 * Uploads that outlive their connection and the server: begun with their size and digest, written in pieces, and put
 * in place only when both match.
 *
 * @module
 */
import { EnchufeError, type ErrorCode } from "../errors.ts";
import { failure } from "../failure.ts";
import { joinReal, look } from "./jail.ts";
import { parseNewPath, quotePath, stateName } from "./paths.ts";
import { findOnDisk, recover } from "./finding.ts";
import { type Receipt, Receipts } from "./receipts.ts";
import { Turns } from "./turns.ts";
import { Unfinished } from "./unfinished.ts";
import { describe, NOTHING, UploadRegister } from "./upload_register.ts";
import { insistOnHolding, UploadPiece } from "./upload_piece.ts";
import { readState, uploadId, type UploadWords } from "./upload_state.ts";
import {
  type BeginOptions,
  type Begun,
  insistOnFew,
  type Piece,
  type Uploader,
  type UploadEvent,
  type UploadInfo,
} from "./uploader.ts";
import type { Disk, Existing, Writer } from "./writing.ts";

/** What an {@linkcode Uploads} works with. */
export interface UploadsOptions {
  /** The share. */
  readonly disk: Disk;
  /** Puts files in place. */
  readonly writer: Writer;
  /** SHA-256 of a file of the share. */
  readonly hash: (path: string) => Promise<string>;
  /** Throws if nothing may be written. */
  readonly insist: () => void;
  /** Told of what happens to uploads. Must not throw. */
  readonly onUpload?: ((event: UploadEvent) => void) | undefined;
}

const EXISTING: Readonly<Record<UploadWords["exists"], Existing>> = {
  error: "create",
  replace: "replace",
  rename: "rename",
};

/** Refusals of a COMMIT that no further try can change: what has come is of no use to anybody. */
const FINAL: ReadonlySet<ErrorCode> = new Set(["BADPATH", "DIGEST", "EXISTS", "NOUPLOAD", "WRONGTYPE"]);

/** The unfinished uploads of a share. */
export class Uploads {
  readonly #disk: Disk;
  readonly #writer: Writer;
  readonly #hash: (path: string) => Promise<string>;
  readonly #insist: () => void;
  readonly #register: UploadRegister;
  readonly #receipts = new Receipts();
  /** By upload. */
  readonly #turns = new Turns();

  /**
   * Knows of none yet.
   *
   * @param options What it works with.
   */
  constructor(options: UploadsOptions) {
    this.#disk = options.disk;
    this.#writer = options.writer;
    this.#hash = options.hash;
    this.#insist = options.insist;
    this.#register = new UploadRegister(options.onUpload);
    this.#writer.onFull = () => this.#register.releaseIdle(Date.now() - this.#disk.limits.writeTimeout);
  }

  /** How many there are. */
  get count(): number {
    return this.#register.count;
  }

  /**
   * Begins an upload, or finds it again. Everything that can be refused is refused now, before any byte.
   *
   * @param path Where it is to appear.
   * @param who Who uploads; older sessions of theirs can write to it no more.
   * @param options What it is to become.
   * @returns Its name, and where to go on.
   * @throws EnchufeError BADPATH, EXISTS, WRONGTYPE, TOOBIG, NOSPACE, TOOMANY, NOPERM, IO; ERR for a size that is none.
   */
  async begin(path: string, who: Uploader, options: BeginOptions): Promise<Begun> {
    this.#insist();
    const asked = parseNewPath(path, this.#disk.jail.hidden).join("/").normalize("NFC");
    const id = uploadId(who.owner, asked, options);
    return await this.#turns.run(id, () => this.#begin({ id, asked }, who, options));
  }

  /**
   * Begins to take in the bytes of one command.
   *
   * @param id The upload.
   * @param who Who sends them.
   * @param piece Where they begin, and how many they are.
   * @returns Takes them.
   * @throws EnchufeError NOUPLOAD, OFFSET, TOOBIG for more than announced, NOPERM, IO; ERR for an offset that is none.
   */
  async receive(id: string, who: Uploader, piece: Piece): Promise<UploadPiece> {
    this.#insist();
    this.#register.mine(id, who, { admin: false });
    return await this.#turns.run(id, () => this.#open(id, who, piece));
  }

  /**
   * Adds bytes at the end.
   *
   * @param id The upload.
   * @param who Who sends them.
   * @param piece Where they begin, and they themselves.
   * @returns Where to go on.
   * @throws EnchufeError As {@linkcode Uploads.receive}; NOSPACE.
   */
  async write(
    id: string,
    who: Uploader,
    { offset, bytes }: { readonly offset: number; readonly bytes: Uint8Array },
  ): Promise<number> {
    const piece = await this.receive(id, who, { offset, size: bytes.length });
    try {
      await piece.write(bytes);
      return piece.finish();
    } finally {
      await piece.abort();
    }
  }

  /**
   * Describes an upload.
   *
   * @param id The upload.
   * @param who Who asks.
   * @returns What it is, and how far it has come.
   * @throws EnchufeError NOUPLOAD.
   */
  stat(id: string, who: Uploader): UploadInfo {
    const receipt = this.#register.get(id) !== undefined ? undefined : this.#receipts.find(id, who.owner);
    if (receipt === undefined) return describe(this.#register.mine(id, who));
    const { path, size, sha256 } = receipt;
    return { id, path, size, offset: size, sha256, owner: who.owner };
  }

  /**
   * Lists unfinished uploads.
   *
   * @param who Who asks: sees their own, an administrator all.
   * @returns The uploads, oldest first.
   */
  list(who: Uploader): UploadInfo[] {
    return this.#register.list(who);
  }

  /**
   * Puts an upload in its place, once its length and digest match, and returns when it is safely on disk.
   *
   * @param id The upload.
   * @param who Whose it is.
   * @param options Who is told to have done it.
   * @returns The receipt; the same one again if the answer was lost.
   * @throws EnchufeError NOUPLOAD; SHORT, NOSPACE, NOPERM or IO, and the upload stays; DIGEST, EXISTS or WRONGTYPE, and
   * it is gone.
   */
  async commit(id: string, who: Uploader, options: { readonly by: string }): Promise<Receipt> {
    this.#insist();
    if (this.#receipts.find(id, who.owner) === undefined) this.#register.mine(id, who, { admin: false });
    return await this.#turns.run(id, async () => {
      const receipt = this.#register.get(id) !== undefined ? undefined : this.#receipts.find(id, who.owner);
      if (receipt !== undefined) return receipt;
      const upload = this.#register.mine(id, who, { admin: false });
      if (upload.holder !== undefined) insistOnHolding(upload, who.holder);
      return await this.#commit(upload, { by: options.by, writer: who.writer ?? this.#writer });
    });
  }

  /**
   * Gives an upload up; what has come of it is removed.
   *
   * @param id The upload.
   * @param who Whose it is, or an administrator.
   * @throws EnchufeError NOUPLOAD.
   */
  async abort(id: string, who: Uploader): Promise<void> {
    this.#insist();
    this.#register.mine(id, who);
    await this.#turns.run(id, () => this.#register.drop(this.#register.mine(id, who), "aborted"));
  }

  /**
   * Bytes that an owner has begun to upload, whether or not they have come.
   *
   * @param owner Who.
   * @returns The sum.
   */
  bytesOf(owner: string): number {
    return this.#register.bytesOf(owner);
  }

  /**
   * Tells that a session has ended: its uploads wait to be begun again.
   *
   * @param holder The session.
   */
  async leave(holder: object): Promise<void> {
    // What the session had still asked for may come to be held meanwhile.
    for (const upload of this.#register.all()) {
      if (upload.holder !== holder) continue;
      await this.#turns.run(upload.id, () => {
        if (upload.holder === holder) upload.release();
      });
    }
  }

  /**
   * Looks at files of an upload that were found in a directory: those that nobody has touched for too long go, others
   * are known from now on.
   *
   * @param id The upload.
   * @param dir Real path of the directory.
   * @param oldest Untouched since then, in milliseconds since the epoch, is too long.
   */
  async meet(id: string, dir: string, oldest: number): Promise<void> {
    await this.#turns.run(id, () => {
      const known = this.#register.get(id);
      if (known?.holder !== undefined && known.dir === dir) return;
      const real = joinReal(dir, stateName(id));
      const state = readState(real);
      const found = known?.dir === dir ? known : new Unfinished(id, dir, state ?? NOTHING);
      const times = [look(real), look(found.part)].map((info) => info?.mtime?.getTime() ?? 0);
      if (Math.max(...times) < oldest) this.#register.drop(found, "expired");
      else if (known === undefined && state !== undefined && look(found.part)?.isFile) {
        this.#register.add(found);
      }
    });
  }

  async #begin(
    { id, asked }: { id: string; asked: string },
    who: Uploader,
    words: BeginOptions,
  ): Promise<Begun> {
    const { size } = words;
    const { writer = this.#writer } = who;
    if (this.#receipts.find(id, who.owner, words) !== undefined) return { id, offset: size };
    const existing = EXISTING[words.exists];
    const dirs = writer.stagingDirectories(asked, existing);
    const found = this.#find(id, dirs, words);
    if (found === "published" && await this.#recover(id, dirs, writer)) return { id, offset: size };
    const old = found instanceof Unfinished ? found : undefined;
    const upload = old ??
      new Unfinished(id, dirs[0], { ...words, path: asked, owner: who.owner, began: Date.now() });
    writer.insist(upload.state.path, existing);
    if (old === undefined) insistOnFew(this.#register.all(), who.owner, this.#disk.limits);
    this.#register.add(upload);
    try {
      upload.release();
      old?.examine();
      await this.#reserve(upload, writer);
      if (old === undefined) await upload.create(this.#disk.sync);
    } catch (thrown) {
      upload.release();
      if (old === undefined) this.#register.forget(upload);
      throw thrown;
    }
    upload.holder = who.holder;
    upload.touched = Date.now();
    upload.mtime = words.mtime ?? upload.mtime;
    this.#register.tell(upload, old === undefined ? "begun" : "resumed");
    return { id, offset: upload.offset };
  }

  /** The upload, in memory or on disk; `published` if only the file is left that says what it was. */
  #find(id: string, dirs: readonly string[], words: UploadWords): Unfinished | "published" | undefined {
    const known = this.#register.get(id);
    if (known !== undefined) {
      if (dirs.includes(known.dir) && look(known.part)?.isFile) return known;
      this.#register.drop(known, "failed");
    }
    return findOnDisk(id, dirs, words);
  }

  /** Makes the receipt of an upload whose file was put in place, and nobody told, by a server that was killed then. */
  async #recover(id: string, dirs: readonly string[], writer: Writer): Promise<boolean> {
    const found = await recover(id, dirs, { writer, hash: this.#hash });
    if (found !== undefined) this.#receipts.give(id, found.state, found.file);
    return found !== undefined;
  }

  async #open(id: string, who: Uploader, { offset, size }: Piece): Promise<UploadPiece> {
    const upload = this.#register.mine(id, who, { admin: false });
    insistOnHolding(upload, who.holder);
    if (!Number.isSafeInteger(offset) || offset < 0) throw failure("badOffset", { value: offset });
    await this.#reserve(upload, who.writer ?? this.#writer);
    upload.open();
    const path = quotePath(upload.state.path);
    if (offset === upload.offset && offset + size <= upload.state.size) {
      return new UploadPiece(upload, this.#turns);
    }
    upload.close();
    if (offset !== upload.offset) throw failure("uploadOffset", { path, size: upload.offset });
    throw failure("uploadLong", { path, size: upload.state.size });
  }

  /** Sets room aside for the rest, unless that is done. */
  async #reserve(upload: Unfinished, writer: Writer): Promise<void> {
    const { dir, offset: have, state: { path, size, exists } } = upload;
    const adds = exists === "rename";
    upload.claim ??= await writer.reserve(path, { dir, size, have, begun: true, adds });
  }

  async #commit(upload: Unfinished, { by, writer }: { by: string; writer: Writer }): Promise<Receipt> {
    const { id, state } = upload;
    let isMoved = false;
    try {
      await upload.finish(this.#disk.sync);
      const file = { temp: upload.part, moved: () => void (isMoved = true) };
      const published = await writer.publish(state.path, file, {
        existing: EXISTING[state.exists],
        by,
        sha256: state.sha256,
      });
      // Before the answer, and not before the name is on the disk: killed in between, it tells what has happened.
      upload.end();
      this.#register.tell(upload, "committed");
      return this.#receipts.give(id, { ...state, mtime: upload.mtime }, published);
    } catch (thrown) {
      if (isMoved) upload.end();
      else if (thrown instanceof EnchufeError && FINAL.has(thrown.code)) upload.drop();
      if (upload.over) this.#register.tell(upload, "failed");
      throw thrown;
    } finally {
      if (upload.over) this.#register.forget(upload);
    }
  }
}
