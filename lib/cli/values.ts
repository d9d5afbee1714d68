/**
 * Kinds of values that flags of both programs take.
 *
 * @module
 */
import { type Language, languageOf, LANGUAGES } from "../texts/language.ts";
import { texts } from "../texts/texts.ts";
import { type SwitchFlag, type ValueFlag, valueFlag } from "./flags.ts";

/**
 * Reads a port.
 *
 * @param text Digits only.
 * @returns 0–65535, or `undefined`.
 */
export function parsePort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  return port <= 65_535 ? port : undefined;
}

/**
 * Reads a host: a name or an address, brackets around an IPv6 address allowed.
 *
 * @param text What was typed.
 * @returns The host without brackets, or `undefined` if it cannot be one.
 */
export function parseHost(text: string): string | undefined {
  const host = /^\[([0-9a-f:.%]+)\]$/i.exec(text)?.[1] ?? text;
  // One colon alone parts a port from its host; an IPv6 address has more of them.
  if (/^[^:]*:\d*$/.test(host)) return undefined;
  return /^[\p{L}\p{Nd}_.:%-]{1,255}$/u.test(host) ? host : undefined;
}

/**
 * A flag whose value is one of some words.
 *
 * @param words The words; the first is the fallback.
 * @returns The row.
 */
export function choiceFlag<Word extends string>(
  words: readonly [Word, ...Word[]],
): ValueFlag<Word, Word> {
  return valueFlag<Word, Word>({
    placeholder: words.join("|"),
    fallback: words[0],
    shown: words[0],
    choices: words,
    want: () => texts.help.want.oneOf(words),
    parse: (text) => words.find((word) => word === text),
  });
}

/**
 * A switch.
 *
 * @param more What it has besides.
 * @returns The row.
 */
export function switchFlag(more: Omit<SwitchFlag, "placeholder"> = {}): SwitchFlag {
  return more;
}

/**
 * A flag whose value is a file of certificates or keys.
 *
 * @returns The row.
 */
export function pemFlag(): ValueFlag<string, undefined> {
  return valueFlag<string, undefined>({
    placeholder: "FILE",
    fallback: undefined,
    completion: "file",
    want: () => texts.help.want.pem,
    parse: (text) => text,
  });
}

/** The row of `--host`. */
export const HOST_FLAG: ValueFlag<string, string> = valueFlag<string, string>({
  placeholder: "HOST",
  fallback: "127.0.0.1",
  shown: "127.0.0.1",
  want: () => texts.help.want.host,
  parse: parseHost,
});

/**
 * The row of `--lang`. The language is chosen before flags are read, so that mistakes in them are told in it; here the
 * value is only checked.
 */
export const LANG_FLAG: ValueFlag<Language, undefined> = valueFlag<Language, undefined>({
  placeholder: LANGUAGES.join("|"),
  fallback: undefined,
  choices: LANGUAGES,
  want: () => texts.help.want.oneOf(LANGUAGES),
  parse: languageOf,
});
