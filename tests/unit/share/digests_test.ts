import { createHash } from "node:crypto";
import { Digests } from "../../../lib/share/digests.ts";
import { Jail } from "../../../lib/share/jail.ts";
import { assert, assertEquals } from "../../helpers/assert.ts";
import { Link, tempDir } from "../../helpers/temp.ts";
import { openShare, refuses, settle } from "./fixture.ts";

function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

Deno.test("Share.hash() gives the SHA-256 of files of any size", async () => {
  const large = new Uint8Array(3 * 1024 * 1024 + 17).map((_, at) => at * 31);
  await using dir = await tempDir({ empty: "", small: "abc", large, link: new Link("small") });
  const { share } = await openShare(dir.path);
  const rows = [["empty", ""], ["small", "abc"], ["large", large], ["link", "abc"]] as const;
  for (const [path, content] of rows) assertEquals(await share.hash(path), sha256(content));
});

Deno.test("Share.hash() sees every change, whether it remembers the file or not", async () => {
  await using dir = await tempDir({ f: "one" });
  const { share } = await openShare(dir.path);
  assertEquals(await share.hash("f"), sha256("one"));
  Deno.writeTextFileSync(dir.join("f"), "two");
  assertEquals(await share.hash("f"), sha256("two"));
  settle(dir.join("f"));
  assertEquals(await share.hash("f"), sha256("two"));
  await share.write("f", new TextEncoder().encode("new"), { existing: "replace", by: "t" });
  assertEquals(await share.hash("f"), sha256("new"));
});

Deno.test("Digests.of() computes once for all who ask at once, and remembers", async () => {
  await using dir = await tempDir({ f: "content" });
  settle(dir.join("f"));
  const place = new Jail(dir.path, { hidden: false }).resolve("f");
  assert(place !== undefined);
  const digests = new Digests();
  const running = [digests.of(() => place), digests.of(() => place), digests.of(() => place)];
  // Only the computation that has begun can still read it.
  Deno.removeSync(dir.join("f"));
  assertEquals(new Set(await Promise.all(running)), new Set([sha256("content")]));
  assertEquals(await digests.of(() => place), sha256("content"));
});

Deno.test("Digests.of() tries again when the file changes meanwhile, and gives up on one that never rests", async () => {
  await using dir = await tempDir({ f: "x".repeat(100) });
  const jail = new Jail(dir.path, { hidden: false });
  let finds = 0;
  const finding = (changes: number) => () => {
    const place = jail.resolve("f");
    assert(place !== undefined);
    if (finds++ < changes) queueMicrotask(() => Deno.writeTextFileSync(dir.join("f"), "y", { append: true }));
    return place;
  };
  assertEquals(await new Digests().of(finding(1)), sha256("x".repeat(100) + "y"));
  assertEquals(finds, 2);
  finds = 0;
  await refuses(() => new Digests().of(finding(99)), "CHANGED", '"f"');
  assertEquals(finds, 3);
});

Deno.test("Share.hash() refuses what is no file", async () => {
  await using dir = await tempDir({ d: {} });
  const { share } = await openShare(dir.path);
  await refuses(() => share.hash("d"), "WRONGTYPE", '"d"');
  await refuses(() => share.hash("nope"), "NOTFOUND", '"nope"');
  await refuses(() => share.hash("a/../b"), "BADPATH");
});
