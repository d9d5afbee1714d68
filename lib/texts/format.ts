/**
 * Numbers and times in a text, by the rules of its language.
 *
 * @module
 */
import type { Language } from "./language.ts";

/** A text for each plural category that the language has; `#` stands for the number. */
export type PluralForms = { readonly other: string } & Partial<Readonly<Record<Intl.LDMLPluralRule, string>>>;

const rules = new Map<Language, Intl.PluralRules>();

/**
 * The name of a day.
 *
 * @param at Milliseconds since 1970.
 * @param language Whose names.
 * @returns `Saturday, November 21, 2026`, local.
 */
export function dayName(at: number, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "full" }).format(at);
}

/**
 * A number with what is counted.
 *
 * @param count How many.
 * @param language Whose plurals.
 * @param forms The texts.
 * @returns `1 message`, `2 messages`.
 */
export function counted(count: number, language: Language, forms: PluralForms): string {
  let rule = rules.get(language);
  if (rule === undefined) rules.set(language, rule = new Intl.PluralRules(language));
  return (forms[rule.select(count)] ?? forms.other).replace("#", String(count));
}
