import { counted, dateAndTime, decimal } from "../../../lib/texts/format.ts";
import { LANGUAGES } from "../../../lib/texts/language.ts";
import { assertEquals, assertStringIncludes } from "../../helpers/assert.ts";

Deno.test("dateAndTime() has one width in a language, whatever the date", () => {
  for (const language of LANGUAGES) {
    const widths = new Set<number>();
    for (let month = 0; month < 12; month++) {
      for (const [day, hour] of [[1, 0], [9, 12], [28, 23]] as const) {
        const text = dateAndTime(new Date(2026, month, day, hour, 5).getTime(), language);
        widths.add(text.length);
        assertStringIncludes(text, `${String(hour).padStart(2, "0")}:05`);
        assertStringIncludes(text, "2026");
      }
    }
    assertEquals(widths.size, 1, language);
  }
});

Deno.test("dateAndTime() writes the month as a word of the language", () => {
  const at = new Date(2026, 0, 2, 4, 0).getTime();
  assertStringIncludes(dateAndTime(at, "en"), "02 Jan");
  assertStringIncludes(dateAndTime(at, "es"), "02 ene");
  assertStringIncludes(dateAndTime(at, "pt"), "02 de jan");
});

Deno.test("decimal() has the language's sign and sets no thousands apart", () => {
  assertEquals(LANGUAGES.map((language) => decimal(1023.9, language)), ["1023.9", "1023,9", "1023,9"]);
  assertEquals(LANGUAGES.map((language) => decimal(0.001, language)), ["0.001", "0,001", "0,001"]);
  assertEquals(LANGUAGES.map((language) => decimal(12, language)), ["12", "12", "12"]);
});

Deno.test("counted() falls back to the form for many", () => {
  const forms = { one: "# día", other: "# días" };
  assertEquals([0, 1, 2, 1e6].map((count) => counted(count, "es", forms)), [
    "0 días",
    "1 día",
    "2 días",
    "1000000 días",
  ]);
});
