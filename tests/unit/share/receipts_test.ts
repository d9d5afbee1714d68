import { entryOf } from "../../../lib/share/entries.ts";
import { Receipts } from "../../../lib/share/receipts.ts";
import { assert, assertEquals } from "../../helpers/assert.ts";
import { tempDir } from "../../helpers/temp.ts";
import { openDisk } from "./fixture.ts";

Deno.test("Receipts are kept for their owner, for ten minutes, while the file stays the same", async () => {
  await using dir = await tempDir({ f: "hello" });
  const { disk } = openDisk(dir.path);
  const place = disk.jail.resolve("f");
  assert(place !== undefined);
  let now = 1_000_000;
  const receipts = new Receipts(() => now);
  const sha256 = "ab".repeat(32);
  const state = { path: "f", owner: "ana", began: 0, size: 5, sha256, exists: "error" as const, mtime: 7 };
  const give = () => receipts.give("id", state, { entry: entryOf(place), place, replaced: true });
  const receipt = give();
  assertEquals(receipt, { path: "f", size: 5, sha256, mtime: entryOf(place).mtime, replaced: true });
  assertEquals([receipts.find("id", "ana"), receipts.find("id", "ana", { mtime: 7 })], [receipt, receipt]);
  assertEquals([receipts.find("id", "ana", { mtime: 8 }), receipts.find("id", "eve")], [
    undefined,
    undefined,
  ]);
  now += 10 * 60_000;
  assertEquals(receipts.find("id", "ana"), receipt);
  now++;
  assertEquals(receipts.find("id", "ana"), undefined);
  give();
  dir.fill({ f: "hullo!" });
  assertEquals(receipts.find("id", "ana"), undefined);
});
