/**
 * A bar for each transfer at the bottom of a terminal, and one for all.
 *
 * @module
 */
import { createLogUpdate } from "log-update";
import stringWidth from "string-width";
import type { EnchufeError } from "../errors.ts";
import { escapeText } from "../escape.ts";
import type { Clock } from "./pacer.ts";
import { Counting, type Progress, SHORT, waitingLine } from "./progress.ts";
import { barLine } from "./bar_line.ts";

/** Milliseconds between two drawings. */
const TICK = 100;

/** The terminal of {@linkcode makeBars}. */
export interface BarTerminal {
  /** Its size now. */
  size(): { readonly columns: number; readonly rows: number };
  /**
   * Writes, in the background: nothing waits for a terminal that stands still.
   *
   * @param text What to write.
   */
  write(text: string): Promise<void>;
}

/** Options of {@linkcode makeBars}. */
export interface BarOptions {
  /** The time. */
  readonly clock: Clock;
  /** Where they are drawn. */
  readonly terminal: BarTerminal;
}

/**
 * Makes bars. Nothing is drawn of what is over in half a second.
 *
 * @param options See {@linkcode BarOptions}.
 * @returns The bars.
 */
export function makeBars(options: BarOptions): Progress {
  return new Bars(options);
}

class Bars extends Counting {
  readonly #terminal: BarTerminal;
  readonly #draw: ReturnType<typeof createLogUpdate>;
  #timer: ReturnType<typeof setInterval> | undefined;
  /** What is on its way to the terminal. */
  #pending = "";
  #writing: Promise<void> | undefined;
  /** The lines that stand there, by their widths. */
  #widths: readonly number[] = [];
  #asides = 0;

  constructor({ clock, terminal }: BarOptions) {
    super(clock);
    this.#terminal = terminal;
    const stream = {
      get columns() {
        return terminal.size().columns;
      },
      get rows() {
        return terminal.size().rows;
      },
      write: (text: string) => this.#write(text),
    };
    // The cursor stays as it is: whatever ends us, there is nothing to restore.
    this.#draw = createLogUpdate(stream as unknown as NodeJS.WriteStream, { showCursor: true });
  }

  protected changed(): void {
    this.#timer ??= setInterval(() => this.#tick(), TICK);
  }

  protected waiting(name: string, ms: number, why: EnchufeError): void {
    this.note(waitingLine(name, ms, why));
  }

  note(line: string): void {
    this.#clear();
    this.#write(`${line}\n`);
  }

  /** Draws, unless the terminal has not even taken what was drawn last. */
  #tick(): void {
    if (this.#writing !== undefined || this.#asides > 0) return;
    const { columns } = this.#terminal.size();
    this.#forgetBroken(columns);
    const lines = this.#lines(columns);
    if (lines.length === 0) return this.#clear();
    this.#widths = lines.map((line) => stringWidth(line));
    this.#draw(lines.join("\n"));
  }

  override async aside<T>(write: () => Promise<T> | T): Promise<T> {
    this.#asides++;
    try {
      this.#clear();
      await this.#writing;
      return await write();
    } finally {
      this.#asides--;
    }
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#asides++;
    this.#clear();
    await this.#writing;
  }

  #lines(columns: number): string[] {
    const now = this.clock.now(), { rows } = this.#terminal.size();
    const lines: string[] = [];
    for (const [{ meter }, name] of this.active) {
      if (now - meter.began < SHORT) continue;
      lines.push(barLine(escapeText(name), meter, { now, columns }));
    }
    if (this.files > 1 && this.active.size > 0 && now - this.total.began >= SHORT) {
      lines.push(barLine(this.totalName, this.total, { now, columns }));
    }
    return lines.slice(-Math.max(1, rows - 2));
  }

  #clear(): void {
    if (this.#widths.length === 0) return;
    this.#forgetBroken(this.#terminal.size().columns);
    this.#draw.clear();
    this.#widths = [];
  }

  /** A terminal that has become narrower has broken our lines: they take more rows than the library knows of. */
  #forgetBroken(columns: number): void {
    if (this.#widths.every((width) => width < columns)) return;
    const rows = this.#widths.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / columns)), 0);
    this.#write(`\x1b[${rows}A\r\x1b[J`);
    this.#draw.done();
    this.#widths = [];
  }

  #write(text: string): boolean {
    this.#pending += text;
    this.#writing ??= this.#pump();
    return true;
  }

  async #pump(): Promise<void> {
    await Promise.resolve();
    while (this.#pending !== "") {
      const text = this.#pending;
      this.#pending = "";
      // A terminal that is gone shows nothing.
      await this.#terminal.write(text).catch(() => {});
    }
    this.#writing = undefined;
  }
}
