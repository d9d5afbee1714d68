/**
 * How a pickle that is not one is refused.
 *
 * @module
 */
import { EnchufeError } from "../../errors.ts";

/**
 * Makes the error for a pickle that breaks a rule.
 *
 * @param what The rule, as it was broken.
 * @returns ERR, fatal: where the next pickle begins is not known.
 */
export function malformed(what: string): EnchufeError {
  return new EnchufeError("ERR", `Pickle is malformed: ${what}`, { fatal: true });
}
