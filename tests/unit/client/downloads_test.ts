import { fetchFile, type Target } from "../../../lib/client/downloads.ts";
import { exitStatus, Interrupted } from "../../../lib/client/exit.ts";
import { tryLock } from "../../../lib/client/own_files.ts";
import { makeRateLimiter } from "../../../lib/client/rate_limiter.ts";
import type { TransferHooks, TransferOptions } from "../../../lib/client/transfer.ts";
import { EnchufeError } from "../../../lib/errors.ts";
import { ErrorReply, type Reply } from "../../../lib/framing/reply.ts";
import { assert, assertEquals, assertRejects } from "../../helpers/assert.ts";
import { eventually } from "../../helpers/patience.ts";
import { tempDir } from "../../helpers/temp.ts";
import { cutOff, FakeShare, sha256 } from "./fake_share.ts";
import { record } from "./memory_transport.ts";

/** Long enough to be gone on with by another run. */
const LONG = "0123456789abcdef".repeat(40_000);

function shareWith(files: Record<string, string>): FakeShare {
  const share = new FakeShare();
  for (const [path, text] of Object.entries(files)) share.put(path, text);
  return share;
}

function fetchFrom(share: FakeShare, target: Target, options: Partial<TransferOptions> = {}) {
  return fetchFile(share.source(), "a", target, share.options(options));
}

async function failureOf(run: () => Promise<unknown>): Promise<EnchufeError> {
  return await assertRejects(run, EnchufeError);
}

/**
 * Waits until nobody holds what is unfinished in a folder. A program that another test starts in this process has our
 * files, and with them their locks, from its fork to its exec.
 */
async function released(folder: string): Promise<void> {
  for (const name of namesIn(folder).filter((each) => each.endsWith(".json"))) {
    await eventually(() => {
      using file = Deno.openSync(`${folder}/${name}`, { read: true, write: true });
      return tryLock(file);
    }, `lock of ${name}`);
  }
}

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

/** Names without the digits that nobody chose. */
function kindsIn(folder: string): string[] {
  return namesIn(folder).map((name) => name.replace(/^\.enchufe-.*\./, "~.")).sort();
}

/** Cuts the first so many answers to GETRANGE after some bytes. */
function cutting(share: FakeShare, times: number, after: number): void {
  share.meddle = (words, session) => {
    if (words[0] !== "GETRANGE" || times-- <= 0) return "go on";
    return cutOff(session, (share.files.get("a")?.text ?? "").slice(Number(words[2])), after);
  };
}

Deno.test("fetchFile() writes the file whole, over an existing one, with its time, in one go", async () => {
  await using folder = await tempDir({ "a.txt": "old and longer" });
  const share = shareWith({ a: "new" });
  const file = folder.join("a.txt");
  assertEquals(await fetchFrom(share, { file }), {
    path: "a",
    file,
    size: 3,
    sha256: sha256("new"),
    replaced: true,
    resumed: 0,
  });
  assertEquals(Deno.readTextFileSync(file), "new");
  assertEquals(Deno.statSync(file).mtime?.getTime(), 1_600_000_000_000);
  assertEquals(namesIn(folder.path), ["a.txt"]);
  assertEquals(share.asked, ["FILE.STAT a", "GETRANGE a 0 -1", "FILE.HASH a"]);
});

Deno.test("fetchFile() an empty file", async () => {
  await using folder = await tempDir();
  await fetchFrom(shareWith({ a: "" }), { file: folder.join("a") });
  assertEquals(Deno.readFileSync(folder.join("a")).length, 0);
  assertEquals(namesIn(folder.path), ["a"]);
});

Deno.test("fetchFile() skips what is there before anything is asked", async () => {
  await using folder = await tempDir({ a: "old" });
  const share = shareWith({ a: "new" });
  assertEquals(await fetchFrom(share, { file: folder.join("a") }, { ifExists: "skip" }), undefined);
  assertEquals([share.dialled, Deno.readTextFileSync(folder.join("a"))], [0, "old"]);
});

Deno.test("fetchFile() skips what came to be there meanwhile", async () => {
  await using folder = await tempDir();
  const share = shareWith({ a: "new" });
  share.meddle = ([command]) => {
    if (command === "FILE.HASH") Deno.writeTextFileSync(folder.join("a"), "mine");
    return "go on";
  };
  assertEquals(await fetchFrom(share, { file: folder.join("a") }, { ifExists: "skip" }), undefined);
  assertEquals([namesIn(folder.path), Deno.readTextFileSync(folder.join("a"))], [["a"], "mine"]);
});

Deno.test("fetchFile() takes another name rather than one that is taken", async () => {
  await using folder = await tempDir({ "a.txt": "1", "a (2).txt": "2" });
  const got = await fetchFrom(shareWith({ a: "new" }), { file: folder.join("a.txt") }, {
    ifExists: "rename",
  });
  assertEquals([got?.file, got?.replaced], [folder.join("a (3).txt"), false]);
  assertEquals(namesIn(folder.path), ["a (2).txt", "a (3).txt", "a.txt"]);
  assertEquals(Deno.readTextFileSync(folder.join("a.txt")), "1");
});

for (
  const [what, code, status, answer] of [
    ["a missing file", "NOTFOUND", 1, () => "go on"],
    [
      "a directory",
      "WRONGTYPE",
      1,
      ([command]: string[]) =>
        command === "FILE.STAT"
          ? record({ path: "a", name: "a", type: "dir", size: 0, mtime: 0, etag: "1" })
          : new ErrorReply("WRONGTYPE", "a directory"),
    ],
    [
      "a server that knows no digests",
      "ERR",
      1,
      ([command]: string[]) =>
        command === "FILE.STAT"
          ? record({ path: "a", name: "a", type: "file", size: 3, mtime: 0 })
          : command === "GETRANGE"
          ? "abc"
          : new ErrorReply("ERR", "unknown command"),
    ],
    [
      "bytes that do not match their digest",
      "DIGEST",
      4,
      ([command]: string[]) =>
        command === "FILE.STAT"
          ? record({ path: "a", name: "a", type: "file", size: 3, mtime: 0, etag: "1" })
          : command === "GETRANGE"
          ? "abc"
          : sha256("other"),
    ],
    [
      "fewer bytes than announced",
      "DIGEST",
      4,
      ([command]: string[]) =>
        command === "FILE.STAT"
          ? record({ path: "a", name: "a", type: "file", size: 4, mtime: 0, etag: "1" })
          : command === "GETRANGE"
          ? "abc"
          : sha256("abc"),
    ],
    [
      "a size that is none",
      "BADREPLY",
      3,
      ([command]: string[]) =>
        command === "FILE.STAT"
          ? record({ path: "a", name: "a", type: "file", size: -1, mtime: 0, etag: "1" })
          : "abc",
    ],
  ] as [string, string, number, (words: string[]) => Reply | "go on"][]
) {
  Deno.test(`fetchFile() ${what}: ${code}, the old file stays, nothing else is left`, async () => {
    await using folder = await tempDir({ a: "old" });
    const share = new FakeShare();
    share.meddle = answer;
    const error = await failureOf(() => fetchFrom(share, { file: folder.join("a") }));
    assertEquals([error.code, exitStatus(error)], [code, status]);
    assertEquals([namesIn(folder.path), Deno.readTextFileSync(folder.join("a"))], [["a"], "old"]);
  });
}

Deno.test("fetchFile() goes on from the byte where a connection was lost, and tells", async () => {
  await using folder = await tempDir();
  const share = shareWith({ a: LONG });
  cutting(share, 3, 100_000);
  const told: unknown[] = [];
  const hooks: TransferHooks = {
    hashing() {},
    begin: (size, from) => told.push(["begin", size, from]),
    moved: () => {},
    waiting: (ms, why) => told.push([ms, why.code]),
  };
  const got = await fetchFrom(share, { file: folder.join("a") }, { hooks });
  assertEquals([got?.sha256, got?.resumed], [sha256(LONG), 0]);
  assertEquals(share.asked.filter((line) => line.startsWith("GETRANGE")), [
    "GETRANGE a 0 -1",
    "GETRANGE a 100000 -1",
    "GETRANGE a 200000 -1",
    "GETRANGE a 300000 -1",
  ]);
  // Each attempt brought bytes, so none waits longer than the first.
  assertEquals(told, [["begin", LONG.length, 0], [500, "LOST"], [500, "LOST"], [500, "LOST"]]);
  assertEquals(namesIn(folder.path), ["a"]);
});

Deno.test("fetchFile() gives up after six attempts that brought nothing, and another run goes on", async () => {
  await using folder = await tempDir();
  const share = shareWith({ a: LONG });
  const file = folder.join("a");
  let cuts = 0;
  share.meddle = (words, session) => {
    if (words[0] !== "GETRANGE") return "go on";
    return cutOff(session, LONG.slice(Number(words[2])), cuts++ === 0 ? 300_000 : 0);
  };
  const error = await failureOf(() => fetchFrom(share, { file }));
  assertEquals([error.code, exitStatus(error), cuts], ["LOST", 3, 7]);
  assert(
    error.message.endsWith("what has been transferred is kept, and the same command goes on from there"),
  );
  assertEquals(share.waits, [500, 1000, 2000, 4000, 8000, 10_000]);
  assertEquals(kindsIn(folder.path), ["~.json", "~.part"]);

  share.meddle = () => "go on";
  share.asked.length = 0;
  const got = await fetchFrom(share, { file });
  assertEquals([got?.resumed, got?.sha256], [300_000, sha256(LONG)]);
  assertEquals(share.asked, ["FILE.STAT a", "GETRANGE a 300000 -1", "FILE.HASH a"]);
  assertEquals([namesIn(folder.path), Deno.readTextFileSync(file)], [["a"], LONG]);
});

Deno.test("fetchFile() fails at once if there never was a server", async () => {
  await using folder = await tempDir();
  const share = new FakeShare();
  share.down = true;
  const error = await failureOf(() => fetchFrom(share, { file: folder.join("a") }));
  assertEquals([error.code, exitStatus(error), share.waits], ["UNREACHABLE", 3, []]);
});

Deno.test("fetchFile() waits for a server that was there and comes back", async () => {
  await using folder = await tempDir();
  const share = shareWith({ a: LONG });
  cutting(share, 1, 1000);
  const waiting = () => {
    share.down = share.waits.length < 3;
  };
  const hooks = { hashing() {}, begin() {}, moved() {}, waiting };
  await fetchFrom(share, { file: folder.join("a") }, { hooks });
  assertEquals([share.waits, share.dialled], [[500, 1000, 2000, 4000], 2]);
});

Deno.test("fetchFile() a server that is stopping is waited for, one that refuses is not", async () => {
  await using folder = await tempDir();
  const share = shareWith({ a: "abc" });
  let times = 1;
  share.meddle = () => times-- > 0 ? new ErrorReply("ERR", "Server is stopping") : "go on";
  await fetchFrom(share, { file: folder.join("a") });
  assertEquals(share.waits, [1000]);
  share.meddle = () => new ErrorReply("NOPERM", "no");
  await failureOf(() => fetchFrom(share, { file: folder.join("a") }));
  assertEquals(share.waits, [1000]);
});

Deno.test("fetchFile() begins anew what changed on the server between two runs", async () => {
  await using folder = await tempDir();
  const share = shareWith({ a: LONG });
  const file = folder.join("a");
  cutting(share, 1, 300_000);
  const controller = new AbortController();
  const hooks = { hashing() {}, begin() {}, moved() {}, waiting: () => controller.abort(new Interrupted()) };
  const error = await failureOf(() => fetchFrom(share, { file }, { hooks, signal: controller.signal }));
  assertEquals([exitStatus(error), error.message.includes("the same command goes on")], [130, true]);
  assertEquals(kindsIn(folder.path), ["~.json", "~.part"]);

  share.put("a", LONG.toUpperCase());
  const got = await fetchFrom(share, { file });
  assertEquals([got?.resumed, got?.sha256], [0, sha256(LONG.toUpperCase())]);
  assertEquals([namesIn(folder.path), Deno.readTextFileSync(file)], [["a"], LONG.toUpperCase()]);
});

Deno.test("fetchFile() begins anew what changed while it was read, and gives up if it always does", async () => {
  await using folder = await tempDir();
  const share = shareWith({ a: "first" });
  const file = folder.join("a");
  let changes = 2;
  share.meddle = ([command]) => {
    if (command === "FILE.HASH" && changes-- > 0) share.put("a", `version ${changes}`);
    return "go on";
  };
  await fetchFrom(share, { file });
  assertEquals(Deno.readTextFileSync(file), "version 0");
  changes = 100;
  const error = await failureOf(() => fetchFrom(share, { file }));
  assertEquals([error.code, exitStatus(error), 100 - changes], ["CHANGED", 1, 3]);
  assertEquals([namesIn(folder.path), Deno.readTextFileSync(file)], [["a"], "version 0"]);
});

Deno.test("fetchFile() begins anew once if what was there of before is what is wrong", async () => {
  await using folder = await tempDir();
  const share = shareWith({ a: LONG });
  const file = folder.join("a");
  cutting(share, 100, 0);
  let first = true;
  const { meddle } = share;
  share.meddle = (words, session) => {
    if (words[0] !== "GETRANGE" || !first) return meddle(words, session);
    first = false;
    return cutOff(session, LONG, 300_000);
  };
  await failureOf(() => fetchFrom(share, { file }));
  await released(folder.path);
  const part = namesIn(folder.path).find((name) => name.endsWith(".part")) as string;
  Deno.writeTextFileSync(folder.join(part), "x".repeat(300_000));
  share.meddle = () => "go on";
  share.asked.length = 0;
  const got = await fetchFrom(share, { file });
  assertEquals([got?.sha256, got?.resumed], [sha256(LONG), 0]);
  assertEquals(share.asked.filter((line) => line.startsWith("GETRANGE")), [
    "GETRANGE a 300000 -1",
    "GETRANGE a 0 -1",
  ]);
  assertEquals(namesIn(folder.path), ["a"]);
});

for (
  const [what, spoil] of [
    ["a description that is none", (json: string) => Deno.writeTextFileSync(json, "{")],
    [
      "a description of another file",
      (json: string) => Deno.writeTextFileSync(json, Deno.readTextFileSync(json).replace(`"a"`, `"b"`)),
    ],
    ["a part that is too long", (_json: string, part: string) => Deno.writeTextFileSync(part, LONG + "more")],
    ["no part", (_json: string, part: string) => Deno.removeSync(part)],
  ] as const
) {
  Deno.test(`fetchFile() begins anew for ${what}`, async () => {
    await using folder = await tempDir();
    const share = shareWith({ a: LONG });
    const file = folder.join("a");
    let first = true;
    share.meddle = (words, session) => {
      if (words[0] !== "GETRANGE") return "go on";
      const after = first ? 300_000 : 0;
      first = false;
      return cutOff(session, LONG.slice(Number(words[2])), after);
    };
    await failureOf(() => fetchFrom(share, { file }));
    await released(folder.path);
    const [json = "", part = ""] = namesIn(folder.path).map((name) => folder.join(name));
    spoil(json, part);
    share.meddle = () => "go on";
    const got = await fetchFrom(share, { file });
    assertEquals([got?.resumed, got?.sha256], [0, sha256(LONG)]);
    assertEquals([namesIn(folder.path), Deno.readTextFileSync(file)], [["a"], LONG]);
  });
}

for (const lets of [true, false]) {
  const what = lets ? "lets go of it in time: goes on" : "does not let go of it: a part of its own";
  Deno.test(`fetchFile() a part that another client has, which ${what}`, async () => {
    await using folder = await tempDir();
    const share = shareWith({ a: LONG });
    const file = folder.join("a");
    let first = true;
    share.meddle = (words, session) => {
      if (words[0] !== "GETRANGE") return "go on";
      const after = first ? 300_000 : 0;
      first = false;
      return cutOff(session, LONG.slice(Number(words[2])), after);
    };
    await failureOf(() => fetchFrom(share, { file }));
    await released(folder.path);
    share.meddle = () => "go on";
    const json = namesIn(folder.path).find((name) => name.endsWith(".json")) as string;
    using other = Deno.openSync(folder.join(json), { read: true, write: true });
    other.lockSync(true);
    const clock = {
      now: () => 0,
      wait: () => Promise.resolve(lets ? other.unlockSync() : undefined),
    };
    const got = await fetchFrom(share, { file }, { clock });
    assertEquals([got?.resumed, Deno.readTextFileSync(file)], [lets ? 300_000 : 0, LONG]);
    assertEquals(kindsIn(folder.path), lets ? ["a"] : ["a", "~.json", "~.part"]);
  });
}

Deno.test("fetchFile() two at once into one file: both come whole, one of them under a part of its own", async () => {
  await using folder = await tempDir({ ".enchufe-0123456789abcdef.part": "somebody's", "x.part": "mine" });
  const share = shareWith({ a: LONG });
  const file = folder.join("a");
  const got = await Promise.all([1, 2, 3].map(() => fetchFrom(share, { file }, { ifExists: "rename" })));
  assertEquals(got.map((each) => each?.sha256), Array(3).fill(sha256(LONG)));
  // Parts of others are left alone.
  assertEquals(namesIn(folder.path), [".enchufe-0123456789abcdef.part", "a", "a (2)", "a (3)", "x.part"]);
});

Deno.test({
  name: "fetchFile() never follows a link that waits where the part would be",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await tempDir({ victim: "precious" });
    const share = shareWith({ a: LONG });
    const file = folder.join("a");
    cutting(share, 100, 0);
    let first = true;
    const { meddle } = share;
    share.meddle = (words, session) => {
      if (words[0] !== "GETRANGE" || !first) return meddle(words, session);
      first = false;
      return cutOff(session, LONG, 1000);
    };
    await failureOf(() => fetchFrom(share, { file }));
    await released(folder.path);
    for (const name of namesIn(folder.path).filter((name) => name.startsWith(".enchufe-"))) {
      Deno.removeSync(folder.join(name));
      Deno.symlinkSync(folder.join("victim"), folder.join(name));
    }
    share.meddle = () => "go on";
    await fetchFrom(share, { file });
    assertEquals(Deno.readTextFileSync(file), LONG);
    assertEquals(Deno.readTextFileSync(folder.join("victim")), "precious");
  },
});

/** Leaves the part of a download that was cut off; gives its path. */
async function leavePart(share: FakeShare, folder: { path: string; join(name: string): string }) {
  let sent = 1000;
  share.meddle = ([command], session) => {
    if (command !== "GETRANGE") return "go on";
    cutOff(session, LONG, sent);
    return void (sent = 0);
  };
  await failureOf(() => fetchFrom(share, { file: folder.join("a") }));
  share.meddle = () => "go on";
  return folder.join(namesIn(folder.path).find((name) => name.endsWith(".part")) as string);
}

Deno.test("fetchFile() a part that has another name too: that one stays as it is", {
  ignore: Deno.build.os === "windows",
}, async () => {
  await using folder = await tempDir({ victim: "precious" });
  const share = shareWith({ a: LONG });
  const part = await leavePart(share, folder);
  Deno.removeSync(part);
  Deno.linkSync(folder.join("victim"), part);
  await fetchFrom(share, { file: folder.join("a") });
  assertEquals(Deno.readTextFileSync(folder.join("a")), LONG);
  assertEquals(Deno.readTextFileSync(folder.join("victim")), "precious");
  assertEquals(namesIn(folder.path), ["a", "victim"]);
});

Deno.test("fetchFile() a part that is somebody else's is not written to, for they could change it", {
  // Only root can give a file away.
  ignore: Deno.build.os === "windows" || Deno.uid() !== 0,
}, async () => {
  await using folder = await tempDir();
  const share = shareWith({ a: LONG });
  const part = await leavePart(share, folder);
  Deno.chownSync(part, 12_345, null);
  Deno.chmodSync(part, 0o666);
  const before = Deno.statSync(part).ino;
  await fetchFrom(share, { file: folder.join("a") });
  assertEquals(Deno.readTextFileSync(folder.join("a")), LONG);
  assert(Deno.statSync(folder.join("a")).uid === 0 && Deno.statSync(part).ino === before);
});

Deno.test("fetchFile() a target that is a directory is refused before anything is asked", async () => {
  await using folder = await tempDir({ sub: {} });
  const share = shareWith({ a: "abc" });
  const error = await failureOf(() => fetchFrom(share, { file: folder.join("sub") }));
  assertEquals([error.code, share.dialled], ["IO", 0]);
});

Deno.test("fetchFile() a folder that is missing: the file that was named, in plain words", async () => {
  await using folder = await tempDir();
  for (const text of ["abc", LONG]) {
    const file = folder.join("none", "x");
    const error = await failureOf(() => fetchFrom(shareWith({ a: text }), { file }));
    assertEquals(error.message, `Cannot write '${file}': there is no directory '${folder.join("none")}'`);
  }
});

Deno.test({
  name: "fetchFile() a full disk: says so, keeps what is there, and goes on when there is room",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using folder = await tempDir();
    const share = shareWith({ a: LONG });
    const file = folder.join("a");
    const { write } = Deno.FsFile.prototype;
    let room = 400_000;
    Deno.FsFile.prototype.write = function (bytes) {
      if ((room -= bytes.length) >= 0) return write.call(this, bytes);
      return Promise.reject(new Error("No space left on device (os error 28)"));
    };
    let error;
    try {
      error = await failureOf(() => fetchFrom(share, { file }));
    } finally {
      Deno.FsFile.prototype.write = write;
    }
    assertEquals([error.code, error.message.includes("the disk is full; what has been")], ["IO", true]);
    const got = await fetchFrom(share, { file });
    assert((got?.resumed ?? 0) > 100_000);
    assertEquals([namesIn(folder.path), got?.sha256], [["a"], sha256(LONG)]);
  },
});

Deno.test("fetchFile() gives the pieces to a writer, and goes on in mid-stream", async () => {
  const share = shareWith({ a: LONG });
  cutting(share, 2, 50_000);
  let text = "";
  const write = (part: Uint8Array) => Promise.resolve(void (text += new TextDecoder().decode(part)));
  const got = await fetchFrom(share, { write });
  assertEquals([got?.file, got?.size, text === LONG, share.dialled], ["-", LONG.length, true, 3]);
});

Deno.test("fetchFile() a file that changed in mid-stream cannot be taken back from a writer", async () => {
  const share = shareWith({ a: LONG });
  cutting(share, 1, 50_000);
  const hooks = { hashing() {}, begin() {}, moved() {}, waiting: () => share.put("a", "other") };
  const error = await failureOf(() => fetchFrom(share, { write: () => Promise.resolve() }, { hooks }));
  assertEquals([error.code, exitStatus(error)], ["CHANGED", 1]);
});

Deno.test("fetchFile() a writer that fails: what it threw, not a lost connection", async () => {
  const share = shareWith({ a: "hola" });
  const write = () => Promise.reject(new Deno.errors.BrokenPipe("Broken pipe"));
  await assertRejects(() => fetchFrom(share, { write }), Deno.errors.BrokenPipe);
  assertEquals(share.waits, []);
});

Deno.test("fetchFile() held to a rate: in ranges, as slowly as it should be", async () => {
  await using folder = await tempDir();
  const share = shareWith({ a: LONG });
  let now = 0;
  const clock = {
    now: () => now,
    wait: (ms: number) => {
      now += ms;
      return Promise.resolve();
    },
  };
  const limiter = makeRateLimiter(100_000, clock);
  const got = await fetchFrom(share, { file: folder.join("a") }, { limiter });
  assertEquals(got?.sha256, sha256(LONG));
  assertEquals(share.asked.filter((line) => line.startsWith("GETRANGE")), [
    "GETRANGE a 0 199999",
    "GETRANGE a 200000 399999",
    "GETRANGE a 400000 599999",
    "GETRANGE a 600000 639999",
  ]);
  assertEquals([now >= 6_300, now <= 6_500], [true, true]);
});

Deno.test("fetchFile() held to a rate: notices a change between two ranges", async () => {
  await using folder = await tempDir();
  const share = shareWith({ a: LONG });
  const clock = { now: () => 0, wait: () => Promise.resolve() };
  let once = true;
  share.meddle = ([command]) => {
    if (command === "GETRANGE" && once) share.put("a", LONG.toUpperCase());
    once &&= command !== "GETRANGE";
    return "go on";
  };
  const got = await fetchFrom(share, { file: folder.join("a") }, {
    limiter: makeRateLimiter(100_000, clock),
  });
  assertEquals(got?.sha256, sha256(LONG.toUpperCase()));
});

Deno.test("fetchFile() keeps no more bytes than the server said there are, and gives up who sends on and on", async () => {
  await using folder = await tempDir();
  const file = folder.join("x"), share = shareWith({ a: "abc" });
  const sent = (text: string) => {
    share.meddle = ([command]) => command === "GETRANGE" ? new TextEncoder().encode(text) : "go on";
  };
  // It has grown between two answers, and was what it was again.
  sent("abcd");
  assertEquals((await fetchFrom(share, { file }))?.size, 3);
  assertEquals(Deno.readTextFileSync(file), "abc");
  sent("abc" + "x".repeat(20 * 1024 * 1024));
  assertEquals((await failureOf(() => fetchFrom(share, { file: folder.join("y") }))).code, "CHANGED");
  let passed = 0;
  const write = (part: Uint8Array) => Promise.resolve(void (passed += part.length));
  assertEquals((await failureOf(() => fetchFrom(share, { write }))).code, "CHANGED");
  assertEquals([passed, namesIn(folder.path)], [3, ["x"]]);
});

Deno.test("fetchFile() comes to an end with a server whose digest never fits and which cuts each time", async () => {
  await using folder = await tempDir();
  const share = shareWith({ a: LONG });
  let asked = 0, last = "";
  share.meddle = ([command = ""], session) => {
    const before = last;
    last = command;
    if (command !== "FILE.HASH" || ++asked > 40) return "go on";
    // After all bytes in one go: cut. After going on with them: another digest.
    if (before !== "FILE.STAT") return session.close() as undefined;
    return sha256("other");
  };
  assertEquals((await failureOf(() => fetchFrom(share, { file: folder.join("x") }))).code, "DIGEST");
  assert(asked < 40);
  assertEquals(namesIn(folder.path), []);
});
