import { connectPeer, type Peer } from "../helpers/peer.ts";
import { assert, assertEquals, assertNotEquals, assertStringIncludes } from "../helpers/assert.ts";
import { eventually } from "../helpers/patience.ts";
import {
  installed,
  programCommand,
  runProgram,
  startServer,
  type StartServerOptions,
  type TestServer,
} from "../helpers/processes.ts";
import { plain } from "../helpers/replies.ts";
import { type TempDir, tempDir } from "../helpers/temp.ts";

interface History {
  readonly epoch: string;
  readonly recovered: boolean;
  readonly next: number;
  readonly messages: readonly { readonly text: string; readonly offset: number }[];
}

function start(history: string, options: StartServerOptions = {}): Promise<TestServer> {
  const args = ["--history", history, "--chat-rate", "1000000", ...options.args ?? []];
  return startServer({ ...options, args });
}

async function since(peer: Peer, epoch: string, offset: number): Promise<History> {
  return plain(await peer.call("ROOM.HISTORY", "plaza", "SINCE", `${epoch}:${offset}`)) as unknown as History;
}

async function persistence(peer: Peer): Promise<string> {
  return String(plain(await peer.call("INFO", "persistence")));
}

/** Says texts without waiting for each, until the server goes. @returns The texts by offset that were acknowledged. */
async function talk(peer: Peer, name: string): Promise<Map<number, string>> {
  const acknowledged = new Map<number, string>();
  try {
    for (let batch = 0;; batch++) {
      const texts = Array.from({ length: 20 }, (_, index) => `${name} ${batch} ${index}`);
      await Promise.all(texts.map(async (text) => {
        const offset = await peer.call("ROOM.SAY", "plaza", text);
        if (typeof offset === "number") acknowledged.set(offset, text);
      }));
    }
  } catch {
    // The server is gone.
  }
  return acknowledged;
}

Deno.test("--history: a server that is killed in the midst of talk has every message that it acknowledged", async () => {
  await using folder = await tempDir();
  const file = folder.join("h.db");
  const acknowledged = new Map<number, string>();
  let epoch = "";
  for (let round = 0; round < 3; round++) {
    await using server = await start(file, {
      args: ["--history-messages", "1000000", "--history-bytes", "1G"],
    });
    const watcher = await connectPeer(server.port(), { version: 3, name: "watcher" });
    epoch ||= (await since(watcher, "none", 1)).epoch;
    const enough = (await since(watcher, epoch, 1)).next + 200;
    const peers = await Promise.all(
      ["ana", "luz"].map((name) => connectPeer(server.port(), { version: 3, name })),
    );
    const talks = Promise.all(peers.map((peer, index) => talk(peer, `${round} ${index}`)));
    await eventually(async () => (await since(watcher, epoch, enough)).next > enough, "talk");
    await server.stop("SIGKILL");
    for (const heard of await talks) {
      for (const [offset, text] of heard) {
        assert(!acknowledged.has(offset), `Offset ${offset} was given twice`);
        acknowledged.set(offset, text);
      }
    }
  }
  await using server = await start(file, {
    args: ["--history-messages", "1000000", "--history-bytes", "1G"],
  });
  await using peer = await connectPeer(server.port(), { version: 3, name: "ana" });
  const history = await since(peer, epoch, 1);
  assertEquals([history.epoch, history.recovered], [epoch, true]);
  assertEquals(history.messages.map(({ offset }) => offset), history.messages.map((_, index) => index + 1));
  const texts = history.messages.map(({ text }) => text);
  assertEquals(new Set(texts).size, texts.length);
  assert(acknowledged.size >= 600);
  assertEquals([...acknowledged].filter(([offset, text]) => texts[offset - 1] !== text), []);
});

Deno.test({
  name:
    "--history: sqlite3 reads the file while the server runs, and after a stop in order nothing lies beside it",
  ignore: !installed("sqlite3"),
  async fn() {
    await using folder = await tempDir();
    const file = folder.join("h.db");
    await using server = await start(file);
    const peer = await connectPeer(server.port(), { version: 3, name: "ana" });
    for (const text of ["uno", "dos"]) await peer.call("ROOM.SAY", "plaza", text);
    const question = ["-readonly", file, "SELECT room, sender, text FROM said; PRAGMA integrity_check"];
    const read = await runProgram("sqlite3", question);
    assertEquals([read.stdout, read.stderr], ["plaza|ana|uno\nplaza|ana|dos\nok\n", ""]);
    assertEquals(await peer.call("ROOM.SAY", "plaza", "tres"), 3);
    assertStringIncludes(await persistence(peer), "history_engine:sqlite\r\nhistory_status:ok\r\n");
    assertEquals(await server.stop(), 0);
    assertEquals(Array.from(Deno.readDirSync(folder.path), ({ name }) => name).sort(), ["h.db", "h.db-lock"]);
  },
});

Deno.test("--history: a second server and a foreign file are refused in one line", async () => {
  await using folder = await tempDir({ "letter.txt": "Dear Ana" });
  await using _server = await start(folder.join("h.db"));
  await using share = await tempDir();
  const refusal = async (history: string) => {
    const [program, args] = programCommand("server", [share.path, "--port", "0", "--chat-port", "off"]);
    const { code, stdout, stderr } = await runProgram(program, [...args, "--history", history]);
    assertEquals([stdout, stderr.split("\n").length], ["", 2]);
    return [
      code,
      stderr.includes("in use by another server"),
      stderr.includes("is not a history of Enchufe"),
    ];
  };
  assertEquals(await refusal(folder.join("h.db")), [1, true, false]);
  assertEquals(await refusal(folder.join("letter.txt")), [1, false, true]);
  assertEquals(await refusal(share.join("h.db")), [2, false, false]);
  assertEquals(Deno.readTextFileSync(folder.join("letter.txt")), "Dear Ana");
});

/** Whether a file system of our own can be mounted here; if not, prints why. */
function canMount(): boolean {
  const can = Deno.build.os === "linux" && Deno.uid() === 0 && (() => {
    const place = Deno.makeTempDirSync();
    try {
      const mounted = new Deno.Command("mount", { args: ["-t", "tmpfs", "none", place], stderr: "null" })
        .outputSync();
      if (mounted.success) new Deno.Command("umount", { args: [place] }).outputSync();
      return mounted.success;
    } finally {
      Deno.removeSync(place);
    }
  })();
  // deno-lint-ignore no-console -- a skipped test must say why, and tests have no other voice
  if (!can) console.log("skipped: mounting a small disk needs root on Linux");
  return can;
}

/** Mounts a small disk on a folder, for `await using`. */
async function smallDisk(folder: TempDir): Promise<AsyncDisposable> {
  const { code, stderr } = await runProgram("mount", ["-t", "tmpfs", "-o", "size=512k", "none", folder.path]);
  assertEquals([code, stderr], [0, ""]);
  return { [Symbol.asyncDispose]: async () => void await runProgram("umount", ["-l", folder.path]) };
}

const MOUNTS = canMount();

Deno.test({
  name:
    "--history: on a full disk the room goes on in memory and says so once; when there is room it catches up",
  ignore: !MOUNTS,
  async fn() {
    await using folder = await tempDir();
    await using _disk = await smallDisk(folder);
    const file = folder.join("h.db");
    await using server = await start(file);
    const peer = await connectPeer(server.port(), { version: 3, name: "ana" });
    await peer.call("ROOM.SAY", "plaza", "first");
    const { epoch } = await since(peer, "none", 1);
    fillUp(folder.join("ballast"));
    for (let index = 0; index < 300; index++) {
      assertEquals(await peer.call("ROOM.SAY", "plaza", `${index} ${"x".repeat(900)}`), index + 2);
    }
    assertStringIncludes(
      await persistence(peer),
      "history_status:failing\r\nhistory_failure:database or disk is full",
    );
    assertEquals((await since(peer, epoch, 1)).messages.length, 301);
    Deno.removeSync(folder.join("ballast"));
    await eventually(async () => (await persistence(peer)).includes("history_status:ok"), "catching up");
    assertEquals(server.stderr.text.match(/ history is not stored/g)?.length, 1);
    await server.stop("SIGKILL");
    await using second = await start(file);
    const again = await connectPeer(second.port(), { version: 3, name: "ana" });
    const history = await since(again, epoch, 1);
    assertEquals([history.epoch, history.recovered, history.messages.length], [epoch, true, 301]);
    assertEquals(await again.call("ROOM.SAY", "plaza", "after"), 302);
  },
});

Deno.test({
  name: "--history: a server that is killed while the disk is full has another epoch afterwards",
  ignore: !MOUNTS,
  async fn() {
    await using folder = await tempDir();
    await using _disk = await smallDisk(folder);
    const file = folder.join("h.db");
    await using server = await start(file);
    const peer = await connectPeer(server.port(), { version: 3, name: "ana" });
    await peer.call("ROOM.SAY", "plaza", "first");
    const { epoch } = await since(peer, "none", 1);
    fillUp(folder.join("ballast"));
    for (let index = 0; index < 300; index++) await peer.call("ROOM.SAY", "plaza", "x".repeat(900));
    await server.stop("SIGKILL");
    Deno.removeSync(folder.join("ballast"));
    await using second = await start(file);
    const again = await connectPeer(second.port(), { version: 3, name: "ana" });
    const history = await since(again, epoch, 302);
    assertNotEquals(history.epoch, epoch);
    assertEquals([history.recovered, history.messages[0]?.text], [false, "first"]);
  },
});

Deno.test({
  name: "--history: a disk that is read-only at the start keeps nobody from talking",
  ignore: !MOUNTS,
  async fn() {
    await using folder = await tempDir();
    await using _disk = await smallDisk(folder);
    const remount = async (how: string) => {
      const { stderr } = await runProgram("mount", ["-o", `remount,${how}`, folder.path]);
      assertEquals(stderr, "");
    };
    const file = folder.join("h.db");
    await using server = await start(file);
    await using peer = await connectPeer(server.port(), { version: 3, name: "ana" });
    await peer.call("ROOM.SAY", "plaza", "stored");
    await server.stop();
    await remount("ro");
    await using second = await start(file);
    const again = await connectPeer(second.port(), { version: 3, name: "ana" });
    assertEquals(await again.call("ROOM.SAY", "plaza", "in memory"), 1);
    assertStringIncludes(await persistence(again), "history_engine:memory\r\nhistory_status:failing\r\n");
    assertStringIncludes(second.stderr.text, "warn  history is not stored: rooms go on in memory");
    assertEquals(await second.stop(), 0);
    await remount("rw");
    await using third = await start(file);
    const last = await connectPeer(third.port(), { version: 3, name: "ana" });
    assertEquals((await since(last, "none", 1)).messages.map(({ text }) => text), ["stored"]);
    assertEquals(await third.stop(), 0);
  },
});

/** Fills a disk to the last byte. */
function fillUp(path: string): void {
  using ballast = Deno.openSync(path, { write: true, create: true });
  const block = new Uint8Array(1024);
  try {
    for (;;) ballast.writeSync(block);
  } catch {
    // It is full.
  }
}
