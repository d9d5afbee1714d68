/**
 * Paths to which something happened, until they have been quiet for long enough to be looked at: a file that is
 * being copied is told of once, not with every piece of it.
 *
 * @module
 */

/** A path is looked at when nothing has happened to it for so long, in milliseconds. */
const QUIET_MS = 250;
/** Or so long after the first thing that happened to it, in any case. */
const LATEST_MS = 2000;
/** Paths held; beyond them the whole share is looked at. */
const MOST_PATHS = 10_000;
/** The whole share is not looked at more often than so many times what looking at it takes. */
const REST_FACTOR = 4;

/** What is to be looked at now. */
export interface Due {
  /** Absolute paths. */
  readonly paths: readonly string[];
  /** Whether everything is, whatever the paths say. */
  readonly all: boolean;
}

/** When something happened first and last, in milliseconds. */
interface Span {
  readonly first: number;
  readonly last: number;
}

function isOver({ first, last }: Span, now: number): boolean {
  return now - last >= QUIET_MS || now - first >= LATEST_MS;
}

/** Holds paths. The time is passed in, in milliseconds. */
export class Pending {
  readonly #paths = new Map<string, Span>();
  #all: Span | undefined;
  #restUntil = -Infinity;

  /** Whether there is anything to be looked at, now or later. */
  get waiting(): boolean {
    return this.#all !== undefined || this.#paths.size > 0;
  }

  /**
   * Whether a path is still on its way.
   *
   * @param path An absolute path.
   * @returns Whether it is held.
   */
  has(path: string): boolean {
    return this.#paths.has(path);
  }

  /**
   * Something happened to a path.
   *
   * @param path An absolute path.
   * @param now The time.
   */
  add(path: string, now: number): void {
    if (this.#all !== undefined) return this.addAll(now);
    const first = this.#paths.get(path)?.first ?? now;
    this.#paths.set(path, { first, last: now });
    if (this.#paths.size > MOST_PATHS) this.addAll(now);
  }

  /**
   * Something happened, and it is not known where.
   *
   * @param now The time.
   */
  addAll(now: number): void {
    this.#paths.clear();
    this.#all = { first: this.#all?.first ?? now, last: now };
  }

  /**
   * Everything has been looked at, which takes its time: not again at once.
   *
   * @param began When that began.
   * @param now The time.
   */
  looked(began: number, now: number): void {
    this.#restUntil = now + REST_FACTOR * (now - began);
  }

  /**
   * Takes what is to be looked at now.
   *
   * @param now The time.
   * @returns What has been quiet, or has waited, for long enough.
   */
  take(now: number): Due {
    if (this.#all !== undefined) {
      if (now < this.#restUntil || !isOver(this.#all, now)) return { paths: [], all: false };
      this.#all = undefined;
      return { paths: [], all: true };
    }
    const paths: string[] = [];
    for (const [path, span] of this.#paths) if (isOver(span, now)) paths.push(path);
    for (const path of paths) this.#paths.delete(path);
    return { paths, all: false };
  }
}
