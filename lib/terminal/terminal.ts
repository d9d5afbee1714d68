/**
 * The terminal of the interactive session: lines in, lines out above the one that is being typed.
 *
 * @module
 */
import process from "node:process";
import { clearScreenDown, createInterface, cursorTo, type Interface, moveCursor } from "node:readline";

/** Of a terminal that does not say. */
const USUAL_COLUMNS = 80;

/** What completes a line: what it could go on as, and the part of the line that those replace. */
export type Completion = readonly [candidates: readonly string[], part: string];

/** What the session needs of a terminal; the tests have one in memory. */
export interface Terminal {
  /** Typed lines; ends when the person closes the input (Ctrl-D). */
  readonly lines: AsyncIterable<string>;
  /** Resolves when the person presses Ctrl-C. */
  readonly interrupted: Promise<void>;
  /** How many columns it has. */
  readonly columns: number;
  /** Completes a line; set by the session. */
  complete: (line: string) => Promise<Completion>;
  /**
   * Shows text above the line that is being typed, which stays as it is.
   *
   * @param text One line or more, escaped, without the last line break.
   */
  print(text: string): void;
  /**
   * Sets what stands before the line that is being typed, and shows it.
   *
   * @param text Escaped.
   */
  prompt(text: string): void;
  /**
   * Puts a line back to be corrected, unless another one has been begun.
   *
   * @param line As it was typed.
   */
  edit(line: string): void;
  /**
   * Gives the terminal back, with the cursor at the beginning of a line.
   *
   * @returns Resolves once all that was shown is written.
   */
  close(): Promise<void>;
}

/**
 * Opens the terminal of the process with `node:readline`.
 *
 * @returns The terminal; only one may be open.
 */
export function openTerminal(): Terminal {
  const output = process.stdout;
  const { promise: interrupted, resolve: interrupt } = Promise.withResolvers<void>();
  const lines = new LineQueue();
  const terminal: Terminal = {
    lines,
    interrupted,
    get columns() {
      return output.columns || USUAL_COLUMNS;
    },
    complete: () => Promise.resolve([[], ""]),
    print(text) {
      if (lines.ended) output.write(`${text}\n`);
      else printAbove(editor, output, text);
    },
    prompt(text) {
      if (lines.ended) return;
      editor.setPrompt(text);
      editor.prompt(true);
    },
    edit(line) {
      // Without a terminal it would be taken as typed once more.
      if (output.isTTY && !lines.ended && editor.line === "") editor.write(line);
    },
    async close() {
      lines.end();
      // What is printed next, such as the prompt of the shell, should not stand behind ours.
      if (output.isTTY) toEnd(editor, output);
      editor.close();
      process.stdin.unref();
      await new Promise<void>((resolve) => output.write(output.isTTY ? "\n" : "", () => resolve()));
    },
  };
  const editor = createInterface({
    input: process.stdin,
    output,
    terminal: output.isTTY,
    historySize: 500,
    completer: (line: string, done: (error: Error | null, result: [string[], string]) => void) => {
      terminal.complete(line).then(
        ([candidates, part]) => done(null, [[...candidates], part]),
        // No completion is no reason to disturb whoever is typing.
        () => done(null, [[], line]),
      );
    },
  });
  editor.on("line", (line: string) => {
    lines.push(line);
    if (!lines.ended) editor.prompt();
  });
  editor.on("SIGINT", () => interrupt());
  editor.on("close", () => lines.end());
  return terminal;
}

/** Moves to the end of the line that is being typed, which may take several rows. */
function toEnd(editor: Interface, output: typeof process.stdout): void {
  const { rows } = editor.getCursorPos();
  const whole = editor.getPrompt().length + editor.line.length;
  const last = Math.floor(whole / (output.columns || USUAL_COLUMNS));
  if (last > rows) moveCursor(output, 0, last - rows);
}

/** Takes the typed line away, prints, and puts it back. */
function printAbove(editor: Interface, output: typeof process.stdout, text: string): void {
  const { rows } = editor.getCursorPos();
  moveCursor(output, 0, -rows);
  cursorTo(output, 0);
  clearScreenDown(output);
  // Drawing the line anew goes up by the rows that it took, which this makes up for.
  output.write(`${text}\n${"\n".repeat(rows)}`);
  editor.prompt(true);
}

/** Lines that were typed and not yet taken. */
export class LineQueue implements AsyncIterable<string> {
  readonly #lines: string[] = [];
  #ended = false;
  #wake: () => void = () => {};

  /** Whether no more lines will come. */
  get ended(): boolean {
    return this.#ended;
  }

  /**
   * Adds a line.
   *
   * @param line Without its line break.
   */
  push(line: string): void {
    this.#lines.push(line);
    this.#wake();
  }

  /** No more lines will come. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /**
   * The lines, in order, as they come.
   *
   * @returns Ends once they have ended and all were taken.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    for (;;) {
      const line = this.#lines.shift();
      if (line !== undefined) yield line;
      else if (this.#ended) return;
      else await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }
}
