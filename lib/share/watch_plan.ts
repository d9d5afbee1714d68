/**
 * Which directories the system has to watch, and how. On Linux a recursive watch follows links, wherever they lead,
 * and fails as a whole where one directory cannot be read; so a directory that has such things in it is watched by
 * itself, and those below it one by one. macOS and Windows watch whole trees and follow no link.
 *
 * @module
 */
import { joinReal } from "./jail.ts";
import { Pacer } from "../pacing.ts";

/** Directories that one share may have; watching them takes 17 µs each at the start, all at once. */
const MOST_DIRECTORIES = 30_000;
/** Directories that are watched one by one; each makes every event a little dearer. */
const MOST_APART = 500;

/** What is to be watched. */
export interface WatchPlan {
  /** Directories to be watched by themselves. */
  readonly flat: readonly string[];
  /** Directories to be watched with all below them. */
  readonly deep: readonly string[];
}

/** The plan for a directory and all below it. */
class Planner {
  readonly flat: string[] = [];
  readonly deep: string[] = [];
  readonly #pacer = new Pacer();
  readonly #signal: AbortSignal | undefined;
  #count = 0;

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  /** Whether the directory can be watched with all below it; `undefined` if it cannot be watched at all. */
  async visit(directory: string): Promise<boolean | undefined> {
    this.#signal?.throwIfAborted();
    if (++this.#count > MOST_DIRECTORIES) throw new Error(`More than ${MOST_DIRECTORIES} directories`);
    const whole: string[] = [];
    let isWhole = true;
    try {
      for await (const { name, isSymlink, isDirectory } of Deno.readDir(directory)) {
        if (this.#pacer.due) await this.#pacer.rest();
        const path = joinReal(directory, name);
        if (isSymlink && mayLeadToDirectory(path)) isWhole = false;
        if (!isDirectory) continue;
        if (await this.visit(path)) whole.push(path);
        else isWhole = false;
      }
    } catch (thrown) {
      if (thrown instanceof Deno.errors.PermissionDenied || thrown instanceof Deno.errors.NotFound) return;
      throw thrown;
    }
    if (isWhole) return true;
    this.flat.push(directory);
    this.deep.push(...whole);
    if (this.flat.length + this.deep.length > MOST_APART) throw new Error("Too many links to directories");
    return false;
  }
}

function mayLeadToDirectory(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch (thrown) {
    // Where it dangles there is nothing to follow; where we may not look, there may be.
    return !(thrown instanceof Deno.errors.NotFound);
  }
}

/** Options of {@linkcode planWatch}. */
export interface PlanOptions {
  /** Whether whoever watches a tree follows the links in it; default: on any system but Windows and macOS. */
  readonly followed?: boolean;
  /** Ends the planning, which then throws. */
  readonly signal?: AbortSignal;
}

/**
 * Plans how to watch a directory and all below it.
 *
 * @param directory Its real path.
 * @param options See {@linkcode PlanOptions}.
 * @returns The plan; empty if it is not there, or cannot be read.
 * @throws {Error} One line: there is too much to watch.
 */
export async function planWatch(directory: string, options: PlanOptions = {}): Promise<WatchPlan> {
  const { followed = Deno.build.os !== "windows" && Deno.build.os !== "darwin", signal } = options;
  if (!followed) return { flat: [], deep: [directory] };
  const planner = new Planner(signal);
  if (await planner.visit(directory)) planner.deep.push(directory);
  return planner;
}
