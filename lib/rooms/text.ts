/**
 * How long a message is, and whether it may be said.
 *
 * @module
 */
import { failure } from "../failure.ts";

/** The two lengths of a text. */
export interface TextSize {
  /** Unicode code points; an unpaired surrogate counts as one. */
  readonly characters: number;
  /** Bytes in UTF-8; an unpaired surrogate counts as the three of U+FFFD. */
  readonly bytes: number;
}

/**
 * Measures a text without encoding it.
 *
 * @param text Any text.
 * @returns Its characters and its bytes in UTF-8.
 */
export function measureText(text: string): TextSize {
  let pairs = 0;
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    bytes += unit < 0x800 ? 1 : 2;
    if (unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00) {
      // Two units, four bytes: the first has been counted as three, the second as one.
      index++;
      pairs++;
    }
  }
  return { characters: text.length - pairs, bytes };
}

/** Options of {@linkcode checkText}. */
export interface CheckTextOptions {
  /** Characters (code points) allowed. */
  readonly maxMessage: number;
  /** Whether a longer text ends the session. */
  readonly fatal: boolean;
}

/**
 * Refuses a text that cannot be a message.
 *
 * @param text The text.
 * @param options The limit and what a breach of it means.
 * @throws {EnchufeError} ERR if it is empty or holds NUL, TOOLONG over the limit.
 */
export function checkText(text: string, options: CheckTextOptions): void {
  if (text === "") throw failure("messageEmpty");
  if (text.includes("\0")) throw failure("messageNul");
  const { characters } = measureText(text);
  if (characters > options.maxMessage) {
    const { fatal, maxMessage } = options;
    throw failure("messageTooLong", { length: characters, most: maxMessage }, { fatal });
  }
}
