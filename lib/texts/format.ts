/**
 * Numbers and times in a text, by the rules of its language.
 *
 * @module
 */
import type { Language } from "./language.ts";

/** A text for each plural category that the language has; `#` stands for the number. */
export type PluralForms = { readonly other: string } & Partial<Readonly<Record<Intl.LDMLPluralRule, string>>>;

/** Which of a language's habits are meant, where countries differ. */
const LOCALES: Readonly<Record<Language, string>> = { en: "en-GB", es: "es", pt: "pt-BR" };

/** Formatters take milliseconds to make, and most commands need none. */
function onceEach<T>(make: (locale: string) => T): (language: Language) => T {
  const made = new Map<Language, T>();
  return (language) => {
    let one = made.get(language);
    if (one === undefined) made.set(language, one = make(LOCALES[language]));
    return one;
  };
}

const pluralRules = onceEach((locale) => new Intl.PluralRules(locale));
const numbers = onceEach((locale) => new Intl.NumberFormat(locale, { useGrouping: false }));
const dates = onceEach((locale) => {
  const format = new Intl.DateTimeFormat(locale, {
    day: "2-digit",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const months = Array.from({ length: 12 }, (_none, month) => {
    const parts = format.formatToParts(new Date(2000, month, 1));
    return parts.find(({ type }) => type === "month")?.value.length ?? 0;
  });
  return { format, monthWidth: Math.max(...months) };
});
const percents = onceEach((locale) => new Intl.NumberFormat(locale, { style: "percent" }));
const durations = onceEach((locale) => new Intl.DurationFormat(locale, { style: "narrow" }));
const days = onceEach((locale) => new Intl.DateTimeFormat(locale, { dateStyle: "full" }));

/**
 * The name of a day.
 *
 * @param at Milliseconds since 1970.
 * @param language Whose names.
 * @returns `Saturday, 21 November 2026`, local.
 */
export function dayName(at: number, language: Language): string {
  return days(language).format(at);
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
  return (forms[pluralRules(language).select(count)] ?? forms.other).replace("#", String(count));
}

/**
 * A number with at most three decimals, thousands not set apart.
 *
 * @param value The number.
 * @param language Whose decimal sign.
 * @returns `0.25`, `0,25`.
 */
export function decimal(value: number, language: Language): string {
  return numbers(language).format(value);
}

/**
 * A part of a whole.
 *
 * @param part From 0 to 1.
 * @param language Whose sign.
 * @returns `45%`, `45 %`; rounded down, since what is done to 100 % is done.
 */
export function percent(part: number, language: Language): string {
  return percents(language).format(Math.floor(part * 100) / 100);
}

/**
 * A length of time.
 *
 * @param seconds How many.
 * @param language Whose words.
 * @returns `17s`, `1min 5s`: the largest unit and the next one.
 */
export function duration(seconds: number, language: Language): string {
  const whole = Math.ceil(seconds);
  const units = { days: 86_400, hours: 3_600, minutes: 60, seconds: 1 };
  const parts: [string, number][] = [];
  let left = whole;
  for (const [unit, length] of Object.entries(units)) {
    const count = Math.floor(left / length);
    left -= count * length;
    if (parts.length > 0 || count > 0 || unit === "seconds") parts.push([unit, count]);
  }
  const shown = parts.slice(0, 2).filter(([, count], at) => at === 0 || count > 0);
  const format = durations(language);
  // An empty duration would be no text at all.
  return whole === 0 ? format.format({ seconds: 0 }) || "0s" : format.format(Object.fromEntries(shown));
}

/**
 * A date and time that nobody takes for another: the month is a word.
 *
 * @param at Milliseconds since 1970.
 * @param language Whose words.
 * @returns `21 Nov  2026, 04:00`, local; in one language always of one width, so that columns stay in line.
 */
export function dateAndTime(at: number, language: Language): string {
  const { format, monthWidth } = dates(language);
  return format.formatToParts(at).map(({ type, value }) =>
    type === "month" ? value.padEnd(monthWidth) : value
  ).join("");
}
