/**
 * Text from the network, made safe for a terminal or a log: what would move the cursor, start a new line, turn
 * the direction of writing or show nothing at all is spelled out. Letters, accents and emoji stay as they are.
 *
 * @module
 */

/**
 * C0, DEL and C1 controls; bidirectional controls; line and paragraph separators; annotation marks; surrogates without
 * their pair; and whatever Unicode says need not be shown, such as the Hangul filler: terminals do not agree how wide it is, so
 * a row of fillers would break where the writer wants, and what follows would look like another line. The joiners U+200C
 * and U+200D, the variation selectors and the tags of flags stay: emoji and some scripts need them.
 */
const UNSAFE =
  // deno-lint-ignore no-control-regex -- controls are what this is about
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]|(?![\u200c\u200d\u{e0020}-\u{e007f}]|\p{Variation_Selector})\p{Default_Ignorable_Code_Point}|\p{Surrogate}/gu;

/**
 * Whether a text has something that {@linkcode escapeText} spells out.
 *
 * @param text Anything.
 * @returns `false` for what looks on a screen as it is.
 */
export function isUnsafe(text: string): boolean {
  return text.search(UNSAFE) >= 0;
}

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Options of {@linkcode escapeText}. */
export interface EscapeOptions {
  /** Whether line feeds stay; default `false`. Carriage returns never do: they overwrite the line. */
  readonly keepNewlines?: boolean;
}

/**
 * Spells out what must not reach a terminal: `\n`, `\t`, `\u{1b}`, `\u{202e}`.
 *
 * @param text Anything.
 * @param options See {@linkcode EscapeOptions}.
 * @returns The text; the same string if nothing had to be escaped.
 */
export function escapeText(text: string, options: EscapeOptions = {}): string {
  if (!isUnsafe(text)) return text;
  const { keepNewlines = false } = options;
  return text.replace(UNSAFE, (character) => {
    if (keepNewlines && character === "\n") return character;
    return SHORT[character] ?? `\\u{${character.codePointAt(0)?.toString(16)}}`;
  });
}

/**
 * The same for a text that is JSON already: JSON leaves most of it as it is, and its own escapes mean the same.
 *
 * @param json A line of JSON.
 * @returns JSON that is safe on a terminal and holds the same values.
 */
export function escapeJson(json: string): string {
  return json.replace(UNSAFE, (character) => {
    let escaped = "";
    for (let at = 0; at < character.length; at++) {
      escaped += `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`;
    }
    return escaped;
  });
}
