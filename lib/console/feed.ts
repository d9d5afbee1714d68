/**
 * What happens, on its way to the terminal: a few lines a second at most, however much it is, and none while the
 * terminal stands still.
 *
 * @module
 */
import type { LogLevel } from "../cli/logging.ts";
import type { Fetch } from "../commands/context.ts";
import type { Change } from "../share/share.ts";
import type { Palette } from "../terminal/colors.ts";
import { texts } from "../texts/texts.ts";
import { count, type Counts, Gathering, type Line } from "./gathering.ts";
import { type Kind, type Note, subjectLine } from "./notes.ts";
import { Recent, type Wanted } from "./recent.ts";
import { clock } from "./words.ts";

/** What comes within so many milliseconds of the first is shown together with it. */
const LEAD_MS = 50;
/** Milliseconds between two looks. */
const PERIOD_MS = 1000;
/** Lines shown at each look. */
const MOST_LINES = 10;
/** What gives way last where there are too many lines, and so on; a higher number gives way earlier. */
const RANK: Readonly<Record<Kind, number>> = {
  created: 0,
  changed: 0,
  error: 0,
  log: 1,
  moved: 1,
  removed: 1,
  made: 2,
  join: 3,
  leave: 3,
  fetch: 4,
  message: 5,
};

/** Where lines go. */
export interface LineSink {
  /** Whether it can take more now. */
  readonly ready: boolean;
  /** Its colours. */
  readonly palette: Palette;
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
  readonly #recent = new Recent();
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

  /**
   * The last transfers, also those for which the screen had no room.
   *
   * @param palette Colours of the lines.
   * @param wanted Which.
   * @returns Lines with their times, the newest last.
   */
  recent(palette: Palette, wanted: Wanted = {}): string[] {
    return this.#recent.list(wanted).map((transfer) =>
      `${palette.dim(clock(transfer.at))} ${subjectLine(transfer, palette)}`
    );
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
    const now = this.#now();
    this.#gathering.add(note, now);
    this.#recent.add(note, now);
    this.#schedule();
  }

  /** Tells of a file that was sent; a function of its own, to be handed on. */
  readonly fetched: (fetch: Fetch) => void = (fetch) => this.add({ kind: "fetch", ...fetch });

  /** Tells of what happened in a drop box, of which no channel tells; a function of its own, to be handed on. */
  readonly handedIn: (change: Change) => void = ({ event, ...change }) =>
    this.add({ ...change, kind: event });

  /** Shows what the operator must know of the log; what happens as it should is told in other words already. */
  readonly logged: (line: string, level: LogLevel) => void = (line, level) => {
    // The date and the zone are of use in a file; here every line has the time of day.
    if (level !== "info") this.add({ kind: "log", level, text: line.trimEnd().replace(/^\d{4}-\S+Z /, "") });
  };

  /** Shows what is waiting and stops; what comes later is not shown. */
  close(): void {
    this.#cancel?.();
    if (this.#sink?.ready) this.#show(Infinity, this.#sink);
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
    if (this.#sink?.ready) this.#show(this.#lookedAt, this.#sink);
    this.#schedule();
  }

  #show(now: number, sink: LineSink): void {
    const { palette } = sink;
    const { lines, leftOut } = this.#gathering.take(now, { palette, most: MOST_LINES });
    const kept = choose(lines);
    for (const line of lines) {
      if (!kept.has(line)) count(leftOut, line.kind, line.notes);
    }
    const shown = [...kept].map(({ at, text }) => `${palette.dim(clock(at))} ${text}`);
    if (leftOut.size > 0) shown.push(palette.dim(leftOutLine(leftOut)));
    if (shown.length > 0) sink.print(shown.join("\n"));
  }
}

/** As many lines as are shown at once, in their order; what matters less gives way. */
function choose(lines: readonly Line[]): ReadonlySet<Line> {
  const first = lines.toSorted((a, b) => RANK[a.kind] - RANK[b.kind]);
  const chosen = new Set(first.slice(0, MOST_LINES));
  return new Set(lines.filter((line) => chosen.has(line)));
}

function leftOutLine(counts: Counts): string {
  const { leftOut, kinds } = texts.console.activity;
  const kindsInOrder = (Object.keys(RANK) as Kind[]).filter((kind) => counts.has(kind));
  return `         … ${leftOut(kindsInOrder.map((kind) => kinds[kind](counts.get(kind) ?? 0)).join(", "))}`;
}
