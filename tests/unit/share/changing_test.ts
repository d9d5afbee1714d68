import { makeTempName } from "../../../lib/share/paths.ts";
import { assert, assertEquals } from "../../helpers/assert.ts";
import { Link, tempDir } from "../../helpers/temp.ts";
import { namesIn, openShare, refuses } from "./fixture.ts";

const by = "ana";

Deno.test("Share.mkdir() makes the whole path, once", async () => {
  await using dir = await tempDir({ f: "", l: new Link("f") });
  const { share, changes } = await openShare(dir.path);
  assertEquals(await share.mkdir("a/b/c", by), true);
  assertEquals(await share.mkdir("a/b/", by), false);
  assertEquals(share.stat("a/b/c").type, "dir");
  assertEquals(changes.map(({ event, path, type }) => [event, path, type]), [
    ["created", "a", "dir"],
    ["created", "a/b", "dir"],
    ["created", "a/b/c", "dir"],
  ]);
  for (const path of ["f", "f/x", "l"]) await refuses(() => share.mkdir(path, by), "EXISTS", "is a file");
  for (const path of [".", "a/.b", "a\nb"]) await refuses(() => share.mkdir(path, by), "BADPATH");
});

Deno.test("Share.move() moves files, directories and links themselves, making directories", async () => {
  await using dir = await tempDir({ f: "x", d: { g: "y" }, l: new Link("f"), "a\nb": "odd" });
  const { share, changes } = await openShare(dir.path);
  await share.move("f", "new/f2", by);
  assertEquals(Deno.readTextFileSync(dir.join("new", "f2")), "x");
  assertEquals(changes, [
    { event: "created", path: "new", type: "dir", size: 0, by },
    { event: "removed", path: "f", type: "file", size: 1, by },
    { event: "created", path: "new/f2", type: "file", size: 1, by },
  ]);
  await share.move("d", "new/d", by);
  assertEquals(share.stat("new/d/g").size, 1);
  await refuses(() => share.move("l", "l2", by), "NOTFOUND", '"l"');
  await share.move("new/f2", "f", by);
  await share.move("l", "l2", by);
  assertEquals(Deno.readLinkSync(dir.join("l2")), "f");
  if (Deno.build.os !== "windows") await share.move("a\nb", "ab", by);
  assertEquals(namesIn(dir.path), ["ab", "f", "l2", "new"]);
});

Deno.test("Share.move() refuses to replace, to move into itself and to leave the share", async () => {
  await using dir = await tempDir({
    share: { f: "f", g: "g", d: { e: {} }, out: new Link("../outside"), ld: new Link("d/e", "dir") },
  });
  const { share, changes } = await openShare(dir.join("share"));
  const rows = [
    ["f", "g", "EXISTS"],
    ["f", "f", "EXISTS"],
    ["f", "d", "EXISTS"],
    ["d", "f", "EXISTS"],
    ["f", "out", "EXISTS"],
    ["f", "g/x", "EXISTS"],
    ["nope", "x", "NOTFOUND"],
    ["out", "x", "NOTFOUND"],
    ["d", "d/x", "BADPATH"],
    ["d", "d/e/x/y", "BADPATH"],
    ["d", "ld/x", "BADPATH"],
    [".", "x", "BADPATH"],
    ["f", ".", "BADPATH"],
    ["f", "../x", "BADPATH"],
    ["f", ".x", "BADPATH"],
    ["f", "a\tb", "BADPATH"],
  ] as const;
  for (const [from, to, code] of rows) await refuses(() => share.move(from, to, by), code);
  assertEquals(namesIn(dir.join("share")), ["d", "f", "g", "ld", "out"]);
  assertEquals(changes, []);
});

Deno.test("Share.remove() removes files, empty directories and, of links, the link", async () => {
  await using dir = await tempDir({
    f: "xyz",
    d: {},
    kept: { a: "" },
    lf: new Link("kept/a"),
    ld: new Link("kept", "dir"),
  });
  const { share, changes } = await openShare(dir.path);
  for (const path of ["f", "d", "lf"]) assertEquals(await share.remove(path, { by }), true);
  assertEquals(await share.remove("ld", { by, recursive: true }), true);
  assertEquals(await share.remove("f", { by }), false);
  assertEquals(namesIn(dir.path), ["kept"]);
  assertEquals(namesIn(dir.join("kept")), ["a"]);
  assertEquals(changes[0], { event: "removed", path: "f", type: "file", size: 3, by });
  assertEquals(changes.length, 4);
});

Deno.test("Share.remove() removes a directory with all in it only when told, links outside left alone", async () => {
  await using dir = await tempDir({
    d: { a: { b: "", l: new Link("../../kept", "dir") }, c: "", [makeTempName()]: "" },
    kept: { x: "" },
  });
  const { share, changes } = await openShare(dir.path);
  await refuses(() => share.remove("d", { by }), "NOTEMPTY", '"d"');
  assertEquals(await share.remove("d", { by, recursive: true }), true);
  assertEquals([namesIn(dir.path), namesIn(dir.join("kept"))], [["kept"], ["x"]]);
  assertEquals(changes.map(({ event, path }) => [event, path]), [["removed", "d"]]);
});

Deno.test("Share.remove() removes nothing that its remover cannot see", async () => {
  const unseen = [{ ".hid": "" }, { sub: { ".hid": {} } }, { out: new Link("/etc") }, {
    gone: new Link("nothing"),
  }];
  for (const content of unseen) {
    await using dir = await tempDir({ d: { ...content, f: "" } });
    const { share } = await openShare(dir.path);
    await refuses(() => share.remove("d", { by, recursive: true }), "NOTEMPTY", "not shared");
    assert(namesIn(dir.join("d")).includes("f"));
  }
  await using dir = await tempDir({ ".hid": "", out: new Link("/etc"), d: { ".hid": "" } });
  const { share } = await openShare(dir.path);
  for (const path of [".hid", "out", "d/.hid"]) assertEquals(await share.remove(path, { by }), false);
  const open = (await openShare(dir.path, { hidden: true })).share;
  assertEquals(await open.remove("d", { by, recursive: true }), true);
});

Deno.test("Share.remove() refuses the root, bad paths and other types than told", async () => {
  await using dir = await tempDir({ d: {}, f: "" });
  const { share } = await openShare(dir.path);
  for (const path of [".", "/", "..", "d/.."]) {
    await refuses(() => share.remove(path, { by, recursive: true }), "BADPATH");
  }
  await refuses(() => share.remove("d", { by, type: "file" }), "WRONGTYPE");
  await refuses(() => share.remove("f", { by, type: "dir" }), "WRONGTYPE");
  assertEquals(await share.remove("f", { by, type: "file" }), true);
  assertEquals(await share.remove("d", { by, type: "any" }), true);
});
