import fc from "fast-check";
import { Glob, globMatches } from "../../lib/glob.ts";
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
  name: "Glob.matches() finds what a comparison character by character finds",
  permissions: "none",
  fn() {
    const some = (letters: string, most: number) =>
      fc.array(fc.constantFrom(...letters), { maxLength: most }).map((all) => all.join(""));
    const pairs = fc.tuple(some("ab*?[]^-\\*b", 10), some("ab-\\]^", 8));
    fc.assert(
      fc.property(
        pairs,
        ([pattern, text]) =>
          assertEquals(new Glob(pattern).matches(text), modelMatches(pattern, text), `${pattern} ${text}`),
      ),
      { numRuns: 20_000 },
    );
  },
});

for (
  const [pattern, effort] of [["*a*b*", 0], ["?[ab]*", 0], ["*?x", 0], ["*?x*", 2], [
    "a*[bc]?*d*?*",
    3,
  ]] as const
) {
  Deno.test({
    name: `Glob.effort of ${pattern} is ${effort}`,
    permissions: "none",
    fn: () => assertEquals(new Glob(pattern).effort, effort),
  });
}

Deno.test({
  name: "globMatches() many stars over a long text end in polynomial time",
  permissions: "none",
  fn: () => assertEquals(globMatches("*a".repeat(30) + "b", "a".repeat(2000)), false),
});

/** Where a `[...]` at `start` ends (index after `]`), and whether `char` is in it. */
function matchSet(pattern: string, start: number, char: string): { end: number; matched: boolean } {
  let index = start + 1;
  const negated = pattern[index] === "^";
  if (negated) index++;
  let matched = false;
  while (index < pattern.length && pattern[index] !== "]") {
    if (pattern[index] === "\\" && index + 1 < pattern.length) index++;
    const low = pattern[index] as string;
    if (pattern[index + 1] === "-" && index + 2 < pattern.length && pattern[index + 2] !== "]") {
      const high = pattern[index + 2] as string;
      if ((low <= char && char <= high) || (high <= char && char <= low)) matched = true;
      index += 3;
    } else {
      if (low === char) matched = true;
      index++;
    }
  }
  return { end: index + 1, matched: matched !== negated };
}

/** The same the slow way, as Redis does it: character by character, back to the last `*` where it does not fit. */
function modelMatches(pattern: string, text: string): boolean {
  let p = 0, t = 0;
  let starPattern = -1, starText = -1;
  while (t < text.length) {
    const want = pattern[p];
    if (want === "*") {
      starPattern = ++p;
      starText = t;
      continue;
    }
    let next = -1;
    if (want === "?") next = p + 1;
    else if (want === "[") {
      const set = matchSet(pattern, p, text[t] as string);
      if (set.matched) next = set.end;
    } else if (want === "\\" && p + 1 < pattern.length) {
      if (pattern[p + 1] === text[t]) next = p + 2;
    } else if (want === text[t]) next = p + 1;
    if (next >= 0) {
      p = next;
      t++;
    } else if (starPattern >= 0) {
      p = starPattern;
      t = ++starText;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p >= pattern.length;
}
