import type { Existing, Share } from "../../../lib/share/share.ts";
import { assert, assertEquals, assertRejects } from "../../helpers/assert.ts";
import { Link, tempDir } from "../../helpers/temp.ts";
import { bytes, namesIn, openShare, refuses, ROOT_MAY_ALL, text } from "./fixture.ts";

const by = "ana";

function put(share: Share, path: string, content: string, existing: Existing = "replace") {
  return share.write(path, bytes(content), { existing, by });
}

Deno.test("Share.write() makes and replaces files, tells of it, and leaves nothing else behind", async () => {
  await using dir = await tempDir({ old: "old" });
  const { share, changes } = await openShare(dir.path);
  const entry = await put(share, "new.txt", "hello");
  assertEquals({ ...entry, mtime: 0 }, { path: "new.txt", name: "new.txt", type: "file", size: 5, mtime: 0 });
  await put(share, "old", "");
  assertEquals(text(share.readSmall("new.txt", 10)), "hello");
  assertEquals(share.stat("old").size, 0);
  assertEquals(changes, [
    { event: "created", path: "new.txt", type: "file", size: 5, by },
    { event: "changed", path: "old", type: "file", size: 0, by },
  ]);
  assertEquals(namesIn(dir.path), ["new.txt", "old"]);
});

Deno.test("Share.write() makes the directories that are missing, and tells of them first", async () => {
  await using dir = await tempDir({});
  const { share, changes } = await openShare(dir.path);
  await put(share, "a/b/c", "x");
  assertEquals(changes.map(({ event, path, type }) => [event, path, type]), [
    ["created", "a", "dir"],
    ["created", "a/b", "dir"],
    ["created", "a/b/c", "file"],
  ]);
});

Deno.test("Share.write() insists on what should be there", async () => {
  const rows: [existing: Existing, present: boolean, code: "EXISTS" | "NOTFOUND" | undefined][] = [
    ["create", false, undefined],
    ["create", true, "EXISTS"],
    ["update", true, undefined],
    ["update", false, "NOTFOUND"],
    ["replace", true, undefined],
    ["replace", false, undefined],
  ];
  for (const [existing, present, code] of rows) {
    await using dir = await tempDir(present ? { f: "old" } : {});
    const { share, changes } = await openShare(dir.path);
    const staged = await share.stage("f", 3);
    await staged.write(bytes("new"));
    for (const content of [bytes("new"), staged]) {
      const write = () => share.write("f", content, { existing, by });
      if (code !== undefined) await refuses(write, code, '"f"');
      else if (content === staged || existing !== "create") await write();
    }
    assertEquals(namesIn(dir.path), present || code === undefined ? ["f"] : []);
    if (code !== undefined) assertEquals(changes, []);
    if (present) assertEquals(text(share.readSmall("f", 9)), code === undefined ? "new" : "old");
  }
  await using dir = await tempDir({});
  const { share } = await openShare(dir.path);
  await refuses(() => put(share, "a/b", "x", "update"), "NOTFOUND");
  assertEquals(namesIn(dir.path), []);
});

Deno.test("Share.write() of two at once leaves one whole file or the other", async () => {
  await using dir = await tempDir({});
  const { share } = await openShare(dir.path);
  const contents = Array.from({ length: 8 }, (_, at) => String(at).repeat(100_000 + at));
  await Promise.all(contents.map((content) => put(share, "f", content)));
  assert(contents.includes(Deno.readTextFileSync(dir.join("f"))));
  const results = await Promise.allSettled(contents.map((content) => put(share, "g", content, "create")));
  assertEquals(results.filter(({ status }) => status === "fulfilled").length, 1);
  assertEquals(namesIn(dir.path), ["f", "g"]);
});

Deno.test("Share.write() replaces a file for those who open it later, not for those who read it", async () => {
  await using dir = await tempDir({ f: "old" });
  const { share } = await openShare(dir.path);
  const source = share.open("f");
  await put(share, "f", "new");
  const into = new Uint8Array(3);
  await source.read(into);
  source.close();
  assertEquals([text(into), text(share.readSmall("f", 9))], ["old", "new"]);
});

Deno.test("Share.write() keeps permissions, links and stored forms of what it replaces", {
  ignore: Deno.build.os === "windows",
}, async () => {
  await using dir = await tempDir({ d: { run: "old" }, link: new Link("d/run"), "n\u0303": "old" });
  Deno.chmodSync(dir.join("d", "run"), 0o751);
  const { share, changes } = await openShare(dir.path);
  assertEquals((await put(share, "link", "new")).path, "link");
  assertEquals(Deno.readTextFileSync(dir.join("d", "run")), "new");
  assertEquals((Deno.statSync(dir.join("d", "run")).mode ?? 0) & 0o777, 0o751);
  assert(Deno.lstatSync(dir.join("link")).isSymlink);
  await put(share, "\u00f1", "new");
  await put(share, "e\u0301", "new");
  assertEquals(namesIn(dir.path), ["d", "link", "n\u0303", "\u00e9"].sort());
  assertEquals(changes.map(({ event, path }) => [event, path]), [
    ["changed", "link"],
    ["changed", "\u00f1"],
    ["created", "\u00e9"],
  ]);
});

Deno.test("Share.write() and stage() refuse paths that may not be written", async () => {
  await using dir = await tempDir({
    share: {
      d: {},
      f: "",
      out: new Link("../outside/f"),
      "out-dir": new Link("../outside", "dir"),
      gone: new Link("x"),
    },
    outside: { f: "safe" },
  });
  const { share, changes } = await openShare(dir.join("share"));
  const rows = [
    [".", "BADPATH"],
    ["/", "BADPATH"],
    ["../outside/f", "BADPATH"],
    [".hid", "BADPATH"],
    ["a/.hid/b", "BADPATH"],
    [".enchufe-1.part", "BADPATH"],
    ["a\nb", "BADPATH"],
    ["nul", "BADPATH"],
    ["d", "WRONGTYPE"],
    ["f/x", "EXISTS"],
    ["out", "EXISTS"],
    ["out-dir/f", "EXISTS"],
    ["out-dir/new/f", "EXISTS"],
    ["gone", "EXISTS"],
  ] as const;
  for (const [path, code] of rows) {
    await refuses(() => put(share, path, "evil"), code);
    if (path !== "out-dir/f" && path !== "out-dir/new/f") await refuses(() => share.stage(path, 4), code);
  }
  await refuses(() => put(share, "d", "x", "create"), "EXISTS");
  assertEquals(Deno.readTextFileSync(dir.join("outside", "f")), "safe");
  assertEquals([namesIn(dir.join("outside")), namesIn(dir.join("share", "d"))], [["f"], []]);
  assertEquals(changes, []);
});

Deno.test("Share.write() of an upload puts it in place whole, wherever it was staged", async () => {
  await using dir = await tempDir({ d: {} });
  const { share, changes } = await openShare(dir.path);
  const upload = await share.stage("d/new/f", 4);
  await upload.write(bytes("ab"));
  assertEquals([share.find("d/new"), (await share.list("d")).entries, changes], [undefined, [], []]);
  await upload.write(bytes("cd"));
  await share.write("d/new/f", upload, { existing: "create", by });
  assertEquals(text(share.readSmall("d/new/f", 9)), "abcd");
  const other = await share.stage("d/f", 1);
  await other.write(bytes("x"));
  await share.write("g", other, { existing: "create", by });
  assertEquals([namesIn(dir.path), namesIn(dir.join("d"))], [["d", "g"], ["new"]]);
});

Deno.test("Share.write() of an upload ends it, in place or gone", async () => {
  await using dir = await tempDir({ f: "old" });
  const { share } = await openShare(dir.path);
  const short = await share.stage("f", 4);
  await short.write(bytes("abc"));
  await refuses(() => share.write("f", short, { existing: "replace", by }), "ERR", "3 of the 4");
  const bad = await share.stage("f", 0);
  await refuses(() => share.write("../f", bad, { existing: "replace", by }), "BADPATH");
  const done = await share.stage("f", 0);
  await share.write("f", done, { existing: "replace", by });
  await refuses(() => share.write("f", done, { existing: "replace", by }), "ERR", "is over");
  await done.abort();
  assertEquals(namesIn(dir.path), ["f"]);
  const foreign = { size: 0, write: () => Promise.resolve(), abort: () => Promise.resolve() };
  await assertRejects(() => share.write("f", foreign, { existing: "replace", by }), TypeError);
});

Deno.test("Share.write() fails closed when the directory was swapped for a link out after staging", async () => {
  await using dir = await tempDir({ share: { d: {} }, outside: {} });
  const { share } = await openShare(dir.join("share"));
  const upload = await share.stage("d/f", 1);
  await upload.write(bytes("x"));
  Deno.renameSync(dir.join("share", "d"), dir.join("kept"));
  dir.fill({ share: { d: new Link("../outside", "dir") } });
  await refuses(() => share.write("d/f", upload, { existing: "replace", by }), "EXISTS", "not shared");
  assertEquals(namesIn(dir.join("outside")), []);
});

Deno.test(
  "Share.write() refuses where the server's user may not write (skipped as root, who may write all)",
  {
    ignore: ROOT_MAY_ALL,
  },
  async () => {
    await using dir = await tempDir({ d: { f: "" } });
    const { share } = await openShare(dir.path);
    Deno.chmodSync(dir.join("d"), 0o500);
    await refuses(() => put(share, "d/new", "x"), "NOPERM", '"d/new"');
    await refuses(() => share.mkdir("d/e", by), "NOPERM");
    await refuses(() => share.remove("d/f", { by }), "NOPERM");
    Deno.chmodSync(dir.join("d"), 0o700);
  },
);
