/**
 * Removes what unfinished uploads have left behind, and finds again those that go on.
 *
 * @module
 */
import { joinReal, look } from "./jail.ts";
import type { Uploads } from "./uploads.ts";
import type { Disk } from "./writing.ts";

/** Options of {@linkcode keepSwept}. */
export interface SweepOptions {
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Meets the files of uploads. */
  readonly uploads: Uploads;
  /** Whether a temporary file is of a write under way. */
  readonly isStaged: (real: string) => boolean;
}

/** Names that only we make: of an upload, or of a write in one go. Clients use others for what they fetch. */
const OF_UPLOAD = /^\.enchufe-([0-9a-f]{32})\.(?:part|json)$/;
const OF_WRITE = /^\.enchufe-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.part$/;

/** Milliseconds of work and of rest: the start of a server, and whoever uses it, comes first. */
const WORK_MS = 5;
const REST_MS = 20;
/** Milliseconds between two rounds at least and at most. */
const SHORTEST_MS = 250;
const LONGEST_MS = 6 * 60 * 60 * 1000;

/**
 * Goes through a share again and again until it is told to end.
 *
 * @param disk The share; `uploadTtl` holds.
 * @param options See {@linkcode SweepOptions}.
 * @returns When it has ended.
 */
export async function keepSwept(disk: Disk, options: SweepOptions): Promise<void> {
  const { signal } = options;
  const pause = Math.min(Math.max(disk.limits.uploadTtl / 4, SHORTEST_MS), LONGEST_MS);
  while (!signal.aborted) {
    await sweep(disk, options);
    await rest(pause, signal);
  }
}

/**
 * Goes through a share once. Links are not followed.
 *
 * @param disk The share; `uploadTtl` holds.
 * @param options See {@linkcode SweepOptions}.
 */
export async function sweep(disk: Disk, { signal, uploads, isStaged }: SweepOptions): Promise<void> {
  const oldest = Date.now() - disk.limits.uploadTtl;
  const dirs = [disk.jail.root];
  let until = performance.now() + WORK_MS;
  for (let dir = dirs.pop(); dir !== undefined; dir = dirs.pop()) {
    try {
      for await (const { name, isDirectory } of Deno.readDir(dir)) {
        if (performance.now() > until) {
          await rest(REST_MS, signal);
          until = performance.now() + WORK_MS;
        }
        if (signal.aborted) return;
        if (isDirectory) {
          if (disk.jail.hidden || !name.startsWith(".")) dirs.push(joinReal(dir, name));
          continue;
        }
        const id = OF_UPLOAD.exec(name)?.[1];
        if (id !== undefined) await uploads.meet(id, dir, oldest);
        else if (OF_WRITE.test(name)) removeStale(joinReal(dir, name), oldest, isStaged);
      }
    } catch {
      // Gone by now, or not for this user to read: then there is nothing of ours in it.
    }
  }
}

function removeStale(real: string, oldest: number, isStaged: (real: string) => boolean): void {
  if (isStaged(real) || (look(real)?.mtime?.getTime() ?? 0) >= oldest) return;
  Deno.removeSync(real);
}

/** Waits; not once it is told to end. */
function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end);
  });
}
