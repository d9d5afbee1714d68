import { NOTHING, UploadRegister } from "../../../lib/share/upload_register.ts";
import { Unfinished } from "../../../lib/share/unfinished.ts";
import type { Uploader, UploadEvent } from "../../../lib/share/share.ts";
import { assert, assertEquals } from "../../helpers/assert.ts";
import { refuses } from "./fixture.ts";

/** One whose files are nowhere: nothing is read of it. */
function unfinished(id: string, owner: string, size = 1): Unfinished {
  const state = { path: `${id}.txt`, owner, began: Number(id), size, sha256: "", exists: "error" } as const;
  return new Unfinished(id, "/nowhere", state);
}

function who(owner: string, more: Partial<Uploader> = {}): Uploader {
  return { owner, holder: {}, admin: false, ...more };
}

Deno.test("UploadRegister.mine() is for the owner, the session that holds it, and an administrator if wanted", async () => {
  const register = new UploadRegister(), upload = unfinished("1", "ana");
  register.add(upload);
  assert(register.mine("1", who("ana")) === upload);
  const renamed = who("ben");
  upload.holder = renamed.holder;
  assert(register.mine("1", renamed) === upload);
  await refuses(() => register.mine("1", who("ben")), "NOUPLOAD");
  await refuses(() => register.mine("2", who("ana")), "NOUPLOAD");
  const admin = who("eva", { admin: true });
  assert(register.mine("1", admin) === upload);
  await refuses(() => register.mine("1", admin, { admin: false }), "NOUPLOAD");
});

Deno.test("UploadRegister lists and counts by owner, the oldest first", () => {
  const register = new UploadRegister();
  for (const [id, owner, size] of [["3", "ana", 5], ["1", "ana", 7], ["2", "ben", 11]] as const) {
    register.add(unfinished(id, owner, size));
  }
  const ids = (uploader: Uploader) => register.list(uploader).map(({ id }) => id);
  assertEquals(ids(who("ana")), ["1", "3"]);
  assertEquals(ids(who("eva", { admin: true })), ["1", "2", "3"]);
  assertEquals([register.bytesOf("ana"), register.bytesOf("ben"), register.bytesOf("eva")], [12, 11, 0]);
  assertEquals(register.count, 3);
});

Deno.test("UploadRegister.releaseIdle() takes back the room of those who sent nothing since", () => {
  const register = new UploadRegister();
  const released: string[] = [];
  for (const [id, touched] of [["1", 100], ["2", 200]] as const) {
    const upload = unfinished(id, "ana");
    upload.touched = touched;
    upload.claim = { spend: () => {}, release: () => void released.push(id) };
    register.add(upload);
  }
  assertEquals([register.releaseIdle(200), released], [true, ["1"]]);
  assertEquals([register.releaseIdle(200), released], [false, ["1"]]);
});

Deno.test("UploadRegister.drop() tells of what was an upload, and leaves another of its name", () => {
  const events: UploadEvent[] = [];
  const register = new UploadRegister((event) => events.push(event));
  const old = unfinished("1", "ana"), upload = unfinished("1", "ana");
  register.add(upload);
  register.drop(old, "failed");
  assert(register.get("1") === upload);
  register.drop(upload, "aborted");
  assertEquals(register.get("1"), undefined);
  register.drop(new Unfinished("9", "/nowhere", NOTHING), "expired");
  assertEquals(events.map(({ stage, path }) => `${stage} ${path}`), ["failed 1.txt", "aborted 1.txt"]);
});
