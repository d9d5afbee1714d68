/**
 * What the share was like when it was last looked at, so that the next look says what has changed: the system's own
 * events do not tell a new file from a replaced one, nor how large a removed one was, and they get lost.
 *
 * @module
 */

/** A file, as it was. */
export interface KnownFile {
  /** Bytes. */
  readonly size: number;
  /** Last modification, milliseconds since the epoch. */
  readonly mtime: number;
  /** Inode; `null` where the system has none. */
  readonly ino: number | null;
}

/** A directory, as it was; a link to one has no names. */
export class KnownDirectory {
  /** What is in it, by the names as they are stored. */
  readonly names: Map<string, KnownFile | KnownDirectory> = new Map();
}

/** More would take too much memory, at about 150 bytes each. */
export class TooManyKnown extends Error {
  /**
   * Too many entries to remember.
   *
   * @param most How many can be.
   */
  constructor(most: number) {
    super(`More than ${most} files and directories`);
    this.name = "TooManyKnown";
  }
}

/** Remembers a share. */
export class Known {
  /** The shared folder. */
  readonly root: KnownDirectory = new KnownDirectory();
  readonly #most: number;
  #count = 0;

  /**
   * Knows nothing yet.
   *
   * @param most Entries that are remembered.
   */
  constructor(most: number) {
    this.#most = most;
  }

  /** Entries that are remembered. */
  get count(): number {
    return this.#count;
  }

  /**
   * Finds a directory.
   *
   * @param parts Names as they are stored, from the root.
   * @returns It, or `undefined` if it is not known or was a file.
   */
  directory(parts: readonly string[]): KnownDirectory | undefined {
    let at: KnownDirectory = this.root;
    for (const part of parts) {
      const next = at.names.get(part);
      if (!(next instanceof KnownDirectory)) return undefined;
      at = next;
    }
    return at;
  }

  /**
   * Remembers an entry, in place of what had its name.
   *
   * @param directory Where.
   * @param name Its stored name.
   * @param entry What it is.
   * @throws {TooManyKnown} If there is no room for another.
   */
  put(directory: KnownDirectory, name: string, entry: KnownFile | KnownDirectory): void {
    const before = directory.names.get(name);
    if (before instanceof KnownDirectory) this.drop(directory, name);
    if (!directory.names.has(name)) {
      if (this.#count >= this.#most) throw new TooManyKnown(this.#most);
      this.#count++;
    }
    directory.names.set(name, entry);
  }

  /**
   * Forgets an entry and what is in it.
   *
   * @param directory Where.
   * @param name Its stored name.
   */
  drop(directory: KnownDirectory, name: string): void {
    const entry = directory.names.get(name);
    if (entry === undefined) return;
    directory.names.delete(name);
    this.#count -= 1 + countBelow(entry);
  }
}

function countBelow(entry: KnownFile | KnownDirectory): number {
  if (!(entry instanceof KnownDirectory)) return 0;
  let count = entry.names.size;
  for (const below of entry.names.values()) count += countBelow(below);
  return count;
}

/**
 * What is remembered of a file.
 *
 * @param info Its metadata.
 * @returns That.
 */
export function knownFile(info: Deno.FileInfo): KnownFile {
  return { size: info.size, mtime: info.mtime?.getTime() ?? 0, ino: info.ino };
}

/**
 * Whether a file is as it was.
 *
 * @param before As it was.
 * @param now As it is.
 * @returns Whether nothing differs that its content could differ without.
 */
export function isSame(before: KnownFile, now: KnownFile): boolean {
  return before.size === now.size && before.mtime === now.mtime && before.ino === now.ino;
}
