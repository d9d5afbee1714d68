/**
 * Kinds of values that flags of both programs take.
 *
 * @module
 */
import { type ValueFlag, valueFlag } from "./flags.ts";

/** What a port must be. */
export const WANT_PORT = "a port from 0 to 65535";

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
  return /^[\p{L}\p{Nd}_.:%-]{1,255}$/u.test(host) ? host : undefined;
}

/**
 * A flag whose value is one of some words.
 *
 * @param words The words; the first is the fallback.
 * @param summary What it is for.
 * @returns The row.
 */
export function choiceFlag<Word extends string>(
  words: readonly [Word, ...Word[]],
  summary: string,
): ValueFlag<Word, Word> {
  return valueFlag<Word, Word>({
    placeholder: words.join("|"),
    summary,
    fallback: words[0],
    shown: words[0],
    want: words.map((word) => `'${word}'`).join(" or "),
    parse: (text) => words.find((word) => word === text),
  });
}

/**
 * The row of `--host`.
 *
 * @param summary What it is for.
 * @returns The row.
 */
export function hostFlag(summary: string): ValueFlag<string, string> {
  return valueFlag<string, string>({
    placeholder: "HOST",
    summary,
    fallback: "127.0.0.1",
    shown: "127.0.0.1",
    want: "a host name or address",
    parse: parseHost,
  });
}
