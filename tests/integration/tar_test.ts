/** `FILE.TAR`: what a peer unpacks is the folder. @module */
import { createHash } from "node:crypto";
import { assert, assertEquals, assertLess, assertMatch, assertStringIncludes } from "../helpers/assert.ts";
import { connectPeer, type Peer } from "../helpers/peer.ts";
import { installed, runProgram, startServer, type TestServer } from "../helpers/processes.ts";
import { plain, refusal } from "../helpers/replies.ts";
import { type TempDir, tempDir, type Tree } from "../helpers/temp.ts";
import { Download } from "./downloads.ts";
import { noise } from "./files_fixture.ts";

const ON_WINDOWS = Deno.build.os === "windows";
const noTar = ON_WINDOWS || !installed("tar");
const noPython = ON_WINDOWS || !installed("python3");
const noRedisCli = noTar || !installed("redis-cli");

/** Names that a careless archive gets wrong; Windows has no room for most of them. */
const NAMES: Tree = {
  "plain.txt": "plain\n",
  "empty.bin": "",
  "two words  here.txt": "spaces",
  " begins with a space": "",
  "new\nline": "line break",
  "tab\tand bell\x07": "control characters",
  "'single' \"double\" `back` $HOME": "quotes",
  "*?[a]{b}|<>": "wildcards",
  "-rf": "looks like a flag",
  "ñandú élan Ω 漢字": "not ASCII",
  "🎉 fiesta 👩‍👩‍👧‍👦": "emoji",
  "combining e\u0301 n\u0303": "decomposed on disk",
  ["n".repeat(255)]: "255 bytes",
  ["m".repeat(100)]: "exactly as long as ustar's name",
  ["ñ".repeat(127)]: "254 bytes",
  ["🎉".repeat(63)]: "252 bytes",
  [`${"deep ñ/".repeat(40)}file`]: "deep",
  [`${"d".repeat(100)}/${"e".repeat(60)}/${"f".repeat(90)}`]: "fits no split",
  "empty dir": {},
  "empty dirs/a/b": {},
  "large.bin": noise(3_000_001),
};

/** Gives every file and directory a time and some files a mode of its own. */
function vary(folder: string): void {
  let count = 0;
  const visit = (path: string): void => {
    for (const { name, isDirectory } of Deno.readDirSync(path)) {
      const below = `${path}/${name}`;
      if (isDirectory) visit(below);
      else if (++count % 3 === 0) Deno.chmodSync(below, 0o755);
      const time = 1_000_000_000 + 3_600 * count;
      Deno.utimeSync(below, time, time);
    }
  };
  visit(folder);
  Deno.utimeSync(folder, 999_999_999, 999_999_999);
}

/** All that an archive keeps of a folder: names as a peer is shown them, times, who may run what, contents. */
function described(folder: string): string[] {
  const found: string[] = [];
  const visit = (path: string, below: string): void => {
    const { isDirectory, mtime, mode } = Deno.lstatSync(path);
    const seconds = Math.floor((mtime?.getTime() ?? 0) / 1000);
    if (!isDirectory) {
      const sum = createHash("sha256").update(Deno.readFileSync(path)).digest("hex");
      found.push(JSON.stringify([below, seconds, ((mode ?? 0) & 0o111) !== 0, sum]));
      return;
    }
    found.push(JSON.stringify([`${below}/`, seconds]));
    for (const { name } of Deno.readDirSync(path)) {
      visit(`${path}/${name}`, `${below}/${name.normalize("NFC")}`);
    }
  };
  visit(folder, "top");
  return found.sort();
}

/** Fetches an archive into a file. */
async function fetchTar(server: TestServer, request: string, file: string): Promise<number> {
  using download = await Download.begin(server.port(), request);
  using target = Deno.openSync(file, { write: true, create: true, truncate: true });
  await download.drain((part) => {
    for (let at = 0; at < part.length;) at += target.writeSync(part.subarray(at));
  });
  assertEquals(download.received, download.size);
  assertEquals(await download.line(), "");
  return download.size;
}

async function unpack(dir: TempDir, file: string): Promise<string> {
  const out = dir.join("out");
  Deno.mkdirSync(out);
  const { code, stderr } = await runProgram("tar", ["xpf", file, "-C", out]);
  assertEquals([code, stderr], [0, ""]);
  return out;
}

Deno.test({
  name: "FILE.TAR: what tar unpacks is the folder, whatever the names",
  ignore: noTar,
  async fn() {
    await using dir = await tempDir({ share: { docs: NAMES } });
    vary(dir.join("share/docs"));
    await using server = await startServer({ folder: dir.join("share") });
    await fetchTar(server, "FILE.TAR docs", dir.join("docs.tar"));
    const out = await unpack(dir, dir.join("docs.tar"));
    const expected = described(dir.join("share/docs"));
    assertLess(60, expected.length);
    assertEquals(described(`${out}/docs`), expected);
    assertEquals(Array.from(Deno.readDirSync(out), ({ name }) => name), ["docs"]);
  },
});

/** What Python's own reader finds, in the form of {@linkcode described}. */
const LIST = `
import hashlib, json, sys, tarfile
with tarfile.open(sys.argv[1]) as archive:
    for entry in archive:
        name = 'top' + entry.name[len('docs'):]
        if entry.isdir():
            print(json.dumps([name + '/', int(entry.mtime)]))
        else:
            assert entry.isfile() and entry.uid == 0 and entry.gid == 0, entry.name
            sum = hashlib.sha256(archive.extractfile(entry).read()).hexdigest()
            print(json.dumps([name, int(entry.mtime), bool(entry.mode & 0o111), sum]))
`;

Deno.test({
  name: "FILE.TAR: Python's tarfile reads the same",
  ignore: noPython,
  async fn() {
    await using dir = await tempDir({ share: { docs: NAMES } });
    vary(dir.join("share/docs"));
    await using server = await startServer({ folder: dir.join("share") });
    await fetchTar(server, "FILE.TAR docs", dir.join("docs.tar"));
    const { code, stdout, stderr } = await runProgram("python3", [
      "-X",
      "utf8",
      "-c",
      LIST,
      dir.join("docs.tar"),
    ]);
    assertEquals([code, stderr], [0, ""]);
    const found = stdout.trim().split("\n").map((line) => JSON.stringify(JSON.parse(line)));
    assertEquals(found.sort(), described(dir.join("share/docs")));
  },
});

/** Waits for an answer and says how often others were answered meanwhile. */
async function answeredMeanwhile(peer: Peer, running: Promise<unknown>): Promise<number> {
  let over = false, answered = 0;
  running.then(() => over = true, () => over = true);
  while (!over) {
    assertEquals(plain(await peer.call("PING")), "PONG");
    answered++;
  }
  await running;
  return answered;
}

Deno.test({
  name: "FILE.TAR: 10,000 files, and others are answered meanwhile",
  ignore: noTar,
  async fn() {
    await using dir = await tempDir({ share: { docs: {} } });
    for (let at = 0; at < 10_000; at++) {
      if (at % 1000 === 0) Deno.mkdirSync(dir.join(`share/docs/${at / 1000}`));
      Deno.writeFileSync(dir.join(`share/docs/${Math.floor(at / 1000)}/file ${at}`), noise(1024, at));
    }
    vary(dir.join("share/docs"));
    await using server = await startServer({ folder: dir.join("share") });
    await using other = await connectPeer(server.port());
    const start = performance.now();
    const answered = await answeredMeanwhile(other, fetchTar(server, "FILE.TAR docs", dir.join("docs.tar")));
    const ours = performance.now() - start;
    const theirs = performance.now();
    await runProgram("sh", ["-c", 'tar cf - docs | cat > "$0"', dir.join("theirs.tar")], {
      cwd: dir.join("share"),
    });
    const ratio = ours / (performance.now() - theirs);
    // deno-lint-ignore no-console -- figures for who runs the tests
    console.log(
      `10,000 files of 1 KiB: ${Math.round(10_000 / ours * 1000)} files/s, ${
        ratio.toFixed(1)
      } times the time of ` +
        `tar cf - | cat; ${answered} PINGs answered meanwhile`,
    );
    assertLess(3, answered);
    const out = await unpack(dir, dir.join("docs.tar"));
    assertEquals(described(`${out}/docs`), described(dir.join("share/docs")));
  },
});

Deno.test({
  name: "FILE.TAR: redis-cli --raw FILE.TAR docs | tar x",
  ignore: noRedisCli,
  async fn() {
    await using dir = await tempDir({ share: { docs: NAMES }, out: {} });
    vary(dir.join("share/docs"));
    await using server = await startServer({ folder: dir.join("share") });
    const { code, stderr } = await runProgram(
      "sh",
      ["-c", `redis-cli -p ${server.port()} --raw FILE.TAR docs | tar xp`],
      { cwd: dir.join("out") },
    );
    assertEquals([code, stderr], [0, ""]);
    assertEquals(described(dir.join("out/docs")), described(dir.join("share/docs")));
  },
});

const SMALL: Tree = {
  "docs/a.txt": "a",
  "docs/sub/b.log": "b",
  "docs/.hidden": "",
  "other.txt": "other",
};

/** Names in an archive: those of the heads, where none is long. */
function namesIn(archive: Uint8Array): string[] {
  const names: string[] = [];
  const field = (at: number, length: number) =>
    new TextDecoder().decode(archive.subarray(at, at + length)).replace(/\0[^]*$/, "");
  for (let at = 0; archive[at] !== 0;) {
    names.push(field(at, 100));
    at += 512 + Math.ceil(parseInt(field(at + 124, 12), 8) / 512) * 512;
  }
  return names;
}

for (const version of [2, 3] as const) {
  Deno.test(`FILE.TAR: replies in order among other commands on RESP${version}`, async () => {
    await using dir = await tempDir(SMALL);
    await using server = await startServer({ folder: dir.path });
    await using peer = await connectPeer(server.port(), { version });
    const tar = async (...args: string[]) => namesIn(await peer.call("FILE.TAR", ...args) as Uint8Array);
    assertEquals(await tar("docs"), ["docs/", "docs/a.txt", "docs/sub/", "docs/sub/b.log"]);
    assertEquals(await tar("docs", "EXCLUDE", "*.log"), ["docs/", "docs/a.txt", "docs/sub/"]);
    assertEquals(await tar("docs", "exclude", "a*", "EXCLUDE", "sub"), ["docs/"]);
    assertEquals(await tar("docs/a.txt"), ["a.txt"]);
    assertEquals(await tar("/", "EXCLUDE", "docs"), ["share/", "share/other.txt"]);
    await peer.raw(
      "PING\r\nFILE.TAR docs\r\nGET docs/a.txt\r\nFILE.TAR missing\r\nFILE.TAR docs/sub\r\nPING\r\n",
    );
    const replies = [];
    for (let i = 0; i < 6; i++) replies.push(await peer.nextReply());
    const [ping, docs, a, missing, sub, pong] = replies as [
      unknown,
      Uint8Array,
      Uint8Array,
      never,
      Uint8Array,
      never,
    ];
    assertEquals([plain(ping as never), plain(pong)], ["PONG", "PONG"]);
    assertEquals(namesIn(docs).length, 4);
    assertEquals(new TextDecoder().decode(a), "a");
    assertStringIncludes(refusal(missing, "NOTFOUND"), '"missing"');
    assertEquals(namesIn(sub), ["sub/", "sub/b.log"]);
  });
}

Deno.test("FILE.TAR: what is refused", async () => {
  await using dir = await tempDir(SMALL);
  await using server = await startServer({ folder: dir.path });
  await using peer = await connectPeer(server.port());
  const rows: [args: string[], code: string, message: RegExp][] = [
    [["missing"], "NOTFOUND", /"missing"/],
    [["docs/.hidden"], "NOTFOUND", /hidden/],
    [["docs/../docs"], "BADPATH", /in full/],
    [["/etc"], "BADPATH", /absolute/],
    [[""], "BADPATH", /empty/],
    [["docs", "EXCLUDE"], "ERR", /syntax/],
    [["docs", "INCLUDE", "x"], "ERR", /syntax/],
    [["docs", "EXCLUDE", "x".repeat(257)], "ERR", /257 characters/],
    [["docs", "EXCLUDE", "x".repeat(200), "EXCLUDE", "y".repeat(57)], "ERR", /257 characters/],
  ];
  for (const [args, code, message] of rows) {
    assertMatch(refusal(await peer.call("FILE.TAR", ...args), code), message);
  }
  assertEquals(namesIn(await peer.call("FILE.TAR", "docs") as Uint8Array).length, 4);
});

Deno.test("FILE.TAR: a slow reader and a fast one at once get the same", async () => {
  await using dir = await tempDir({ docs: { large: noise(40_000_000), small: "s" } });
  await using server = await startServer({ folder: dir.path });
  using slow = await Download.begin(server.port(), "FILE.TAR docs");
  using fast = await Download.begin(server.port(), "FILE.TAR docs");
  const sum = await fast.drain();
  // The slow one has read its header only: its archive stands still in the middle of the large file.
  assertEquals([await slow.drain(), slow.received], [sum, fast.size]);
});

Deno.test("FILE.TAR: a file that goes or changes meanwhile ends that session, says why in the log, and no other", async () => {
  await using dir = await tempDir({ docs: { "1 large": noise(40_000_000), "2 small": "s", "3 small": "s" } });
  await using server = await startServer({ folder: dir.path });
  await using other = await connectPeer(server.port());
  using slow = await Download.begin(server.port(), "FILE.TAR docs");
  // It cannot have come to the second file: more is in front of it than any socket holds.
  Deno.removeSync(dir.join("docs/2 small"));
  await slow.drain();
  assertLess(slow.received, slow.size);
  const log = await server.stderr.until((text) => text.includes("session end"), "end of the session");
  assertStringIncludes(log, "docs/2 small");
  assertStringIncludes(log, "changed or went while it was sent");
  assert(namesIn(await other.call("FILE.TAR", "docs") as Uint8Array).includes("docs/3 small"));
});
