import { LANGUAGES } from "../../../lib/texts/language.ts";
import { language, type Texts, texts } from "../../../lib/texts/texts.ts";
import { CATALOGUES, speak } from "../../helpers/texts.ts";
import { assert, assertEquals } from "../../helpers/assert.ts";

/** Texts that are the same in all languages, and why. */
const SAME: ReadonlyMap<string, string> = new Map([
  ["client.message", "a time, a name and what was said"],
  ["client.inRoom", "a room and a line"],
  ["console.refused", "a code and an error, each in its own language"],
  ["console.activity.message", "a room, a name and what was said"],
  ["session.prompt", "a name and a room"],
  ["session.said", "a time, a name and what was said"],
  ["session.sent", "a time, two names and what was said"],
]);

/** What people type is the same in all languages. */
const TYPED = /^help\.(commands\.\w+\.examples|serverMore|serverExamples)\.\d+\.0$/;
/** Placeholders are English words as they stand in the tables, so English has no texts for them. */
const PLACEHOLDER = /^help\.placeholders\./;

/** Every text of an area by its path, nested ones too. */
function* textsOf(value: unknown, path: string): Generator<[path: string, text: unknown]> {
  if (typeof value !== "object" || value === null) return yield [path, value];
  for (const [key, inner] of Object.entries(value)) {
    if (!PLACEHOLDER.test(`${path}.${key}`)) yield* textsOf(inner, `${path}.${key}`);
  }
}

/** What a function or a string says, as far as it can be seen without calling it. */
function sourceOf(text: unknown): string {
  return String(text).replace(/\s+/g, "");
}

const AREAS = Object.keys(CATALOGUES.en) as (keyof Texts)[];

for (const other of LANGUAGES.slice(1)) {
  Deno.test(`texts: ${other} lacks no key of English, has none of its own, and each is of the same kind`, () => {
    assertEquals(Object.keys(CATALOGUES[other]).sort(), [...AREAS].sort());
    for (const area of AREAS) {
      const english = new Map(textsOf(CATALOGUES.en[area], area));
      const theirs = new Map(textsOf(CATALOGUES[other][area], area));
      assertEquals([...theirs.keys()].sort(), [...english.keys()].sort());
      for (const [path, text] of theirs) {
        const model = english.get(path);
        assertEquals(typeof text, typeof model, path);
        if (typeof text !== "function" || typeof model !== "function") {
          assertEquals(text === "", model === "", path);
        } else assertEquals(text.length, model.length, `${path} takes other parameters`);
      }
    }
  });

  Deno.test(`texts: nothing is left in English in ${other}`, () => {
    const left: string[] = [];
    for (const area of AREAS) {
      const english = new Map(textsOf(CATALOGUES.en[area], area));
      for (const [path, text] of textsOf(CATALOGUES[other][area], area)) {
        if (text === "" || SAME.has(path) || TYPED.test(path)) continue;
        if (sourceOf(text) === sourceOf(english.get(path))) left.push(path);
      }
    }
    assertEquals(left, []);
  });
}

Deno.test("speak() chooses the texts", () => {
  try {
    speak("pt");
    assertEquals([language, texts.client.noMembers()], ["pt", "(ninguém)"]);
  } finally {
    speak("en");
  }
  assertEquals([language, texts.client.noMembers()], ["en", "(nobody)"]);
});

Deno.test("texts.client counts, and writes numbers, by the rules of the language", () => {
  assertEquals(CATALOGUES.en.client.room("r", 1, 2), ["r", "1 member", "2 messages"]);
  assertEquals(CATALOGUES.es.client.room("r", 1, 0), ["r", "1 miembro", "0 mensajes"]);
  assertEquals(CATALOGUES.es.client.room("r", 1_000_000, 1), ["r", "1000000 miembros", "1 mensaje"]);
  assertEquals(CATALOGUES.pt.client.room("r", 2, 1), ["r", "2 membros", "1 mensagem"]);
  assert(CATALOGUES.es.client.timedOut("x", 2500).includes("2,5 s"));
  assert(CATALOGUES.en.client.timedOut("x", 2500).includes("2.5 s"));
});

Deno.test("texts.client says in its language what happens to files and why members leave, if it knows", () => {
  assertEquals(CATALOGUES.es.client.fileEvent("created", "a", "ana"), "a creado por ana");
  assertEquals(CATALOGUES.es.client.fileEvent("odd", "a", undefined), "a odd");
  assertEquals(CATALOGUES.en.client.left("04:00:00", "ana", "quit"), "04:00:00 * ana left (said goodbye)");
  assertEquals(CATALOGUES.pt.client.left("04:00:00", "ana", "quit"), "04:00:00 * ana saiu (despediu-se)");
  assertEquals(CATALOGUES.pt.client.left("04:00:00", "ana", "tired"), "04:00:00 * ana saiu (tired)");
});
