/** SET over the wire: large values, refused ones, and those that are cut off. @module */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../helpers/assert.ts";
import { connectPeer, type Peer } from "../helpers/peer.ts";
import { startServer } from "../helpers/processes.ts";
import { plain, refusal } from "../helpers/replies.ts";
import { tempDir } from "../helpers/temp.ts";
import { noise, noneUnfinished, snapshot, SYNTAX, TREE, writable } from "./files_fixture.ts";

const MIB = 1024 * 1024;
const encoder = new TextEncoder();

Deno.test("SET: values around --max-argument and beyond arrive whole", async () => {
  await using folder = await tempDir();
  await using server = await startServer(writable(folder.path));
  await using peer = await connectPeer(server.port());
  for (const size of [65_535, 65_536, 65_537, 5 * MIB]) {
    const content = noise(size, size);
    assertEquals(plain(await peer.call("SET", "dir/big.bin", content)), "OK");
    assertEquals(await Deno.readFile(folder.join("dir/big.bin")), content);
    assertEquals(await peer.call("GET", "dir/big.bin"), content);
  }
  assertEquals(Array.from(Deno.readDirSync(folder.join("dir")), ({ name }) => name), ["big.bin"]);
});

Deno.test("SET: what is asked for in one go, before and behind it, is the old value and the new", async () => {
  await using folder = await tempDir({ k: "old" });
  await using server = await startServer(writable(folder.path));
  await using peer = await connectPeer(server.port());
  const get = "*2\r\n$3\r\nGET\r\n$1\r\nk\r\n";
  const set = (value: string) => `*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$3\r\n${value}\r\n`;
  await peer.raw(encoder.encode(`${get}${get}${set("new")}${get}${get}*2\r\n$3\r\nDEL\r\n$1\r\nk\r\n${get}`));
  const answers: unknown[] = [];
  for (let i = 0; i < 7; i++) answers.push(plain(await peer.nextReply()));
  const text = (value: unknown) => value instanceof Uint8Array ? new TextDecoder().decode(value) : value;
  assertEquals(answers.map(text), ["old", "old", "OK", "new", "new", 1, null]);
});

Deno.test("GET: a file that was changed by hand since the last answer is the new one", async () => {
  await using folder = await tempDir({ k: "0" });
  await using server = await startServer({ folder: folder.path });
  await using peer = await connectPeer(server.port());
  for (let i = 1; i <= 50; i++) {
    await Deno.writeTextFile(folder.join("k"), String(i));
    assertEquals(new TextDecoder().decode(await peer.call("GET", "k") as Uint8Array), String(i));
  }
});

Deno.test("SET: a large value in pieces of any size, with more commands behind it", async () => {
  await using folder = await tempDir();
  await using server = await startServer(writable(folder.path));
  await using peer = await connectPeer(server.port());
  const content = noise(5 * MIB);
  const head = encoder.encode(`*3\r\n$3\r\nSET\r\n$7\r\nbig.bin\r\n$${content.length}\r\n`);
  const tail = encoder.encode("\r\nPING\r\n*2\r\n$6\r\nSTRLEN\r\n$7\r\nbig.bin\r\n");
  const all = new Uint8Array(head.length + content.length + tail.length);
  all.set(head);
  all.set(content, head.length);
  all.set(tail, head.length + content.length);
  await peer.raw(all);
  assertEquals([await peer.nextReply(), await peer.nextReply(), await peer.nextReply()].map(plain), [
    "OK",
    "PONG",
    content.length,
  ]);
  // Byte by byte around both ends, and odd sizes between.
  const middle = all.length - 300;
  for (let at = 0; at < all.length;) {
    const size = at < 300 || at >= middle
      ? 1
      : Math.min([1, 7, 4093, 65_537, 300_001][at % 5] as number, middle - at);
    await peer.raw(all.subarray(at, at + size));
    at += size;
  }
  assertEquals([await peer.nextReply(), await peer.nextReply(), await peer.nextReply()].map(plain), [
    "OK",
    "PONG",
    content.length,
  ]);
  assertEquals(await Deno.readFile(folder.join("big.bin")), content);
});

Deno.test("SET: options behind a large value are obeyed", async () => {
  await using folder = await tempDir({ "there.bin": "old" });
  await using server = await startServer(writable(folder.path));
  await using peer = await connectPeer(server.port());
  const content = noise(MIB);
  assertEquals(await peer.call("SET", "there.bin", content, "NX"), null);
  assertEquals(plain(await peer.call("GET", "there.bin")), "old");
  assertEquals(await peer.call("SET", "missing.bin", content, "XX"), null);
  assertEquals(plain(await peer.call("SET", "new.bin", content, "NX")), "OK");
  assertEquals(plain(await peer.call("SET", "there.bin", content, "XX", "GET")), "old");
  assertEquals(await peer.call("SET", "there.bin", content.subarray(0, 100_000), "GET"), content);
  assertEquals(plain(await peer.call("SET", "bad.bin", content, "MAYBE")), SYNTAX);
  assertEquals(snapshot(folder.path).map((line) => line.split(" ")[0]), ["new.bin", "there.bin"]);
  assertEquals(await peer.call("STRLEN", "there.bin"), 100_000);
});

Deno.test("SET: a refused large value up to 4 MiB keeps the session in step", async () => {
  await using folder = await tempDir(TREE);
  await using server = await startServer({ folder: folder.path });
  await using peer = await connectPeer(server.port());
  for (const size of [100_000, MIB, 4 * MIB]) {
    refusal(await peer.call("SET", "new.bin", noise(size)), "NOPERM");
    refusal(await peer.call("SET", "new.bin", noise(size), "NX", "GET"), "NOPERM");
    assertEquals(plain(await peer.call("GET", "hola.txt")), "hola\n");
  }
  await using writing = await startServer(writable(folder.path));
  await using writer = await connectPeer(writing.port());
  refusal(await writer.call("SET", "../x", noise(MIB)), "BADPATH");
  refusal(await writer.call("SET", "dir", noise(MIB)), "WRONGTYPE");
  refusal(await writer.call("SET", "hola.txt/x", noise(MIB)), "EXISTS");
  assertEquals(plain(await writer.call("GET", "hola.txt")), "hola\n");
  assertEquals(writer.unread + peer.unread, 0);
});

Deno.test("SET: a refused larger value gets its error and the end", async () => {
  await using server = await startServer();
  for (const size of [4 * MIB + 1, 12 * MIB]) {
    await using peer = await connectPeer(server.port());
    // The server may close before it has taken everything.
    const reply = peer.nextReply();
    await peer.send("SET", "new.bin", noise(size)).catch(() => {});
    assertStringIncludes(refusal(await reply, "NOPERM"), "--access write");
    await peer.closed();
  }
  await using peer = await connectPeer(server.port());
  assertEquals(plain(await peer.call("PING")), "PONG");
});

Deno.test("SET: a value over --max-upload is refused and leaves nothing", async () => {
  await using folder = await tempDir();
  await using server = await startServer(writable(folder.path, "--max-upload", "1M"));
  await using peer = await connectPeer(server.port());
  assertEquals(plain(await peer.call("SET", "fits.bin", noise(MIB))), "OK");
  const reply = peer.nextReply();
  await peer.send("SET", "big.bin", noise(MIB + 1)).catch(() => {});
  assertMatch(String(plain(await reply)), /^-(ERR|TOOBIG) /);
  await noneUnfinished(folder.path, server);
  assertEquals(Array.from(Deno.readDirSync(folder.path), ({ name }) => name), ["fits.bin"]);
});

const CUTS: readonly [
  where: string,
  head: (size: number) => string,
  sent: (size: number) => number,
  tail: string,
][] = [
  ["at its beginning", (size) => `*3\r\n$3\r\nSET\r\n$1\r\nf\r\n$${size}\r\n`, () => 0, ""],
  ["in mid-value", (size) => `*3\r\n$3\r\nSET\r\n$1\r\nf\r\n$${size}\r\n`, (size) => size >> 1, ""],
  ["before its line break", (size) => `*3\r\n$3\r\nSET\r\n$1\r\nf\r\n$${size}\r\n`, (size) => size, ""],
  [
    "before the option behind it",
    (size) => `*4\r\n$3\r\nSET\r\n$1\r\nf\r\n$${size}\r\n`,
    (size) => size,
    "\r\n$2\r\nN",
  ],
];

for (const [where, head, sent, tail] of CUTS) {
  Deno.test(`SET: a connection cut ${where} leaves no file`, async () => {
    await using folder = await tempDir();
    await using server = await startServer(writable(folder.path));
    await using watcher = await connectPeer(server.port(), { version: 3 });
    const content = noise(MIB);
    await using peer = await connectPeer(server.port());
    await peer.raw(head(content.length));
    await peer.raw(content.subarray(0, sent(content.length)));
    await peer.raw(tail);
    // The upload is under way before it is cut.
    const staged = () => Array.from(Deno.readDirSync(folder.path)).length > 0;
    for (let i = 0; i < 5000 && !staged(); i++) await watcher.call("PING");
    assert(staged(), "the upload was never staged");
    peer.close();
    await server.stderr.until((log) => log.includes("session end"), "end of the session");
    await noneUnfinished(folder.path, server);
    assertEquals(Array.from(Deno.readDirSync(folder.path)), []);
  });
}

Deno.test("SET: a protocol error behind a large value leaves no file", async () => {
  await using folder = await tempDir();
  await using server = await startServer(writable(folder.path));
  await using peer = await connectPeer(server.port());
  await peer.raw(`*4\r\n$3\r\nSET\r\n$1\r\nf\r\n$${MIB}\r\n`);
  await peer.raw(noise(MIB));
  await peer.raw("\r\n!2\r\nNX\r\n");
  assertEquals(refusal(await peer.nextReply(), "ERR"), "Protocol error: expected '$', got '!'");
  await peer.closed();
  await noneUnfinished(folder.path, server);
  assertEquals(Array.from(Deno.readDirSync(folder.path)), []);
});

Deno.test("SET: a large value refused to a subscriber goes nowhere, least of all into the next SET", async () => {
  await using folder = await tempDir();
  await using server = await startServer(writable(folder.path));
  await using peer = await connectPeer(server.port());
  await peer.call("SUBSCRIBE", "news");
  refusal(await peer.call("SET", "first.bin", noise(MIB)), "ERR");
  await peer.call("UNSUBSCRIBE");
  assertEquals(plain(await peer.call("SET", "second.txt", "small")), "OK");
  assertEquals(await peer.call("STRLEN", "second.txt"), 5);
  await noneUnfinished(folder.path, server);
  assertEquals(snapshot(folder.path), ["second.txt = small"]);
});

Deno.test("SET: two writers of one file, one of them wins whole; readers see a whole file throughout", async () => {
  await using folder = await tempDir();
  await using server = await startServer(writable(folder.path));
  const size = 2 * MIB;
  await using one = await connectPeer(server.port());
  await using two = await connectPeer(server.port());
  await using reader = await connectPeer(server.port());
  const versions = [1, 2].map((byte) => new Uint8Array(size).fill(byte));
  await one.call("SET", "f", versions[0] as Uint8Array);
  let writing = true;
  const write = async (peer: Peer, content: Uint8Array) => {
    for (let i = 0; i < 10; i++) assertEquals(plain(await peer.call("SET", "f", content)), "OK");
  };
  const written = Promise.all([write(one, versions[0] as Uint8Array), write(two, versions[1] as Uint8Array)])
    .finally(() => writing = false);
  while (writing) {
    const content = await reader.call("GET", "f") as Uint8Array;
    assertEquals(content.length, size);
    const byte = content[0];
    assert(content.every((each) => each === byte), "mixed contents");
  }
  await written;
});
