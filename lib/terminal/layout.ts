/**
 * How text takes up columns and rows. Pure.
 *
 * @module
 */
import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";
import { escapeText } from "../escape.ts";

/** Stands for a line break in the line that is being typed. Nobody can type it, and it counts as a blank. */
export const BREAK = "\v";

/** Behind colours, if there are any. */
// deno-lint-ignore no-control-regex -- controls are what this is about
const LEADING_BLANKS = /^((?:\x1b\[[\d;]*m)*) +/;

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * What a person sees as one character each.
 *
 * @param text Any text.
 * @returns Its grapheme clusters.
 */
export function charactersOf(text: string): string[] {
  return [...graphemes.segment(text)].map(({ segment }) => segment);
}

/**
 * Shortens a text that is too wide.
 *
 * @param text Escaped, without colours.
 * @param width Most columns.
 * @returns The text, or its beginning and `…`.
 */
export function truncate(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = "", left = width - 1;
  for (const character of charactersOf(text)) {
    left -= stringWidth(character);
    if (left < 0) break;
    kept += character;
  }
  return width > 0 ? `${kept}…` : "";
}

/**
 * Shortens a text that is too wide in its middle, so that both ends can be told apart from others.
 *
 * @param text Escaped, without colours.
 * @param width Most columns.
 * @returns The text, or its beginning, `…` and its end.
 */
export function cutMiddle(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  if (width < 3) return truncate(text, width);
  const characters = charactersOf(text);
  const end: string[] = [];
  let left = Math.floor((width - 1) / 2);
  for (let at = characters.length - 1; at >= 0; at--) {
    const character = characters[at] as string;
    left -= stringWidth(character);
    if (left < 0) break;
    end.unshift(character);
  }
  const tail = end.join("");
  return truncate(text, width - stringWidth(tail)) + tail;
}

/**
 * Fills a text up to a width.
 *
 * @param text Escaped, without colours.
 * @param width Columns.
 * @returns The text and blanks.
 */
export function padColumns(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - stringWidth(text)));
}

/**
 * Breaks lines at blanks so that they fit, and sets in whatever follows the first row: no text can look as if it
 * began a row of its own.
 *
 * @param lead What stands before the first row, without colours; a column wide for each of its characters.
 * @param text Escaped lines; may have colours.
 * @param options Columns of the terminal, Infinity for no breaking; columns to set in, by default the width of `lead`.
 * @returns Rows, joined by line feeds.
 */
export function hang(
  lead: string,
  text: string,
  options: { readonly columns: number; readonly indent?: number },
): string {
  const { columns, indent = lead.length } = options;
  // The last column stays free: what a terminal does once it is filled differs.
  const width = Math.max(8, columns - 1 - indent);
  const rows = text.split("\n").flatMap((line) => rowsOf(line, width));
  return rows.map((row, at) => (at === 0 ? lead : " ".repeat(indent)) + row).join("\n");
}

/**
 * Breaks a line that does not fit.
 *
 * @param line Escaped; may have colours.
 * @param columns Columns of the terminal.
 * @returns Rows, joined by line feeds; those behind the first are set in.
 */
export function fit(line: string, columns: number): string {
  return isNarrower(line, columns) ? line : hang("", line, { columns, indent: 2 });
}

/** Most lines are short; the library would look at every character. */
function isNarrower(line: string, columns: number): boolean {
  return line.length * 2 < columns || stringWidth(line) < columns;
}

function rowsOf(line: string, width: number): string[] {
  if (isNarrower(line, width + 1)) return [line];
  const rows = wrapAnsi(line, width, { hard: true, trim: false }).split("\n");
  // The blank at which a line was broken belongs to neither row.
  return rows.map((row, at) => at === 0 ? row : row.replace(LEADING_BLANKS, "$1"));
}

/** The line that is being typed, as rows of the screen. */
export interface InputRows {
  /** The rows. */
  readonly rows: readonly string[];
  /** Which of them has the cursor. */
  readonly cursorRow: number;
  /** What stands before the cursor in its row. */
  readonly before: string;
  /** Whether the first row is the one with the prompt. */
  readonly whole: boolean;
}

/**
 * Lays out the line that is being typed. A line break shows as `⏎` and begins a row.
 *
 * @param prompt What stands before it, escaped, without colours.
 * @param line As the editor has it; escaped here.
 * @param options Place of the cursor in the line, most columns of a row, most rows: more are cut around the cursor.
 * @returns The rows.
 */
export function layInput(
  prompt: string,
  line: string,
  options: { readonly cursor: number; readonly width: number; readonly most: number },
): InputRows {
  const { cursor, width, most } = options;
  const rows = [prompt];
  let column = stringWidth(prompt), offset = 0;
  let place: { row: number; before: string } | undefined;
  for (const character of charactersOf(line)) {
    const shown = shownAs(character), wide = stringWidth(shown);
    if (column + wide > width && column > 0) {
      rows.push("");
      column = 0;
    }
    if (place === undefined && offset >= cursor) {
      place = { row: rows.length - 1, before: rows.at(-1) as string };
    }
    offset += character.length;
    rows[rows.length - 1] += shown;
    column += wide;
    if (character === BREAK) {
      rows.push("");
      column = 0;
    }
  }
  place ??= { row: rows.length - 1, before: rows.at(-1) as string };
  const from = Math.max(0, Math.min(rows.length - most, place.row - Math.floor(most / 2)));
  const shown = rows.slice(from, from + most);
  return { rows: shown, cursorRow: place.row - from, before: place.before, whole: from === 0 };
}

function shownAs(character: string): string {
  if (character === BREAK) return "⏎";
  if (character === "\t") return "⇥";
  return escapeText(character);
}

/**
 * A list in columns, as wide as fits.
 *
 * @param items Escaped.
 * @param size Columns of the terminal, and most rows; what does not fit is counted.
 * @returns Rows, joined by line feeds.
 */
export function inColumns(
  items: readonly string[],
  size: { readonly columns: number; readonly rows: number },
): string {
  const widest = items.reduce((most, item) => Math.max(most, stringWidth(item)), 0) + 2;
  const across = Math.max(1, Math.floor((size.columns - 1) / widest));
  const rows: string[] = [];
  for (let at = 0; at < items.length; at += across) {
    if (rows.length === size.rows) {
      rows.push(`… +${items.length - at}`);
      break;
    }
    const row = items.slice(at, at + across);
    rows.push(row.map((item) => item + " ".repeat(widest - stringWidth(item))).join("").trimEnd());
  }
  return rows.map((row) => truncate(row, size.columns - 1)).join("\n");
}
