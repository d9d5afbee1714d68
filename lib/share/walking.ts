/**
 * Walks a directory, or all below it, in the order of its names, from any point on.
 *
 * @module
 */
import type { Directories, Listed, Names } from "./directories.ts";
import { diskError } from "./failures.ts";
import { type Jail, joinPath, joinReal, type Place } from "./jail.ts";
import { Pacer } from "../pacing.ts";
import { isTooLong } from "./paths.ts";

/** A name met on a walk; nothing is known to exist until it was looked at with {@linkcode Jail.entryAt}. */
export interface Met {
  /** Path in the share. */
  readonly path: string;
  /** Path from the directory where the walk began. */
  readonly below: string;
  /** Real path of the directory that it is in. */
  readonly dir: string;
  /** The name. */
  readonly listed: Listed;
}

/** Options of {@linkcode walk}. */
export interface WalkOptions {
  /** Looks at entries. */
  readonly jail: Jail;
  /** Reads directories. */
  readonly directories: Directories;
  /** Whether to go into directories; never through a link, so that no loop has no end. */
  readonly recursive: boolean;
  /** Components, below the start, of the name to go on after; it need not exist any more. */
  readonly after?: readonly string[];
  /**
   * Called for each name; stops the walk by returning `false`, and with `"pass"` leaves out what is below a
   * directory. Should take some µs, not ms.
   */
  readonly visit: (met: Met) => boolean | "pass";
  /** Says when to let others go on; one that looks at the clock often if `visit` may take long. */
  readonly pacer?: Pacer;
}

/** A directory that the walk is in. */
interface Level {
  readonly path: string;
  readonly below: string;
  readonly real: string;
  readonly listed: readonly Listed[];
}

/**
 * Walks depth first. A directory that cannot be read is met itself, but its entries are not.
 *
 * @param start A directory.
 * @param options What to visit.
 * @returns Whether the walk came to its end.
 * @throws EnchufeError NOPERM, NOTFOUND or IO if `start` cannot be read.
 */
export async function walk(start: Place, options: WalkOptions): Promise<boolean> {
  let names: Names;
  try {
    names = await options.directories.read(start.real);
  } catch (thrown) {
    throw diskError(thrown, start.path);
  }
  const level = { path: start.path, below: "", real: start.real, listed: names.listed };
  return await new Walker(options).go(level, options.after ?? []);
}

/** Index of the first name that is not less than `name`. */
function firstFrom(listed: readonly Listed[], name: string): number {
  let low = 0, high = listed.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((listed[middle] as Listed).name < name) low = middle + 1;
    else high = middle;
  }
  return low;
}

class Walker {
  readonly #options: WalkOptions;
  readonly #pacer: Pacer;

  constructor(options: WalkOptions) {
    this.#options = options;
    this.#pacer = options.pacer ?? new Pacer();
  }

  async go(level: Level, after: readonly string[]): Promise<boolean> {
    const { listed } = level;
    const [from, ...deeper] = after;
    for (let at = from === undefined ? 0 : firstFrom(listed, from); at < listed.length; at++) {
      const item = listed[at] as Listed;
      if (this.#pacer.due) await this.#pacer.rest();
      const path = joinPath(level.path, item.name);
      if (isTooLong(path)) continue;
      const below = level.below === "" ? item.name : `${level.below}/${item.name}`;
      const met = { path, below, dir: level.real, listed: item };
      const resumed = item.name === from;
      const seen = resumed || this.#options.visit(met);
      if (seen === false) return false;
      if (seen === "pass" || !this.#options.recursive || !this.#leadsDown(met)) continue;
      const next = await this.#below(met);
      if (next !== undefined && !await this.go(next, resumed ? deeper : [])) return false;
    }
    return true;
  }

  /** The level under a directory, if it can be read. */
  async #below(met: Met): Promise<Level | undefined> {
    const real = joinReal(met.dir, met.listed.stored);
    try {
      const { listed } = await this.#options.directories.read(real);
      return { path: met.path, below: met.below, real, listed };
    } catch {
      return undefined;
    }
  }

  #leadsDown(met: Met): boolean {
    const { stored } = met.listed;
    const kind = this.#options.jail.judge(met.dir, met.listed.kind);
    if (kind !== "unsure") return kind === "dir";
    const place = this.#options.jail.entryAt(met.dir, stored, met.path);
    return place !== undefined && place.info.isDirectory && !place.linked;
  }
}
