import { readState, uploadId, type UploadState, writeState } from "../../../lib/share/upload_state.ts";
import { assertEquals, assertMatch, assertRejects } from "../../helpers/assert.ts";
import { tempDir } from "../../helpers/temp.ts";

const STATE: UploadState = {
  path: "d/año 🙂.txt",
  owner: "ana@10.0.0.1",
  began: 1_700_000_000_000,
  size: 5,
  sha256: "ab".repeat(32),
  exists: "rename",
  mtime: 0,
};

Deno.test("uploadId() is the same for the same words, and another for any other", () => {
  const { owner, path } = STATE;
  const id = uploadId(owner, path, STATE);
  assertMatch(id, /^[0-9a-f]{32}$/);
  assertEquals(uploadId(owner, path, { ...STATE, mtime: 7 }), id, "the time is no part of it");
  const others = [
    uploadId("ana@10.0.0.2", path, STATE),
    uploadId(owner, "d", STATE),
    uploadId(owner, path, { ...STATE, size: 6 }),
    uploadId(owner, path, { ...STATE, sha256: "cd".repeat(32) }),
    uploadId(owner, path, { ...STATE, exists: "error" }),
    // Words that would run together if they were merely joined.
    uploadId(`${owner}d`, "/año 🙂.txt", STATE),
  ];
  assertEquals(new Set([id, ...others]).size, 7);
});

Deno.test("writeState() and readState() are one another's inverse; nothing is overwritten", async () => {
  await using dir = await tempDir();
  const path = dir.join("state");
  for (const sync of [true, false]) {
    await writeState(path, STATE, { sync });
    assertEquals(readState(path), STATE);
    await assertRejects(() => writeState(path, STATE, { sync }), Deno.errors.AlreadyExists);
    Deno.removeSync(path);
  }
  assertEquals(readState(path), undefined);
});

Deno.test("readState() takes nothing that is not whole", async () => {
  await using dir = await tempDir({ d: {} });
  const whole = JSON.stringify(STATE);
  const texts = [
    "",
    "{",
    "null",
    "[]",
    "7",
    whole.slice(0, -1),
    JSON.stringify({ ...STATE, size: -1 }),
    JSON.stringify({ ...STATE, size: "5" }),
    JSON.stringify({ ...STATE, size: 2 ** 60 }),
    JSON.stringify({ ...STATE, sha256: "x" }),
    JSON.stringify({ ...STATE, exists: "update" }),
    JSON.stringify({ ...STATE, path: undefined }),
    JSON.stringify({ ...STATE, owner: null }),
    JSON.stringify({ ...STATE, mtime: "now" }),
    JSON.stringify({ ...STATE, path: "x".repeat(70_000) }),
  ];
  for (const text of texts) {
    dir.fill({ state: text });
    assertEquals(readState(dir.join("state")), undefined, text.slice(0, 100));
  }
  assertEquals(readState(dir.join("d")), undefined, "a directory");
});
