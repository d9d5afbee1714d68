import { etagOf, isSameFile, isSettled, isUnchanged, stampOf } from "../../../lib/share/stamps.ts";
import { assertEquals, assertMatch, assertNotEquals } from "../../helpers/assert.ts";
import { tempDir } from "../../helpers/temp.ts";

Deno.test("isUnchanged() notices another size, time, mode and file", async () => {
  await using dir = await tempDir({ a: "one", b: "one" });
  const info = Deno.lstatSync(dir.join("a"));
  const stamp = stampOf(info);
  assertEquals(isUnchanged(stamp, Deno.lstatSync(dir.join("a"))), true);
  const changes: Partial<Deno.FileInfo>[] = [
    { size: 4 },
    { mtime: new Date(0) },
    { ctime: new Date(0) },
    { mode: 0 },
    { ino: 1 },
    { dev: -1 },
  ];
  for (const change of changes) assertEquals(isUnchanged(stamp, { ...info, ...change }), false);
});

Deno.test("isSameFile() compares device and inode, where there are inodes", () => {
  assertEquals(isSameFile({ dev: 1, ino: 2 }, { dev: 1, ino: 2 }), true);
  assertEquals(isSameFile({ dev: 1, ino: 2 }, { dev: 1, ino: 3 }), false);
  assertEquals(isSameFile({ dev: 1, ino: 2 }, { dev: 2, ino: 2 }), false);
  assertEquals(isSameFile({ dev: 1, ino: null }, { dev: 2, ino: 2 }), true);
});

Deno.test("isSettled() trusts no recent or future time, and waits longer where clocks show whole seconds only", () => {
  const now = Date.now();
  assertEquals(isSettled(now), false);
  assertEquals(isSettled(now + 60_000), false);
  assertEquals(isSettled(Math.floor(now / 1000) * 1000 - 1000), false);
  assertEquals(isSettled(Math.floor(now / 1000) * 1000 - 1499), true);
  assertEquals(isSettled(Math.floor(now / 1000) * 1000 - 10_000), true);
});

Deno.test("etagOf() is the same for the same file, and differs with what tells of another content", async () => {
  await using dir = await tempDir({ a: "one", b: "one" });
  const info = Deno.lstatSync(dir.join("a"));
  const etag = etagOf(info);
  assertMatch(etag, /^[0-9a-f]{16}$/);
  assertEquals(etagOf(Deno.lstatSync(dir.join("a"))), etag);
  assertNotEquals(etagOf(Deno.lstatSync(dir.join("b"))), etag);
  const changes: Partial<Deno.FileInfo>[] = [
    { size: 4 },
    { mtime: new Date(0) },
    { ctime: new Date(0) },
    { ino: 1 },
    { dev: -1 },
  ];
  for (const change of changes) assertNotEquals(etagOf({ ...info, ...change }), etag);
  assertEquals(etagOf({ ...info, ino: null }), etagOf({ ...info, ino: null }));
});
