import { Directories } from "../../../lib/share/directories.ts";
import { makeTempName } from "../../../lib/share/paths.ts";
import { assert, assertEquals, assertRejects } from "../../helpers/assert.ts";
import { Link, tempDir } from "../../helpers/temp.ts";
import { settle } from "./fixture.ts";

Deno.test("Directories.read() gives the allowed names sorted, with their kinds, and counts the others", async () => {
  await using dir = await tempDir({
    b: "file",
    B: {},
    "a~": new Link("b"),
    ".hid": "hidden",
    [makeTempName()]: "unfinished",
    ...(Deno.build.os === "windows" ? {} : { "back\\slash": "", "dot.": "", aux: "" }),
  });
  const { listed, unseen } = await new Directories(false).read(dir.path);
  assertEquals(listed.map(({ name, kind }) => [name, kind]), [["B", "dir"], ["a~", "unsure"], ["b", "file"]]);
  assertEquals(unseen, Deno.build.os === "windows" ? 1 : 4);
  const withHidden = await new Directories(true).read(dir.path);
  assertEquals(withHidden.listed.map(({ name }) => name), [".hid", "B", "a~", "b"]);
});

Deno.test("Directories.read() remembers a directory until it changes", async () => {
  await using dir = await tempDir({ a: "" });
  const directories = new Directories(false);
  settle(dir.path);
  const first = await directories.read(dir.path);
  assert(await directories.read(dir.path) === first);
  dir.fill({ b: "" });
  assertEquals((await directories.read(dir.path)).listed.map(({ name }) => name), ["a", "b"]);
});

Deno.test("Directories.read() shares one reading of a settled directory among all who ask", async () => {
  await using dir = await tempDir({ a: "" });
  settle(dir.path);
  const directories = new Directories(false);
  const all = await Promise.all([1, 2, 3].map(() => directories.read(dir.path)));
  assert(all.every((names) => names === all[0]));
});

Deno.test("Directories.read() does not trust the time of a directory that has just changed", async () => {
  await using dir = await tempDir({ a: "" });
  const directories = new Directories(false);
  const now = Date.now() / 1000 + 100;
  Deno.utimeSync(dir.path, now, now);
  await directories.read(dir.path);
  dir.fill({ b: "" });
  Deno.utimeSync(dir.path, now, now);
  assertEquals((await directories.read(dir.path)).listed.length, 2);
});

Deno.test("Directories.forget() makes it read anew even if the time has not moved", async () => {
  await using dir = await tempDir({ a: "" });
  const directories = new Directories(false);
  settle(dir.path);
  await directories.read(dir.path);
  dir.fill({ b: "" });
  settle(dir.path);
  directories.forget(dir.path);
  assertEquals((await directories.read(dir.path)).listed.length, 2);
});

Deno.test("Directories.read() keeps a bounded number of directories", async () => {
  await using dir = await tempDir({});
  const directories = new Directories(false);
  const paths = Array.from({ length: 70 }, (_, at) => dir.join(`d${at}`));
  for (const path of paths) Deno.mkdirSync(path);
  settle(...paths);
  const first = await directories.read(paths[0] as string);
  const last = await directories.read(paths[69] as string);
  for (const path of paths.slice(1, 69)) await directories.read(path);
  assert(await directories.read(paths[69] as string) !== undefined && last.listed.length === 0);
  assert(await directories.read(paths[0] as string) !== first);
});

Deno.test("Directories.read() refuses files, links and what is gone", async () => {
  await using dir = await tempDir({ a: "", d: {}, link: new Link("d", "dir") });
  const directories = new Directories(false);
  for (const name of ["a", "link", "gone"]) {
    await assertRejects(() => directories.read(dir.join(name)), Deno.errors.NotFound);
  }
});

Deno.test("Directories.read() refuses a directory that was swapped for a link while it was read", async () => {
  await using dir = await tempDir({ d: { a: "" }, outside: { secret: "" } });
  const reading = new Directories(false).read(dir.join("d"));
  Deno.renameSync(dir.join("d"), dir.join("kept"));
  dir.fill({ d: new Link("outside", "dir") });
  await assertRejects(() => reading, Deno.errors.NotFound);
});
