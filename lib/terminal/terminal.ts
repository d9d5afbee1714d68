/**
 * The terminal of an interactive program: lines in, lines out above the one that is being typed.
 *
 * @module
 */
import process from "node:process";
import { makePalette, type Palette } from "./colors.ts";
import type { Completion } from "./completion.ts";
import { openFullTerminal } from "./full_terminal.ts";
import { openPlainTerminal } from "./plain_terminal.ts";

export type { Completion } from "./completion.ts";
export { LineQueue } from "./line_queue.ts";

/** What an interactive program needs of a terminal; the tests have one in memory. */
export interface Terminal {
  /** Typed lines, which may have line breaks in them; ends when the person closes the input (Ctrl-D). */
  readonly lines: AsyncIterable<string>;
  /** Resolves when the person wants to leave with Ctrl-C, or the process is asked to stop. */
  readonly interrupted: Promise<void>;
  /** How many columns it has. */
  readonly columns: number;
  /**
   * Whether it only takes lines: they stay on the screen as they were typed, and what is printed is not to be laid
   * out. Otherwise a line goes from the screen when it is finished.
   */
  readonly plain?: boolean;
  /** Completes a line; set by the program. */
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
   * @param text Escaped, without colours.
   */
  prompt(text: string): void;
  /**
   * Sets the line that stands above the one that is being typed, where there is room for it.
   *
   * @param text Escaped, without colours; `undefined` for none.
   */
  status?(text: string | undefined): void;
  /**
   * Puts a line back to be corrected, unless another one has been begun.
   *
   * @param line As it was typed.
   */
  edit(line: string): void;
  /**
   * Asks for a text that is not shown while it is typed; the line that was being typed comes back behind it. One
   * question at a time.
   *
   * @param question Escaped.
   * @returns The answer; `undefined` if it was broken off, or the terminal closed.
   */
  askSecret(question: string): Promise<string | undefined>;
  /**
   * Gives the terminal back, with the cursor at the beginning of a line.
   *
   * @returns Resolves once all that was shown is written.
   */
  close(): Promise<void>;
}

/** Options of {@linkcode openTerminal}. */
export interface TerminalOptions {
  /** No colours, no cursor movement, no status: only lines, as dumb terminals and screen readers want them. */
  readonly plain?: boolean;
  /** Its colours; by default none. */
  readonly palette?: Palette;
  /**
   * What is shown when Ctrl-C is pressed on an empty line. It then takes a second one to leave; the first one clears a
   * line, and Ctrl-Z suspends. Without it one Ctrl-C is enough.
   */
  readonly leaveHint?: () => string;
  /** Whether SIGHUP is the program's business: then it does not leave at it. */
  readonly ignoreHangup?: boolean;
}

/**
 * Opens the terminal of the process.
 *
 * @param options See {@linkcode TerminalOptions}.
 * @returns The terminal; only one may be open.
 */
export function openTerminal(options: TerminalOptions = {}): Terminal {
  const { plain = false, palette = makePalette(false), leaveHint, ignoreHangup } = options;
  // Where the output goes to a file, its end would be no place to type at.
  if (plain || !process.stdout.isTTY) return openPlainTerminal(leaveHint);
  return openFullTerminal({ palette, leaveHint, ignoreHangup });
}
