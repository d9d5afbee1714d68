import { globMatches } from "../../lib/glob.ts";
import { assertEquals } from "../helpers/assert.ts";

const ROWS: [pattern: string, text: string, matches: boolean][] = [
  ["*", "", true],
  ["*", "a/b", true],
  ["", "", true],
  ["", "a", false],
  ["h?llo", "hello", true],
  ["h?llo", "hllo", false],
  ["h*llo", "heeeello", true],
  ["h[ae]llo", "hallo", true],
  ["h[ae]llo", "hillo", false],
  ["h[^e]llo", "hallo", true],
  ["h[^e]llo", "hello", false],
  ["h[a-c]llo", "hbllo", true],
  ["h[c-a]llo", "hbllo", true],
  ["h\\*llo", "h*llo", true],
  ["h\\*llo", "hello", false],
  ["[\\]]", "]", true],
  ["a*b*c", "axxbyyc", true],
  ["a*b*c", "axxbyy", false],
  ["**a", "bca", true],
  ["a\\", "a\\", true],
  ["[abc", "a", true],
  ["ñ*", "ñandú", true],
];

for (const [pattern, text, matches] of ROWS) {
  Deno.test({
    name: `globMatches() ${JSON.stringify(pattern)} ${matches ? "matches" : "does not match"} ${
      JSON.stringify(text)
    }`,
    permissions: "none",
    fn: () => assertEquals(globMatches(pattern, text), matches),
  });
}

Deno.test({
  name: "globMatches() many stars over a long text end in polynomial time",
  permissions: "none",
  fn: () => assertEquals(globMatches("*a".repeat(30) + "b", "a".repeat(2000)), false),
});
