import {
  environmentLanguage,
  type Language,
  languageOf,
  wantedLanguage,
} from "../../../lib/texts/language.ts";
import { assertEquals } from "../../helpers/assert.ts";

function reads(variables: Readonly<Record<string, string>>): (name: string) => string | undefined {
  return (name) => variables[name];
}

Deno.test("languageOf() reads locales", () => {
  for (const locale of ["es", "ES", "es_AR.UTF-8", "es-MX", "es@euro", "es.UTF-8"]) {
    assertEquals(languageOf(locale), "es", locale);
  }
  assertEquals(languageOf("pt_BR"), "pt");
  for (const locale of ["", "C", "C.UTF-8", "POSIX", "est", "spanish", "_es", "fr_FR"]) {
    assertEquals(languageOf(locale), undefined, locale);
  }
});

const ENVIRONMENTS: readonly (readonly [variables: Record<string, string>, language: Language])[] = [
  [{}, "en"],
  [{ LANG: "es_AR.UTF-8" }, "es"],
  [{ LANG: "fr_FR.UTF-8" }, "en"],
  [{ LANG: "es_AR.UTF-8", LC_MESSAGES: "pt_BR.UTF-8" }, "pt"],
  [{ LANG: "es_AR.UTF-8", LC_MESSAGES: "pt_BR.UTF-8", LC_ALL: "C" }, "en"],
  [{ LANG: "es_AR.UTF-8", LC_ALL: "" }, "es"],
  [{ LANG: "es_AR.UTF-8", ENCHUFE_LANG: "pt" }, "pt"],
  [{ LANG: "es_AR.UTF-8", ENCHUFE_LANG: "" }, "es"],
  [{ LANG: "es_AR.UTF-8", ENCHUFE_LANG: "xx" }, "en"],
];

Deno.test("environmentLanguage() goes by the order of POSIX, ours first", () => {
  for (const [variables, language] of ENVIRONMENTS) {
    assertEquals(environmentLanguage(reads(variables)), language, JSON.stringify(variables));
  }
});

const ARGUMENTS: readonly (readonly [args: string[], language: Language])[] = [
  [[], "pt"],
  [["--lang", "es"], "es"],
  [["ls", "--lang=es"], "es"],
  [["--lang=es_AR.UTF-8"], "es"],
  [["--lang", "en", "ls"], "en"],
  // Behind -- nothing is a flag.
  [["say", "--", "--lang", "es"], "pt"],
  [["--", "--lang=es"], "pt"],
  // Whoever reads the flags complains of these.
  [["--lang"], "pt"],
  [["--lang", "xx"], "pt"],
  [["--lang="], "pt"],
  [["--language", "es"], "pt"],
];

Deno.test("wantedLanguage() is that of the flag, else of the environment", () => {
  for (const [args, language] of ARGUMENTS) {
    assertEquals(wantedLanguage(args, reads({ ENCHUFE_LANG: "pt" })), language, args.join(" "));
  }
});
