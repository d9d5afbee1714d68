/**
 * Tells of new files in few lines, with what to type to have them, so that a directory of a thousand does not push
 * the talk away.
 *
 * @module
 */
import { escapeText } from "../escape.ts";
import { texts } from "../texts/texts.ts";
import type { ServerEvent } from "./events.ts";
import type { Clock } from "./pacer.ts";
import { size } from "./render.ts";

/** What comes within so many milliseconds is told together; longer each time while much keeps coming. */
const LEAST_MS = 1000, MOST_MS = 30_000;
/** Files that get a line each. */
const MOST_APART = 3;
/** Files of one person held at once, and persons; those beyond are counted. */
const MOST_FILES = 1000, MOST_PEOPLE = 100;

/** Options of {@linkcode FileNews}. */
export interface FileNewsOptions {
  /** Shows a line, not escaped yet. */
  readonly show: (line: string) => void;
  /** Whether the person has been told otherwise already. */
  readonly isTold: (path: string, by: string) => boolean;
  /** The time. */
  readonly clock: Clock;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
}

/** New files of one person. */
interface Batch {
  readonly sizes: Map<string, number>;
  /** Files and bytes beyond those. */
  more: number;
  bytes: number;
  /** Names of the directory that all of them are in. */
  place: readonly string[];
}

/** Gathers new files. */
export class FileNews {
  readonly #options: FileNewsOptions;
  #batches = new Map<string, Batch>();
  #waiting = false;
  #window = LEAST_MS;
  #flushedAt = -Infinity;

  /**
   * Has nothing to tell yet.
   *
   * @param options See {@linkcode FileNewsOptions}.
   */
  constructor(options: FileNewsOptions) {
    this.#options = options;
  }

  /**
   * Takes an event of a file; any but those of files that come, change and go is left out.
   *
   * @param event As it came.
   */
  take({ event, path, by = "", size = 0, type }: ServerEvent): void {
    if (path === undefined || type === "dir") return;
    if (event === "created") this.#add(path, { by, size });
    // What is not told yet is told as it is by then.
    else if (event === "changed") { for (const { sizes } of this.#having(path)) sizes.set(path, size); }
    else if (event === "removed") { for (const { sizes } of this.#having(path)) sizes.delete(path); }
  }

  #having(path: string): Batch[] {
    return [...this.#batches.values()].filter(({ sizes }) => sizes.has(path));
  }

  #add(path: string, { by, size }: { readonly by: string; readonly size: number }): void {
    // Whoever has no name has another port each time.
    const who = by.replace(/:\d+$/, "");
    const key = this.#batches.has(who) || this.#batches.size < MOST_PEOPLE ? who : "";
    const place = path.split("/").slice(0, -1);
    const batch = this.#batches.get(key) ?? { sizes: new Map<string, number>(), more: 0, bytes: 0, place };
    this.#batches.set(key, batch);
    batch.place = common(batch.place, place);
    if (batch.sizes.size < MOST_FILES) batch.sizes.set(path, size);
    else {
      batch.more++;
      batch.bytes += size;
    }
    if (!this.#waiting) void this.#tellLater();
  }

  async #tellLater(): Promise<void> {
    const { clock, signal } = this.#options;
    if (clock.now() - this.#flushedAt > this.#window) this.#window = LEAST_MS;
    this.#waiting = true;
    try {
      await clock.wait(this.#window, signal);
    } catch {
      return; // The session is over.
    }
    this.#waiting = false;
    this.#flushedAt = clock.now();
    const batches = this.#batches;
    this.#batches = new Map();
    const lines = this.#lines(batches);
    if (lines.length > 0) this.#window = Math.min(this.#window * 2, MOST_MS);
    for (const line of lines) this.#options.show(line);
  }

  #lines(batches: ReadonlyMap<string, Batch>): string[] {
    for (const [by, { sizes }] of batches) {
      for (const path of [...sizes.keys()]) if (this.#options.isTold(path, by)) sizes.delete(path);
    }
    const full = [...batches].filter(([, { sizes, more }]) => sizes.size + more > 0);
    const count = full.reduce((sum, [, { sizes, more }]) => sum + sizes.size + more, 0);
    if (count <= MOST_APART) {
      return full.flatMap(([by, { sizes }]) =>
        [...sizes].map(([path, bytes]) => lineOf(path, { by, bytes }))
      );
    }
    if (full.length <= MOST_APART) return full.map(([by, batch]) => manyLine(by, [batch]));
    return [manyLine("", full.map(([, batch]) => batch))];
  }
}

/** What two directories have in common. */
function common(one: readonly string[], other: readonly string[]): readonly string[] {
  const differs = one.findIndex((part, at) => part !== other[at]);
  return differs < 0 ? one : one.slice(0, differs);
}

function lineOf(path: string, { by, bytes }: { readonly by: string; readonly bytes: number }): string {
  return texts.session.newFile({ by, path, size: size(bytes), command: commandFor("get", path) });
}

function manyLine(by: string, batches: readonly Batch[]): string {
  let count = 0, bytes = 0;
  for (const { sizes, more, bytes: beyond } of batches) {
    count += sizes.size + more;
    bytes += beyond;
    for (const each of sizes.values()) bytes += each;
  }
  const place = batches.map(({ place }) => place).reduce(common).join("/");
  const command = commandFor("ls", place);
  return texts.session.newFiles({ by, count, size: size(bytes), place, command });
}

/**
 * A line that can be typed, or pasted, in the session.
 *
 * @param command Name of a command that takes a path.
 * @param path The path; empty for none.
 * @returns The line; where the path has characters that nobody could type or see, that of its directory.
 */
export function commandFor(command: "get" | "ls", path: string): string {
  if (path === "") return `/${command}`;
  if (escapeText(path) !== path) return commandFor("ls", path.split("/").slice(0, -1).join("/"));
  if (!/[\s"']/.test(path)) return `/${command} ${path}`;
  return path.includes('"') ? `/${command} '${path}'` : `/${command} "${path}"`;
}
