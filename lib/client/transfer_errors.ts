/**
 * What to say when a transfer ends early.
 *
 * @module
 */
import { EnchufeError } from "../errors.ts";
import { errorText } from "../texts/errors.ts";
import { texts } from "../texts/texts.ts";
import { Interrupted } from "./exit.ts";

/**
 * Adds that the same command goes on from where this one ended.
 *
 * @param thrown What ended it.
 * @returns The error with the longer text; what is no error for people as it is.
 */
export function toldAsKept(thrown: unknown): unknown {
  if (!(thrown instanceof EnchufeError)) return thrown;
  const text = texts.client.kept(errorText(thrown.code, thrown.message));
  if (thrown instanceof Interrupted) return new Interrupted(text);
  return new EnchufeError(thrown.code, text, { cause: thrown });
}
