/**
 * What there is to say of a program or command, from which both help and the man page are made.
 *
 * @module
 */
import { texts } from "../texts/texts.ts";
import { helpColumns, type HelpRow, WIDTH, wrapWords } from "./flag_help.ts";

/** The executables, by what they are. */
export const PROGRAMS = { client: "enchufe", server: "enchufe-server" } as const;

/** A part of a page. */
export interface Section {
  /** Its heading. */
  readonly title: string;
  /** Lines of two columns. */
  readonly rows?: readonly HelpRow[];
  /** A paragraph above them. */
  readonly text?: string;
}

/** A page. */
export interface Page {
  /** The program: `enchufe`. */
  readonly program: string;
  /** What it is for: a part of a sentence. */
  readonly summary: string;
  /** How it is typed. */
  readonly usage: string;
  /** A paragraph. */
  readonly about: string;
  /** The rest, in order; a section with neither rows nor text is left out. */
  readonly sections: readonly Section[];
}

/**
 * A page as help.
 *
 * @param page The page.
 * @param width Columns of the terminal.
 * @returns Lines, each ending in a line break.
 */
export function pageText({ usage, about, sections }: Page, width: number = WIDTH): string {
  const parts = [`${texts.help.usage}: ${usage}\n`];
  if (about !== "") parts.push(paragraph(about, width));
  for (const { title, rows = [], text = "" } of sections) {
    if (rows.length === 0 && text === "") continue;
    const above = text === "" ? "" : paragraph(text, width - 2).replace(/^/gm, "  ").trimEnd() + "\n";
    parts.push(`${title}:\n${above}${helpColumns(rows, width)}`);
  }
  return parts.join("\n");
}

function paragraph(text: string, width: number): string {
  return wrapWords(text, width).map((line) => `${line}\n`).join("");
}

/**
 * A part of a sentence as a sentence.
 *
 * @param text `list a directory`.
 * @returns `List a directory.`
 */
export function sentence(text: string): string {
  return `${text.charAt(0).toLocaleUpperCase()}${text.slice(1)}.`;
}
