import { hashPath, type ScanOptions, takePage } from "../../../lib/share/scanning.ts";
import type { Share } from "../../../lib/share/share.ts";
import { assert, assertEquals } from "../../helpers/assert.ts";
import { Link, tempDir } from "../../helpers/temp.ts";
import { openShare, refuses } from "./fixture.ts";

async function scanAll(
  share: Share,
  options: Omit<ScanOptions, "cursor"> = {},
  between: (page: number) => void = () => {},
): Promise<string[]> {
  const found: string[] = [];
  let cursor = "0";
  let page = 0;
  do {
    const next = await share.scan({ ...options, cursor });
    found.push(...next.paths);
    cursor = next.cursor;
    assert(Number.isSafeInteger(Number(cursor)) && /^\d+$/.test(cursor));
    between(page++);
  } while (cursor !== "0");
  return found;
}

function files(count: number, prefix = "f"): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`${prefix}${at}`, ""]));
}

Deno.test("hashPath() stays the same from version to version, since cursors depend on it", () => {
  assertEquals([hashPath(""), hashPath("a"), hashPath("ñ/b.txt")], [
    242683283934595,
    47998453774593,
    175898022873488,
  ]);
  const hashes = Array.from({ length: 5000 }, (_, at) => hashPath(`dir/file${at}`));
  assertEquals(new Set(hashes).size, 5000);
  assert(hashes.every((hash) => hash > 0 && hash < 2 ** 48 && Number.isInteger(hash)));
});

Deno.test("takePage() keeps entries of one hash together, and always gets on", () => {
  const entries = [1, 2, 2, 2, 5, 9, 9].map((hash, at) => ({ hash, path: `p${at}`, type: "file" as const }));
  for (const count of [1, 2, 3, 4, 7, 9]) {
    const all: string[] = [];
    let from = 0;
    do {
      const { taken, cursor } = takePage(entries, { from, count });
      all.push(...taken.map(({ path }) => path));
      assert(cursor === "0" || Number(cursor) > from);
      from = Number(cursor);
    } while (from > 0);
    assertEquals(all, entries.map(({ path }) => path));
  }
  assertEquals(takePage(entries, { from: 3, count: 1 }).cursor, "9");
  assertEquals(takePage(entries, { from: 10, count: 1 }), { taken: [], cursor: "0" });
});

Deno.test("Share.scan() returns every file of the whole share once, in pages of any size", async () => {
  await using dir = await tempDir({
    ...files(30),
    d: { ...files(30), e: files(30) },
    l: new Link("d", "dir"),
    ".h": "",
  });
  const { share } = await openShare(dir.path);
  for (const count of [1, 7, 1000]) {
    const found = await scanAll(share, { count });
    assertEquals(found.length, 90);
    assertEquals(new Set(found).size, 90);
  }
  assertEquals((await scanAll(share, { type: "dir" })).sort(), ["d", "d/e", "l"]);
  assertEquals((await scanAll(share, { match: "d/e/*1" })).sort(), ["d/e/f1", "d/e/f11", "d/e/f21"]);
});

Deno.test("Share.scan() misses nothing that is there throughout, while others come and go and servers restart", async () => {
  await using dir = await tempDir({ ...files(50, "stay"), ...files(50, "go") });
  let { share } = await openShare(dir.path);
  const found: string[] = [];
  let cursor = "0";
  let page = 0;
  do {
    const next = await share.scan({ cursor, count: 3 });
    found.push(...next.paths);
    cursor = next.cursor;
    if (page < 50) Deno.removeSync(dir.join(`go${page}`));
    dir.fill({ [`new${page}`]: "" });
    if (page++ % 4 === 0) ({ share } = await openShare(dir.path));
  } while (cursor !== "0");
  for (const name of Object.keys(files(50, "stay"))) {
    assertEquals(found.filter((path) => path === name).length, 1);
  }
});

Deno.test("Share.scan() begins with what is there now, also while the pages of others share a walk", async () => {
  await using dir = await tempDir({ a: "" });
  const { share } = await openShare(dir.path);
  assertEquals(await scanAll(share), ["a"]);
  const walking = share.count();
  await Promise.resolve();
  dir.fill({ b: "" });
  assertEquals((await scanAll(share)).sort(), ["a", "b"]);
  await walking;
});

Deno.test("Share.scan() refuses cursors that are no integers below 2^53", async () => {
  await using dir = await tempDir({});
  const { share } = await openShare(dir.path);
  for (const cursor of ["", "x", "-1", "1.5", "0x1", "9007199254740992", "1".repeat(30), " 1"]) {
    await refuses(() => share.scan({ cursor }), "ERR", "Cursor");
  }
  assertEquals(await share.scan({ cursor: "9007199254740991" }), { paths: [], cursor: "0" });
});

Deno.test("Share.paths() returns what matches, sorted, and refuses more than asked for", async () => {
  await using dir = await tempDir({ "b.txt": "", "a.txt": "", d: { "c.txt": "", "x.md": "" }, "e.txt": {} });
  const { share } = await openShare(dir.path);
  assertEquals(await share.paths("*.txt", 3), ["a.txt", "b.txt", "d/c.txt"]);
  assertEquals(await share.paths("?.txt", 3), ["a.txt", "b.txt"]);
  assertEquals(await share.paths("none*", 0), []);
  await refuses(() => share.paths("*.txt", 2), "TOOMANY", "2");
});

Deno.test("Share.count() counts files, links to files included, directories not", async () => {
  await using dir = await tempDir({
    a: "",
    d: { b: "", e: {} },
    l: new Link("a"),
    x: new Link("gone"),
    ".h": "",
  });
  const { share } = await openShare(dir.path);
  assertEquals(await share.count(), 3);
  assertEquals(await (await openShare(dir.path, { hidden: true })).share.count(), 4);
  assertEquals(await Promise.all([share.count(), share.count(), share.count()]), [3, 3, 3]);
});
