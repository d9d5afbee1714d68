/**
 * Man pages, made from the same pages as help.
 *
 * @module
 */
import { texts } from "../texts/texts.ts";
import { commandsOf, commandUsage } from "./client_commands.ts";
import { clientPage, commandPage } from "./client_pages.ts";
import { wrapWords } from "./flag_help.ts";
import { type Page, PROGRAMS, type Section } from "./page.ts";
import { limitsPage, serverPage } from "./server_pages.ts";

const SOURCE_WIDTH = 79;

/**
 * The client's man page.
 *
 * @returns Source for `man`, in the language in use.
 */
export function clientMan(): string {
  const page = clientPage();
  const { help } = texts;
  const commands = commandsOf("shell").map(([name]) => name);
  // Here there is room for all that the commands' own pages have.
  const sections = page.sections.map((section): Section =>
    section.title !== help.commandsTitle ? section : {
      ...section,
      rows: commands.map((name) => [commandUsage(name, "shell"), commandPage(name).about]),
    }
  );
  const examples = commands.flatMap((name) => help.commands[name].examples);
  return manPage(
    { ...page, sections: [...sections, { title: help.examples, rows: examples }] },
    PROGRAMS.server,
  );
}

/**
 * The server's man page.
 *
 * @returns Source for `man`, in the language in use.
 */
export function serverMan(): string {
  const { about, sections } = limitsPage();
  const limits = sections.map((section) => ({ ...section, text: about }));
  const page = serverPage();
  return manPage({ ...page, sections: [...page.sections, ...limits] }, PROGRAMS.client);
}

/** A page for section 1 of the manual. */
function manPage({ program, summary, usage, about, sections }: Page, seeAlso: string): string {
  const parts = [
    `.TH ${program.toUpperCase()} 1 "" Enchufe`,
    ".SH NAME",
    `${program} \\- ${escape(summary)}`,
    ".SH SYNOPSIS",
    `${bold(program)}${escape(usage.slice(program.length))}`,
    ".SH DESCRIPTION",
    paragraph(about),
    ...sections.flatMap(sectionLines),
    ".SH SEE ALSO",
    `${bold(seeAlso)}(1)`,
  ];
  return `.\\" Made from the tables of lib/cli; see tests/unit/docs_test.ts.\n${parts.join("\n")}\n`;
}

function sectionLines({ title, rows = [], text = "" }: Section): string[] {
  const above = text === "" ? [] : [paragraph(text)];
  const items = rows.flatMap(([left, right]) => [".TP", bold(left), paragraph(right)]);
  return [`.SH ${escape(title.toUpperCase())}`, ...above, ...items];
}

function bold(text: string): string {
  return `\\fB${escape(text)}\\fP`;
}

/** Lines of the source, which checkers want short; a dot at the beginning of one would be a request. */
function paragraph(text: string): string {
  return wrapWords(escape(text), SOURCE_WIDTH).map((line) => line.replace(/^\./, "\\&.")).join("\n");
}

/** What roff would take for something else, and what is not ASCII, which old versions cannot read. */
function escape(text: string): string {
  return text.replace(/[\\'`^~-]|[^\n -~]/gu, (character) => SPECIAL[character] ?? named(character));
}

const SPECIAL: Readonly<Record<string, string>> = {
  "\\": "\\e",
  "'": "\\(aq",
  "`": "\\(ga",
  "^": "\\(ha",
  "~": "\\(ti",
  "-": "\\-",
};

function named(character: string): string {
  return `\\[u${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}]`;
}
