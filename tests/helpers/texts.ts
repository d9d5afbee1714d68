/**
 * The texts of every language, for tests that go through them.
 *
 * @module
 */
import { en } from "../../lib/texts/en/all.ts";
import { es } from "../../lib/texts/es/all.ts";
import type { Language } from "../../lib/texts/language.ts";
import { pt } from "../../lib/texts/pt/all.ts";
import { speak as speakTexts, type Texts } from "../../lib/texts/texts.ts";

/** The texts of every language. */
export const CATALOGUES: Readonly<Record<Language, Texts>> = { en, es, pt };

/** Chooses the language. */
export function speak(chosen: Language): void {
  speakTexts(chosen, CATALOGUES[chosen]);
}
