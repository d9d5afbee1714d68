import { exclusion, expandPattern, isPattern, type Listed } from "../../../lib/client/patterns.ts";
import { assertEquals } from "../../helpers/assert.ts";

const TREE: Readonly<Record<string, readonly string[]>> = {
  "": ["a.txt", "b.pdf", ".hidden", "docs/", "más/", "node/"],
  "docs/": ["1.pdf", "2.pdf", "x.txt", "old/"],
  "docs/old/": ["3.pdf"],
  "más/": ["4.pdf", "canción.mp3"],
};

async function expand(pattern: string): Promise<string[]> {
  const found = await expandPattern(
    pattern,
    async function* (directory): AsyncGenerator<Listed & { path: string }> {
      for (const name of TREE[directory] ?? []) {
        const type = name.endsWith("/") ? "dir" : "file";
        yield { name: name.replace(/\/$/, ""), type, path: directory + name };
      }
    },
  );
  return found.map(({ path }) => path);
}

const PATTERNS: readonly (readonly [pattern: string, found: string[]])[] = [
  ["*.pdf", ["b.pdf"]],
  ["docs/*.pdf", ["docs/1.pdf", "docs/2.pdf"]],
  ["docs/*", ["docs/1.pdf", "docs/2.pdf", "docs/x.txt", "docs/old/"]],
  ["*/*.pdf", ["docs/1.pdf", "docs/2.pdf", "más/4.pdf"]],
  ["d?cs/[!1].pdf", ["docs/2.pdf"]],
  ["d?cs/[12].pdf", ["docs/1.pdf", "docs/2.pdf"]],
  ["*/old/*", ["docs/old/3.pdf"]],
  ["*/", ["docs/", "más/", "node/"]],
  [".*", [".hidden"]],
  ["*hidden", []],
  // Typed with the accent apart.
  ["m*s/cancio\u0301n.*", ["más/canción.mp3"]],
  ["nothing/*", []],
  ["*.pdf/*", []],
];

for (const [pattern, found] of PATTERNS) {
  Deno.test(`expandPattern() ${pattern}`, async () => assertEquals(await expand(pattern), found));
}

Deno.test("isPattern() knows what could mean others", () => {
  assertEquals(["a", "a.txt", "a]", "a\\"].some(isPattern), false);
  assertEquals(["*", "a?", "[a"].every(isPattern), true);
});

const EXCLUSIONS: readonly (readonly [patterns: string[], out: string[], kept: string[]])[] = [
  [[], [], ["a", "b/c"]],
  [["*.tmp"], ["a.tmp", "d/e/a.tmp", "x.tmp/inside"], ["a.tmpx", "tmp"]],
  [["node_modules"], ["node_modules", "node_modules/a/b", "p/node_modules/c"], ["node_modules2"]],
  [["build/"], ["build", "build/x", "a/build"], ["builds"]],
  [["/docs/old"], ["docs/old", "docs/old/a"], ["x/docs/old", "old"]],
  [["docs/*.pdf"], ["docs/a.pdf", "docs/x/a.pdf"], ["a.pdf", "x/docs/a.pdf"]],
  [["a", "b"], ["a", "b", "c/b"], ["c"]],
  [["[!a]*"], ["b", "b/a", "a/b"], ["a", "a/a1"]],
  [["cancio\u0301n*"], ["canción.mp3"], []],
  [["/"], [], ["a"]],
];

for (const [patterns, out, kept] of EXCLUSIONS) {
  Deno.test(`exclusion() ${JSON.stringify(patterns)}`, () => {
    const isExcluded = exclusion(patterns);
    assertEquals(out.filter((path) => !isExcluded(path)), []);
    assertEquals(kept.filter((path) => isExcluded(path)), []);
  });
}
