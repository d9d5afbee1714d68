/** Large files: streamed, with little memory, and never passed off as whole when they are not. @module */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { assert, assertEquals, assertLess, assertStringIncludes } from "../helpers/assert.ts";
import { within } from "../helpers/patience.ts";
import { connectPeer, type Peer } from "../helpers/peer.ts";
import { startServer } from "../helpers/processes.ts";
import { plain } from "../helpers/replies.ts";
import { tempDir } from "../helpers/temp.ts";
import { Download, makeMarked, markedBlocks, withBigFile } from "./downloads.ts";

const KIB = 1024, MIB = 1024 * KIB, GIB = 1024 * MIB;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

const LINUX = Deno.build.os === "linux";
// deno-lint-ignore no-console -- figures and reasons for skipping are for who runs the tests
const report = (line: string): void => console.log(line);

if (!LINUX) report("skipped: memory and open files are read from /proc, which only Linux has");

/** What a command prints; Deno itself opens /proc only to programs that may do everything. */
function printed(command: string, ...args: string[]): string {
  return decoder.decode(new Deno.Command(command, { args, stderr: "null" }).outputSync().stdout);
}

/** Resident memory of a process in bytes. */
function residentMemory(pid: number): number {
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(printed("cat", `/proc/${pid}/status`));
  assert(found !== null, `No VmRSS of ${pid}`);
  return Number(found[1]) * KIB;
}

/** How often a process has a file open. */
function timesOpen(pid: number, path: string): number {
  return printed("ls", "-l", `/proc/${pid}/fd`).split("\n").filter((line) => line.endsWith(` -> ${path}`))
    .length;
}

/** Asks something again and again until it holds; the round trips set the pace. */
async function eventually(
  peer: Peer,
  condition: () => boolean | Promise<boolean>,
  what: string,
): Promise<void> {
  for (let i = 0; i < 20_000; i++) {
    if (await condition()) return;
    assertEquals(plain(await peer.call("PING")), "PONG");
  }
  throw new Error(`Never: ${what}`);
}

/** Waits until nothing more leaves the server: whoever does not read has stalled it. */
async function stalled(peer: Peer): Promise<void> {
  let before = -1, same = 0;
  await eventually(peer, async () => {
    const info = plain(await peer.call("CLIENT", "INFO")) as string;
    assertStringIncludes(info, "id=");
    const stats = plain(await peer.call("INFO", "stats")) as string;
    // Our own replies count too; a file moves much more at a time.
    const sent = Math.floor(Number(/^total_net_output_bytes:(\d+)/m.exec(stats)?.[1]) / MIB);
    same = sent === before ? same + 1 : 0;
    before = sent;
    return same > 200;
  }, "a stalled transfer");
}

Deno.test({
  name: "GET: 1 GiB to ten clients at once under 200 MiB of memory, and others are served meanwhile",
  ignore: !LINUX,
  async fn() {
    const { server, crc, stack } = await withBigFile(GIB);
    await using _ = stack;
    const { pid } = server.process;
    await using pinger = await connectPeer(server.port());
    let most = residentMemory(pid), pongs = 0;
    const idle = most;
    const expected = createHash("sha256"), digest = createHash("sha256");
    for (const block of markedBlocks(GIB)) expected.update(block);
    let unread = 10;
    const fetch = async (client: number): Promise<void> => {
      using download = await Download.begin(server.port(), "GET big.bin");
      assertEquals(download.size, GIB);
      let next = 0;
      const sum = await download.drain((part) => {
        if (client === 0) digest.update(part);
        if (download.received < next) return;
        next += 64 * MIB;
        most = Math.max(most, residentMemory(pid));
      });
      unread--;
      assertEquals([download.received, sum], [GIB, crc], `client ${client}`);
      assertEquals(await download.line(), "");
    };
    const ping = async (): Promise<void> => {
      while (unread === 10) {
        assertEquals(plain(await pinger.call("PING")), "PONG");
        assertEquals(plain(await pinger.call("GET", "small.txt")), "small");
        pongs++;
      }
    };
    await Promise.all([...Array.from({ length: 10 }, (_, client) => fetch(client)), ping()]);
    assertEquals(digest.digest("hex"), expected.digest("hex"));
    const mib = (bytes: number) => Math.round(bytes / MIB);
    report(
      `resident memory: ${mib(idle)} MiB idle, ${
        mib(most)
      } MiB at most; ${pongs} commands answered meanwhile`,
    );
    assert(pongs > 0);
    assertLess(most, 200 * MIB);
  },
});

Deno.test({
  name: "GET: clients that stop reading and disconnect leave neither session nor open file nor memory",
  ignore: !LINUX,
  async fn() {
    const { server, path, crc, stack } = await withBigFile(64 * MIB);
    await using _ = stack;
    const { pid } = server.process;
    await using watcher = await connectPeer(server.port());
    const count = async () =>
      (plain(await watcher.call("CLIENT", "LIST")) as string).trim().split("\n").length;
    const downloads = await Promise.all(
      Array.from({ length: 20 }, () => Download.begin(server.port(), "GET big.bin")),
    );
    await stalled(watcher);
    assertEquals([await count(), timesOpen(pid, path)], [21, 20]);
    assertLess(residentMemory(pid), 200 * MIB);
    // Whoever reads is served as if nobody else were there.
    using other = await Download.begin(server.port(), "GET big.bin");
    assertEquals(await other.drain(), crc);
    for (const download of downloads) download.connection.close();
    await eventually(
      watcher,
      async () => await count() === 2 && timesOpen(pid, path) <= 1,
      "an end of the sessions",
    );
    other.connection.closeWrite();
    await eventually(watcher, async () => await count() === 1 && timesOpen(pid, path) === 0, "closed files");
  },
});

Deno.test("GET: a file that is truncated meanwhile ends that session and no other", async () => {
  const { server, path, stack } = await withBigFile(64 * MIB);
  await using _ = stack;
  await using other = await connectPeer(server.port());
  using download = await Download.begin(server.port(), "GET big.bin");
  await stalled(other);
  Deno.truncateSync(path, MIB);
  const expected = markedBlocks(64 * MIB);
  let block = expected.next().value as Uint8Array, at = 0, same = true;
  await download.drain((part) => {
    for (const byte of part) {
      if (at === block.length) [block, at] = [expected.next().value as Uint8Array, 0];
      same &&= byte === block[at++];
    }
  });
  assert(same, "bytes that the file never had");
  assertLess(download.received, download.size);
  const log = await server.stderr.until((text) => text.includes("session end"), "end of the session");
  assertStringIncludes(log, "became shorter");
  assertEquals(plain(await other.call("STRLEN", "big.bin")), MIB);
});

Deno.test("FILE.HASH: right behind a transfer that was broken off, cut by a change, or whole", async () => {
  const { server, path, stack } = await withBigFile(64 * MIB);
  await using _ = stack;
  await using other = await connectPeer(server.port());
  const expected = () => createHash("sha256").update(Deno.readFileSync(path)).digest("hex");
  // Settled, so that the digest may be kept.
  Deno.utimeSync(path, 1_000, 1_000);
  {
    using half = await Download.begin(server.port(), "GETRANGE big.bin 0 -1");
    await half.next();
  }
  assertEquals(plain(await other.call("FILE.HASH", "big.bin")), expected());

  Deno.utimeSync(path, 2_000, 2_000);
  using stale = await Download.begin(server.port(), "GET big.bin");
  await stalled(other);
  {
    using file = Deno.openSync(path, { write: true });
    file.writeSync(encoder.encode("changed"));
  }
  await stale.drain();
  assertEquals(stale.received, stale.size);
  assertEquals(plain(await other.call("FILE.HASH", "big.bin")), expected());

  Deno.utimeSync(path, 3_000, 3_000);
  using whole = await Download.begin(server.port(), "GETRANGE big.bin 0 -1");
  await whole.drain();
  assertEquals(plain(await other.call("FILE.HASH", "big.bin")), expected());
});

Deno.test("GET: a file that is replaced or removed meanwhile arrives as it was", async () => {
  const { server, path, crc, stack } = await withBigFile(64 * MIB, ["--access", "write", "--keep-free", "0"]);
  await using _ = stack;
  await using other = await connectPeer(server.port());
  using one = await Download.begin(server.port(), "GET big.bin");
  await stalled(other);
  assertEquals(plain(await other.call("SET", "big.bin", "new")), "OK");
  using two = await Download.begin(server.port(), "GET big.bin");
  assertEquals(await two.drain(), crc32(encoder.encode("new")));
  assertEquals([await one.drain(), one.received], [crc, 64 * MIB]);

  Deno.removeSync(path);
  makeMarked(path, 64 * MIB);
  using three = await Download.begin(server.port(), "GET big.bin");
  await stalled(other);
  assertEquals(await other.call("DEL", "big.bin"), 1);
  assertEquals([await three.drain(), three.received], [crc, 64 * MIB]);
});

Deno.test("GET: replies stay in order and published messages wait behind the file", async () => {
  const { server, crc, stack } = await withBigFile(32 * MIB);
  await using _ = stack;
  await using ana = await connectPeer(server.port(), { version: 3, name: "ana" });
  await ana.call("ROOM.JOIN", "plaza");
  using bare = await Download.begin(
    server.port(),
    "GET small.txt",
    "HELLO 3\r\nROOM.JOIN plaza\r\nPING\r\nGET big.bin\r\nPING\r\nGETRANGE big.bin 0 6\r\n",
  );
  await bare.drain();
  for (let line = await bare.line(); line !== "+PONG";) line = await bare.line();
  bare.size = Number((await bare.line()).slice(1));
  bare.received = 0;
  assertEquals(bare.size, 32 * MIB);
  await ana.call("ROOM.SAY", "plaza", "meanwhile");
  assertEquals(await bare.drain(), crc);
  const rest: string[] = [];
  for (let i = 0; i < 11; i++) rest.push(await bare.line());
  // The message was published while the file was sent, so it is next; the other commands were read behind it.
  const sorted = rest.join("\n");
  assertEquals(rest[0], "");
  assertStringIncludes(sorted, '"text":"meanwhile"');
  assertStringIncludes(sorted, "+PONG\n$7\nblock 0");
  assert(sorted.indexOf("meanwhile") < sorted.indexOf("+PONG"), sorted);
});

Deno.test("CLIENT KILL: a session in mid-transfer ends when it has got what it is owed", async () => {
  const { server, crc, stack } = await withBigFile(64 * MIB);
  await using _ = stack;
  await using admin = await connectPeer(server.port());
  using download = await Download.begin(server.port(), "GET big.bin");
  await stalled(admin);
  const { hostname, port } = download.connection.localAddr;
  assertEquals(await admin.call("CLIENT", "KILL", "ADDR", `${hostname}:${port}`), 1);
  assertEquals(await download.drain(), crc);
  assertEquals(await download.line(), "");
  const end = await within(download.connection.read(new Uint8Array(1)), "end of the killed session", 10_000);
  assertEquals(end, null);
});

Deno.test({
  name: "GETRANGE and STRLEN: offsets beyond 4 GiB",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await tempDir();
    const size = 5 * GIB + 3;
    {
      using file = await Deno.open(folder.join("huge.bin"), { write: true, createNew: true });
      await file.truncate(size);
      await file.seek(size - 3, Deno.SeekMode.Start);
      await file.write(encoder.encode("end"));
    }
    await using server = await startServer({ folder: folder.path });
    await using peer = await connectPeer(server.port(), { version: 3 });
    assertEquals(await peer.call("STRLEN", "huge.bin"), size);
    assertEquals(plain(await peer.call("GETRANGE", "huge.bin", "-3", "-1")), "end");
    assertEquals(plain(await peer.call("GETRANGE", "huge.bin", String(size - 4), String(size * 2))), "\0end");
    const part = await peer.call("GETRANGE", "huge.bin", String(size - 100_000), "-1") as Uint8Array;
    assertEquals([part.length, decoder.decode(part.subarray(-4))], [100_000, "\0end"]);
    using download = await Download.begin(server.port(), "GET huge.bin");
    assertEquals(download.size, size);
  },
});
