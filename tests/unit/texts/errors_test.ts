import fc from "fast-check";
import { type ErrorName, ERRORS } from "../../../lib/error_table.ts";
import { fillIn } from "../../../lib/failure.ts";
import { quote } from "../../../lib/rooms/names.ts";
import { quotePath } from "../../../lib/share/paths.ts";
import { errorText } from "../../../lib/texts/errors.ts";
import { LANGUAGES } from "../../../lib/texts/language.ts";
import { CATALOGUES, speak } from "../../helpers/texts.ts";
import { assertEquals } from "../../helpers/assert.ts";

const NAMES = Object.keys(ERRORS) as ErrorName[];

function wordsOf(template: string): string[] {
  return [...template.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string);
}

/** What could be taken for something else: quotes, braces, patterns, other errors' texts, nothing at all. */
const AWKWARD = fc.oneof(
  fc.constantFrom(
    "",
    '"',
    "'",
    "'a'",
    "\\",
    '\\"',
    "{path}",
    "{",
    "}",
    "$&",
    "$1",
    "\\u{1b}",
    "\u202e",
    "a\\nb",
  ),
  fc.constantFrom(...NAMES.map((name) => ERRORS[name][1])),
  fc.constantFrom(...NAMES.map((name) => fillIn(ERRORS[name][1], { path: '"a"', text: "'b'", most: 5 }))),
  fc.string({ unit: "grapheme" }),
);
const json = AWKWARD.map((text) => JSON.stringify(text.slice(0, 100)));
const path = AWKWARD.map(quotePath);
const number = fc.nat();
const name = fc.constantFrom("ana", "josé", "ana-2", "a_b.c", "日本");

/** Each parameter as our sources make it. */
const PARAMETERS: Readonly<Record<string, fc.Arbitrary<string | number>>> = {
  path,
  other: path,
  file: json,
  line: number,
  seconds: number,
  role: fc.constantFrom("read", "drop", "write", "admin"),
  box: path,
  left: number,

  component: path,
  folder: json,
  cursor: json,
  pattern: json,
  channel: json,
  received: json,
  most: number,
  effort: number,
  length: number,
  size: number,
  count: number,
  name: name.map(quote),
  free: name.map(quote),
  like: name.map(quote),
  room: name,
  text: AWKWARD.map(quote),
  // The one place where two may be anything: Redis's form leaves open where the command ends.
  command: AWKWARD.filter((text) => !text.includes("', with args")),
  arguments: AWKWARD,
  container: fc.constantFrom("CLIENT", "COMMAND", "PUBSUB"),
  field: fc.constantFrom("lib-name", "lib-ver"),
  option: AWKWARD,
  byte: AWKWARD,
  reason: AWKWARD,
  limit: AWKWARD,
  value: AWKWARD,
  digits: AWKWARD,
  opcode: AWKWARD,
};

Deno.test("errorText() knows every error again, with exactly its parameters", () => {
  try {
    for (const language of ["es", "pt"] as const) {
      speak(language);
      for (const name of NAMES) {
        const [code, template] = ERRORS[name];
        const words = wordsOf(template);
        const values = Object.fromEntries(words.map((word) => {
          const made = PARAMETERS[word];
          if (made === undefined) throw new Error(`Parameter {${word}} of ${name} needs a row here`);
          return [word, made];
        }));
        fc.assert(
          fc.property(fc.record(values), (parameters) => {
            const expected = fillIn(CATALOGUES[language].errors[name], parameters);
            assertEquals(errorText(code, fillIn(template, parameters)), expected);
          }),
          { numRuns: words.length === 0 ? 1 : 60 },
        );
      }
    }
  } finally {
    speak("en");
  }
});

Deno.test("errorText() shows as it came what it does not know, and everything in English", () => {
  const message = 'The share has no "a"';
  assertEquals(errorText("NOTFOUND", message), message);
  try {
    speak("es");
    assertEquals(errorText("NOTFOUND", message), 'En la carpeta compartida no existe "a"');
    for (
      const [code, text] of [
        ["NOTFOUND", "The share has no a"],
        ["NOTFOUND", `${message} `],
        ["NOTFOUND", "Nichts da"],
        ["NOTFOUND", ""],
        ["IO", message],
        ["MISCONF", "Redis is configured to save RDB snapshots"],
        ["__proto__", message],
        ["LOST", CATALOGUES.es.client.lost("x:1")],
      ] as const
    ) assertEquals(errorText(code, text), text);
  } finally {
    speak("en");
  }
});

Deno.test("errorText() takes no long time for a text that nearly fits", () => {
  try {
    speak("es");
    const text = `unknown command '${"', with args beginning with: ".repeat(20_000)}`;
    assertEquals(errorText("ERR", `${text}\n`).includes("comando desconocido"), true);
    const path = `The share has no "${"\\\\".repeat(200_000)}`;
    assertEquals(errorText("NOTFOUND", path), path);
  } finally {
    speak("en");
  }
});

Deno.test("every error has a text in each language, with the same words in braces", () => {
  for (const language of LANGUAGES) {
    const { errors } = CATALOGUES[language];
    assertEquals(Object.keys(errors).sort(), [...NAMES].sort());
    for (const name of NAMES) {
      const where = `${language} ${name}`;
      assertEquals(wordsOf(errors[name]).sort(), wordsOf(ERRORS[name][1]).sort(), where);
      assertEquals(/[\r\n]|^\s|\s$/.test(errors[name]), false, where);
    }
  }
});
