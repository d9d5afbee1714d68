/**
 * Colours of the interactive session: none, or such as can be read on a dark and on a light background.
 *
 * @module
 */
import { Ansis } from "ansis";

/** When there are colours. */
export type ColorChoice = "auto" | "always" | "never";

/** What colours are for. Each function takes text that is escaped already. */
export interface Palette {
  /** What matters less: times, who came, what was typed. */
  dim(text: string): string;
  /** What concerns whoever reads: their own name, the prompt, what is handed in to them. */
  own(text: string): string;
  /** What to look at. */
  warning(text: string): string;
  /** What went wrong. */
  error(text: string): string;
  /**
   * The name of a person, in the colour that the name has on every screen.
   *
   * @param name The name.
   * @param text What to colour; default the name.
   */
  name(name: string, text?: string): string;
}

/**
 * Colours for names, of the 256 that terminals know: each has a contrast of at least 3.6 with black and with white.
 * Red is for errors.
 */
export const NAME_COLORS: readonly number[] = [166, 130, 100, 64, 28, 30, 31, 26, 63, 98, 128, 163, 161];
const RED = 160, YELLOW = 136;

/**
 * Whether colours are wanted.
 *
 * @param choice What the person said.
 * @param env Reads a variable.
 * @param isTerminal Whether the output is a terminal.
 * @returns What was said; by default `true` on a terminal that is not dumb, unless `NO_COLOR` is set.
 */
export function wantsColor(
  choice: ColorChoice,
  env: (name: string) => string | undefined,
  isTerminal: boolean,
): boolean {
  if (choice !== "auto") return choice === "always";
  return isTerminal && !env("NO_COLOR") && env("TERM") !== "dumb";
}

/**
 * Makes the colours.
 *
 * @param enabled `false` gives every text back as it is.
 * @returns The colours.
 */
export function makePalette(enabled: boolean): Palette {
  // The level is ours to say: the library would look at the environment by rules of its own.
  const ansi = new Ansis(enabled ? 2 : 0);
  return {
    dim: (text) => ansi.dim(text),
    own: (text) => ansi.bold(text),
    warning: (text) => ansi.fg(YELLOW)(text),
    error: (text) => ansi.fg(RED)(text),
    name: (name, text = name) => ansi.fg(colorOf(name))(text),
  };
}

/**
 * The colour of a name: the same for everyone, and however it is capitalised.
 *
 * @param name The name.
 * @returns One of {@linkcode NAME_COLORS}.
 */
export function colorOf(name: string): number {
  // FNV-1a.
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name.normalize("NFC").toLowerCase())) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return NAME_COLORS[hash % NAME_COLORS.length] as number;
}
