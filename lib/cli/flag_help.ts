/**
 * A table of flags as help and as a block of the README.
 *
 * @module
 */
import { en } from "../texts/en/all.ts";
import { texts } from "../texts/texts.ts";
import { type Flag, flagName, type FlagTable, variableName } from "./flags.ts";

/** Columns of a terminal that help is written for. */
export const WIDTH = 80;
/** Columns of the left part; a longer one puts its text on the next line. */
const LEFT = 28;
/** Narrower than this, the right part goes below the left one. */
const LEAST_RIGHT = 30;

/** Two columns of help. */
export type HelpRow = readonly [left: string, right: string];

/** What each flag of a table is for. */
export type FlagSummaries<Table extends FlagTable = FlagTable> = Readonly<Record<keyof Table, string>>;

/**
 * Lays out two columns, the right one wrapped.
 *
 * @param rows The rows.
 * @param width Columns of the terminal.
 * @returns Lines, each ending in a line break.
 */
export function helpColumns(rows: readonly HelpRow[], width: number = WIDTH): string {
  const indent = width - LEFT - 2 < LEAST_RIGHT ? 6 : LEFT + 2;
  return rows.map(([left, right]) => {
    const lines = wrapWords(right, width - indent);
    const head = `  ${left}`;
    const gap = indent - columnsOf(head);
    const first = gap > 1 ? head + " ".repeat(gap) + (lines.shift() ?? "") : head;
    return [first, ...lines.map((line) => " ".repeat(indent) + line)].map((line) => `${line.trimEnd()}\n`)
      .join("");
  }).join("");
}

/**
 * A usage with its placeholders in the language in use.
 *
 * @param usage As the tables have it: `PATH… [-o FILE]`.
 * @param words Those of another language than the one in use.
 * @returns `RUTA… [-o ARCHIVO]`.
 */
export function inWords(
  usage: string,
  words: Readonly<Record<string, string>> = texts.help.placeholders,
): string {
  return usage.replace(/[A-Z]+/g, (word) => words[word] ?? word);
}

/**
 * The flags of a table as rows of help.
 *
 * @param table The flags.
 * @param summaries What each is for, in the language in use.
 * @returns A row each.
 */
export function flagRows<Table extends FlagTable>(table: Table, summaries: FlagSummaries<Table>): HelpRow[] {
  return Object.entries(table).map(([name, flag]) => {
    const shown = flag.placeholder === undefined ? undefined : flag.shown;
    return [inWords(signature(name, flag)), summaries[name] + (shown === undefined ? "" : ` [${shown}]`)];
  });
}

/**
 * The flags of a table as a Markdown table, in English.
 *
 * @param table The flags.
 * @param summaries What each is for.
 * @returns Lines, each ending in a line break.
 */
export function flagMarkdown<Table extends FlagTable>(table: Table, summaries: FlagSummaries<Table>): string {
  const rows = Object.entries(table).map(([name, flag]) => {
    const shown = flag.placeholder === undefined ? undefined : flag.shown;
    return markdownRow([
      `\`${inWords(signature(name, flag), en.help.placeholders)}\``,
      shown === undefined ? "" : `\`${shown}\``,
      flag.environment === false ? "" : `\`${variableName(name)}\``,
      summaries[name] as string,
    ]);
  });
  return ["| flag | default | variable | what |\n", "| --- | --- | --- | --- |\n", ...rows].join("");
}

/**
 * One row of a Markdown table.
 *
 * @param cells The cells; `|` in them is escaped.
 * @returns The line with its line break.
 */
export function markdownRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;
}

function signature(name: string, flag: Flag): string {
  const short = flag.short === undefined ? "" : `-${flag.short}, `;
  return `${short}${flagName(name)}${flag.placeholder === undefined ? "" : ` ${flag.placeholder}`}`;
}

/**
 * The columns that a text of ours takes: letters with their accents are one each, however they are encoded. What is
 * wide, as Chinese is, does not occur in help.
 *
 * @param text The text.
 * @returns How many.
 */
export function columnsOf(text: string): number {
  // Not `Intl.Segmenter`, which takes 10 ms to make: as long as all else that the client does at its start.
  return [...text.normalize("NFC").replace(/\p{M}/gu, "")].length;
}

/**
 * Breaks a text into lines, at its blanks.
 *
 * @param text The text.
 * @param width Columns; a longer word has a line of its own.
 * @returns The lines.
 */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && columnsOf(line) + 1 + columnsOf(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  if (line !== "") lines.push(line);
  return lines;
}
