/**
 * Long work in short turns, so that a big folder never holds up the other sessions.
 *
 * @module
 */
import { whenIdle } from "./idle.ts";

/** Milliseconds of work between two turns of the event loop, of all who work. */
const TURN_MS = 8;
/** What one of them gets before it knows of the others, and at least. */
const FIRST_MS = 1;
const LEAST_MS = 0.1;
/** Milliseconds that a rest takes when nobody else works. */
const REST_MS = 2;

/** Items that a sort takes at once: about 3 ms for names. */
const RUN = 8192;

/**
 * Says when work has gone on for long enough. Ask every few items; asking costs about 0.1 µs.
 *
 * How long others work while this one rests tells how many there are, so that all together take no longer than one.
 */
export class Pacer {
  readonly #stride: number;
  #since = performance.now();
  #until = this.#since + FIRST_MS;
  #asked = 0;

  /**
   * Starts a turn.
   *
   * @param stride The clock is looked at once for so many items; 1 for items that take long.
   */
  constructor(stride = 16) {
    this.#stride = stride;
  }

  /** Whether it is time to {@linkcode Pacer.rest}. */
  get due(): boolean {
    if (++this.#asked < this.#stride) return false;
    this.#asked = 0;
    return performance.now() >= this.#until;
  }

  /**
   * Lets others work, and the runtime look at the sockets.
   *
   * @returns When it is this work's turn again.
   */
  async rest(): Promise<void> {
    const rested = performance.now(), worked = rested - this.#since;
    await new Promise<void>((resolve) => whenIdle(resolve));
    const now = performance.now();
    this.#since = now;
    const others = Math.max(0, now - rested - REST_MS);
    this.#until = now + Math.max(LEAST_MS, TURN_MS * worked / (worked + others));
  }
}

/** Joins two sorted runs. */
async function merge<T>(
  left: readonly T[],
  right: readonly T[],
  { compare, pacer }: { compare: (a: T, b: T) => number; pacer: Pacer },
): Promise<T[]> {
  const merged: T[] = [];
  let l = 0, r = 0;
  while (l < left.length && r < right.length) {
    merged.push(compare(left[l] as T, right[r] as T) <= 0 ? left[l++] as T : right[r++] as T);
    if (pacer.due) await pacer.rest();
  }
  while (l < left.length) merged.push(left[l++] as T);
  while (r < right.length) merged.push(right[r++] as T);
  return merged;
}

/**
 * Sorts, letting the event loop turn: 100,000 names in one go would stop it for 40 ms.
 *
 * @param items What to sort; its order may change.
 * @param compare As for `Array.prototype.sort`.
 * @returns The sorted items; stable.
 */
export async function sortInTurns<T>(items: T[], compare: (a: T, b: T) => number): Promise<T[]> {
  if (items.length <= RUN) return items.sort(compare);
  const pacer = new Pacer();
  let runs: T[][] = [];
  for (let at = 0; at < items.length; at += RUN) {
    runs.push(items.slice(at, at + RUN).sort(compare));
    await pacer.rest();
  }
  while (runs.length > 1) {
    const next: T[][] = [];
    for (let at = 0; at < runs.length; at += 2) {
      const left = runs[at] as T[], right = runs[at + 1];
      next.push(right === undefined ? left : await merge(left, right, { compare, pacer }));
    }
    runs = next;
  }
  return runs[0] ?? [];
}
