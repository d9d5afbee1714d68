/**
 * Hears of what other programs do in the shared folder, and tells of it. What is done through this server has been
 * told already: it is only remembered. The system's events say where to look; what has changed is found by looking,
 * so they may be wrong, come twice, or be lost and replaced by a word that some were.
 *
 * @module
 */
import { describeError } from "../errors.ts";
import { dirname, SEPARATOR } from "../std/path.ts";
import { Comparer, partsOf } from "./comparing.ts";
import type { Change } from "./entries.ts";
import { toShownForm } from "./forms.ts";
import { joinReal, type Place } from "./jail.ts";
import { Known, KnownDirectory, knownFile } from "./known.ts";
import { Pacer } from "../pacing.ts";
import { isShown } from "./paths.ts";
import { Pending } from "./pending.ts";
import { planWatch } from "./watch_plan.ts";
import type { Disk } from "./writing.ts";

/** Entries that are remembered, at about 150 bytes each. */
const MOST_ENTRIES = 250_000;
/** Milliseconds between two looks at what is due, and until an overfull queue is read again. */
const LOOK_MS = 100, OVERFULL_MS = 250;
/** Milliseconds without reading after the system reported an error. */
const ERROR_MS = 1000;
/** Watches opened while it runs; only a share with links to directories needs any. */
const MOST_WATCHES = 1000;

/** What the system tells: where something happened, or that it has lost count. */
export type SystemEvent = Pick<Deno.FsEvent, "kind" | "paths"> & Partial<Pick<Deno.FsEvent, "flag">>;

/** The system's watch on a directory. */
export interface SystemWatch extends AsyncIterable<SystemEvent> {
  /** Ends it. */
  close(): void;
}

/** Options of {@linkcode Watching}. */
export interface WatchingOptions {
  /** Told of each change that another program made; its `by` is empty. Should not throw. */
  readonly tell: (change: Change) => void;
  /** Told, once, why changes are not or not all told. */
  readonly warn: (why: string) => void;
  /** Watches a directory; default `Deno.watchFs`. */
  readonly open?: (directory: string, recursive: boolean) => SystemWatch;
  /** Entries that are remembered; with more, it gives up. */
  readonly most?: number;
}

/** Watches a share until it is closed. */
export class Watching {
  /** Resolves when it has begun, or has given up. */
  readonly begun: Promise<void>;
  readonly #disk: Pick<Disk, "jail" | "directories">;
  readonly #options: WatchingOptions;
  readonly #pending = new Pending();
  readonly #known: Known;
  readonly #comparer: Comparer;
  readonly #over = new AbortController();
  /** The system's watches by directory; those of `#flat` do not reach below it. */
  readonly #watches = new Map<string, { watch: SystemWatch; read: Promise<void> }>();
  readonly #flat = new Set<string>();
  /** Directories that are being removed through this server. */
  readonly #leaving = new Set<string>();
  #warned = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What is under way; one look after another. */
  #work: Promise<void>;

  /**
   * Begins to watch.
   *
   * @param disk The share.
   * @param options See {@linkcode WatchingOptions}.
   */
  constructor(disk: Pick<Disk, "jail" | "directories">, options: WatchingOptions) {
    this.#disk = disk;
    this.#options = options;
    this.#known = new Known(options.most ?? MOST_ENTRIES);
    this.#comparer = new Comparer(disk, {
      known: this.#known,
      tell: options.tell,
      leaves: (real) => this.#pending.has(real) || this.#isLeaving(real),
      onDirectory: (real) => this.#cover(real),
      signal: this.#over.signal,
    });
    this.begun = this.#work = this.#begin();
  }

  /**
   * Remembers a change that was made through this server and has been told.
   *
   * @param change The change; of a directory that was moved, its new path is all that is told.
   */
  know(change: Change): void {
    if (this.#over.signal.aborted) return;
    try {
      if (change.event === "removed") this.#forget(change.path);
      else this.#remember(change.path);
    } catch (thrown) {
      this.#giveUp(thrown);
    }
  }

  /**
   * Leaves a directory alone while it is being removed with all that is in it, through this server.
   *
   * @param real Its real path.
   * @returns Ends that.
   */
  leave(real: string): () => void {
    this.#leaving.add(real);
    return () => {
      this.#leaving.delete(real);
      // It may be there still, or in part.
      this.#touch(real);
    };
  }

  /**
   * Tells no more. Where the process is going to end this is enough; to end the system's watch may take for ever:
   * Deno 2.9 opens what an event is about, and whoever opens a named pipe waits for a writer.
   */
  stop(): void {
    this.#over.abort();
    clearTimeout(this.#timer);
  }

  /** Stops watching, and gives back what that took. */
  async close(): Promise<void> {
    this.stop();
    for (const { watch } of this.#watches.values()) close(watch);
    await this.#work;
    await Promise.all([...this.#watches.values()].map(({ read }) => read));
  }

  async #begin(): Promise<void> {
    try {
      const { root } = this.#disk.jail;
      await this.#open(root);
      // What happens from here on is heard, and compared with what is learned now.
      await this.#comparer.all({ deep: true, silent: true });
    } catch (thrown) {
      this.#giveUp(thrown);
    }
  }

  /** Watches a directory and all below it. */
  async #open(directory: string): Promise<void> {
    const plan = await planWatch(directory, { signal: this.#over.signal });
    const wanted = [
      ...plan.flat.map((path) => [path, false] as const),
      ...plan.deep.map((path) => [path, true] as const),
    ];
    for (const [path, recursive] of wanted) {
      if (this.#over.signal.aborted) return;
      if (this.#watches.size >= MOST_WATCHES) throw new Error("Too many links to directories");
      await this.#end(path);
      const open = this.#options.open ?? ((path, recursive) => Deno.watchFs(path, { recursive }));
      const watch = open(path, recursive);
      if (!recursive) this.#flat.add(path);
      this.#watches.set(path, { watch, read: this.#read(watch) });
    }
  }

  /** Ends the watch on a directory that was there before under this path. */
  async #end(path: string): Promise<void> {
    const old = this.#watches.get(path);
    this.#watches.delete(path);
    this.#flat.delete(path);
    if (old === undefined) return;
    close(old.watch);
    await old.read;
  }

  /** Watches a new directory if no watch reaches it. */
  async #cover(real: string): Promise<void> {
    if (!this.#flat.has(dirname(real))) return;
    try {
      await this.#open(real);
    } catch (thrown) {
      this.#warn(thrown);
    }
  }

  async #read(watch: SystemWatch): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      try {
        for await (const event of watch) {
          // While there is more than can be taken in, there is no need to take it in.
          if (this.#hear(event)) await pause(OVERFULL_MS, signal);
        }
        return;
      } catch (thrown) {
        if (signal.aborted) return;
        this.#warn(thrown);
        await pause(ERROR_MS, signal);
      }
    }
  }

  /** Returns whether events have been lost. */
  #hear({ kind, paths, flag }: SystemEvent): boolean {
    if (flag === "rescan") {
      this.#pending.addAll(Date.now());
      this.#schedule();
      return true;
    }
    // That a file was closed behind a change says nothing more.
    if (kind !== "access") { for (const path of paths) this.#touch(path); }
    return false;
  }

  #touch(path: string): void {
    const { root, hidden } = this.#disk.jail;
    // Our own unfinished files above all: cheaper here than when it is their turn.
    if (!partsOf(root, path)?.every((part) => isShown(part, hidden))) return;
    this.#pending.add(path, Date.now());
    this.#schedule();
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#over.signal.aborted || !this.#pending.waiting) return;
    this.#timer = setTimeout(() => {
      this.#work = this.#work.then(() => this.#look()).catch((thrown) => this.#giveUp(thrown)).then(() => {
        this.#timer = undefined;
        this.#schedule();
      });
    }, LOOK_MS);
  }

  async #look(): Promise<void> {
    const now = Date.now();
    const { paths, all } = this.#pending.take(now);
    if (all) {
      await this.#comparer.all({ deep: true });
      this.#pending.looked(now, Date.now());
    }
    const { root } = this.#disk.jail;
    const pacer = new Pacer(1);
    for (const [directory, names] of byDirectory(paths.filter((path) => path !== root))) {
      if (this.#over.signal.aborted) return;
      if (pacer.due) await pacer.rest();
      if (!this.#isLeaving(directory)) await this.#comparer.names(directory, names);
    }
    if (paths.includes(root)) await this.#comparer.all({ deep: false });
  }

  #isLeaving(path: string): boolean {
    for (const leaving of this.#leaving) {
      if (path === leaving || path.startsWith(leaving + SEPARATOR)) return true;
    }
    return false;
  }

  #remember(path: string): void {
    const place = this.#disk.jail.resolve(path);
    if (place === undefined) return;
    this.#put(place);
    if (!place.linked) return;
    // The system tells of the file itself.
    const own = this.#disk.jail.resolve(partsOf(this.#disk.jail.root, place.real)?.join("/") ?? path);
    if (own !== undefined && !own.linked) this.#put(own);
  }

  #put(place: Place): void {
    const known = this.#known.directory(partsOf(this.#disk.jail.root, place.dir) ?? []);
    // Where its directory is not known yet, that is learned with all in it.
    if (known === undefined || place.path === ".") return;
    if (!place.info.isDirectory) return this.#known.put(known, place.stored, knownFile(place.info));
    if (known.names.get(place.stored) instanceof KnownDirectory) return;
    const made = new KnownDirectory();
    this.#known.put(known, place.stored, made);
    if (place.linked) return;
    this.#work = this.#work.then(async () => {
      await this.#cover(place.real);
      await this.#comparer.directory(place, made, { deep: true, silent: true });
    }).catch((thrown) => this.#giveUp(thrown));
  }

  #forget(path: string): void {
    const at = path.lastIndexOf("/");
    const parent = this.#disk.jail.resolve(at < 0 ? "." : path.slice(0, at));
    const known = parent && this.#known.directory(partsOf(this.#disk.jail.root, parent.real) ?? []);
    const name = path.slice(at + 1);
    const stored = known?.names.has(name)
      ? name
      : [...known?.names.keys() ?? []].find((stored) => toShownForm(stored) === name);
    if (known !== undefined && stored !== undefined) this.#known.drop(known, stored);
  }

  /** Says once what will be missing; the server goes on. */
  #warn(thrown: unknown): void {
    if (this.#warned || this.#over.signal.aborted) return;
    this.#warned = true;
    this.#options.warn(describeError(thrown));
  }

  #giveUp(thrown: unknown): void {
    this.#warn(thrown);
    this.stop();
    for (const { watch } of this.#watches.values()) close(watch);
    for (const name of [...this.#known.root.names.keys()]) this.#known.drop(this.#known.root, name);
  }
}

function close(watch: SystemWatch): void {
  try {
    watch.close();
  } catch {
    // It is closed already.
  }
}

function byDirectory(paths: readonly string[]): Map<string, Set<string>> {
  const groups = new Map<string, Set<string>>();
  for (const path of paths) {
    const directory = dirname(path);
    const names = groups.get(directory) ?? new Set();
    names.add(path.slice(joinReal(directory, "").length));
    groups.set(directory, names);
  }
  return groups;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", end);
      resolve();
    }, ms);
    if (signal.aborted) return end();
    signal.addEventListener("abort", end, { once: true });
  });
}
