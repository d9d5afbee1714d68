/**
 * What happens, on its way to the terminal: a few lines a second at most, however much it is, and none while the
 * terminal stands still.
 *
 * @module
 */
import type { LogLevel } from "../cli/logging.ts";
import type { Fetch } from "../commands/context.ts";
import { texts } from "../texts/texts.ts";
import { Gathering, type Line } from "./gathering.ts";
import type { Note } from "./notes.ts";
import { clock } from "./words.ts";

/** What comes within so many milliseconds of the first is shown together with it. */
const LEAD_MS = 50;
/** Milliseconds between two looks. */
const PERIOD_MS = 1000;
/** Lines shown at each look. */
const MOST_LINES = 10;
/** Transfers that `/recent` knows. */
const MOST_RECENT = 20;

/** Where lines go. */
export interface LineSink {
  /** Whether it can take more now. */
  readonly ready: boolean;
  /** Shows lines. */
  print(text: string): void;
}

/** Options of {@linkcode Feed}. */
export interface FeedOptions {
  /** Milliseconds since 1970; default `Date.now`. */
  readonly now?: () => number;
  /** Runs something later, unless the returned function is called; default `setTimeout`. */
  readonly later?: (run: () => void, ms: number) => () => void;
}

/** The feed. Nothing is lost before it is opened: it is shown then. */
export class Feed {
  readonly #now: () => number;
  readonly #later: (run: () => void, ms: number) => () => void;
  readonly #gathering = new Gathering();
  readonly #recent: string[] = [];
  #sink: LineSink | undefined;
  #cancel: (() => void) | undefined;
  #lookedAt = 0;

  /**
   * Starts with nothing to tell.
   *
   * @param options See {@linkcode FeedOptions}.
   */
  constructor(options: FeedOptions = {}) {
    this.#now = options.now ?? Date.now;
    this.#later = options.later ?? ((run, ms) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    });
  }

  /** The last transfers, oldest first, as lines with their times. */
  get recent(): readonly string[] {
    return this.#recent;
  }

  /**
   * Begins to show.
   *
   * @param sink Where to.
   */
  open(sink: LineSink): void {
    this.#sink = sink;
    this.#schedule();
  }

  /**
   * Tells of one thing.
   *
   * @param note What happened.
   */
  add(note: Note): void {
    this.#gathering.add(note, this.#now());
    this.#schedule();
  }

  /** Tells of a file that was sent; a function of its own, to be handed on. */
  readonly fetched: (fetch: Fetch) => void = (fetch) => this.add({ kind: "fetch", ...fetch });

  /** Shows what the operator must know of the log; what happens as it should is told in other words already. */
  readonly logged: (line: string, level: LogLevel) => void = (line, level) => {
    // The date and the zone are of use in a file; here every line has the time of day.
    if (level !== "info") this.add({ kind: "log", text: line.trimEnd().replace(/^\d{4}-\S+Z /, "") });
  };

  /** Shows what is waiting and stops; what comes later is not shown. */
  close(): void {
    this.#cancel?.();
    if (this.#sink?.ready) this.#show(Infinity);
    this.#sink = undefined;
  }

  #schedule(): void {
    if (this.#cancel !== undefined || this.#sink === undefined || !this.#gathering.pending) return;
    const wait = Math.max(LEAD_MS, this.#lookedAt + PERIOD_MS - this.#now());
    this.#cancel = this.#later(() => this.#look(), Math.min(wait, PERIOD_MS));
  }

  #look(): void {
    this.#cancel = undefined;
    this.#lookedAt = this.#now();
    // While the terminal takes nothing the notes stay where their number is bounded.
    if (this.#sink?.ready) this.#show(this.#lookedAt);
    this.#schedule();
  }

  #show(now: number): void {
    const taken = this.#gathering.take(now);
    const kept = choose(taken.lines);
    const timed = ({ at, text }: Line): string => `${clock(at)} ${text}`;
    this.#recent.push(...taken.lines.filter(({ transfer }) => transfer).map(timed));
    this.#recent.splice(0, this.#recent.length - MOST_RECENT);
    const count = (lines: Iterable<Line>): number => [...lines].reduce((sum, { notes }) => sum + notes, 0);
    const leftOut = taken.leftOut + count(taken.lines) - count(kept);
    const lines = [...kept].map(timed);
    if (leftOut > 0) lines.push(texts.console.activity.leftOut(leftOut));
    if (lines.length > 0) this.#sink?.print(lines.join("\n"));
  }
}

/** As many lines as are shown at once, in their order; talk gives way to what happened. */
function choose(lines: readonly Line[]): ReadonlySet<Line> {
  const first = [...lines.filter(({ talk }) => !talk), ...lines.filter(({ talk }) => talk)];
  const chosen = new Set(first.slice(0, MOST_LINES));
  return new Set(lines.filter((line) => chosen.has(line)));
}
