/**
 * What a text looks like, whatever it is made of (Unicode Technical Standard 39, section 4): two names with one skeleton
 * are told apart by programs and not by people.
 *
 * @module
 */
import looks from "unhomoglyph/data" with { type: "json" };

/** As a module, its names are those of the table. */
const LOOKS: Readonly<Record<string, string>> = looks;

/**
 * The skeleton of a text, for comparing only.
 *
 * @param text Anything.
 * @returns Each character as the one that it looks like: `а` (Cyrillic) as `a`, `1` and `I` as `l`, `m` as `rn`.
 */
export function skeleton(text: string): string {
  return Array.from(
    text.normalize("NFD"),
    (character) => (Object.hasOwn(LOOKS, character) ? LOOKS[character] : character),
  ).join("")
    .normalize("NFD");
}
