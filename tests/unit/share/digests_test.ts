import { createHash } from "node:crypto";
import { Digests, HASHES_AT_ONCE } from "../../../lib/share/digests.ts";
import { HashedAlong } from "../../../lib/share/hashing_along.ts";
import { Jail, type Place } from "../../../lib/share/jail.ts";
import { type FileSource, OpenFile } from "../../../lib/share/reading.ts";
import { assert, assertEquals, assertLess } from "../../helpers/assert.ts";
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

/** The least size that is hashed along, and a bit. */
const LARGE = 8 * 1024 * 1024 + 3;

function placeOf(folder: string, path: string): Place {
  const place = new Jail(folder, { hidden: false }).resolve(path);
  assert(place !== undefined);
  return place;
}

/** Reads up to so many bytes. */
async function readSome(source: FileSource, most = source.size): Promise<void> {
  const chunk = new Uint8Array(256 * 1024);
  for (let left = most; left > 0;) {
    const got = await source.read(chunk.subarray(0, left));
    assert(got !== null && got > 0);
    left -= got;
  }
}

Deno.test("Digests.along() knows the digest of a file that was sent whole, without reading it again", async () => {
  const content = new Uint8Array(LARGE).map((_, at) => at * 7);
  await using dir = await tempDir({ f: content });
  settle(dir.join("f"));
  const place = placeOf(dir.path, "f");
  const digests = new Digests();
  const source = digests.along(place, new OpenFile(place));
  assert(source instanceof HashedAlong);
  await readSome(source);
  source.close();
  // Nothing is left that could be read.
  Deno.removeSync(dir.join("f"));
  assertEquals(await digests.of(() => place), sha256(content));
});

Deno.test("Digests.along() keeps nothing of a file that was broken off or that changed, and lets the next one try", async () => {
  await using dir = await tempDir({ f: new Uint8Array(LARGE) });
  settle(dir.join("f"));
  const digests = new Digests();
  const sends: [what: string, send: (source: FileSource) => Promise<void>][] = [
    ["broken off", (source) => readSome(source, LARGE - 1)],
    ["grown", async (source) => {
      await readSome(source, 1);
      Deno.writeTextFileSync(dir.join("f"), "more", { append: true });
      await readSome(source, LARGE - 1);
    }],
    ["changed in place", async (source) => {
      await readSome(source, LARGE / 2 | 0);
      using file = Deno.openSync(dir.join("f"), { write: true });
      file.writeSync(new Uint8Array([1]));
      await readSome(source, LARGE - (LARGE / 2 | 0));
    }],
  ];
  for (const [at, [what, send]] of sends.entries()) {
    Deno.truncateSync(dir.join("f"), LARGE);
    Deno.utimeSync(dir.join("f"), at, at);
    const place = placeOf(dir.path, "f");
    const source = digests.along(place, new OpenFile(place));
    assert(source instanceof HashedAlong, what);
    await send(source);
    source.close();
    source.close();
    const now = placeOf(dir.path, "f");
    assertEquals(await digests.of(() => now), sha256(Deno.readFileSync(dir.join("f"))), what);
  }
});

Deno.test("Digests.along() hashes nothing twice, and neither small files nor parts nor files that were just written", async () => {
  await using dir = await tempDir({ small: "x", large: new Uint8Array(LARGE), fresh: new Uint8Array(LARGE) });
  settle(dir.join("small"), dir.join("large"));
  const digests = new Digests();
  const isHashed = (path: string, range?: { start: number; end: number }) => {
    const place = placeOf(dir.path, path);
    const source = digests.along(place, new OpenFile(place, range));
    return { hashed: source instanceof HashedAlong, [Symbol.dispose]: () => source.close() };
  };
  const mtime = Date.now() + 60_000;
  Deno.utimeSync(dir.join("fresh"), new Date(mtime), new Date(mtime));
  for (const path of ["small", "fresh"]) {
    using source = isHashed(path);
    assertEquals(source.hashed, false, path);
  }
  using part = isHashed("large", { start: 1, end: LARGE });
  assertEquals(part.hashed, false);
  {
    using first = isHashed("large", { start: 0, end: LARGE + 10 });
    using second = isHashed("large");
    assertEquals([first.hashed, second.hashed], [true, false]);
    // Whoever asks meanwhile waits for no slow reader.
    const large = placeOf(dir.path, "large");
    const asked = digests.of(() => large);
    first[Symbol.dispose]();
    using third = isHashed("large");
    assertEquals(third.hashed, false, "hashed for somebody already");
    assertEquals(await asked, sha256(new Uint8Array(LARGE)));
  }
  using known = isHashed("large");
  assertEquals(known.hashed, false);
});

Deno.test("Digests.of() hashes few files at once; the others wait for their turn", async () => {
  const names = Array.from({ length: 8 }, (_, at) => `f${at}`);
  await using dir = await tempDir(Object.fromEntries(names.map((name) => [name, name])));
  settle(...names.map((name) => dir.join(name)));
  const places = names.map((name) => placeOf(dir.path, name));
  const digests = new Digests();
  const running = places.map((place) => digests.of(() => place));
  // Those whose turn it is have opened theirs; the others come too late.
  for (const name of names) Deno.removeSync(dir.join(name));
  const outcomes = await Promise.allSettled(running);
  assertEquals(
    outcomes.map(({ status }) => status),
    names.map((_, at) => at < HASHES_AT_ONCE ? "fulfilled" : "rejected"),
  );
});

Deno.test("Digests.of() lets others go on while it hashes large files", async () => {
  await using dir = await tempDir();
  const size = 256 * 1024 * 1024;
  const names = ["a", "b", "c"];
  for (const name of names) {
    using file = Deno.openSync(dir.join(name), { write: true, createNew: true });
    file.truncateSync(size);
  }
  const digests = new Digests();
  let over = false, turns = 0, longest = 0, last = performance.now();
  const running = Promise.all(names.map((name) => {
    const place = placeOf(dir.path, name);
    return digests.of(() => place);
  })).finally(() => over = true);
  while (!over) {
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    turns++;
  }
  const hashes = new Set(await running);
  assertEquals(hashes.size, 1);
  // deno-lint-ignore no-console -- a figure for who runs the tests
  console.log(
    `hashing 3 × 256 MiB: ${turns} turns of the event loop, the longest took ${longest.toFixed(1)} ms`,
  );
  assertLess(10, turns);
});
