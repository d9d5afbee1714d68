/**
 * Times, sizes and texts from the network, as the console writes them.
 *
 * @module
 */
import stringWidth from "string-width";
import { escapeText } from "../escape.ts";
import { formatBytes } from "../std/fmt.ts";
import { dateAndTime } from "../texts/format.ts";
import { language } from "../texts/texts.ts";

/** Characters of a peer's text in one line of the console. */
const MOST_SHOWN = 500;
/** Lines of a peer's text. */
const MOST_ROWS = 4;
/** Columns before what follows its first line; a time of day takes nine. */
const SET_IN = 11;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * A time of day.
 *
 * @param at Milliseconds since 1970.
 * @returns `HH:MM:SS`, local.
 */
export function clock(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((value) => String(value).padStart(2, "0")).join(":");
}

/**
 * A time of day, or the date too when that was not today.
 *
 * @param at Milliseconds since 1970.
 * @param now The same, of this moment.
 * @returns Local time, the month as a word of the language.
 */
export function moment(at: number, now: number): string {
  if (now - at < DAY_MS && new Date(at).getDate() === new Date(now).getDate()) return clock(at);
  return dateAndTime(at, language);
}

/**
 * A length of time, in its two largest units.
 *
 * @param ms Milliseconds.
 * @returns `2 d 3 h`, `5 min 10 s`, `7 s`.
 */
export function duration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const units = [[86_400, "d"], [3600, "h"], [60, "min"], [1, "s"]] as const;
  const largest = units.findIndex(([size]) => seconds >= size);
  if (largest < 0) return "0 s";
  let rest = seconds;
  const parts: string[] = [];
  for (const [size, name] of units.slice(largest, largest + 2)) {
    if (rest >= size) parts.push(`${Math.floor(rest / size)} ${name}`);
    rest %= size;
  }
  return parts.join(" ");
}

/**
 * A size.
 *
 * @param count Bytes.
 * @returns `13 B`, `1.5 KiB`.
 */
export function bytes(count: number): string {
  // The library writes kiB; the unit of the standard is KiB.
  return formatBytes(count, { binary: true, maximumFractionDigits: 1, locale: language }).replace(
    "kiB",
    "KiB",
  );
}

/**
 * A text from the network, safe for a terminal and not longer than a few lines.
 *
 * @param text Anything.
 * @returns The text, escaped and cut.
 */
export function shown(text: string): string {
  // Cut first: escaping a message of a megabyte only to throw it away takes time.
  const cut = text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
  return escapeText(cut);
}

/**
 * A text from the network that may have several lines. Those behind the first are set in, deeper than anything else
 * that begins a line, so that none can pass for a line of the console's.
 *
 * @param text Anything.
 * @returns The text, escaped and cut.
 */
export function shownLines(text: string): string {
  const lines = text.slice(0, MOST_SHOWN + 1).trimEnd().split(/\r?\n/, MOST_ROWS + 1).map(shown);
  const isCut = lines.length > MOST_ROWS || text.length > MOST_SHOWN;
  const last = lines.slice(0, MOST_ROWS).join(`\n${" ".repeat(SET_IN)}`);
  return isCut && !last.endsWith("…") ? `${last}…` : last;
}

/**
 * Sets rows in columns.
 *
 * @param rows Cells, escaped and without colours.
 * @returns Lines, the cells of a column one below the other.
 */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, stringWidth(cell));
  }
  return rows.map((row) =>
    row.map((cell, at) => cell + " ".repeat((widths[at] ?? 0) - stringWidth(cell))).join("  ").trimEnd()
  );
}

/**
 * The address without its port, which tells a person nothing.
 *
 * @param address `192.168.1.5:40112`, `[fd00::2]:40112`, or `[::ffff:192.168.1.5]:40112` where one listens on `::`.
 * @returns `192.168.1.5`, `fd00::2`; what has another form stays.
 */
export function hostOf(address: string): string {
  const host = /^\[(.+)\]:\d+$/.exec(address)?.[1] ?? /^([^:]+):\d+$/.exec(address)?.[1] ?? address;
  return host.replace(/^::ffff:(?=\d+\.)/, "");
}
