import { disagreements, readRelease, sectionOf } from "../../.github/release/notes.ts";
import { assert, assertEquals, assertMatch } from "../helpers/assert.ts";

const CHANGELOG =
  "# Changelog\n\n## [Unreleased]\n\n## [1.1.0] - 2026-02-03\n\n### Added\n\n- B\n\n## [1.0.0] - 2026-01-02\n\n- A\n";
const GOOD = { tag: "v1.1.0", version: "1.1.0", source: "1.1.0", changelog: CHANGELOG };

Deno.test("disagreements() finds none in this repository, tagged or not", async () => {
  const release = await readRelease();
  assertEquals(disagreements(release), []);
  assertEquals(disagreements({ ...release, tag: `v${release.version}` }), []);
  assertMatch(release.changelog, /^# Changelog\n[^]*\n## \[Unreleased\]\n/);
});

Deno.test("disagreements() says which of tag, version, source and changelog is another", () => {
  assertEquals(disagreements(GOOD), []);
  assertEquals(disagreements({ ...GOOD, tag: undefined }), []);
  const rows: [Partial<typeof GOOD>, RegExp][] = [
    [{ tag: "v1.0.0" }, /^Tag 'v1\.0\.0' is not v1\.1\.0/],
    [{ tag: "1.1.0" }, /^Tag '1\.1\.0' is not v1\.1\.0/],
    [{ source: "1.0.0" }, /^VERSION '1\.0\.0' in lib\/version\.ts/],
    [{ changelog: CHANGELOG.replace("[1.1.0]", "[1.2.0]") }, /^docs\/changelog\.md has '1\.2\.0' on top/],
    [{ changelog: CHANGELOG.replace(" - 2026-02-03", "") }, /^docs\/changelog\.md has '1\.0\.0' on top/],
    [{ changelog: "# Changelog\n" }, /^docs\/changelog\.md has 'no version' on top/],
    [
      { changelog: CHANGELOG.replace("### Added\n\n- B\n\n", "") },
      /^docs\/changelog\.md says nothing of 1\.1\.0/,
    ],
  ];
  for (const [part, line] of rows) {
    const found = disagreements({ ...GOOD, ...part });
    assertEquals(found.length, 1, found.join("\n"));
    assertMatch(found[0] as string, line);
  }
});

Deno.test("sectionOf() is what stands below a version's heading, up to the next", () => {
  assertEquals(sectionOf(CHANGELOG, "1.1.0"), "### Added\n\n- B");
  assertEquals(sectionOf(CHANGELOG, "1.0.0"), "- A");
  assertEquals(sectionOf(CHANGELOG, "3.0.0"), "");
});

Deno.test("sectionOf() has something for the notes of this version", async () => {
  const { changelog, version } = await readRelease();
  assert(sectionOf(changelog, version).includes("- "));
});
