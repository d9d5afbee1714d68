import { aim, makeDirectories, renameToFree, syncDirectories } from "../../../lib/share/placing.ts";
import { assertEquals } from "../../helpers/assert.ts";
import { Link, tempDir } from "../../helpers/temp.ts";
import { namesIn, openDisk, refuses } from "./fixture.ts";

Deno.test("renameToFree() gives the new name, and refuses one that is taken, by a dangling link too", async () => {
  await using dir = await tempDir({ a: "a", b: "b", dangling: new Link("nothing") });
  renameToFree(dir.join("a"), dir.join("c"), "c");
  assertEquals(namesIn(dir.path), ["b", "c", "dangling"]);
  for (const name of ["c", "dangling"]) {
    await refuses(() => renameToFree(dir.join("b"), dir.join(name), name), "EXISTS", name);
  }
  assertEquals(Deno.readTextFileSync(dir.join("c")), "a");
  await refuses(() => renameToFree(dir.join("gone"), dir.join("d"), "d"), "NOTFOUND");
  assertEquals(namesIn(dir.path), ["b", "c", "dangling"]);
});

Deno.test("renameToFree() never replaces where there are no hard links either", async () => {
  await using dir = await tempDir({ a: "a", b: "b" });
  const { linkSync } = Deno;
  Deno.linkSync = () => {
    throw Object.assign(new Error("Operation not permitted"), { code: "EPERM" });
  };
  try {
    renameToFree(dir.join("a"), dir.join("new"), "new");
    await refuses(() => renameToFree(dir.join("new"), dir.join("b"), "b"), "EXISTS");
  } finally {
    Deno.linkSync = linkSync;
  }
  assertEquals(namesIn(dir.path), ["b", "new"]);
  assertEquals(Deno.readTextFileSync(dir.join("b")), "b");
});

Deno.test("makeDirectories() makes what is missing, in NFC, and goes through links inside", async () => {
  await using dir = await tempDir({ share: { d: {}, in: new Link("d", "dir") } });
  const { disk } = openDisk(dir.join("share"));
  const { at, created } = makeDirectories(disk.jail, ["in", "n\u0303", "y"]);
  assertEquals([at.path, created.map(({ path }) => path)], ["in/\u00f1/y", ["in/\u00f1", "in/\u00f1/y"]]);
  assertEquals(namesIn(dir.join("share", "d")), ["\u00f1"]);
  assertEquals(makeDirectories(disk.jail, ["in", "\u00f1", "y"]).created, []);
});

Deno.test("makeDirectories() and aim() refuse names held by a file, or by what is not shared", async () => {
  await using dir = await tempDir({
    share: { f: "", out: new Link("../outside", "dir"), dangling: new Link("nothing") },
    outside: { x: "" },
  });
  const { disk } = openDisk(dir.join("share"));
  await refuses(() => makeDirectories(disk.jail, ["f", "x"]), "EXISTS", '"f" is a file');
  const root = disk.jail.reach([]).at;
  for (const name of ["out", "dangling"]) {
    await refuses(() => makeDirectories(disk.jail, [name, "x"]), "EXISTS", "not shared");
    await refuses(() => aim(disk.jail, root, name), "EXISTS", "not shared");
  }
  assertEquals(namesIn(dir.join("outside")), ["x"]);
});

Deno.test("aim() leads to what a link leads to, and to the stored form of a name", async () => {
  await using dir = await tempDir({ d: { f: "" }, link: new Link("d/f"), "n\u0303": "" });
  const { disk } = openDisk(dir.path);
  const root = disk.jail.reach([]).at;
  assertEquals([aim(disk.jail, root, "link").real, aim(disk.jail, root, "link").dir], [
    dir.join("d", "f"),
    dir.join("d"),
  ]);
  assertEquals(aim(disk.jail, root, "\u00f1").real, dir.join("n\u0303"));
  assertEquals(aim(disk.jail, root, "e\u0301").real, dir.join("\u00e9"));
});

Deno.test("syncDirectories() does not mind a directory that is gone", async () => {
  await using dir = await tempDir({});
  await syncDirectories([dir.path, dir.join("gone")]);
});
