import { planWatch } from "../../../lib/share/watch_plan.ts";
import { assertEquals, assertRejects } from "../../helpers/assert.ts";
import { Link, tempDir } from "../../helpers/temp.ts";

Deno.test("planWatch(): a tree without links to directories is watched as one", async () => {
  await using dir = await tempDir({
    a: { "x.txt": "", b: {} },
    "to.txt": new Link("a/x.txt"),
    gone: new Link("nowhere"),
  });
  assertEquals({ ...await planWatch(dir.path) }.deep, [dir.path]);
  assertEquals((await planWatch(dir.path)).flat, []);
  assertEquals((await planWatch(dir.join("missing"), { followed: true })).deep, []);
});

Deno.test("planWatch(): nothing is watched through a link, hidden or not", async () => {
  await using dir = await tempDir({
    a: { b: { all: new Link("/", "dir"), c: { d: {} } }, e: { f: {} } },
    g: { h: {} },
    ".x": { loop: new Link("..", "dir") },
  });
  const { flat, deep } = await planWatch(dir.path, { followed: true });
  assertEquals(flat.toSorted(), [dir.path, dir.join(".x"), dir.join("a"), dir.join("a/b")].toSorted());
  assertEquals(deep.toSorted(), [dir.join("a/b/c"), dir.join("a/e"), dir.join("g")].toSorted());
  // Where the system does not follow links it watches the tree.
  assertEquals(await planWatch(dir.path, { followed: false }), { flat: [], deep: [dir.path] });
});

Deno.test("planWatch(): too many links are too much", async () => {
  await using dir = await tempDir();
  for (let i = 0; i < 501; i++) Deno.mkdirSync(dir.join(`${i}`));
  await planWatch(dir.path, { followed: true });
  Deno.symlinkSync(".", dir.join("link"));
  await assertRejects(() => planWatch(dir.path, { followed: true }), Error, "Too many links to directories");
});
