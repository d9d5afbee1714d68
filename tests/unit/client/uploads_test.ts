import { exitStatus, Interrupted } from "../../../lib/client/exit.ts";
import { makeRateLimiter } from "../../../lib/client/rate_limiter.ts";
import type { Source } from "../../../lib/client/sources.ts";
import type { TransferHooks, TransferOptions } from "../../../lib/client/transfer.ts";
import { sendFile, sendSource } from "../../../lib/client/uploads.ts";
import { EnchufeError } from "../../../lib/errors.ts";
import { ErrorReply } from "../../../lib/framing/reply.ts";
import { assertEquals, assertRejects } from "../../helpers/assert.ts";
import { tempDir } from "../../helpers/temp.ts";
import { FakeShare, sha256 } from "./fake_share.ts";
import { record } from "./memory_transport.ts";

const MIB = 1024 * 1024;
/** More than one chunk, and not read into memory as a whole. */
const LONG = "0123456789abcdef".repeat(17 * MIB / 16);

function send(share: FakeShare, file: string, options: Partial<TransferOptions> = {}) {
  return sendFile(share.source(), file, "d/x", share.options(options));
}

async function failureOf(run: () => Promise<unknown>): Promise<EnchufeError> {
  return await assertRejects(run, EnchufeError);
}

function idOf(share: FakeShare): string {
  return [...share.uploads.keys()][0] as string;
}

Deno.test("sendFile() sends the bytes, with their digest before and the file's time", async () => {
  await using folder = await tempDir({ a: "hola", e: "" });
  Deno.utimeSync(folder.join("a"), new Date(1_500_000_000_123), new Date(1_500_000_000_123));
  const share = new FakeShare();
  const file = folder.join("a");
  assertEquals(await send(share, file), {
    path: "d/x",
    file,
    size: 4,
    sha256: sha256("hola"),
    replaced: false,
    resumed: 0,
  });
  assertEquals(share.files.get("d/x")?.text, "hola");
  const [begin, write, commit] = share.asked;
  const id = write?.split(" ")[1];
  assertEquals(begin, `UPLOAD.BEGIN d/x 4 ${sha256("hola")} EXISTS replace MTIME 1500000000123`);
  assertEquals([write, commit], [`UPLOAD.WRITE ${id} 0`, `UPLOAD.COMMIT ${id}`]);
  assertEquals((await send(share, file))?.replaced, true);
  await send(share, folder.join("e"));
  assertEquals([share.files.get("d/x")?.text, share.dialled], ["", 3]);
});

Deno.test("sendFile() what about a name that is taken", async () => {
  await using folder = await tempDir({ a: "hola", long: LONG });
  const share = new FakeShare();
  share.put("d/x", "old");
  assertEquals(await send(share, folder.join("a"), { ifExists: "skip" }), undefined);
  share.asked.length = 0;
  assertEquals(await send(share, folder.join("long"), { ifExists: "skip" }), undefined);
  assertEquals(share.asked, ["TYPE d/x"]);
  const sent = await send(share, folder.join("a"), { ifExists: "rename" });
  assertEquals([sent?.path, share.files.get("d/x")?.text], ["d/x (2)", "old"]);
});

Deno.test("sendFile() writes in chunks, and goes on from where the server is after a loss", async () => {
  await using folder = await tempDir({ a: LONG });
  const share = new FakeShare();
  let losses = 2;
  share.meddle = (words, session) => {
    if (words[0] !== "UPLOAD.WRITE" || losses === 0) return "go on";
    // Once it came whole and the answer was lost, once half of it came.
    const came = losses-- === 2 ? words[3] as string : words[3]?.slice(0, 3 * MIB) ?? "";
    const upload = share.uploads.get(words[1] as string);
    if (upload !== undefined) upload.bytes += came;
    session.close();
    return undefined;
  };
  const told: unknown[] = [];
  const hooks: TransferHooks = {
    hashing() {},
    begin: (size, from) => told.push(["begin", size, from]),
    moved: () => {},
    waiting: (ms, why) => told.push([ms, why.code]),
  };
  const sent = await send(share, folder.join("a"), { hooks });
  assertEquals([sent?.sha256, sent?.resumed], [sha256(LONG), 0]);
  assertEquals(share.files.get("d/x")?.text === LONG, true);
  const offsets = share.asked.filter((line) => line.startsWith("UPLOAD.WRITE")).map((line) =>
    Number(line.split(" ")[2]) / MIB
  );
  assertEquals(offsets, [0, 8, 11]);
  assertEquals(told, [["begin", LONG.length, 0], [1000, "LOST"], [500, "LOST"]]);
});

Deno.test("sendFile() gives up after six attempts that brought nothing, and another run goes on", async () => {
  await using folder = await tempDir({ a: LONG });
  const share = new FakeShare();
  let writes = 0;
  share.meddle = (words, session) => {
    if (words[0] !== "UPLOAD.WRITE" || ++writes === 1) return "go on";
    session.close();
    return undefined;
  };
  const error = await failureOf(() => send(share, folder.join("a")));
  assertEquals([error.code, exitStatus(error), writes], ["LOST", 3, 8]);
  assertEquals(error.message.endsWith("the same command goes on from there"), true);
  share.meddle = () => "go on";
  const sent = await send(share, folder.join("a"));
  assertEquals([sent?.resumed, share.files.get("d/x")?.text === LONG], [8 * MIB, true]);
});

Deno.test("sendFile() fails at once if there never was a server", async () => {
  await using folder = await tempDir({ a: "hola" });
  const share = new FakeShare();
  share.down = true;
  const error = await failureOf(() => send(share, folder.join("a")));
  assertEquals([error.code, exitStatus(error), share.waits], ["UNREACHABLE", 3, []]);
});

Deno.test("sendFile() begins again if the upload went on without it", async () => {
  await using folder = await tempDir({ a: LONG });
  const share = new FakeShare();
  let writes = 0;
  share.meddle = (words) => {
    if (words[0] === "UPLOAD.WRITE" && ++writes === 1) return new ErrorReply("NOUPLOAD", "taken over");
    return "go on";
  };
  await send(share, folder.join("a"));
  assertEquals(share.commands.filter((name) => name === "UPLOAD.BEGIN").length, 2);
});

Deno.test("sendFile() repeats a commit whose answer was lost", async () => {
  await using folder = await tempDir({ a: "hola" });
  const share = new FakeShare();
  let commits = 0;
  share.meddle = (words, session) => {
    if (words[0] !== "UPLOAD.COMMIT" || ++commits > 1) return "go on";
    session.close();
    return undefined;
  };
  assertEquals((await send(share, folder.join("a")))?.sha256, sha256("hola"));
  assertEquals(share.commands, [
    "UPLOAD.BEGIN",
    "UPLOAD.WRITE",
    "UPLOAD.COMMIT",
    "UPLOAD.BEGIN",
    "UPLOAD.COMMIT",
  ]);
});

for (const ifExists of ["skip", "replace"] as const) {
  Deno.test(`sendFile() a commit done by a server that forgot it: ${ifExists}, done, not sent again`, async () => {
    await using folder = await tempDir({ a: "hola" });
    const share = new FakeShare();
    let lost = false;
    share.meddle = (words, session) => {
      if (words[0] !== "UPLOAD.COMMIT" || lost) return "go on";
      lost = true;
      share.answer(words);
      session.close();
      return undefined;
    };
    const sent = await send(share, folder.join("a"), { ifExists });
    assertEquals([sent?.path, sent?.sha256], ["d/x", sha256("hola")]);
    assertEquals(share.commands.filter((name) => name === "UPLOAD.WRITE").length, 1);
    assertEquals(share.uploads.size, 0);
  });
}

Deno.test("sendFile() a name that somebody else took while the commit was lost stays theirs", async () => {
  await using folder = await tempDir({ a: "hola" });
  const share = new FakeShare();
  let lost = false;
  share.meddle = (words, session) => {
    if (words[0] !== "UPLOAD.COMMIT" || lost) return "go on";
    lost = true;
    share.put("d/x", "theirs");
    session.close();
    return undefined;
  };
  assertEquals(await send(share, folder.join("a"), { ifExists: "skip" }), undefined);
  assertEquals(share.files.get("d/x")?.text, "theirs");
});

Deno.test("sendFile() a server that got other bytes: 4", async () => {
  await using folder = await tempDir({ a: "hola" });
  const share = new FakeShare();
  share.meddle = (words) => {
    if (words[0] === "UPLOAD.WRITE") words[3] = "hole";
    return "go on";
  };
  const error = await failureOf(() => send(share, folder.join("a")));
  assertEquals([error.code, exitStatus(error), share.files.size], ["DIGEST", 4, 0]);
});

Deno.test("sendFile() begins anew once if what the server had of before is what is wrong", async () => {
  await using folder = await tempDir({ a: LONG });
  const share = new FakeShare();
  const controller = new AbortController();
  share.meddle = (words) => {
    if (words[0] === "UPLOAD.WRITE" && words[2] !== "0") controller.abort(new Interrupted());
    return "go on";
  };
  const error = await failureOf(() => send(share, folder.join("a"), { signal: controller.signal }));
  assertEquals([exitStatus(error), error.message.includes("the same command goes on")], [130, true]);
  const upload = share.uploads.get(idOf(share));
  if (upload !== undefined) upload.bytes = "x".repeat(upload.bytes.length);
  share.meddle = () => "go on";
  const sent = await send(share, folder.join("a"));
  assertEquals([sent?.sha256, share.files.get("d/x")?.text === LONG], [sha256(LONG), true]);
});

Deno.test("sendFile() begins anew with a file that changed meanwhile, and gives up if it always does", async () => {
  await using folder = await tempDir({ a: LONG });
  const share = new FakeShare();
  const file = folder.join("a");
  let changes = 1;
  share.meddle = (words) => {
    if (words[0] === "UPLOAD.WRITE" && words[2] === "0" && changes-- > 0) {
      Deno.writeTextFileSync(file, `${changes}`.padEnd(9 * MIB + changes, "y"));
    }
    return "go on";
  };
  const sent = await send(share, file);
  assertEquals([sent?.size, sent?.sha256], [9 * MIB, sha256("0".padEnd(9 * MIB, "y"))]);
  assertEquals(share.uploads.size <= 1, true);
  changes = 100;
  const error = await failureOf(() => send(share, file));
  assertEquals([error.code, exitStatus(error), 100 - changes], ["CHANGED", 1, 3]);
  assertEquals(share.files.get("d/x")?.text.length, 9 * MIB);
});

Deno.test("sendFile() what the server refuses is not tried again", async () => {
  await using folder = await tempDir({ a: "hola" });
  const share = new FakeShare();
  for (const code of ["NOPERM", "NOSPACE", "TOOBIG", "TOOMANY"]) {
    share.meddle = () => new ErrorReply(code, "no");
    assertEquals([(await failureOf(() => send(share, folder.join("a")))).code, share.waits], [code, []]);
  }
});

Deno.test("sendFile() a receipt for other bytes is not believed", async () => {
  await using folder = await tempDir({ a: "hola" });
  const share = new FakeShare();
  share.meddle = (words) => {
    if (words[0] !== "UPLOAD.COMMIT") return "go on";
    return new Map(Object.entries({ path: "d/x", size: 4, sha256: sha256("hole"), mtime: 0, replaced: 0 }));
  };
  assertEquals((await failureOf(() => send(share, folder.join("a")))).code, "DIGEST");
});

Deno.test("sendFile() a file that is missing, or a directory: 2, nothing is sent", async () => {
  await using folder = await tempDir({ sub: {} });
  const share = new FakeShare();
  for (const name of ["nope", "sub"]) {
    const error = await failureOf(() => send(share, folder.join(name)));
    assertEquals([error.code, exitStatus(error)], ["USAGE", 2]);
  }
  assertEquals(share.dialled, 0);
});

Deno.test({
  name: "sendFile() a device or pipe is refused at once",
  ignore: Deno.build.os === "windows",
  async fn() {
    const error = await failureOf(() => send(new FakeShare(), "/dev/null"));
    assertEquals([error.code, error.message], [
      "USAGE",
      "'/dev/null' is not a regular file: want a file to hand in",
    ]);
  },
});

Deno.test("sendSource() tells once that the bytes are read first, if that takes a while", async () => {
  for (const [perPiece, times] of [[80, 0], [400, 1]] as const) {
    const share = new FakeShare();
    let now = 0;
    const clock = { now: () => now, wait: () => Promise.resolve() };
    const size = 1_500_000, sizes: number[] = [];
    const source: Source = {
      name: "-",
      size,
      read(view) {
        now += perPiece;
        return Promise.resolve(view.fill(7).length);
      },
    };
    const hooks = { hashing: (bytes: number) => sizes.push(bytes), begin() {}, moved() {}, waiting() {} };
    await sendSource(share.source(), source, "d/x", share.options({ clock, hooks }));
    assertEquals(sizes, Array<number>(times).fill(size));
  }
});

Deno.test("sendSource() held to a rate: as slowly as it should be, in small pieces", async () => {
  const share = new FakeShare();
  let now = 0;
  const clock = {
    now: () => now,
    wait: (ms: number) => {
      now += ms;
      return Promise.resolve();
    },
  };
  const text = LONG.slice(0, 500_000);
  const bytes = new TextEncoder().encode(text);
  const source: Source = {
    name: "-",
    size: bytes.length,
    read(view, at) {
      const part = bytes.subarray(at, at + Math.min(view.length, 70_001));
      view.set(part);
      return Promise.resolve(part.length);
    },
  };
  const ats: number[] = [];
  const hooks = { hashing() {}, begin() {}, moved: (at: number) => ats.push(at), waiting() {} };
  const options = share.options({ limiter: makeRateLimiter(100_000, clock), hooks });
  const sent = await sendSource(share.source(), source, "d/x", options);
  assertEquals([sent?.file, sent?.sha256, share.files.get("d/x")?.text === text], ["-", sha256(text), true]);
  assertEquals([now >= 4_900, now <= 5_100, ats.length >= 50, ats.at(-1)], [true, true, true, 500_000]);
});

for (const [code, expected, first] of [["DIGEST", "DIGEST", 1], ["SHORT", "BADREPLY", 0]] as const) {
  Deno.test(`sendFile() comes to an end with a server that says ${code} whatever it gets`, async () => {
    await using folder = await tempDir({ a: "hola" });
    const share = new FakeShare();
    let begun = 0;
    share.meddle = ([command, , offset, bytes = ""]) => {
      if (command === "UPLOAD.BEGIN") {
        if (++begun > 20) return new ErrorReply("NOPERM", "That is enough");
        return record({ id: "x", offset: first });
      }
      if (command === "UPLOAD.WRITE") return Number(offset) + bytes.length;
      if (command === "UPLOAD.COMMIT") return new ErrorReply(code, "Again");
      return command === "FILE.HASH" ? new ErrorReply("NOTFOUND", "No") : "go on";
    };
    assertEquals((await failureOf(() => send(share, folder.join("a")))).code, expected);
  });
}
