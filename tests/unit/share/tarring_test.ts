import { unpackTar } from "modern-tar";
import type { FileSource } from "../../../lib/share/reading.ts";
import { type TarLimits, type TarOptions, Tars } from "../../../lib/share/tarring.ts";
import { assert, assertEquals, assertLess } from "../../helpers/assert.ts";
import { Link, type TempDir, tempDir, type Tree } from "../../helpers/temp.ts";
import { makeFifo, NO_FIFOS, openDisk, openShare, refuses, ROOT_MAY_ALL, text } from "./fixture.ts";

/** Reads all of an archive through a buffer of some size, and closes it. */
async function readAll(source: FileSource, buffer = 4096): Promise<Uint8Array<ArrayBuffer>> {
  const all = new Uint8Array(source.size), chunk = new Uint8Array(buffer);
  let at = 0;
  for (let got = await source.read(chunk); got !== null; got = await source.read(chunk)) {
    all.set(chunk.subarray(0, got), at);
    at += got;
  }
  assertEquals(at, source.size, "the size that was promised");
  source.close();
  return all;
}

/** Name, mode and content of each entry, in order. */
async function entriesIn(archive: Uint8Array<ArrayBuffer>): Promise<string[]> {
  const entries = await unpackTar(archive, { strict: true });
  return entries.map(({ header, data }) => {
    const content = header.name.endsWith("/") ? "" : ` = ${text(data)}`;
    return `${header.name} ${header.mode?.toString(8)}${content}`;
  });
}

async function packed(dir: TempDir, path: string, options: TarOptions = {}): Promise<string[]> {
  const { share } = await openShare(dir.path);
  return await entriesIn(await readAll(await share.tar(path, options)));
}

const TREE: Tree = {
  "docs/b.txt": "b",
  "docs/a/deep/x.log": "x",
  "docs/a/y.txt": "yy",
  "docs/empty": {},
  "docs/nothing": "",
  "docs/.hidden": "no",
  "docs/ñandú 🎉.txt": "ñ",
  "top.txt": "top",
};

const DOCS = [
  "docs/ 755",
  "docs/a/ 755",
  "docs/a/deep/ 755",
  "docs/a/deep/x.log 644 = x",
  "docs/a/y.txt 644 = yy",
  "docs/b.txt 644 = b",
  "docs/empty/ 755",
  "docs/nothing 644 = ",
  "docs/ñandú 🎉.txt 644 = ñ",
];

Deno.test("Share.tar() packs a directory under its own name, sorted, without what is hidden", async () => {
  await using dir = await tempDir(TREE);
  assertEquals(await packed(dir, "docs"), DOCS);
  assertEquals(await packed(dir, "docs/"), DOCS);
  assertEquals(await packed(dir, "docs/a"), [
    "a/ 755",
    "a/deep/ 755",
    "a/deep/x.log 644 = x",
    "a/y.txt 644 = yy",
  ]);
  const whole = ["share/ 755", ...DOCS.map((entry) => `share/${entry}`), "share/top.txt 644 = top"];
  for (const path of [".", "/"]) assertEquals(await packed(dir, path), whole);
  assertEquals(await packed(dir, "docs/empty"), ["empty/ 755"]);
  assertEquals(await packed(dir, "docs/a/y.txt"), ["y.txt 644 = yy"]);
});

Deno.test("Share.tar() holds exactly what a recursive listing shows", async () => {
  await using dir = await tempDir({
    share: {
      ...TREE,
      "docs/to file": new Link("b.txt"),
      "docs/to dir": new Link("a", "dir"),
      "docs/to itself": new Link(".", "dir"),
      "docs/to hidden": new Link(".hidden"),
      "docs/dangling": new Link("nowhere"),
      "docs/out": new Link("../../outside"),
      "docs/back\\slash": "no path can name it",
    },
    outside: "secret",
  });
  if (!NO_FIFOS) makeFifo(dir.join("share/docs/fifo"));
  const { share } = await openShare(dir.join("share"));
  const { entries } = await share.list("docs", { recursive: true });
  const shown = ["docs/", ...entries.map(({ path, type }) => type === "dir" ? `${path}/` : path)];
  const names = (await entriesIn(await readAll(await share.tar("docs")))).map((line) =>
    line.replace(/ \d{3}( =.*)?$/, "")
  );
  assertEquals(names, shown);
  assert(names.includes("docs/to file") && names.includes("docs/to dir/"));
});

Deno.test("Share.tar() is the same through a buffer of any size", async () => {
  const large = new Uint8Array(150_000).map((_, at) => at * 31);
  await using dir = await tempDir({ d: { large, small: "s", ["n".repeat(200)]: "long" } });
  const { share } = await openShare(dir.path);
  const whole = await readAll(await share.tar("d"), 1024 * 1024);
  for (const buffer of [100, 511, 512, 100_001]) {
    assertEquals(await readAll(await share.tar("d"), buffer), whole);
  }
});

Deno.test("Share.tar() leaves out what is excluded by path or name, with all that is below", async () => {
  await using dir = await tempDir(TREE);
  const rows: [exclude: string[], left: (name: string) => boolean][] = [
    [["*.log"], (name) => !name.includes(".log")],
    [["a"], (name) => !name.startsWith("docs/a/")],
    [["deep"], (name) => !name.includes("/deep/")],
    [["a/*"], (name) => !/^docs\/a\/[^ ]/.test(name)],
    [["docs"], () => true],
    [["*"], (name) => name === "docs/ 755"],
    [["b.txt", "nothing"], (name) => !/^docs\/(b.txt|nothing)/.test(name)],
    [["B.TXT", "[", ""], () => true],
  ];
  for (const [exclude, left] of rows) {
    assertEquals(await packed(dir, "docs", { exclude }), DOCS.filter(left), exclude.join());
  }
});

Deno.test("Share.tar() keeps times to the second, and who may run what", {
  ignore: Deno.build.os === "windows",
}, async () => {
  await using dir = await tempDir({ d: { sub: {}, run: "#!", old: "" } });
  Deno.chmodSync(dir.join("d/run"), 0o700);
  Deno.chmodSync(dir.join("d/old"), 0o606);
  Deno.chmodSync(dir.join("d/sub"), 0o700);
  const times: [string, number][] = [["d/old", 1], ["d/run", 1_700_000_000], ["d/sub", 5_000_000_000], [
    "d",
    946_684_800,
  ]];
  for (const [path, time] of times) Deno.utimeSync(dir.join(path), time, time);
  const { share } = await openShare(dir.path);
  const entries = await unpackTar(await readAll(await share.tar("d")));
  assertEquals(
    entries.map((
      { header: { name, mode, mtime, uid, gid } },
    ) => [name, mode, (mtime?.getTime() ?? -1) / 1000, uid, gid]),
    [
      ["d/", 0o755, 946_684_800, 0, 0],
      ["d/old", 0o644, 1, 0, 0],
      ["d/run", 0o755, 1_700_000_000, 0, 0],
      ["d/sub/", 0o755, 5_000_000_000, 0, 0],
    ],
  );
});

Deno.test("Share.tar() refuses what is missing, hidden, or no path", async () => {
  await using dir = await tempDir(TREE);
  const { share } = await openShare(dir.path);
  await refuses(() => share.tar("missing"), "NOTFOUND", '"missing"');
  await refuses(() => share.tar("docs/.hidden"), "NOTFOUND");
  await refuses(() => share.tar("../etc"), "BADPATH");
});

Deno.test(
  "Share.tar() refuses before the first byte when a file cannot be read (skipped as root, who may read all)",
  {
    ignore: ROOT_MAY_ALL,
  },
  async () => {
    await using dir = await tempDir({ d: { closed: "", open: "" } });
    Deno.chmodSync(dir.join("d/closed"), 0);
    const { share } = await openShare(dir.path);
    await refuses(() => share.tar("d"), "NOPERM", '"d/closed"');
    assertEquals((await readAll(await share.tar("d", { exclude: ["closed"] }))).length > 0, true);
  },
);

function openTars(dir: TempDir, limits: TarLimits): (path: string) => Promise<FileSource> {
  const { disk } = openDisk(dir.path);
  const tars = new Tars(disk, limits);
  return async (path) => {
    const place = disk.jail.resolve(path);
    assert(place !== undefined);
    return await tars.open(place);
  };
}

Deno.test("Tars.open() bounds the entries of one archive and of all together, and gets them back", async () => {
  await using dir = await tempDir({
    five: { a: "", b: "", c: "", d: "" },
    two: { a: "" },
    six: { a: "", b: "", c: "", d: "", e: "" },
  });
  const open = openTars(dir, { one: 5, all: 8 });
  await refuses(() => open("six"), "TOOMANY", '"six" has more than 5 entries');
  const first = await open("five"), second = await open("two");
  await refuses(() => open("two"), "TOOMANY", "8 entries, the limit");
  first.close();
  first.close();
  const third = await open("five");
  await refuses(() => open("two"), "TOOMANY");
  second.close();
  third.close();
  (await open("five")).close();
});

/** Reads the first bytes, lets something happen, and reads on until it fails. */
async function failsAfter(
  share: { tar(path: string): Promise<FileSource> },
  change: () => void,
): Promise<void> {
  const source = await share.tar("d");
  const chunk = new Uint8Array(64 * 1024);
  let sent = 0;
  try {
    sent += await source.read(chunk) ?? 0;
    change();
    await refuses(
      async () => {
        for (let got = await source.read(chunk); got !== null; got = await source.read(chunk)) sent += got;
      },
      "IO",
      '"d/',
    );
    assertLess(sent, source.size);
  } finally {
    source.close();
  }
}

Deno.test("TarStream.read() fails rather than send what is not true any more", async () => {
  const large = new Uint8Array(1024 * 1024);
  const fresh = async () => await tempDir({ d: { "1 large": large, "2 next": "next", "3 last": large } });
  const changes: [what: string, change: (dir: TempDir) => void][] = [
    ["removed", (dir) => Deno.removeSync(dir.join("d/2 next"))],
    ["grown", (dir) => Deno.writeTextFileSync(dir.join("d/2 next"), "more", { append: true })],
    ["shorter", (dir) => Deno.truncateSync(dir.join("d/2 next"), 1)],
    ["now a directory", (dir) => {
      Deno.removeSync(dir.join("d/2 next"));
      Deno.mkdirSync(dir.join("d/2 next"));
    }],
    ["now a link to what may not be seen", (dir) => {
      Deno.removeSync(dir.join("d/2 next"));
      dir.fill({ d: { "2 next": new Link("/etc/hostname") } });
    }],
    ["its directory removed", (dir) => Deno.renameSync(dir.join("d"), dir.join("e"))],
    ["shorter while it is sent", (dir) => Deno.truncateSync(dir.join("d/1 large"), 300_000)],
    [
      "longer while it is sent",
      (dir) => Deno.writeTextFileSync(dir.join("d/1 large"), "more", { append: true }),
    ],
    ["changed while it is sent", (dir) => {
      using file = Deno.openSync(dir.join("d/1 large"), { write: true });
      file.writeSync(new Uint8Array([1]));
      file.utimeSync(1, 1);
    }],
  ];
  for (const [what, change] of changes) {
    await using dir = await fresh();
    const { share } = await openShare(dir.path);
    try {
      await failsAfter(share, () => change(dir));
    } catch (error) {
      throw new Error(what, { cause: error });
    }
  }
});

Deno.test("TarStream.read() takes what came to the directory later for what it is: not part of the archive", async () => {
  await using dir = await tempDir({ d: { "1": new Uint8Array(200_000), "2": "same" } });
  const { share } = await openShare(dir.path);
  const source = await share.tar("d");
  dir.fill({ d: { "0": "new", "3": "new" } });
  Deno.writeTextFileSync(dir.join("d/2"), "SAME");
  const names = (await entriesIn(await readAll(source))).map((line) => line.slice(0, 12));
  assertEquals(names, ["d/ 755", "d/1 644 = \0\0", "d/2 644 = SA"]);
});

Deno.test("TarStream.read(): a file of 8 GiB and more has its size in a pax record too", async () => {
  const size = 8 * 1024 ** 3;
  for (const [bytes, pax] of [[size - 1, false], [size, true]] as const) {
    await using dir = await tempDir({ d: {} });
    {
      using file = Deno.openSync(dir.join("d/huge"), { write: true, createNew: true });
      file.truncateSync(bytes);
    }
    const { share } = await openShare(dir.path);
    const source = await share.tar("d");
    const head = new Uint8Array(4096);
    assertEquals(await source.read(head), 4096);
    source.close();
    assertEquals(text(head)?.includes(` size=${size}\n`), pax);
    assertEquals(source.size, 512 + (pax ? 1024 : 0) + 512 + size + 1024);
  }
});

Deno.test("Share.tar() lets others go on, however many entries there are", async () => {
  for (const count of [10_000, 100_000]) {
    await using dir = await tempDir({ d: {} });
    for (let at = 0; at < count; at++) Deno.writeTextFileSync(`${dir.path}/d/${at}`, "");
    const { share } = await openShare(dir.path);
    const chunk = new Uint8Array(256 * 1024);
    let over = false, turns = 0, longest = 0, last = performance.now(), sent = 0;
    const start = last;
    let collected = 0;
    const running = (async () => {
      const source = await share.tar("d");
      collected = performance.now();
      for (let got = await source.read(chunk); got !== null; got = await source.read(chunk)) sent += got;
      source.close();
      assertEquals(sent, source.size);
    })().finally(() => over = true);
    while (!over) {
      await new Promise<void>((resolve) => setTimeout(resolve, 0));
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
      turns++;
    }
    await running;
    assertEquals(sent, (count + 1) * 512 + 1024);
    // deno-lint-ignore no-console -- figures for who runs the tests
    console.log(
      `${count} entries: found in ${(collected - start).toFixed()} ms, packed in ${
        (last - collected).toFixed()
      } ms, ` +
        `${turns} turns of the event loop, the longest ${longest.toFixed(1)} ms`,
    );
    assertLess(10, turns);
  }
});
