/**
 * The bytes of a tar archive, made as they are asked for: at most one file is open, and nothing is held that was
 * sent.
 *
 * @module
 */
import type { EnchufeError } from "../errors.ts";
import { failure } from "../failure.ts";
import type { Place } from "./jail.ts";
import { Pacer } from "../pacing.ts";
import { quotePath } from "./paths.ts";
import { type FileSource, OpenFile } from "./reading.ts";
import { tarHead, tarPadding } from "./tar_heads.ts";

/** Bytes of zeros at the end of an archive. */
export const TAR_END = 1024;
const ZEROS = new Uint8Array(TAR_END);
const NOTHING = new Uint8Array(0);
/** Files up to here are read at once and synchronously: 16 µs with opening and closing, as much as waiting alone takes. */
const SMALL = 64 * 1024;
const OWNER_MAY_RUN = 0o100;

/** What is remembered of an entry until it is sent. */
export interface Packed {
  /** Its name in the archive; that of a directory ends in a slash. */
  readonly name: string;
  /** Its path in the share. */
  readonly path: string;
  /** Bytes as promised; 0 for a directory. */
  readonly size: number;
  /** When it was last modified, in milliseconds since the epoch. */
  readonly mtime: number;
}

/** Options of {@linkcode TarStream}. */
export interface TarStreamOptions {
  /** Path of the directory or file that is packed. */
  readonly path: string;
  /** Bytes in all. */
  readonly size: number;
  /** Finds a file again: hours may have gone by, so nothing that was seen before is trusted. */
  readonly find: (path: string) => Place | undefined;
  /** Called once. */
  readonly onClose: () => void;
}

/** An archive that is read piece by piece. */
export class TarStream implements FileSource {
  /** Path of the directory or file that is packed. */
  readonly path: string;
  readonly size: number;
  readonly #entries: readonly Packed[];
  readonly #options: TarStreamOptions;
  readonly #pacer = new Pacer(1);
  #next = 0;
  /** Bytes that come before anything else: a head, padding, or the end. */
  #bytes: Uint8Array = NOTHING;
  #file: Sending | undefined;
  #closed = false;

  /**
   * Reads nothing yet.
   *
   * @param entries What is in it, in order.
   * @param options How long it is, and where the files are.
   */
  constructor(entries: readonly Packed[], options: TarStreamOptions) {
    this.#entries = entries;
    this.#options = options;
    this.path = options.path;
    this.size = options.size;
  }

  /**
   * The next bytes: as many as there is room for.
   *
   * @param into Where to put them.
   * @returns How many, or `null` at the end.
   * @throws EnchufeError IO if a file went or changed: what was promised cannot be sent any more.
   */
  async read(into: Uint8Array): Promise<number | null> {
    let at = 0;
    while (at < into.length && !this.#closed) {
      if (this.#bytes.length > 0) at += this.#copy(into.subarray(at));
      else if (this.#file !== undefined) {
        const got = this.#content(this.#file, into.subarray(at));
        // Most files are small, and waiting for what is there already would take as long as reading them.
        at += typeof got === "number" ? got : await got;
      } else if (!this.#begin()) break;
      if (this.#pacer.due) await this.#pacer.rest();
    }
    return at > 0 ? at : null;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#file?.source.close();
    this.#options.onClose();
  }

  #copy(into: Uint8Array): number {
    const part = this.#bytes.subarray(0, into.length);
    into.set(part);
    this.#bytes = this.#bytes.subarray(part.length);
    return part.length;
  }

  /** Goes on to the next entry; whether there is one, or the end is still to be written. */
  #begin(): boolean {
    const entry = this.#entries[this.#next++];
    if (entry === undefined) {
      if (this.#next > this.#entries.length + 1) return false;
      this.#bytes = ZEROS;
      return true;
    }
    const { name, path, size } = entry;
    if (name.endsWith("/")) {
      this.#bytes = tarHead({ ...entry, executable: true });
      return true;
    }
    const place = this.#options.find(path);
    if (!place?.info.isFile) throw changed(path);
    const source = new OpenFile(place);
    const executable = ((place.info.mode ?? 0) & OWNER_MAY_RUN) !== 0;
    this.#file = { source, path, left: size, pieces: 0 };
    if (source.size !== size) throw changed(path);
    this.#bytes = tarHead({ name, size, mtime: source.opened.mtimeMs, executable });
    return true;
  }

  /** Some of the file that is being sent, or none and its padding next. */
  #content(file: Sending, into: Uint8Array): number | Promise<number> {
    if (file.left === 0) {
      this.#end(file);
      return 0;
    }
    if (file.source.size > SMALL) return file.source.read(into).then((got) => taken(file, got));
    return taken(file, file.source.readNow(into));
  }

  #end({ source, path, pieces }: Sending): void {
    // What was read in one go was read before anything else could happen here.
    const same = pieces <= 1 || source.isSame();
    source.close();
    this.#file = undefined;
    if (!same) throw changed(path);
    this.#bytes = ZEROS.subarray(0, tarPadding(source.size));
  }
}

/** The file that is being sent. */
interface Sending {
  readonly source: OpenFile;
  readonly path: string;
  left: number;
  pieces: number;
}

/** Counts what was read of a file. */
function taken(file: Sending, got: number | null): number {
  if (got === null) throw changed(file.path);
  file.left -= got;
  file.pieces++;
  return got;
}

function changed(path: string): EnchufeError {
  return failure("changedWhileSent", { path: quotePath(path) });
}
