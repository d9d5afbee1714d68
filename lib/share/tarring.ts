/**
 * A directory as one tar archive, made while it is sent. What is in it is exactly what a recursive listing shows.
 *
 * @module
 */
import fs from "node:fs";
import { failure } from "../failure.ts";
import { Glob } from "../glob.ts";
import type { Directories } from "./directories.ts";
import { entryOf } from "./entries.ts";
import { diskError } from "./failures.ts";
import type { Jail, Place } from "./jail.ts";
import { Pacer } from "../pacing.ts";
import { quotePath } from "./paths.ts";
import { tarHeadSize, tarPadding } from "./tar_heads.ts";
import { type Packed, TAR_END, TarStream } from "./tar_stream.ts";
import { type Met, walk } from "./walking.ts";

/** The shared folder's name in an archive: what it is called on the server's disk is nobody's business. */
const SHARE_NAME = "share";

const ALL_MAY_READ = 0o444;

/** What a person wants in an archive. */
export interface TarOptions {
  /**
   * Redis globs. What matches one, by its path from the directory on or by its name alone, is left out; with a
   * directory goes all that is in it.
   */
  readonly exclude?: readonly string[];
}

/** What an archive is made of. */
export interface TarDisk {
  /** Finds entries, as the one who asks may see them. */
  readonly jail: Jail;
  /** Reads directories. */
  readonly directories: Directories;
}

/** How many entries may be waiting to be sent; one takes about 200 bytes until then. */
export interface TarLimits {
  /** Of one archive. */
  readonly one: number;
  /** Of all together. */
  readonly all: number;
}

/** The usual ones. */
export const TAR_LIMITS: TarLimits = { one: 200_000, all: 500_000 };

/** Makes archives, and bounds what all of them keep in memory. */
export class Tars {
  readonly #limits: TarLimits;
  #waiting = 0;

  /**
   * Makes none yet.
   *
   * @param limits How many entries.
   */
  constructor(limits: TarLimits = TAR_LIMITS) {
    this.#limits = limits;
  }

  /**
   * Finds all that goes into an archive, so that its size is known before its first byte.
   *
   * @param start A directory, or a file.
   * @param options What it is made of, and what to leave out.
   * @returns The archive; close it.
   * @throws EnchufeError TOOMANY; NOPERM if a file cannot be read: better now than halfway; NOTFOUND, IO.
   */
  async open(start: Place, options: TarOptions & { readonly disk: TarDisk }): Promise<TarStream> {
    const { disk, exclude = [] } = options;
    const packed: Packed[] = [];
    const top = start.path === "." ? SHARE_NAME : entryOf(start).name;
    let size = TAR_END;
    const add = (place: Place): void => {
      this.#admit(packed.length, start.path);
      const entry = packedOf(place, start, top);
      packed.push(entry);
      this.#waiting++;
      size += tarHeadSize(entry.name, entry.size) + entry.size + tarPadding(entry.size);
    };
    const free = (): void => void (this.#waiting -= packed.length);
    try {
      add(start);
      if (start.info.isDirectory) await collect(start, { disk, exclude, add });
    } catch (thrown) {
      free();
      throw thrown;
    }
    return new TarStream(packed, {
      path: start.path,
      size,
      find: (path) => disk.jail.resolve(path),
      onClose: free,
    });
  }

  #admit(count: number, path: string): void {
    const { one, all } = this.#limits;
    if (count >= one) throw failure("tarTooMany", { path: quotePath(path), most: one });
    if (this.#waiting >= all) throw failure("tarsTooMany", { most: all });
  }
}

/** Everything below a directory, in the order of its names. */
async function collect(
  start: Place,
  options: {
    readonly disk: TarDisk;
    readonly exclude: readonly string[];
    readonly add: (place: Place) => void;
  },
): Promise<void> {
  const { disk, exclude, add } = options, globs = exclude.map((pattern) => new Glob(pattern));
  await walk(start, {
    ...disk,
    recursive: true,
    // A pattern can make one item cost as much as thousands.
    pacer: new Pacer(exclude.length === 0 ? 16 : 1),
    visit: (met) => {
      if (globs.some((glob) => isExcluded(met, glob))) return "pass";
      const place = disk.jail.entryAt(met.dir, met.listed.stored, met.path);
      if (place === undefined) return "pass";
      add(place);
      return true;
    },
  });
}

function isExcluded({ below, listed }: Met, glob: Glob): boolean {
  return glob.matches(below) || glob.matches(listed.name);
}

/** What is remembered of an entry until it is sent. */
function packedOf(place: Place, start: Place, top: string): Packed {
  const { path, type, size, mtime } = entryOf(place);
  if (type === "file") insistOnReading(place);
  const below = path === start.path ? "" : start.path === "." ? `/${path}` : path.slice(start.path.length);
  return { name: `${top}${below}${type === "dir" ? "/" : ""}`, path, size, mtime };
}

function insistOnReading({ real, path, info }: Place): void {
  // Nearly every file is for all to read, and asking the system costs as much as looking at the file did.
  if (((info.mode ?? 0) & ALL_MAY_READ) === ALL_MAY_READ) return;
  try {
    fs.accessSync(real, fs.constants.R_OK);
  } catch (thrown) {
    throw diskError(thrown, path);
  }
}
