import { makeLimits } from "../../../lib/limits.ts";
import { Space } from "../../../lib/share/space.ts";
import { assertEquals } from "../../helpers/assert.ts";
import { tempDir } from "../../helpers/temp.ts";
import { openShare, refuses } from "./fixture.ts";

const EXA = 2 ** 52;

Deno.test("Space.claim() refuses one byte more than --max-upload, and sizes that are none", async () => {
  await using dir = await tempDir({});
  const space = new Space(makeLimits({ maxUpload: 2048, keepFree: 0 }));
  (await space.claim("f", { dir: dir.path, size: 2048 })).release();
  await refuses(() => space.claim("f", { dir: dir.path, size: 2049 }), "TOOBIG", "2K");
  for (const size of [-1, 1.5, NaN, Infinity]) {
    await refuses(() => space.claim("f", { dir: dir.path, size }), "ERR", "whole number");
  }
});

Deno.test("Space.claim() leaves --keep-free of the disk", async () => {
  await using dir = await tempDir({});
  const space = new Space(makeLimits({ keepFree: EXA }));
  await refuses(() => space.claim("f", { dir: dir.path, size: 0 }), "NOSPACE", '"f"');
});

Deno.test("Space.claim() counts what others have claimed and not yet written", async () => {
  await using dir = await tempDir({});
  const space = new Space(makeLimits({ maxUpload: EXA, keepFree: 0 }));
  await refuses(() => space.claim("f", { dir: dir.path, size: EXA }), "NOSPACE");
  const { statfs } = (await import("node:fs")).default.promises;
  const { bavail, bsize } = await statfs(dir.path);
  const half = Math.floor(bavail * bsize * 0.6);
  const first = await space.claim("a", { dir: dir.path, size: half });
  await refuses(() => space.claim("b", { dir: dir.path, size: half }), "NOSPACE", '"b"');
  first.spend(half + 5);
  const second = await space.claim("b", { dir: dir.path, size: half });
  first.release();
  await refuses(() => space.claim("c", { dir: dir.path, size: half }), "NOSPACE");
  second.release();
  second.release();
  (await space.claim("c", { dir: dir.path, size: half })).release();
});

Deno.test("Share refuses by the limits before any byte, for all ways to write", async () => {
  await using dir = await tempDir({ f: "12345" });
  const { share } = await openShare(dir.path, { limits: { maxUpload: 6 } });
  const by = "t";
  await refuses(() => share.stage("new", 7), "TOOBIG");
  await refuses(() => share.write("new", new Uint8Array(7), { existing: "replace", by }), "TOOBIG");
  await refuses(() => share.append("f", new Uint8Array(2), by), "TOOBIG");
  await refuses(() => share.writeAt("f", 6, new Uint8Array(1), by), "TOOBIG");
  await refuses(() => share.writeAt("f", 2 ** 52, new Uint8Array(1), by), "TOOBIG");
  assertEquals(await share.append("f", new Uint8Array(1), by), 6);
  const full = (await openShare(dir.path, { limits: { keepFree: EXA } })).share;
  await refuses(() => full.stage("new", 1), "NOSPACE");
  await refuses(() => full.append("f", new Uint8Array(1), by), "NOSPACE");
  assertEquals(Array.from(Deno.readDirSync(dir.path)).length, 1);
});
