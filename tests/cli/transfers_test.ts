/** get and put of many files, against real servers. @module */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../helpers/assert.ts";
import { installed, runClient, runProgram, startServer } from "../helpers/processes.ts";
import { Link, tempDir } from "../helpers/temp.ts";
import { at, startClient } from "./client_fixture.ts";

const ON_WINDOWS = Deno.build.os === "windows";

/** Every file below a folder with its text, every empty directory with `/`. */
function tree(folder: string, prefix = ""): Record<string, string> {
  const found: Record<string, string> = {};
  for (
    const { name, isDirectory } of [...Deno.readDirSync(folder)].sort((a, b) => a.name < b.name ? -1 : 1)
  ) {
    const path = `${folder}/${name}`;
    if (!isDirectory) found[prefix + name] = Deno.readTextFileSync(path);
    else {
      const below = tree(path, `${prefix}${name}/`);
      Object.assign(found, Object.keys(below).length === 0 ? { [`${prefix}${name}/`]: "" } : below);
    }
  }
  return found;
}

/** Names that are hard on a command line or a screen. */
const ODD = {
  "con espacio.txt": "1",
  "😀 漢字.txt": "2",
  "-r": "3",
  "'q\".txt": "4",
  "cancio\u0301n.txt": "5",
};

Deno.test(
  "get -r and put -r carry a whole tree there and back, times too",
  { ignore: ON_WINDOWS },
  async () => {
    const original = { ...ODD, "deep/er/x": "x", "empty/": "", "empty2/more/": "" };
    await using share = await tempDir();
    await using here = await tempDir({
      tree: { ...ODD, deep: { er: { x: "x" } }, empty: {}, empty2: { more: {} } },
    });
    await using server = await startServer({ folder: share.path, args: ["--access", "write"] });
    const run = (...args: string[]) => runClient(at(server, ...args), { cwd: here.path });
    const old = new Date("2020-01-02T03:04:05.678Z");
    Deno.utimeSync(here.join("tree", "-r"), old, old);

    const put = await run("put", "-r", "tree", "class/");
    assertEquals([put.code, put.stderr], [0, ""]);
    assertStringIncludes(put.stdout, "tree/😀 漢字.txt → class/tree/😀 漢字.txt (1 B)\n");
    assertMatch(put.stdout, /\n6 files, 6 B\n$/);
    const get = await run("get", "-r", "/class/tree", "-o", "back");
    assertEquals([get.code, get.stderr], [0, ""]);
    const composed = Object.fromEntries(
      Object.entries(original).map(([name, text]) => [name.normalize("NFC"), text]),
    );
    assertEquals(tree(here.join("back")), composed);
    assertEquals(Deno.statSync(here.join("back", "-r")).mtime, old);
    assertEquals((await run("get", "--", "class/tree/-r")).stdout, "class/tree/-r → -r (1 B)\n");
    assertEquals((await run("put", "--", "-r", "dash")).stdout, "-r → dash (1 B)\n");
  },
);

Deno.test("get names with line breaks, and shows them harmlessly", { ignore: ON_WINDOWS }, async () => {
  await using share = await tempDir({ d: { "a\nb\u001b[2J": "x" } });
  await using server = await startServer({ folder: share.path });
  await using here = await tempDir();
  const run = await runClient(at(server, "get", "-r", "d"), { cwd: here.path });
  assertEquals([run.code, run.stdout.split("\n").length], [0, 2], run.stdout + run.stderr);
  assert(!run.stdout.includes("\u001b"));
  assertEquals(tree(here.path), { "d/a\nb\u001b[2J": "x" });
});

Deno.test("get and put patterns, exclusions and what is taken", { ignore: ON_WINDOWS }, async () => {
  await using share = await tempDir({
    "a*b": "literal",
    "axb": "other",
    docs: { "1.pdf": "1", "2.pdf": "2", "x.tmp": "x" },
  });
  await using server = await startServer({ folder: share.path, args: ["--access", "write"] });
  await using here = await tempDir({ "1.pdf": "mine", p: { "a.tmp": "", b: "b", ".hid": "" } });
  const run = (...args: string[]) => runClient(at(server, ...args), { cwd: here.path });

  assertEquals((await run("get", "a*b")).stdout, "a*b → a*b (7 B)\n");
  assertEquals(
    (await run("get", "docs/*.pdf", "--if-exists", "skip")).stdout,
    "docs/1.pdf skipped: it is there already\ndocs/2.pdf → 2.pdf (1 B)\n1 file, 1 B; 1 skipped\n",
  );
  assertEquals(Deno.readTextFileSync(here.join("1.pdf")), "mine");
  assertEquals(
    (await run("get", "/docs/1.pdf", "--if-exists", "rename")).stdout,
    "docs/1.pdf → 1 (2).pdf (1 B)\n",
  );
  assertEquals(tree(here.path)["1 (2).pdf"], "1");
  await run("get", "-r", "docs", "--exclude", "*.tmp", "--exclude", "2*", "-o", "some");
  assertEquals(tree(here.join("some")), { "1.pdf": "1" });

  const put = await run("put", "-r", "p", "--exclude", "*.tmp");
  assertEquals(put.code, 0);
  assertStringIncludes(put.stdout, "p/.hid skipped: the server takes no hidden files\n");
  assertEquals(tree(share.join("p")), { b: "b" });
  assertEquals((await run("put", "p/?", "docs")).stdout, "p/b → docs/b (1 B)\n");
  assertEquals(
    (await run("put", "1.pdf", "docs", "--if-exists", "skip")).stdout,
    "1.pdf skipped: it is there already\n",
  );
  const renamed = (await run("put", "1.pdf", "docs", "--if-exists", "rename")).stdout;
  const [sha256 = ""] = (await run("hash", "docs/1 (2).pdf")).stdout.split(" ");
  assertEquals(renamed, `1.pdf → docs/1 (2).pdf (4 B), sha256 ${sha256}\n`);
  assertEquals(tree(share.join("docs"))["1.pdf"], "1");
});

Deno.test("get and put mistakes are told each, the worst counts, nothing is left behind", async () => {
  await using share = await tempDir({ "a.txt": "a", docs: { "1.pdf": "1" }, other: { "a.txt": "b" } });
  await using server = await startServer({ folder: share.path, args: ["--access", "write"] });
  await using here = await tempDir({ "x.txt": "x", sub: {} });
  const rows: readonly (readonly [args: string[], code: number, line: RegExp])[] = [
    [["get", "docs"], 1, /^enchufe: WRONGTYPE 'docs' is a directory: .*get -r.*get --tar/],
    [["get", "*.nope"], 1, /^enchufe: NOTFOUND Nothing in the share matches '\*\.nope'/],
    [["get", "a.txt", "docs/1.pdf", "-o", "one"], 2, /^enchufe: USAGE 'one' is not a directory/],
    [["put", "sub"], 2, /^enchufe: USAGE 'sub' is a directory: .*put -r/],
    [["put", "*.nope", "to/"], 2, /^enchufe: USAGE Nothing here matches '\*\.nope'/],
    [["put", "typo", "new/"], 2, /^enchufe: USAGE There is no file 'typo' here/],
    [["get", "-r", "out"], 1, /^enchufe: NOTFOUND /],
  ];
  for (const [args, code, line] of rows) {
    const run = await runClient(at(server, ...args), { cwd: here.path });
    assertEquals([run.code, run.stdout], [code, ""], `${args}: ${run.stderr}`);
    assertMatch(run.stderr, line);
    assertEquals(run.stderr.split("\n").length, 2, run.stderr);
  }
  const some = await runClient(at(server, "get", "a.txt", "nada", "docs", "other/a.txt"), { cwd: here.path });
  assertEquals([some.code, some.stdout, some.stderr.split("\n").length], [1, "a.txt → a.txt (1 B)\n", 4]);
  assertMatch(some.stderr, /IO 'other\/a\.txt' would go to 'a\.txt'/);
  assertEquals([...Deno.readDirSync(share.path)].map(({ name }) => name).sort(), ["a.txt", "docs", "other"]);
});

Deno.test("get a link here that leads elsewhere is not followed", { ignore: ON_WINDOWS }, async () => {
  await using outside = await tempDir();
  await using share = await tempDir({ docs: { sub: { "x.txt": "x" } } });
  await using here = await tempDir({ docs: { sub: new Link(outside.path) } });
  await using server = await startServer({ folder: share.path });
  const run = await runClient(at(server, "get", "-r", "docs"), { cwd: here.path });
  assertEquals(run.code, 1);
  assertMatch(run.stderr, /^enchufe: BADPATH 'docs\/sub' is a link that leads elsewhere/);
  assertEquals(tree(outside.path), {});
});

Deno.test("put: an interrupted directory leaves no empty directories", { ignore: ON_WINDOWS }, async () => {
  await using share = await tempDir();
  await using server = await startServer({ folder: share.path, args: ["--access", "write"] });
  await using here = await tempDir({
    p: { a: { "1.txt": "1" }, b: { "2.bin": new Uint8Array(1024 * 1024) }, c: {}, z: {} },
  });
  await using client = startClient(at(server, "put", "-r", "p", "--limit-rate", "50K"), { cwd: here.path });
  await client.stdout.until((text) => text.includes("1.txt"), "the first file");
  await client.stop("SIGINT");
  assertEquals(await client.ended(), 130);
  const folders = Object.keys(tree(share.path)).filter((path) => path.endsWith("/"));
  assertEquals(folders, []);
});

Deno.test(
  "get --tar: one archive, into a file or a pipe",
  { ignore: ON_WINDOWS || !installed("tar") },
  async () => {
    const docs = { "1.pdf": "1", sub: { "2 b.pdf": "2" }, "x.tmp": "x", empty: {} };
    await using share = await tempDir({ docs });
    await using server = await startServer({ folder: share.path });
    await using here = await tempDir({ un: {}, "docs.tar": "old" });
    const run = (...args: string[]) => runClient(at(server, ...args), { cwd: here.path });
    assertMatch(
      (await run("get", "--tar", "docs")).stdout,
      /^docs → docs\.tar \([\d.]+ KiB\) \(replaced\)\n$/,
    );
    assertMatch(
      (await run("get", "--tar", "docs", "--if-exists", "rename", "--exclude", "[!1]*.pdf")).stdout,
      /docs \(2\)\.tar/,
    );
    const names = (await runProgram("tar", ["tf", here.join("docs (2).tar")])).stdout;
    assert(names.includes("1.pdf") && !names.includes("2 b.pdf"), names);
    assertEquals((await runProgram("tar", ["xf", here.join("docs.tar"), "-C", here.join("un")])).code, 0);
    assertEquals(tree(here.join("un")), {
      "docs/1.pdf": "1",
      "docs/empty/": "",
      "docs/sub/2 b.pdf": "2",
      "docs/x.tmp": "x",
    });
    assertEquals([...Deno.readDirSync(here.path)].filter(({ name }) => name.startsWith(".")), []);
  },
);

Deno.test("put says where what was handed in really is, and - is a standard stream as before", async () => {
  await using share = await tempDir();
  await using server = await startServer({ folder: share.path, args: ["--access", "write"] });
  await using here = await tempDir();
  const run = (args: string[], input?: string) =>
    runClient(at(server, ...args), { cwd: here.path, ...input === undefined ? {} : { input } });
  assertEquals((await run(["put", "-", "/in.txt"], "hola")).stdout, "- → in.txt (4 B)\n");
  assertEquals(
    (await run(["put", "-", "in.txt", "--if-exists", "skip"], "x")).stdout,
    "- skipped: it is there already\n",
  );
  assertMatch(
    (await run(["put", "-", "in.txt", "--if-exists", "rename"], "x")).stdout,
    /^- → in \(2\)\.txt \(1 B\), sha256 2d711642/,
  );
  assertEquals((await run(["get", "in.txt", "-o", "-"])).stdout, "hola");
});

Deno.test("--json: results on stdout, how it goes on stderr, and --limit-rate holds", async () => {
  await using share = await tempDir({ "big.bin": new Uint8Array(1024 * 1024) });
  await using server = await startServer({ folder: share.path });
  await using here = await tempDir();
  const run = await runClient(at(server, "get", "big.bin", "--json", "--limit-rate", "400K"), {
    cwd: here.path,
  });
  assertEquals(run.code, 0);
  assertEquals(JSON.parse(run.stdout).size, 1024 * 1024);
  const events = run.stderr.trim().split("\n").map((line) => JSON.parse(line));
  assert(events.length >= 1 && events.length <= 10, run.stderr);
  for (const { event, name, at, size } of events) {
    assertEquals([event, name, size], ["progress", "big.bin", 1024 * 1024]);
    assert(at > 0 && at <= size);
  }
});

Deno.test("put: what is handed in twice was there already; of an empty directory the sum alone is said", async () => {
  await using share = await tempDir();
  await using here = await tempDir({ "a.txt": "hello", empty: {} });
  await using server = await startServer({ folder: share.path, args: ["--drop-box", "homework"] });
  const run = (...args: string[]) => runClient(at(server, ...args, "--name", "ana"), { cwd: here.path });
  const [first, second] = [await run("put", "a.txt", "homework/"), await run("put", "a.txt", "homework/")];
  assertMatch(first.stdout, /^a\.txt → homework\/ana\/[^/]+\/a\.txt \(5 B\), sha256 [0-9a-f]{64}\n$/);
  assertEquals(second.stdout, first.stdout.replace("(5 B)", "(5 B) (all of it was there already)"));
  const none = await run("get", "-r", "/", "-o", "all/", "--exclude", "homework");
  assertEquals([none.code, none.stdout], [0, "0 files, 0 B\n"]);
  const outside = await run("put", "a.txt");
  assertEquals([outside.code, outside.stderr], [
    1,
    'enchufe: NOPERM Files are taken only in the drop box "homework"; for more, start the server with --access write\n',
  ]);
});
