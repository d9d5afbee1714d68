/**
 * The languages that Enchufe speaks to people, and which of them a person wants. Codes and JSON are English always.
 *
 * @module
 */

/** The languages; the first is spoken to who wants none of them. */
export const LANGUAGES = ["en", "es", "pt"] as const;

/** A language, by its ISO 639-1 code. */
export type Language = typeof LANGUAGES[number];

/**
 * The language that a locale names.
 *
 * @param locale As in `LANG`: `es_AR.UTF-8`; also `pt-BR`, `es`, `ES`.
 * @returns The language, or `undefined` if it is none of ours.
 */
export function languageOf(locale: string): Language | undefined {
  const [, word = ""] = /^([a-z]+)(?:[-_.@].*)?$/.exec(locale.toLowerCase()) ?? [];
  return LANGUAGES.find((language) => language === word);
}

/**
 * The language of the environment, by the order of POSIX: the first variable that says anything decides.
 *
 * @param env Reads a variable.
 * @returns The language; English if none of ours is wanted.
 */
export function environmentLanguage(env: (name: string) => string | undefined): Language {
  const ours = env("ENCHUFE_LANG");
  if (ours) return languageOf(ours) ?? "en";
  return languageOf(env("LC_ALL") || env("LC_MESSAGES") || env("LANG") || "") ?? "en";
}
