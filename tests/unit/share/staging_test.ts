import { StagedUpload } from "../../../lib/share/staging.ts";
import { isTempName } from "../../../lib/share/paths.ts";
import { assert, assertEquals } from "../../helpers/assert.ts";
import { type TempDir, tempDir } from "../../helpers/temp.ts";
import { bytes, namesIn, refuses } from "./fixture.ts";

function stage(dir: TempDir, total: number): { upload: StagedUpload; left: () => number } {
  let left = total;
  const claim = { spend: (count: number) => void (left -= count), release: () => void (left = 0) };
  return {
    upload: new StagedUpload({ dir: dir.path, path: "f", total, claim, sync: true }),
    left: () => left,
  };
}

Deno.test("StagedUpload keeps its bytes under a name that nobody sees, and counts them", async () => {
  await using dir = await tempDir({});
  const { upload, left } = stage(dir, 6);
  assertEquals(namesIn(dir.path).map(isTempName), [true]);
  await Promise.all([upload.write(bytes("ab")), upload.write(bytes("")), upload.write(bytes("cd"))]);
  assertEquals([upload.size, left()], [4, 2]);
  await upload.write(bytes("ef"));
  await upload.finish();
  assertEquals(Deno.readTextFileSync(upload.temp), "abcdef");
  await upload.abort();
});

Deno.test("StagedUpload.abort() removes the file, once or twice, and with a write under way", async () => {
  await using dir = await tempDir({});
  const { upload, left } = stage(dir, 4);
  const writing = upload.write(bytes("ab"));
  await Promise.all([writing, upload.abort(), upload.abort()]);
  assertEquals([namesIn(dir.path), left()], [[], 0]);
  await refuses(() => upload.write(bytes("c")), "ERR", "is over");
  await refuses(() => upload.finish(), "ERR", "is over");
});

Deno.test("StagedUpload refuses more bytes than announced, and is over", async () => {
  await using dir = await tempDir({});
  const { upload } = stage(dir, 3);
  await upload.write(bytes("abc"));
  await refuses(() => upload.write(bytes("d")), "TOOBIG", "more than the 3");
  assertEquals(namesIn(dir.path), []);
  await refuses(() => upload.finish(), "ERR", "is over");
});

Deno.test("StagedUpload.finish() refuses fewer bytes than announced, and is over", async () => {
  await using dir = await tempDir({});
  const { upload } = stage(dir, 3);
  await upload.write(bytes("ab"));
  await refuses(() => upload.finish(), "ERR", "2 of the 3");
  assertEquals(namesIn(dir.path), []);
});

Deno.test("StagedUpload.moved() leaves the file to its new owner", async () => {
  await using dir = await tempDir({});
  const { upload } = stage(dir, 0);
  await upload.finish();
  upload.moved();
  await upload.abort();
  assert(Deno.lstatSync(upload.temp).isFile);
});

Deno.test("StagedUpload refuses a directory that is gone", async () => {
  await using dir = await tempDir({});
  const claim = { spend: () => {}, release: () => {} };
  await refuses(
    () => new StagedUpload({ dir: dir.join("gone"), path: "gone/f", total: 1, claim, sync: true }),
    "NOTFOUND",
  );
});
