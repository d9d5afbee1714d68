/**
 * Every text that a person reads, in the language that was chosen at the start. A folder holds each language, a module
 * each part: English gives the shape, the compiler holds the others to it. Log lines, codes and JSON are English.
 *
 * @module
 */
import { client as enClient, type ClientTexts } from "./en/client.ts";
import { console as enConsole, type ConsoleTexts } from "./en/console.ts";
import { help as enHelp, type HelpTexts } from "./en/help.ts";
import { session as enSession, type SessionTexts } from "./en/session.ts";
import { client as esClient } from "./es/client.ts";
import { console as esConsole } from "./es/console.ts";
import { help as esHelp } from "./es/help.ts";
import { session as esSession } from "./es/session.ts";
import type { Language } from "./language.ts";
import { client as ptClient } from "./pt/client.ts";
import { console as ptConsole } from "./pt/console.ts";
import { help as ptHelp } from "./pt/help.ts";
import { session as ptSession } from "./pt/session.ts";

/** The texts of one language: strings, and functions that put one together. */
export interface Texts {
  /** What the client says. */
  readonly client: ClientTexts;
  /** What the server's console says. */
  readonly console: ConsoleTexts;
  /** What help and usage errors say. */
  readonly help: HelpTexts;
  /** What the interactive session says. */
  readonly session: SessionTexts;
}

/** The texts of every language. */
export const CATALOGUES: Readonly<Record<Language, Texts>> = {
  en: { client: enClient, console: enConsole, help: enHelp, session: enSession },
  es: { client: esClient, console: esConsole, help: esHelp, session: esSession },
  pt: { client: ptClient, console: ptConsole, help: ptHelp, session: ptSession },
};

/** The language in use. */
export let language: Language = "en";
/** The texts in use. */
export let texts: Texts = CATALOGUES.en;

/**
 * Chooses the language. Only the entry files call it, once, before anything is said: it is a property of the process,
 * as its time zone is, and passing it to every place that says something would tell the reader nothing.
 *
 * @param chosen The language.
 */
export function speak(chosen: Language): void {
  language = chosen;
  texts = CATALOGUES[chosen];
}
