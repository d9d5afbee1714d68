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
 * The language that a program is to speak. It is looked for before anything else is read, since what is wrong with the
 * rest of the command line is already said in it; a language that there is not is left to who reads the flags.
 *
 * @param args The arguments, without the program's name: `--lang es` and `--lang=es` before `--` decide.
 * @param env Reads a variable.
 * @returns The language; {@linkcode environmentLanguage} if the arguments name none of ours.
 */
export function wantedLanguage(
  args: readonly string[],
  env: (name: string) => string | undefined,
): Language {
  for (const [at, arg] of args.entries()) {
    if (arg === "--") break;
    const named = arg === "--lang" ? args[at + 1] : arg.startsWith("--lang=") ? arg.slice(7) : undefined;
    const found = languageOf(named ?? "");
    if (found !== undefined) return found;
  }
  return environmentLanguage(env);
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
