/**
 * Compares what is on disk with what is known, and tells what differs. Everything goes through the jail, so nothing
 * is told of what peers could not see.
 *
 * @module
 */
import { basename, dirname, SEPARATOR } from "../std/path.ts";
import { type Change, type ChangeKind, changeOf } from "./entries.ts";
import { toShownForm } from "./forms.ts";
import { joinPath, joinReal, type Place } from "./jail.ts";
import { isSame, type Known, KnownDirectory, knownFile } from "./known.ts";
import { Pacer } from "../pacing.ts";
import { isShown, isTooLong, nameProblem } from "./paths.ts";
import type { Disk } from "./writing.ts";

/** Where more names than this have changed, the whole directory is compared: of so many, some events may be lost. */
const MOST_NAMES = 16;
/** So many changes are told at once, and then so many milliseconds none: who hears of them must take them in. */
const MOST_TOLD = 500, TOLD_MS = 50;

/** Options of {@linkcode Comparer}. */
export interface ComparerOptions {
  /** What was there. */
  readonly known: Known;
  /** Told of what another program did. */
  readonly tell: (change: Change) => void;
  /** Whether a path will be looked at later, or is none of our business. */
  readonly leaves: (real: string) => boolean;
  /** Called for a directory that was not known, before its names are read. */
  readonly onDirectory: (real: string) => Promise<void>;
  /** Ends what is under way. */
  readonly signal: AbortSignal;
}

/** How much to compare. */
export interface CompareOptions {
  /** Whether directories that were known are gone into too; those that are new always are. */
  readonly deep: boolean;
  /** Whether what is found is only remembered. */
  readonly silent?: boolean;
}

/** Looks, and tells. */
export class Comparer {
  readonly #disk: Pick<Disk, "jail" | "directories">;
  readonly #options: ComparerOptions;
  readonly #pacer = new Pacer();
  #told = 0;

  /**
   * Compares a share with what is known of it.
   *
   * @param disk The share.
   * @param options See {@linkcode ComparerOptions}.
   */
  constructor(disk: Pick<Disk, "jail" | "directories">, options: ComparerOptions) {
    this.#disk = disk;
    this.#options = options;
  }

  /**
   * Compares the whole share.
   *
   * @param options How.
   */
  async all(options: CompareOptions): Promise<void> {
    const root = this.#disk.jail.resolve(".");
    if (root !== undefined) await this.directory(root, this.#options.known.root, options);
  }

  /**
   * Looks at some names of a directory.
   *
   * @param directory Its path on disk, as the system told it; it need not be there any more.
   * @param names The names.
   */
  async names(directory: string, names: ReadonlySet<string>): Promise<void> {
    const { root } = this.#disk.jail;
    const real = realDirectory(directory);
    const parts = partsOf(root, real ?? directory);
    if (parts === undefined) return;
    const known = real === undefined ? undefined : this.#options.known.directory(parts);
    const place = known === undefined ? undefined : this.#directoryAt(parts);
    if (known === undefined || place === undefined) {
      // It came or went itself, and all in it with it.
      const gone = real ?? directory;
      if (parts.length > 0) await this.names(dirname(gone), new Set([basename(gone)]));
      return;
    }
    if (names.size > MOST_NAMES) return await this.directory(place, known, { deep: false });
    for (const stored of names) await this.#name(place, known, { stored, enter: "shallow", silent: false });
  }

  /**
   * Compares the names in a directory, and all in directories that were not known.
   *
   * @param place The directory.
   * @param known What is known of it.
   * @param options Whether to go into the others too.
   */
  async directory(place: Place, known: KnownDirectory, options: CompareOptions): Promise<void> {
    const { leaves, signal } = this.#options;
    const { deep, silent = false } = options;
    const names = new Set<string>();
    try {
      for (const { stored } of (await this.#disk.directories.read(place.real)).listed) names.add(stored);
    } catch {
      return; // It is gone, or cannot be read.
    }
    for (const stored of known.names.keys()) names.add(stored);
    for (const stored of names) {
      if (signal.aborted) return;
      await this.#rest();
      if (!silent && leaves(joinReal(place.real, stored))) continue;
      await this.#name(place, known, { stored, enter: deep ? "deep" : "new", silent });
    }
  }

  /** Looks at one name, and goes into a directory: a new one in any case. */
  async #name(
    parent: Place,
    known: KnownDirectory,
    { stored, enter, silent }: {
      readonly stored: string;
      readonly enter: "new" | "shallow" | "deep";
      readonly silent: boolean;
    },
  ): Promise<void> {
    const before = known.names.get(stored);
    const place = this.#settle(parent, known, { stored, silent });
    const now = known.names.get(stored);
    if (place === undefined || place.linked || !(now instanceof KnownDirectory)) return;
    const isNew = now !== before;
    if (isNew) await this.#options.onDirectory(place.real);
    if (isNew || enter !== "new") {
      await this.directory(place, now, { deep: isNew || enter === "deep", silent });
    }
  }

  /** Looks, remembers and tells, all in one turn: what is done through us comes before or after. */
  #settle(
    parent: Place,
    directory: KnownDirectory,
    { stored, silent }: { readonly stored: string; readonly silent: boolean },
  ): Place | undefined {
    const { known } = this.#options;
    const place = this.#see(parent, stored);
    let before = directory.names.get(stored);
    const was = before instanceof KnownDirectory ? "dir" : "file";
    if (before !== undefined && (place === undefined || (was === "dir") !== place.info.isDirectory)) {
      const size = before instanceof KnownDirectory ? 0 : before.size;
      known.drop(directory, stored);
      before = undefined;
      const path = joinPath(parent.path, toShownForm(stored));
      if (!silent) this.#tell({ event: "removed", path, type: was, size, by: "" });
    }
    if (place === undefined || before instanceof KnownDirectory) return place;
    const now = place.info.isDirectory ? new KnownDirectory() : knownFile(place.info);
    let event: ChangeKind = "created";
    if (before !== undefined && !(now instanceof KnownDirectory)) {
      if (isSame(before, now)) return place;
      event = "changed";
    }
    known.put(directory, stored, now);
    if (!silent) this.#tell(changeOf(event, place, ""));
    return place;
  }

  #tell(change: Change): void {
    this.#told++;
    this.#options.tell(change);
  }

  /** What peers see of a name, if they see it. */
  #see(parent: Place, stored: string): Place | undefined {
    const { jail } = this.#disk;
    if (!isShown(stored, jail.hidden) || nameProblem(stored) !== undefined) return undefined;
    const place = jail.child(parent, stored);
    // Another form of the name, where this one is gone.
    if (place === undefined || place.stored !== stored || isTooLong(place.path)) return undefined;
    return place;
  }

  #directoryAt(parts: readonly string[]): Place | undefined {
    try {
      const place = this.#disk.jail.resolve(parts.length === 0 ? "." : parts.join("/"));
      return place?.info.isDirectory ? place : undefined;
    } catch {
      return undefined; // A name that nobody may use.
    }
  }

  async #rest(): Promise<void> {
    if (this.#told >= MOST_TOLD) {
      this.#told = 0;
      await new Promise((resolve) => setTimeout(resolve, TOLD_MS));
    } else if (this.#pacer.due) await this.#pacer.rest();
  }
}

/** The real path of a directory; `undefined` if there is none. */
function realDirectory(path: string): string | undefined {
  try {
    return Deno.realPathSync(path);
  } catch {
    return undefined;
  }
}

/**
 * The names that lead to a path.
 *
 * @param root An absolute path.
 * @param path An absolute path.
 * @returns The names, none for the root itself; `undefined` if the path is not below it.
 */
export function partsOf(root: string, path: string): string[] | undefined {
  if (path === root) return [];
  const inside = joinReal(root, "");
  return path.startsWith(inside) ? path.slice(inside.length).split(SEPARATOR) : undefined;
}
