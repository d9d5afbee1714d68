import { Jail, type Place } from "../../../lib/share/jail.ts";
import { type FileSource, OpenFile, SmallFiles } from "../../../lib/share/reading.ts";
import { assert, assertEquals } from "../../helpers/assert.ts";
import { Link, tempDir } from "../../helpers/temp.ts";
import { bytes, makeFifo, NO_FIFOS, openShare, refuses, ROOT_MAY_ALL, settle, text } from "./fixture.ts";

/** All bytes of a source, in pieces. */
async function drain(source: FileSource, piece = 3): Promise<string> {
  const into = new Uint8Array(piece);
  let all = "";
  for (let got = await source.read(into); got !== null; got = await source.read(into)) {
    all += text(into.subarray(0, got));
  }
  source.close();
  return all;
}

function placeOf(folder: string, path: string): Place {
  const place = new Jail(folder, { hidden: false }).resolve(path);
  if (place === undefined) throw new Error(`No ${path}`);
  return place;
}

const RANGES: [start: number, end: number, content: string][] = [
  [0, 10, "0123456789"],
  [2, 5, "234"],
  [9, 10, "9"],
  [0, 0, ""],
  [5, 2, ""],
  [10, 12, ""],
  [100, 200, ""],
  [-5, 3, "012"],
  [8, 1e15, "89"],
];

Deno.test("Share.open() and readSmall() read whole files and ranges, cut to the file", async () => {
  await using dir = await tempDir({ f: "0123456789", empty: "", link: new Link("f") });
  const { share } = await openShare(dir.path);
  for (const settled of [false, true]) {
    if (settled) settle(dir.join("f"));
    assertEquals(await drain(share.open("f")), "0123456789");
    assertEquals(text(share.readSmall("f", 10)), "0123456789");
    for (const [start, end, content] of RANGES) {
      const source = share.open("f", { start, end });
      assertEquals(source.size, content.length);
      assertEquals(await drain(source), content);
      assertEquals(text(share.readSmall("f", 10, { start, end })), content);
    }
  }
  assertEquals(await drain(share.open("empty")), "");
  assertEquals(text(share.readSmall("empty", 0)), "");
  assertEquals(text(share.readSmall("link", 10)), "0123456789");
});

Deno.test("Share.readSmall() leaves larger files, or ranges, to open()", async () => {
  await using dir = await tempDir({ f: "0123456789" });
  const { share } = await openShare(dir.path);
  for (const settled of [false, true, true]) {
    if (settled) settle(dir.join("f"));
    assertEquals(share.readSmall("f", 9), undefined);
    assertEquals(share.readSmall("f", 2, { start: 0, end: 3 }), undefined);
    assertEquals(text(share.readSmall("f", 3, { start: 0, end: 3 })), "012");
    share.readSmall("f", 10);
  }
});

/** What is asked for in one moment is answered by one look at the disk. */
async function nextMoment(): Promise<void> {
  await Promise.resolve();
}

Deno.test("Share.readSmall() sees every change of a file that it kept", async () => {
  await using dir = await tempDir({ f: "one", other: "two" });
  const { share } = await openShare(dir.path);
  settle(dir.join("f"), dir.join("other"));
  assert(share.readSmall("f", 10) === share.readSmall("f", 10));
  await nextMoment();
  assertEquals(text(share.readSmall("f", 10)), "one");
  await nextMoment();
  Deno.writeTextFileSync(dir.join("f"), "new");
  assertEquals(text(share.readSmall("f", 10)), "new");
  await nextMoment();
  settle(dir.join("f"));
  share.readSmall("f", 10);
  await nextMoment();
  Deno.renameSync(dir.join("other"), dir.join("f"));
  assertEquals(text(share.readSmall("f", 10)), "two");
  await nextMoment();
  Deno.removeSync(dir.join("f"));
  await refuses(() => share.readSmall("f", 10), "NOTFOUND");
});

Deno.test("SmallFiles keeps no file that has just changed, since the next change may not show", async () => {
  await using dir = await tempDir({ f: "one" });
  const small = new SmallFiles();
  const now = Date.now() / 1000 + 100;
  Deno.utimeSync(dir.join("f"), now, now);
  const place = placeOf(dir.path, "f");
  assertEquals(text(small.read(place, 10)), "one");
  Deno.writeTextFileSync(dir.join("f"), "two");
  assertEquals(text(small.read(place, 10)), "two");
});

Deno.test("SmallFiles keeps a bounded amount", async () => {
  await using dir = await tempDir({});
  const { share } = await openShare(dir.path);
  const names = Array.from({ length: 300 }, (_, at) => `f${at}`);
  for (const name of names) {
    Deno.writeFileSync(dir.join(name), new Uint8Array(64 * 1024));
    settle(dir.join(name));
  }
  const first = share.readSmall("f0", 65536);
  for (const name of names) share.readSmall(name, 65536);
  await nextMoment();
  assert(share.readSmall("f299", 65536) === share.readSmall("f299", 65536));
  assert(share.readSmall("f0", 65536) !== first);
});

Deno.test("Share.open() and readSmall() refuse what is no file", async () => {
  await using dir = await tempDir({ d: {}, out: new Link("/etc/passwd") });
  const { share } = await openShare(dir.path);
  for (const read of [(path: string) => share.open(path), (path: string) => share.readSmall(path, 10)]) {
    await refuses(() => read("nope"), "NOTFOUND", '"nope"');
    await refuses(() => read("out"), "NOTFOUND");
    await refuses(() => read("d"), "WRONGTYPE", '"d"');
    await refuses(() => read("."), "WRONGTYPE");
    await refuses(() => read("../x"), "BADPATH");
  }
});

Deno.test("Share.open() refuses what the server's user may not read (skipped as root, who may read all)", {
  ignore: ROOT_MAY_ALL,
}, async () => {
  await using dir = await tempDir({ f: "x" });
  Deno.chmodSync(dir.join("f"), 0o000);
  const { share } = await openShare(dir.path);
  await refuses(() => share.open("f"), "NOPERM", '"f"');
  await refuses(() => share.readSmall("f", 10), "NOPERM", '"f"');
});

Deno.test("OpenFile refuses a file that was swapped after the jail saw it", async () => {
  await using dir = await tempDir({ share: { f: "right", d: { f: "right" } }, outside: { f: "wrong" } });
  const file = placeOf(dir.join("share"), "f");
  const inDirectory = placeOf(dir.join("share"), "d/f");
  const outside = new Link(dir.join("outside"), "dir");
  Deno.renameSync(dir.join("share", "f"), dir.join("kept"));
  Deno.renameSync(dir.join("share", "d"), dir.join("kept-d"));
  dir.fill({ share: { f: new Link(dir.join("outside", "f")), d: outside } });
  for (const place of [file, inDirectory]) {
    await refuses(() => new OpenFile(place), "NOTFOUND");
    await refuses(() => new SmallFiles().read(place, 100), "NOTFOUND");
  }
});

Deno.test(
  "OpenFile is not held up by a FIFO put in a file's place (skipped without permission to run mkfifo)",
  {
    ignore: NO_FIFOS,
  },
  async () => {
    await using dir = await tempDir({ f: "x" });
    const place = placeOf(dir.path, "f");
    Deno.renameSync(dir.join("f"), dir.join("kept"));
    makeFifo(dir.join("f"));
    await refuses(() => new OpenFile(place), "NOTFOUND");
    await refuses(() => new SmallFiles().read(place, 100), "NOTFOUND");
  },
);

Deno.test("OpenFile.read() ends early when the file shrank, and gives no more than its size when it grew", async () => {
  await using dir = await tempDir({ f: "0123456789" });
  const shrunk = new OpenFile(placeOf(dir.path, "f"));
  Deno.truncateSync(dir.join("f"), 4);
  assertEquals([shrunk.size, await drain(shrunk)], [10, "0123"]);
  const grown = new OpenFile(placeOf(dir.path, "f"));
  Deno.writeFileSync(dir.join("f"), bytes("456"), { append: true });
  assertEquals([grown.size, await drain(grown)], [4, "0123"]);
});

Deno.test("OpenFile.close() may come twice, and while a read is under way", async () => {
  await using dir = await tempDir({ f: "0123456789" });
  const file = new OpenFile(placeOf(dir.path, "f"));
  const into = new Uint8Array(4);
  const reading = file.read(into);
  file.close();
  file.close();
  assertEquals([await reading, text(into)], [4, "0123"]);
  assertEquals(await file.read(into), null);
});
