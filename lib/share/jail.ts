/**
 * From a path to a place on disk, never outside the shared folder. Every access goes through
 * {@linkcode Jail.resolve} or, for the entries of a directory that it returned, {@linkcode Jail.entryAt}.
 *
 * @module
 */
import { SEPARATOR } from "../std/path.ts";
import { failure } from "../failure.ts";
import { isAscii, NameForms } from "./forms.ts";
import { isShown, nameProblem, parsePath, quotePath } from "./paths.ts";

/** Something that exists and may be seen: a regular file or a directory. */
export interface Place {
  /** Its path in the share, components in NFC; `.` for the root. */
  readonly path: string;
  /** Real path of the directory that it is in. */
  readonly dir: string;
  /** Its name there as stored; the link's, if it is one. */
  readonly stored: string;
  /** Real path of the file or directory itself. */
  readonly real: string;
  /** Metadata of `real`. */
  readonly info: Deno.FileInfo;
  /** Whether `dir`/`stored` is a symbolic link. */
  readonly linked: boolean;
}

/**
 * What somebody may see of what is inside the walls. The jail asks it about everything, so a place that it does not
 * show does not exist for whoever looks, whatever they do.
 */
export interface Sight {
  /** Whether there may be something to see at a real path; asked before the disk is. */
  reaches(real: string): boolean;
  /** A place as it is seen, or `undefined` if it is not. */
  shown(place: Place): Place | undefined;
  /** Whether a name of that kind in a directory is surely seen, so that it need not be looked at. */
  trusts(dir: string, kind: "file" | "dir"): boolean;
}

/** How far a path leads. */
export interface Reach {
  /** The deepest place of the path that exists. */
  readonly at: Place;
  /** The components that are still to be made. */
  readonly missing: readonly string[];
}

/**
 * Joins a real directory and a stored name.
 *
 * @param dir Absolute; the root of a disk ends in a separator already.
 * @param name One component.
 * @returns An absolute path.
 */
export function joinReal(dir: string, name: string): string {
  return dir.endsWith(SEPARATOR) ? dir + name : dir + SEPARATOR + name;
}

/**
 * Joins a path in the share and a name.
 *
 * @param path A directory's path; `.` for the root.
 * @param name One component.
 * @returns The entry's path.
 */
export function joinPath(path: string, name: string): string {
  return path === "." ? name : `${path}/${name}`;
}

/**
 * Metadata without following links.
 *
 * @param real An absolute path.
 * @returns `undefined` if it is not there or the system does not let us look: what cannot be seen does not exist.
 */
export function look(real: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(real);
  } catch {
    return undefined;
  }
}

/** The names in a directory; none if it cannot be read. */
function storedNames(dir: string): string[] {
  try {
    return Array.from(Deno.readDirSync(dir), (entry) => entry.name);
  } catch {
    return [];
  }
}

/** Options of {@linkcode Jail}. */
export interface JailOptions {
  /** Whether names that begin with a dot are shared. */
  readonly hidden: boolean;
  /** Whether the system knows files by other names too (8.3 names, ignored case); default: on Windows and macOS. */
  readonly aliases?: boolean;
  /** What may be seen; everything inside the walls unless told. */
  readonly sight?: Sight;
}

/** The shared folder's walls. */
export class Jail {
  /** Real path of the shared folder. */
  readonly root: string;
  /** Whether names that begin with a dot are shared. */
  readonly hidden: boolean;
  readonly #inside: string;
  readonly #aliases: boolean;
  readonly #forms: NameForms;
  readonly #sight: Sight | undefined;
  /** The root as it was at the start, to walk from; its metadata is only used to see that it is a directory. */
  readonly #start: Place;

  /**
   * Builds the walls.
   *
   * @param root Real path of an existing directory.
   * @param options What may be seen.
   */
  constructor(root: string, options: JailOptions) {
    this.root = root;
    this.hidden = options.hidden;
    this.#inside = joinReal(root, "");
    this.#aliases = options.aliases ?? (Deno.build.os === "windows" || Deno.build.os === "darwin");
    this.#sight = options.sight;
    this.#forms = new NameForms({
      look: (dir, name) => look(joinReal(dir, name)),
      lookDirectory: look,
      names: storedNames,
    });
    const info = Deno.lstatSync(root);
    this.#start = { path: ".", dir: root, stored: ".", real: root, info, linked: false };
  }

  /**
   * The same walls, as somebody sees what is inside.
   *
   * @param sight What they may see.
   * @returns Another jail.
   */
  seenBy(sight: Sight): Jail {
    return new Jail(this.root, { hidden: this.hidden, aliases: this.#aliases, sight });
  }

  /**
   * Finds what a path names. Cost: one `lstat` (3 µs) a component.
   *
   * @param path As a peer sent it.
   * @returns The place, or `undefined` if there is nothing that may be seen.
   * @throws EnchufeError BADPATH if the rules refuse the path.
   */
  resolve(path: string): Place | undefined {
    const parts = parsePath(path);
    if (parts.length === 0) return this.#rootNow();
    const { at, missing } = this.follow(parts);
    return missing.length === 0 ? at : undefined;
  }

  /**
   * Finds how much of a path of directories exists.
   *
   * @param parts Components, from `parsePath` or `parseNewPath`.
   * @returns The deepest directory and what is missing.
   * @throws EnchufeError EXISTS if a file is in the way.
   */
  reach(parts: readonly string[]): Reach {
    const reach = this.follow(parts);
    if (!reach.at.info.isDirectory) {
      throw failure("fileInTheWay", { path: quotePath(reach.at.path) });
    }
    return reach;
  }

  /**
   * Goes as far as a path exists.
   *
   * @param parts Components, from `parsePath` or `parseNewPath`.
   * @returns The last place of it, which may be a file, and what is missing.
   */
  follow(parts: readonly string[]): Reach {
    let place = this.#start;
    for (let at = 0; at < parts.length; at++) {
      const next = place.info.isDirectory ? this.child(place, parts[at] as string) : undefined;
      if (next === undefined) return { at: place, missing: parts.slice(at) };
      place = next;
    }
    return { at: place, missing: [] };
  }

  /**
   * What a directory says of an entry, as far as it holds for whoever sees it.
   *
   * @param dir The directory's real path.
   * @param kind What the directory says.
   * @returns The same, or `unsure` if the entry must be looked at.
   */
  judge(dir: string, kind: "file" | "dir" | "unsure"): "file" | "dir" | "unsure" {
    if (this.#sight === undefined || kind === "unsure") return kind;
    return this.#sight.trusts(dir, kind) ? kind : "unsure";
  }

  /**
   * Finds an entry of a directory by name, in any form of Unicode.
   *
   * @param parent A directory.
   * @param name What was asked for.
   * @returns The place, or `undefined`.
   */
  child(parent: Place, name: string): Place | undefined {
    if (!isShown(name, this.hidden)) return undefined;
    // ASCII has one form only, so the common case is one lstat and no normalization.
    if (isAscii(name)) return this.entryAt(parent.real, name, joinPath(parent.path, name));
    const stored = this.storedName(parent.real, name);
    if (stored === undefined) return undefined;
    return this.entryAt(parent.real, stored, joinPath(parent.path, this.#forms.show(parent.real, stored)));
  }

  /**
   * Finds under which name something is stored, whether or not it may be seen.
   *
   * @param dir A directory's real path.
   * @param name A name in any form of Unicode.
   * @returns The name that is there, or `undefined`.
   */
  storedName(dir: string, name: string): string | undefined {
    if (look(joinReal(dir, name))) return name;
    return isAscii(name) ? undefined : this.#forms.find(dir, name);
  }

  /**
   * Looks at an entry of a directory that was reached before: follows a link, drops what may not be seen.
   *
   * @param dir The directory's real path.
   * @param stored The entry's name there.
   * @param path The path to give it.
   * @returns The place, or `undefined`.
   */
  entryAt(dir: string, stored: string, path: string): Place | undefined {
    if (!isShown(stored, this.hidden)) return undefined;
    const own = joinReal(dir, stored);
    if (this.#sight?.reaches(own) === false) return undefined;
    const info = look(own);
    if (info === undefined) return undefined;
    if (info.isSymlink) return this.#throughLink({ dir, stored, path });
    if (!info.isFile && !info.isDirectory) return undefined;
    if (this.#aliases && this.#realPath(own) === undefined) return undefined;
    return this.#seen({ path, dir, stored, real: own, info, linked: false });
  }

  #seen(place: Place): Place | undefined {
    return this.#sight === undefined ? place : this.#sight.shown(place);
  }

  #rootNow(): Place | undefined {
    const info = look(this.root);
    return info?.isDirectory ? this.#seen({ ...this.#start, info }) : undefined;
  }

  #throughLink(link: { dir: string; stored: string; path: string }): Place | undefined {
    const real = this.#realPath(joinReal(link.dir, link.stored));
    const info = real === undefined ? undefined : look(real);
    if (real === undefined || info === undefined || !(info.isFile || info.isDirectory)) return undefined;
    return this.#seen({ ...link, real, info, linked: true });
  }

  /** The real path, if it is inside and every component on the way from the root may be seen. */
  #realPath(path: string): string | undefined {
    let real: string;
    try {
      real = Deno.realPathSync(path);
    } catch {
      return undefined; // Dangling, a loop, or outside what Deno may read.
    }
    if (real === this.root) return real;
    if (!real.startsWith(this.#inside)) return undefined;
    for (const part of real.slice(this.#inside.length).split(SEPARATOR)) {
      if (!isShown(part, this.hidden) || nameProblem(part) !== undefined) return undefined;
    }
    return real;
  }
}
