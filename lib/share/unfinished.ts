/**
 * One unfinished upload: what has come of it lies in a hidden file that nothing but the upload's own bytes ever goes
 * into. No file is kept open between two commands; what stays in memory is its hash, so that going on reads nothing.
 *
 * @module
 */
import { failure } from "../failure.ts";
import { RunningDigest } from "../running_digest.ts";
import { diskError } from "./failures.ts";
import { joinReal, look } from "./jail.ts";
import { partName, quotePath, stateName } from "./paths.ts";
import type { Claim } from "./space.ts";
import { isUnchanged, type Stamp, stampOf } from "./stamps.ts";
import { type UploadState, writeState } from "./upload_state.ts";

/** An unfinished upload. Its methods are called one at a time. */
export class Unfinished {
  /** Its name. */
  readonly id: string;
  /** Real path of the directory that its two files are in. */
  readonly dir: string;
  /** What it is to become, and whose it is. */
  readonly state: UploadState;
  /** The session that may write to it. */
  holder: object | undefined;
  /** Room set aside for the rest, while a session holds it. */
  claim: Claim | undefined;
  /** When the file was changed last, in milliseconds since the epoch, as told last. */
  mtime: number | undefined;
  /** When it was last written to, or begun, in milliseconds since the epoch. */
  touched: number = Date.now();
  #over = false;
  #offset = 0;
  #digest: RunningDigest | undefined;
  /** What its file was like when we last had to do with it. */
  #stamp: Stamp | undefined;
  #file: Deno.FsFile | undefined;

  /** Knows of one whose files are there, or that {@linkcode Unfinished.create} is going to make. */
  constructor(id: string, dir: string, state: UploadState) {
    this.id = id;
    this.dir = dir;
    this.state = state;
    this.mtime = state.mtime;
  }

  /** Real path of the file with what has come. */
  get part(): string {
    return joinReal(this.dir, partName(this.id));
  }

  /** Bytes that have come. */
  get offset(): number {
    // One that is only known of is not read, and need not be ours alone.
    return this.#digest === undefined ? Math.min(look(this.part)?.size ?? 0, this.state.size) : this.#offset;
  }

  /** Bytes that are still to be read again for the digest. */
  get behind(): number {
    return this.#digest?.behind ?? 0;
  }

  /** Whether a command is writing to it. */
  get writing(): boolean {
    return this.#file !== undefined;
  }

  /** Whether it has become a file, or is given up. */
  get over(): boolean {
    return this.#over;
  }

  /**
   * Makes its two files. What says what it is comes second: where it is alone, the other one has been moved to its
   * place.
   *
   * @param sync Whether it must be on the disk.
   * @throws EnchufeError NOPERM, NOSPACE, NOTFOUND or IO.
   */
  async create(sync: boolean): Promise<void> {
    this.#removeFiles();
    try {
      Deno.openSync(this.part, { write: true, createNew: true }).close();
      await writeState(joinReal(this.dir, stateName(this.id)), this.state, { sync });
    } catch (thrown) {
      this.#removeFiles();
      throw diskError(thrown, this.state.path);
    }
    this.examine();
  }

  /**
   * Looks at what has come. If somebody else had to do with the file, or it was an earlier server's, its digest is
   * begun anew, beside the bytes that are to come.
   *
   * @throws EnchufeError NOUPLOAD if the file is gone, IO.
   */
  examine(): void {
    const info = look(this.part);
    // The directory may have been swapped for a link since.
    if (!info?.isFile || realPath(this.dir) !== this.dir) throw this.lost();
    if (this.#stamp !== undefined && isUnchanged(this.#stamp, info)) return;
    let { size } = info;
    if (size > this.state.size) {
      try {
        Deno.truncateSync(this.part);
      } catch (thrown) {
        throw diskError(thrown, this.state.path);
      }
      size = 0;
    }
    this.#digest?.close();
    this.#digest = new RunningDigest(this.part, size);
    this.#offset = size;
    this.#remember();
  }

  /**
   * Opens the file, to go on at its end.
   *
   * @throws EnchufeError NOUPLOAD, NOPERM or IO.
   */
  open(): void {
    this.examine();
    try {
      const file = this.#file = Deno.openSync(this.part, { write: true });
      file.seekSync(this.#offset, Deno.SeekMode.Start);
    } catch (thrown) {
      throw diskError(thrown, this.state.path);
    }
  }

  /**
   * Adds bytes at the end; those that were written before an error stay.
   *
   * @param bytes Not changed by the caller until the promise is settled.
   * @throws EnchufeError NOSPACE or IO.
   */
  async append(bytes: Uint8Array): Promise<void> {
    const file = this.#file;
    if (file === undefined) throw this.lost();
    try {
      for (let at = 0; at < bytes.length;) {
        const count = await file.write(bytes.subarray(at));
        this.#digest?.update(bytes.subarray(at, at + count));
        this.#offset += count;
        this.claim?.spend(count);
        at += count;
      }
    } catch (thrown) {
      throw diskError(thrown, this.state.path);
    }
  }

  /** Closes the file; may be called twice. */
  close(): void {
    if (this.#file === undefined) return;
    this.#file.close();
    this.#file = undefined;
    this.touched = Date.now();
    this.#remember();
  }

  /**
   * Insists on every byte, and brings them to the disk; then the file may be moved.
   *
   * @param sync Whether they must be on the disk.
   * @throws EnchufeError SHORT; DIGEST; NOUPLOAD if the file is gone; NOSPACE, IO.
   */
  async finish(sync: boolean): Promise<void> {
    const { path, size, sha256 } = this.state;
    this.examine();
    if (this.#offset < size) {
      throw failure("uploadLacks", { path: quotePath(path), count: this.#offset, size });
    }
    try {
      if (await this.#digest?.digest() !== sha256) throw failure("uploadDigest", { path: quotePath(path) });
      this.#insistOnSame();
      if (this.mtime !== undefined) await Deno.utime(this.part, new Date(), new Date(this.mtime));
      if (sync) {
        using file = await Deno.open(this.part, { write: true });
        await file.sync();
      }
      this.#remember();
      this.#insistOnSame();
    } catch (thrown) {
      // Whatever it was, nothing is taken for granted the next time.
      this.#stamp = undefined;
      throw diskError(thrown, path);
    }
  }

  /** Gives its room back, as long as nobody writes to it. */
  release(): void {
    this.close();
    this.holder = undefined;
    this.claim?.release();
    this.claim = undefined;
  }

  /** Ends it: what has come of it goes. */
  drop(): void {
    this.end();
    this.#removeFiles();
  }

  /** Ends it, and leaves the file with its bytes to its new owner. */
  end(): void {
    this.#over = true;
    this.release();
    this.#digest?.close();
    // The part too: a server that was killed just after it had given the file its name as a link left both names, and
    // renaming one of them to the other does nothing.
    this.#removeFiles();
  }

  /** The error for a file that is gone. */
  lost(): Error {
    return failure("uploadLost", { path: quotePath(this.state.path) });
  }

  /** The file must be the one that was examined, as long as it was then. */
  #insistOnSame(): void {
    const info = look(this.part);
    if (!info?.isFile || realPath(this.dir) !== this.dir) throw this.lost();
    if (this.#stamp === undefined || info.size !== this.#stamp.size || info.ino !== this.#stamp.ino) {
      throw this.lost();
    }
  }

  #remember(): void {
    const info = look(this.part);
    this.#stamp = info?.size === this.#offset ? stampOf(info) : undefined;
  }

  #removeFiles(): void {
    remove(joinReal(this.dir, stateName(this.id)));
    remove(this.part);
  }
}

function realPath(dir: string): string | undefined {
  try {
    return Deno.realPathSync(dir);
  } catch {
    return undefined;
  }
}

function remove(real: string): void {
  try {
    Deno.removeSync(real);
  } catch {
    // There is none, or its directory is gone.
  }
}
