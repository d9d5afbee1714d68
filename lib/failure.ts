/**
 * Makes an error of a row of {@linkcode ERRORS}: the only way to make one that can cross the wire, so that no text for
 * people is left without its translations.
 *
 * @module
 */
import { type ErrorName, type ErrorRow, ERRORS, type ErrorTemplate } from "./error_table.ts";
import { EnchufeError, type EnchufeErrorOptions, ProtocolError } from "./errors.ts";

/** The words in braces of a template, as a type. */
export type WordsOf<Text extends string> = Text extends `${string}{${infer Word}}${infer Rest}`
  ? Word | WordsOf<Rest>
  : never;

/** A value for each word in braces of an error's text; for one of several errors, for the words of all of them. */
export type ErrorParameters<Name extends ErrorName> = Readonly<
  Record<WordsOf<ErrorTemplate<Name>>, string | number>
>;

/** The parameters of an error, which may be left out if it has none, and options. */
export type Rest<Name extends ErrorName> = [WordsOf<ErrorTemplate<Name>>] extends [never]
  ? [parameters?: Readonly<Record<string, never>>, options?: EnchufeErrorOptions]
  : [parameters: ErrorParameters<Name>, options?: EnchufeErrorOptions];

/** Breaches of the framing, by their text in the table. */
export type BreachName = {
  [Name in ErrorName]: ErrorTemplate<Name> extends `Protocol error: ${string}` ? Name : never;
}[ErrorName];

/**
 * Makes an error. What comes from the network must be in quotes, and safe in one line, before it is a parameter.
 *
 * @param name Which.
 * @param rest A value for each word in braces of its text; what brought it about, and whether the session ends where
 * the table leaves that open.
 * @returns The error, to be thrown.
 */
export function failure<Name extends Exclude<ErrorName, BreachName>>(
  name: Name,
  ...rest: Rest<Name>
): EnchufeError {
  const [code, template, fatal]: ErrorRow = ERRORS[name];
  const [parameters, options] = rest;
  return new EnchufeError(code, fillIn(template, parameters ?? {}), {
    fatal: fatal !== undefined,
    ...options,
  });
}

/**
 * Makes the error for a breach of the framing.
 *
 * @param name Which.
 * @param rest A value for each word in braces of its text.
 * @returns The error, to be thrown; it is fatal.
 */
export function breach<Name extends BreachName>(name: Name, ...rest: Rest<Name>): ProtocolError {
  return new ProtocolError(fillIn(ERRORS[name][1], rest[0] ?? {}));
}

/**
 * Puts values in the place of the words in braces.
 *
 * @param template A text with words in braces.
 * @param values By word; they may hold anything, braces included. A word without a value stays as it is.
 * @returns The text.
 */
export function fillIn(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, word) => String(values[word] ?? whole));
}
