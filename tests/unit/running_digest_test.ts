import { createHash } from "node:crypto";
import { RunningDigest } from "../../lib/running_digest.ts";
import { assert, assertEquals, assertRejects } from "../helpers/assert.ts";
import { tempDir } from "../helpers/temp.ts";

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Bytes that differ from piece to piece. */
function noise(size: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: size }, (_, at) => (at * 31 + (at >> 8) * 7) & 0xff);
}

function append(path: string, bytes: Uint8Array): void {
  Deno.writeFileSync(path, bytes, { append: true, create: true });
}

Deno.test("RunningDigest: of a new file, which needs not even be there", async () => {
  const digest = new RunningDigest("/nowhere/at/all", 0);
  assertEquals(await digest.digest(), sha256(new Uint8Array(0)));
  digest.update(noise(1000));
  digest.update(noise(10));
  assertEquals([await digest.digest(), digest.behind], [
    sha256(new Uint8Array([...noise(1000), ...noise(10)])),
    0,
  ]);
  digest.close();
});

Deno.test("RunningDigest: of a file that had bytes before, and grows while they are read", async () => {
  await using dir = await tempDir();
  const path = dir.join("part"), all = noise(3_000_000), have = 2_000_000;
  append(path, all.subarray(0, have));
  const digest = new RunningDigest(path, have);
  assertEquals(digest.behind, have, "nothing is read before the constructor returns");
  let behind = 0;
  for (let at = have; at < all.length; at += 50_000) {
    const bytes = all.subarray(at, at + 50_000);
    append(path, bytes);
    digest.update(bytes);
    behind = Math.max(behind, digest.behind);
    // Lets it read a piece now and then.
    if (at % 100_000 === 0) await Deno.stat(path);
  }
  assert(behind > have, "bytes were taken while it was behind");
  assertEquals([await digest.digest(), digest.behind], [sha256(all), 0]);
  // From here on nothing is read any more.
  Deno.removeSync(path);
  digest.update(noise(7));
  assertEquals(await digest.digest(), sha256(new Uint8Array([...all, ...noise(7)])));
});

Deno.test("RunningDigest: bytes behind those that count are left out", async () => {
  await using dir = await tempDir({ part: noise(600_000) });
  assertEquals(
    await new RunningDigest(dir.join("part"), 300_001).digest(),
    sha256(noise(600_000).subarray(0, 300_001)),
  );
});

Deno.test("RunningDigest: many updates between two turns, at every moment of catching up", async () => {
  await using dir = await tempDir();
  for (let have = 1; have <= 5; have++) {
    const path = dir.join(`part${have}`), all = noise(100);
    append(path, all.subarray(0, have));
    const digest = new RunningDigest(path, have);
    for (let at = have; at < all.length; at++) {
      append(path, all.subarray(at, at + 1));
      digest.update(all.subarray(at, at + 1));
      if (at % 20 < have) await Deno.stat(path);
    }
    assertEquals(await digest.digest(), sha256(all));
  }
});

Deno.test("RunningDigest: what reading throws, the digest throws, and nothing else does", async () => {
  await using dir = await tempDir({ short: noise(100) });
  const missing = new RunningDigest(dir.join("gone"), 5);
  const short = new RunningDigest(dir.join("short"), 101);
  const closed = new RunningDigest(dir.join("short"), 100);
  closed.close();
  await assertRejects(() => missing.digest(), Deno.errors.NotFound);
  await assertRejects(() => short.digest(), Deno.errors.UnexpectedEof);
  await assertRejects(() => closed.digest(), Deno.errors.Interrupted);
  short.update(noise(3));
  assertEquals(short.behind, 4, "it stays behind");
  closed.close();
});
