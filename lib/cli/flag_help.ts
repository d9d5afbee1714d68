/**
 * A table of flags as help and as a block of the README.
 *
 * @module
 */
import { type Flag, flagName, type FlagTable, variableName } from "./flags.ts";

/** Columns of a terminal that help is written for. */
const WIDTH = 100;
/** Columns of the left part; a longer one puts its text on the next line. */
const LEFT = 28;
/** Narrower than this, the right part goes below the left one. */
const LEAST_RIGHT = 30;

/** Two columns of help. */
export type HelpRow = readonly [left: string, right: string];

/**
 * Lays out two columns, the right one wrapped.
 *
 * @param rows The rows.
 * @param width Columns of the terminal.
 * @returns Lines, each ending in a line break.
 */
export function helpColumns(rows: readonly HelpRow[], width = WIDTH): string {
  const indent = width - LEFT - 2 < LEAST_RIGHT ? 6 : LEFT + 2;
  return rows.map(([left, right]) => {
    const lines = wrapWords(right, width - indent);
    const head = `  ${left}`;
    const first = head.length < indent - 1 ? head.padEnd(indent) + (lines.shift() ?? "") : head;
    return [first, ...lines.map((line) => " ".repeat(indent) + line)].map((line) => `${line.trimEnd()}\n`)
      .join("");
  }).join("");
}

/**
 * The flags of a table as help.
 *
 * @param table The flags.
 * @returns Lines, each ending in a line break.
 */
export function flagHelp(table: FlagTable): string {
  return helpColumns(
    Object.entries(table).map(([name, flag]) => {
      const shown = flag.placeholder === undefined ? undefined : flag.shown;
      return [signature(name, flag), flag.summary + (shown === undefined ? "" : ` [${shown}]`)] as const;
    }),
  );
}

/**
 * The flags of a table as a Markdown table.
 *
 * @param table The flags.
 * @returns Lines, each ending in a line break.
 */
export function flagMarkdown(table: FlagTable): string {
  const rows = Object.entries(table).map(([name, flag]) => {
    const shown = flag.placeholder === undefined ? undefined : flag.shown;
    const variable = flag.placeholder === undefined && flag.environment === false
      ? ""
      : `\`${variableName(name)}\``;
    return markdownRow([
      `\`${signature(name, flag)}\``,
      shown === undefined ? "" : `\`${shown}\``,
      variable,
      flag.summary,
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
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  if (line !== "") lines.push(line);
  return lines;
}
