/**
 * Every text that a person reads, in the language that was chosen at the start. A folder holds each language, a module
 * each part: English gives the shape, the compiler holds the others to it. Log lines, codes and JSON are English.
 *
 * @module
 */
import { en } from "./en/all.ts";
import type { ClientTexts } from "./en/client.ts";
import type { ConsoleTexts } from "./en/console.ts";
import type { ErrorTexts } from "./en/errors.ts";
import type { HelpTexts } from "./en/help.ts";
import type { SessionTexts } from "./en/session.ts";
import type { TlsTexts } from "./en/tls.ts";
import type { Language } from "./language.ts";

/** The texts of one language: strings, and functions that put one together. */
export interface Texts {
  /** What the client says. */
  readonly client: ClientTexts;
  /** What the server's console says. */
  readonly console: ConsoleTexts;
  /** The errors that cross the wire; `errorText` in errors.ts looks them up. */
  readonly errors: ErrorTexts;
  /** What help and usage errors say. */
  readonly help: HelpTexts;
  /** What the interactive session says. */
  readonly session: SessionTexts;
  /** What both programs say of TLS. */
  readonly tls: TlsTexts;
}

/** The language in use. */
export let language: Language = "en";
/** The texts in use. */
export let texts: Texts = en;

/**
 * Chooses the language. Only the entry files call it, before anything is said: it is a property of the process, as its
 * time zone is, and passing it to every place that says something would tell the reader nothing.
 *
 * @param chosen The language.
 * @param catalogue Its texts, as {@linkcode readTexts} reads them.
 */
export function speak(chosen: Language, catalogue: Texts): void {
  language = chosen;
  texts = catalogue;
}

/**
 * Reads the texts of a language. Only the one that is spoken: all would make every start 2 ms longer.
 *
 * @param wanted The language.
 * @returns Its texts.
 */
export async function readTexts(wanted: Language): Promise<Texts> {
  switch (wanted) {
    case "en":
      return en;
    case "es":
      return (await import("./es/all.ts")).es;
    case "pt":
      return (await import("./pt/all.ts")).pt;
  }
}
