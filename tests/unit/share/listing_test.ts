import { pageSize } from "../../../lib/share/listing.ts";
import { makeTempName } from "../../../lib/share/paths.ts";
import type { ListOptions, Share } from "../../../lib/share/share.ts";
import { assert, assertEquals } from "../../helpers/assert.ts";
import { Link, tempDir } from "../../helpers/temp.ts";
import { makeFifo, NO_FIFOS, openShare, refuses } from "./fixture.ts";

async function names(share: Share, path: string, options: ListOptions = {}): Promise<string[]> {
  return (await share.list(path, options)).entries.map((entry) => entry.path);
}

/** All pages of a listing. */
async function allPages(share: Share, options: ListOptions): Promise<string[][]> {
  const pages: string[][] = [];
  let cursor = "";
  do {
    const page = await share.list(".", { ...options, cursor });
    pages.push(page.entries.map((entry) => entry.path));
    cursor = page.cursor;
  } while (cursor !== "0");
  return pages;
}

Deno.test("Share.list() gives each entry's path, name, type, size and time", async () => {
  await using dir = await tempDir({ d: { "f.txt": "four", e: {} } });
  Deno.utimeSync(dir.join("d", "f.txt"), 1_600_000_000.5, 1_600_000_000.5);
  const { share } = await openShare(dir.path);
  const { entries, cursor } = await share.list("d");
  assertEquals(cursor, "0");
  const [e, f] = entries;
  assertEquals({ ...e, mtime: 0 }, { path: "d/e", name: "e", type: "dir", size: 0, mtime: 0 });
  assertEquals(f, { path: "d/f.txt", name: "f.txt", type: "file", size: 4, mtime: 1_600_000_000_500 });
  assertEquals((await share.list("d/e")).entries, []);
});

Deno.test("Share.list() sorts by < of the names, files and directories together", async () => {
  await using dir = await tempDir({
    b: "",
    B: "",
    a: {},
    "a.txt": "",
    "a0": "",
    ñ: "",
    Z: {},
    "10": "",
    "9": "",
  });
  const { share } = await openShare(dir.path);
  assertEquals(await names(share, "."), ["10", "9", "B", "Z", "a", "a.txt", "a0", "b", "ñ"]);
});

Deno.test("Share.list() shows exactly what can be fetched", async () => {
  await using dir = await tempDir({
    outside: { secret: "" },
    share: {
      good: "",
      dir: { inner: "" },
      ".hid": "",
      [makeTempName()]: "",
      in: new Link("good"),
      "in-dir": new Link("dir", "dir"),
      out: new Link("../outside/secret"),
      "out-dir": new Link("../outside", "dir"),
      dangling: new Link("nothing"),
      "to-hid": new Link(".hid"),
      ...(Deno.build.os === "windows"
        ? {}
        : { "back\\slash": "", "dot.": "", "blank ": "", "NUL.txt": "", "a\nb": "" }),
    },
  });
  if (!NO_FIFOS) makeFifo(dir.join("share", "fifo"));
  for (const [hidden, expected] of [[false, []], [true, [".hid", "to-hid"]]] as const) {
    const { share } = await openShare(dir.join("share"), { hidden });
    const listed = await names(share, ".");
    const control = Deno.build.os === "windows" ? [] : ["a\nb"];
    assertEquals(listed, [...control, "dir", "good", "in", "in-dir", ...expected].sort());
    for (const path of listed) assertEquals(share.stat(path).path, path);
    assertEquals((await share.list(".", { recursive: true })).entries.length, listed.length + 1);
  }
});

Deno.test("Share.list() lists NFC names, and both of two forms side by side, each fetchable", {
  ignore: Deno.build.os === "darwin",
}, async () => {
  await using dir = await tempDir({
    "nfd-n\u0303": "1",
    "\u00e9": "nfc",
    "e\u0301": "nfd",
    "\u00ea\u0301": "mixed",
  });
  const { share } = await openShare(dir.path);
  const listed = await names(share, ".");
  assertEquals(listed, ["e\u0301", "nfd-\u00f1", "\u00e9", "\u1ebf"]);
  const contents = listed.map((path) => new TextDecoder().decode(share.readSmall(path, 100)));
  assertEquals(contents, ["nfd", "1", "nfc", "mixed"]);
  for (const path of listed) assertEquals(share.stat(path).path, path);
});

Deno.test("Share.list() goes into directories when recursive, never through links to them", async () => {
  await using dir = await tempDir({
    a: { b: { c: "" }, loop: new Link("..", "dir") },
    l: new Link("a", "dir"),
    z: "",
  });
  const { share } = await openShare(dir.path);
  assertEquals(await names(share, ".", { recursive: true }), ["a", "a/b", "a/b/c", "a/loop", "l", "z"]);
  assertEquals(await names(share, "a", { recursive: true }), ["a/b", "a/b/c", "a/loop"]);
  assertEquals(await names(share, "l"), ["l/b", "l/loop"]);
});

Deno.test("Share.list() matches the path relative to the listed directory", async () => {
  await using dir = await tempDir({ d: { "a.txt": "", "b.md": "", e: { "c.txt": "" } }, "x.txt": "" });
  const { share } = await openShare(dir.path);
  assertEquals(await names(share, "d", { match: "*.txt" }), ["d/a.txt"]);
  assertEquals(await names(share, "d", { match: "*.txt", recursive: true }), ["d/a.txt", "d/e/c.txt"]);
  assertEquals(await names(share, "d", { match: "e/*", recursive: true }), ["d/e/c.txt"]);
  assertEquals(await names(share, "d", { match: "d/*", recursive: true }), []);
});

Deno.test("Share.list() gives the same entries in pages of any size", async () => {
  const tree = Object.fromEntries(Array.from({ length: 23 }, (_, at) => [`f${at}`, ""]));
  await using dir = await tempDir({ ...tree, d: { ...tree, e: tree } });
  const { share } = await openShare(dir.path);
  for (const options of [{ recursive: false }, { recursive: true }, { recursive: true, match: "*1*" }]) {
    const [whole = []] = await allPages(share, options);
    assertEquals(whole.length, options.match ? 36 : options.recursive ? 71 : 24);
    for (const count of [1, 2, 7, whole.length - 1, whole.length, whole.length + 1]) {
      const pages = await allPages(share, { ...options, count });
      assertEquals(pages.flat(), whole);
      assert(pages.every((page) => page.length <= count && page.length > 0));
      assertEquals(pages.length, Math.ceil(whole.length / count));
    }
  }
});

Deno.test("Share.list() cursors hold while entries come and go", async () => {
  await using dir = await tempDir({ b: "", d: { x: "" }, f: "" });
  const { share } = await openShare(dir.path);
  const first = await share.list(".", { count: 2, recursive: true });
  assertEquals(first.entries.map(({ path }) => path), ["b", "d"]);
  dir.fill({ a: "", c: "", e: "" });
  assertEquals(await names(share, ".", { cursor: first.cursor, recursive: true }), ["d/x", "e", "f"]);
  Deno.removeSync(dir.join("d"), { recursive: true });
  assertEquals(await names(share, ".", { cursor: first.cursor, recursive: true }), ["e", "f"]);
});

Deno.test("Share.list() refuses what is no directory, and cursors that it never gave", async () => {
  await using dir = await tempDir({ a: "" });
  const { share } = await openShare(dir.path);
  await refuses(() => share.list("nope"), "NOTFOUND", '"nope"');
  await refuses(() => share.list("a"), "WRONGTYPE", '"a"');
  await refuses(() => share.list(".."), "BADPATH");
  for (const cursor of ["1", "!!", "Li4", "/w", "\n"]) {
    await refuses(() => share.list(".", { cursor }), "ERR", "Cursor");
  }
});

Deno.test("pageSize() keeps counts within limits", () => {
  const rows = [[undefined, 7], [NaN, 7], [0, 1], [-5, 1], [2.9, 2], [10_000, 10_000], [
    1e9,
    10_000,
  ]] as const;
  for (const [count, size] of rows) assertEquals(pageSize(count, 7), size);
});
