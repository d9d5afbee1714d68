/**
 * A terminal on which the line that is being typed stays at the bottom, whatever is printed above it.
 *
 * @module
 */
import process from "node:process";
import { emitKeypressEvents } from "node:readline";
import type { Palette } from "./colors.ts";
import { completeBy, type Completion } from "./completion.ts";
import { Interrupts } from "./interrupts.ts";
import { BREAK, fit, inColumns } from "./layout.ts";
import { type Key, LineEditor } from "./line_editor.ts";
import { LineQueue } from "./line_queue.ts";
import { Screen } from "./screen.ts";
import { listen } from "./signals.ts";
import type { Terminal } from "./terminal.ts";

/** Of a terminal that does not say. */
const USUAL = { columns: 80, rows: 24 };
/** Has what is pasted come between marks, so that its line breaks are not taken for Enter. */
const MARK_PASTES = "\x1b[?2004h", NO_MARKS = "\x1b[?2004l";
/** Says that the line takes no more. */
const BELL = "\x07";
const CLEAR_SCREEN = "\x1b[2J\x1b[H";
/** What is drawn of an answer that is not shown. */
const NOTHING = { line: "", cursor: 0 };

/** A question whose answer is not shown. */
interface Asked {
  readonly prompt: string;
  /** Takes the keys meanwhile. */
  readonly editor: LineEditor;
  readonly answer: (text: string | undefined) => void;
}

/**
 * Opens the terminal of the process.
 *
 * @param options As `TerminalOptions`.
 * @returns The terminal.
 */
export function openFullTerminal(options: FullTerminalOptions): Terminal {
  return new FullTerminal(options);
}

/** Options of {@linkcode openFullTerminal}, as in `TerminalOptions`. */
export interface FullTerminalOptions {
  /** Its colours. */
  readonly palette: Palette;
  /** What is shown at the first Ctrl-C, if one alone does not leave. */
  readonly leaveHint?: (() => string) | undefined;
  /** Whether it does not leave at SIGHUP. */
  readonly ignoreHangup?: boolean | undefined;
}

class FullTerminal implements Terminal {
  readonly lines = new LineQueue();
  readonly interrupted: Promise<void>;
  complete: (line: string) => Promise<Completion> = () => Promise.resolve([[], ""]);
  readonly #palette: Palette;
  readonly #leaveHint: (() => string) | undefined;
  readonly #interrupts: Interrupts;
  readonly #screen: Screen;
  readonly #editor: LineEditor;
  readonly #ignore: () => void;
  readonly #press = (text: string | undefined, key: Key) =>
    (this.#asked?.editor ?? this.#editor).press(text, key);
  #prompt = "";
  #status: string | undefined;
  /** The question that is being answered, if there is one. */
  #asked: Asked | undefined;
  #closed = false;

  constructor({ palette, leaveHint, ignoreHangup = false }: FullTerminalOptions) {
    this.#palette = palette;
    this.#leaveHint = leaveHint;
    this.#interrupts = new Interrupts(leaveHint !== undefined);
    this.interrupted = this.#interrupts.leave;
    this.#screen = new Screen({
      write,
      size,
      status: (text) => palette.dim(text),
      prompt: (text) => palette.own(text),
    });
    this.#editor = new LineEditor({
      line: (text) => this.lines.push(text),
      changed: () => this.#draw(),
      complete: () => void this.#complete(),
      interrupt: () => this.#interrupt(),
      end: () => this.lines.end(),
      redraw: () => this.#redraw(),
      full: () => write(BELL),
    });
    this.#take();
    process.stdout.on("error", () => this.#interrupts.end());
    emitKeypressEvents(process.stdin);
    process.stdin.on("keypress", this.#press);
    process.stdin.on("end", () => this.lines.end());
    process.stdin.on("error", () => this.lines.end());
    process.stdin.resume();
    this.#ignore = listen({
      SIGWINCH: () => this.#draw(),
      SIGCONT: () => {
        // Whoever had the terminal meanwhile has set it up to their liking and written below our bottom.
        this.#take();
        this.#screen.forget();
        this.#draw();
      },
      ...leaveHint === undefined ? {} : {
        SIGINT: () => this.#interrupt(),
        SIGTERM: () => void this.#interrupts.end(),
        ...ignoreHangup ? {} : { SIGHUP: () => void this.#interrupts.end() },
        // Ctrl-\, which would otherwise leave the terminal as it is now.
        SIGQUIT: () => void this.#interrupts.end(),
      },
    });
  }

  get columns(): number {
    return size().columns;
  }

  print(text: string): void {
    if (this.#closed) return write(`${text}\n`);
    const { columns } = size();
    this.#draw(text.split("\n").map((line) => fit(line, columns)).join("\n"));
  }

  prompt(text: string): void {
    this.#prompt = text;
    this.#draw();
  }

  status(text: string | undefined): void {
    if (text === this.#status) return;
    this.#status = text;
    this.#draw();
  }

  edit(line: string): void {
    if (!this.#closed && this.#editor.line === "") this.#editor.insert(line);
  }

  async askSecret(question: string): Promise<string | undefined> {
    if (this.#closed) return undefined;
    const { promise, resolve: answer } = Promise.withResolvers<string | undefined>();
    const editor = new LineEditor({
      line: answer,
      interrupt: () => answer(undefined),
      end: () => answer(undefined),
      // Nothing of it is drawn, nor could be completed.
      changed() {},
      complete() {},
      redraw: () => this.#redraw(),
      full: () => write(BELL),
    });
    this.#asked = { prompt: `${question}: `, editor, answer };
    this.#draw();
    try {
      return await promise;
    } finally {
      this.#asked = undefined;
      editor.close();
      this.#draw();
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#asked?.answer(undefined);
    this.#closed = true;
    this.#ignore();
    this.lines.end();
    this.#editor.close();
    process.stdin.off("keypress", this.#press);
    process.stdin.pause();
    process.stdin.unref();
    this.#screen.erase();
    setRaw(false);
    await new Promise<void>((resolve) => process.stdout.write(NO_MARKS, () => resolve()));
  }

  /** Takes the terminal over: keys come as they are pressed. */
  #take(): void {
    // Ctrl-Z can suspend only where the system turns keys into signals, and then Ctrl-C is one too.
    setRaw(true, this.#leaveHint !== undefined && Deno.build.os !== "windows");
    write(MARK_PASTES);
  }

  #draw(above?: string): void {
    if (this.#closed) return;
    const { line, cursor } = this.#asked === undefined ? this.#editor : NOTHING;
    const prompt = this.#asked?.prompt ?? this.#prompt;
    this.#screen.draw({ status: this.#status, prompt, line, cursor }, above);
  }

  #redraw(): void {
    this.#screen.forget();
    write(CLEAR_SCREEN);
    this.#draw();
  }

  #interrupt(): void {
    if (this.#asked !== undefined) return this.#asked.answer(undefined);
    const empty = this.#editor.line === "" && !this.#editor.pasting;
    const todo = this.#interrupts.press(empty, performance.now());
    if (todo === "clear") this.#editor.clear();
    if (todo === "hint") this.print(this.#palette.dim(this.#leaveHint?.() ?? ""));
  }

  async #complete(): Promise<void> {
    const { line, cursor } = this.#editor;
    const typed = line.slice(0, cursor).replaceAll(BREAK, "\n");
    // No completion is no reason to disturb whoever is typing.
    const completion = await this.complete(typed).catch((): Completion => [[], ""]);
    // Whoever typed on meanwhile does not want it any more.
    if (this.#closed || line !== this.#editor.line || cursor !== this.#editor.cursor) return;
    const { text, choices } = completeBy(completion);
    if (text !== undefined) this.#editor.replace(completion[1].length, text);
    if (choices.length > 0) {
      const { columns, rows } = size();
      this.print(inColumns(choices, { columns, rows: Math.max(3, rows - 5) }));
    }
  }
}

function write(text: string): void {
  process.stdout.write(text);
}

function size(): { columns: number; rows: number } {
  try {
    const { columns, rows } = Deno.consoleSize();
    return columns > 0 && rows > 0 ? { columns, rows } : USUAL;
  } catch {
    return USUAL;
  }
}

function setRaw(on: boolean, cbreak = false): void {
  try {
    Deno.stdin.setRaw(on, { cbreak });
  } catch {
    // The terminal is gone; whoever reads from it finds out.
  }
}
