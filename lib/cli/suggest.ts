/**
 * The word that a mistyped one was meant to be.
 *
 * @module
 */
import { closestString } from "../std/text.ts";

/**
 * The nearest of some words.
 *
 * @param word What was typed.
 * @param possible The words that there are.
 * @returns The nearest, or `undefined` if it shares less than half of its letters: a far-fetched word confuses.
 */
export function suggest(word: string, possible: readonly string[]): string | undefined {
  if (possible.length === 0) return undefined;
  // Letters that changed places count as two mistakes there, but are one of the fingers.
  const near = possible.find((each) => lettersOf(each) === lettersOf(word)) ?? closestString(word, possible);
  const left = [...word.toLowerCase().replace(/^-+/, "")];
  const length = Math.max(left.length, near.replace(/^-+/, "").length);
  let shared = 0;
  for (const letter of near.replace(/^-+/, "")) {
    const at = left.indexOf(letter);
    if (at < 0) continue;
    left.splice(at, 1);
    shared++;
  }
  return shared * 2 >= length && shared > 0 ? near : undefined;
}

function lettersOf(word: string): string {
  return [...word.toLowerCase()].sort().join("");
}
