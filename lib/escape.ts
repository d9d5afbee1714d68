/**
 * Text from the network, made safe for a terminal or a log: what would move the cursor, start a new line, turn
 * the direction of writing or show nothing at all is spelled out. Letters, accents and emoji stay as they are.
 *
 * @module
 */

/**
 * C0, DEL and C1 controls; bidirectional controls; line and paragraph separators; the zero-width no-break space;
 * surrogates without their pair. The joiners U+200C and U+200D are not here: emoji and some scripts need them.
 */
const UNSAFE =
  // deno-lint-ignore no-control-regex -- controls are what this is about
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu;

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
  if (text.search(UNSAFE) < 0) return text;
  const { keepNewlines = false } = options;
  return text.replace(UNSAFE, (character) => {
    if (keepNewlines && character === "\n") return character;
    return SHORT[character] ?? `\\u{${character.codePointAt(0)?.toString(16)}}`;
  });
}
