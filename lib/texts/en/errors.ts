/**
 * The errors that cross the wire, in English: as the wire carries them.
 *
 * @module
 */
import { type ErrorName, ERRORS } from "../../error_table.ts";

/** A text for each error of the table, with the same words in braces as the English one. */
export type ErrorTexts = Readonly<Record<ErrorName, string>>;

/** English. */
export const errors: ErrorTexts = Object.fromEntries(
  Object.entries(ERRORS).map(([name, [_code, text]]) => [name, text]),
) as Record<ErrorName, string>;
