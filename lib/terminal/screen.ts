/**
 * The bottom of the screen: a status line, and below it the line that is being typed. All else is printed above them
 * and scrolls away as usual, so there is nothing to restore when the program ends.
 *
 * @module
 */
import stringWidth from "string-width";
import { layInput, truncate } from "./layout.ts";

/** Fewest rows of a terminal that has room for a status line. */
const LEAST_ROWS = 6;

/** Sets the status line off from messages, where there is room. */
const RULE = "── ";
const ROOM_FOR_RULE = 60;

/** What stands at the bottom. */
export interface Bottom {
  /** The status line; `undefined` for none. */
  readonly status: string | undefined;
  /** What stands before the typed line. */
  readonly prompt: string;
  /** The typed line. */
  readonly line: string;
  /** Place of the cursor in the line. */
  readonly cursor: number;
}

/** Options of {@linkcode Screen}. */
export interface ScreenOptions {
  /** Writes to the terminal. */
  readonly write: (text: string) => void;
  /** Its size now. */
  readonly size: () => { readonly columns: number; readonly rows: number };
  /** Colours the status line. */
  readonly status: (text: string) => string;
  /** Colours the prompt. */
  readonly prompt: (text: string) => string;
}

/**
 * Rows are cleared from their beginning: a terminal then forgets too that it once broke that row itself, and does not
 * join it with the next one when it becomes wider.
 */
const CLEAR_ROW = "\x1b[K", CLEAR_BELOW = "\x1b[J";
/**
 * While the bottom is drawn, nothing goes to the next row by itself: so the number of rows is what we made it, even
 * where the terminal and we do not agree on how wide an emoji is.
 */
const NO_WRAP = "\x1b[?7l", WRAP = "\x1b[?7h";

/** Draws the bottom, each time in one write. */
export class Screen {
  readonly #options: ScreenOptions;
  /** Widths of the rows from the top of the bottom to the cursor, as they were drawn; the last up to the cursor. */
  #above: readonly number[] = [];

  /**
   * Draws nothing yet.
   *
   * @param options See {@linkcode ScreenOptions}.
   */
  constructor(options: ScreenOptions) {
    this.#options = options;
  }

  /**
   * Draws the bottom anew.
   *
   * @param bottom What stands there.
   * @param above Rows to print above it, none wider than the terminal.
   */
  draw(bottom: Bottom, above?: string): void {
    const { write, size, prompt: paintPrompt, status: paintStatus } = this.#options;
    const { columns, rows: height } = size();
    const width = Math.max(1, columns - 1);
    const prompt = truncate(bottom.prompt, Math.floor(columns / 2));
    const { rows, cursorRow, before, whole } = layInput(prompt, bottom.line, {
      cursor: bottom.cursor,
      width,
      most: Math.max(1, Math.floor(height / 2)),
    });
    const status = bottom.status !== undefined && height >= LEAST_ROWS
      ? [truncate(columns < ROOM_FOR_RULE ? bottom.status : `${RULE}${bottom.status}`, width)]
      : [];
    const paint = (row: string, at: number) =>
      whole && at === 0 ? paintPrompt(prompt) + row.slice(prompt.length) : row;
    const head = above === undefined
      ? ""
      : above.split("\n").map((row) => `${CLEAR_ROW}${row}${CLEAR_ROW}\r\n`).join("");
    const below = rows.length - 1 - cursorRow;
    write(
      // What is printed has been broken into rows already. Where the terminal thinks one wider, it shall lose its end:
      // broken where its writer wants, the rest would begin a row and could pass for another's message.
      this.#toTop(columns) + NO_WRAP + head +
        [...status.map(paintStatus), ...rows.map(paint)].map((row) => CLEAR_ROW + row).join("\r\n") +
        CLEAR_BELOW + (below > 0 ? `\x1b[${below}A` : "") +
        // Written once more up to the cursor: that puts it where the terminal thinks that the text ends.
        `\r${paint(before, cursorRow)}${WRAP}`,
    );
    this.#above = [...status, ...rows.slice(0, cursorRow), before].map((row) => stringWidth(row));
  }

  /** Takes the bottom away and leaves the cursor where it began. */
  erase(): void {
    if (this.#above.length === 0) return;
    this.#options.write(this.#toTop(this.#options.size().columns) + CLEAR_BELOW);
    this.#above = [];
  }

  /** Others have written: the next drawing begins where the cursor is. */
  forget(): void {
    this.#above = [];
  }

  /** Goes to where the bottom begins. A terminal that became narrower has broken rows that no longer fit. */
  #toTop(columns: number): string {
    const up = this.#above.reduce((sum, width, at) => {
      const last = at === this.#above.length - 1;
      return sum + (last ? Math.floor(width / columns) : Math.max(1, Math.ceil(width / columns)));
    }, 0);
    return (up > 0 ? `\x1b[${up}A` : "") + "\r";
  }
}
