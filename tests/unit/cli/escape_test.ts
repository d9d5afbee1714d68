import { escapeJson, escapeText } from "../../../lib/escape.ts";
import { assertEquals } from "../../helpers/assert.ts";

const ROWS: readonly (readonly [what: string, text: string, escaped: string])[] = [
  ["nothing", "", ""],
  ["plain letters", "hola", "hola"],
  ["ñ, accents, CJK", "mañana é 日本", "mañana é 日本"],
  ["emoji with joiners", "👩‍👩‍👧 🏳️‍🌈 👍🏽", "👩‍👩‍👧 🏳️‍🌈 👍🏽"],
  ["a backslash", "a\\n", "a\\n"],
  ["line breaks", "a\nb\r\n", "a\\nb\\r\\n"],
  ["a tab", "a\tb", "a\\tb"],
  ["NUL", "\0", "\\u{0}"],
  ["an escape sequence", "\u001b[31mred", "\\u{1b}[31mred"],
  ["BEL and BS", "\u0007\b", "\\u{7}\\u{8}"],
  ["DEL", "\u007f", "\\u{7f}"],
  ["C1 control", "\u009b31m\u0085", "\\u{9b}31m\\u{85}"],
  ["the last C1 control and what follows", "\u009f\u00a0", "\\u{9f}\u00a0"],
  ["Arabic letter mark", "\u061c", "\\u{61c}"],
  ["marks of direction", "\u200e\u200f", "\\u{200e}\\u{200f}"],
  [
    "embeddings and overrides",
    "\u202a\u202b\u202c\u202d\u202e",
    "\\u{202a}\\u{202b}\\u{202c}\\u{202d}\\u{202e}",
  ],
  ["isolates", "\u2066\u2067\u2068\u2069", "\\u{2066}\\u{2067}\\u{2068}\\u{2069}"],
  ["separators", "\u2028\u2029", "\\u{2028}\\u{2029}"],
  ["no-break space of no width", "\ufeffa", "\\u{feff}a"],
  [
    "fillers, which show nothing",
    "a\u3164b\u115f\uffa0\u00ad\u200b",
    "a\\u{3164}b\\u{115f}\\u{ffa0}\\u{ad}\\u{200b}",
  ],
  ["marks of annotation", "\ufff9a\ufffb", "\\u{fff9}a\\u{fffb}"],
  ["a flag of tags", "🏴\u{e0067}\u{e0062}\u{e007f}", "🏴\u{e0067}\u{e0062}\u{e007f}"],
  ["half a pair", "a\ud800b", "a\\u{d800}b"],
  ["the other half", "\udc00", "\\u{dc00}"],
];

for (const [what, text, escaped] of ROWS) {
  Deno.test(`escapeText() ${what}`, () => assertEquals(escapeText(text), escaped));
}

Deno.test("escapeText() escapes every control character", () => {
  for (let code = 0; code < 0xa0; code++) {
    if (code >= 0x20 && code < 0x7f) continue;
    const character = String.fromCharCode(code);
    assertEquals(escapeText(`a${character}b`).includes(character), false, `U+${code.toString(16)}`);
  }
});

Deno.test("escapeText() keeps line feeds if told, but no carriage returns", () => {
  assertEquals(escapeText("a\nb\r\nc\u001b", { keepNewlines: true }), "a\nb\\r\nc\\u{1b}");
});

Deno.test("escapeJson() leaves nothing that escapeText() would spell out, and changes no value", () => {
  for (const [what, text] of ROWS) {
    const json = JSON.stringify({ [text]: text });
    const escaped = escapeJson(json);
    assertEquals(escapeText(escaped), escaped, what);
    assertEquals(JSON.parse(escaped), JSON.parse(json), what);
  }
});
