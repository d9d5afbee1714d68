/**
 * What `get` fetches, and where each file goes.
 *
 * @module
 */
import { EnchufeError } from "../errors.ts";
import { texts } from "../texts/texts.ts";
import type { Connection } from "./connection.ts";
import { entriesMeant, entriesOf, sharePath } from "./listing.ts";
import { isDirectory, Landing, localName, localNames } from "./local_names.ts";
import { exclusion, isPattern } from "./patterns.ts";
import type { FailedStep, FileStep, FolderStep, PlanOptions } from "./plan.ts";
import type { Entry } from "./replies.ts";

/** Where something goes; asking makes the directories that it is in. */
export interface Placed {
  /**
   * Makes the place.
   *
   * @returns Its path here.
   * @throws {EnchufeError} BADPATH if it would be elsewhere; IO.
   */
  readonly place: () => Promise<string>;
}

/** A file to fetch. */
export type FetchFile = FileStep & Placed;

/** A directory to make here. */
export type FetchFolder = FolderStep & Placed;

/** A step of `get`. */
export type FetchStep = FetchFile | FetchFolder | FailedStep;

/** Options of {@linkcode planFetches}. */
export interface FetchPlanOptions extends PlanOptions {
  /** Where to: a directory, or what the one thing is to be called; `undefined` for the current directory. */
  readonly output: string | undefined;
}

/** What a word means: an entry, or just a path where there is no need to ask. */
interface Meant {
  readonly path: string;
  readonly entry?: Entry;
}

/**
 * Plans.
 *
 * @param connection Gives an open connection, if one is needed.
 * @param words Paths in the share and patterns.
 * @param options See {@linkcode FetchPlanOptions}.
 * @returns The steps, in order.
 * @throws {EnchufeError} USAGE if several things have no directory to go to; how the connection ended.
 */
export async function planFetches(
  connection: () => Promise<Connection>,
  words: readonly string[],
  options: FetchPlanOptions,
): Promise<FetchStep[]> {
  const { output, recursive } = options;
  const isExcluded = exclusion(options.exclude);
  const steps: FetchStep[] = [], meant: Meant[] = [];
  for (const path of words.map(sharePath)) {
    try {
      // What is missing and what is a directory is told by fetching it; only these need to be known before.
      if (!recursive && !isPattern(path)) meant.push({ path });
      else {
        const found = await entriesMeant(await connection(), path);
        const named = found.length === 1 && found[0]?.path === path;
        for (const entry of found) {
          if (named || !isExcluded(entry.name)) meant.push({ path: entry.path, entry });
        }
      }
    } catch (thrown) {
      steps.push({ kind: "failed", thrown: orThrow(thrown) });
    }
  }
  const into = output === undefined || output.endsWith("/") || await isDirectory(output);
  if (!into && meant.length > 1) throw new EnchufeError("USAGE", texts.client.outputNoDirectory(output));
  const landing = new Landing(into ? output ?? "." : output);
  for (const one of meant) {
    const before = steps.length;
    try {
      const { path, entry } = one;
      const isRoot = path === "/" || path === ".";
      if (entry?.type === "dir" && !recursive) {
        steps.push({ kind: "failed", thrown: needsRecursive(path) });
      } else if (entry?.type === "dir") {
        // Called as it is there, unless `output` names it; the share itself has no name.
        const below = isRoot || !into ? [] : [localName(path.replace(/\/+$/, ""))];
        const from = isRoot ? "" : path;
        // The share's own hidden files would become those of the directory where one happens to be, a home perhaps.
        const noHidden = isRoot && output === undefined;
        await planFolder(await connection(), { path: from, landing, below, isExcluded, noHidden, steps });
      } else if (into) {
        const name = localName(path);
        steps.push(file(one, () => landing.file([name])));
      } else steps.push(file(one, () => Promise.resolve(output as string)));
    } catch (thrown) {
      // What may have no end is not begun.
      if (thrown instanceof EnchufeError && thrown.code === "TOOMANY") steps.length = before;
      steps.push({ kind: "failed", thrown: orThrow(thrown) });
    }
  }
  return steps;
}

function file({ path, entry }: Meant, place: () => Promise<string>, nested = false): FetchStep {
  return { kind: "file", path, place, nested, ...entry === undefined ? {} : { size: entry.size } };
}

/**
 * A directory that cannot be fetched as a file.
 *
 * @param path Path in the share.
 * @returns The error, which says what fetches it.
 */
export function needsRecursive(path: string): EnchufeError {
  return new EnchufeError("WRONGTYPE", texts.client.needsRecursive(path));
}

/** What concerns one word leaves the others alone; what concerns the connection does not. */
function orThrow(thrown: unknown): EnchufeError {
  const ours = thrown instanceof EnchufeError &&
    !["LOST", "TIMEOUT", "UNREACHABLE", "BADREPLY"].includes(thrown.code);
  if (!ours) throw thrown;
  return thrown;
}

/** A directory with all that is in it. */
async function planFolder(
  connection: Connection,
  { path, landing, below, isExcluded, noHidden, steps }: {
    readonly path: string;
    readonly landing: Landing;
    readonly below: readonly string[];
    readonly isExcluded: (below: string) => boolean;
    readonly noHidden: boolean;
    readonly steps: FetchStep[];
  },
): Promise<void> {
  const prefix = path === "" ? "" : `${path.replace(/\/+$/, "")}/`;
  steps.push({ kind: "folder", path, place: () => landing.directory(below) });
  for await (const entry of entriesOf(connection, path || "/", { recursive: true })) {
    const rest = entry.path.slice(prefix.length);
    if (isExcluded(rest)) continue;
    try {
      // A server could list what is elsewhere, or nowhere.
      if (!entry.path.startsWith(prefix)) {
        throw new EnchufeError("BADPATH", texts.client.badLocalName(entry.path));
      }
      const names = [...below, ...localNames(rest)];
      if (noHidden && names[0]?.startsWith(".")) {
        throw new EnchufeError("BADPATH", texts.client.hiddenHere(entry.path));
      }
      if (entry.type === "dir") {
        steps.push({ kind: "folder", path: entry.path, place: () => landing.directory(names) });
      } else steps.push(file({ path: entry.path, entry }, () => landing.file(names), true));
    } catch (thrown) {
      steps.push({ kind: "failed", thrown });
    }
  }
}
