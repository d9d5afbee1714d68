/**
 * Attacks that once worked, each kept as a test.
 *
 * @module
 */
import { connect } from "node:net";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../helpers/assert.ts";
import { eventually, pause } from "../helpers/patience.ts";
import { installed, runProgram, startServer } from "../helpers/processes.ts";
import { RespClient } from "../helpers/resp_client.ts";

/** Connects and resets before it can be accepted, so many times. */
const RESETS = `
import socket, struct, sys
for _ in range(int(sys.argv[2])):
    s = socket.socket()
    s.setblocking(False)
    try:
        s.connect(("127.0.0.1", int(sys.argv[1])))
    except BlockingIOError:
        pass
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    s.close()
`;

Deno.test({
  name: "connections reset before they are accepted keep nobody out",
  ignore: !installed("python3"),
  async fn() {
    await using server = await startServer();
    // Each used to stop the listener for 200 ms: 400 of them outlast the patience of the client below.
    assertEquals((await runProgram("python3", ["-c", RESETS, String(server.port()), "400"])).code, 0);
    using client = await RespClient.connect(server);
    assertEquals(await client.call("PING"), "PONG");
    assert(!server.stderr.text.includes("accept failed"), server.stderr.text);
  },
});

Deno.test("patterns and channels have a length, since matching takes pattern × text", async () => {
  await using server = await startServer();
  using client = await RespClient.connect(server);
  const long = "*" + "a".repeat(256);
  const rows: string[][] = [
    ["KEYS", long],
    ["SCAN", "0", "MATCH", long],
    ["FILE.LIST", "/", "MATCH", long],
    ["CONFIG", "GET", long],
    ["PUBSUB", "CHANNELS", long],
    ["PSUBSCRIBE", long],
  ];
  for (const row of rows) {
    assertEquals(await client.call(...row), "-ERR Pattern has 257 characters; 256 are allowed", row[0]);
  }
  const channel = "-ERR Channel has 257 characters; 256 are allowed";
  assertEquals(await client.call("SUBSCRIBE", "c".repeat(257)), channel);
  assertEquals(await client.call("PUBLISH", "c".repeat(257), "x"), channel);
  assertEquals(await client.call("SUBSCRIBE", "file:" + "p".repeat(4096)), [
    "subscribe",
    "file:" + "p".repeat(4096),
    1,
  ]);
});

Deno.test("an upload that is the first command may take longer than --first-command-timeout", async () => {
  await using server = await startServer({ args: ["--access", "write", "--first-command-timeout", "1s"] });
  using client = await RespClient.connect(server);
  const write = (text: string) => client.connection.write(new TextEncoder().encode(text));
  await write("*3\r\n$3\r\nSET\r\n$5\r\nf.txt\r\n$100000\r\n");
  // The clock ticks once a second, so this spans two ticks past the limit.
  for (let part = 0; part < 10; part++) {
    await write("x".repeat(10_000));
    await pause(350);
  }
  await write("\r\n");
  assertEquals(await client.receive(), "OK");
  assertEquals(await client.call("STRLEN", "f.txt"), 100_000);
});

Deno.test("an upload that stalls is given up, and its disk space with it", async () => {
  await using server = await startServer({ args: ["--access", "write", "--write-timeout", "1s"] });
  using client = await RespClient.connect(server);
  assertEquals(await client.call("PING"), "PONG");
  await client.connection.write(new TextEncoder().encode("*3\r\n$3\r\nSET\r\n$1\r\nf\r\n$100000\r\nabc"));
  await server.stderr.until((text) => text.includes("upload stalled, over --write-timeout"), "the end of it");
  await eventually(() => [...Deno.readDirSync(server.folder)].length === 0, "clean folder");
});

Deno.test("a label that is somebody's name at another host, or the server's, is not told as the author of a file", async () => {
  await using server = await startServer({ args: ["--access", "write"] });
  using watcher = await RespClient.connect(server);
  await watcher.call("PSUBSCRIBE", "file:*");
  using ana = await RespClient.connect(server);
  await ana.call("CLIENT", "SETNAME", "ana");
  await ana.call("ROOM.SAY", "plaza", "hola");
  for (const label of ["server", "Servidor"]) {
    using other = await RespClient.connect(server);
    assertEquals(await other.call("CLIENT", "SETNAME", label), "OK");
    assertEquals(await other.call("SET", "f.txt", label), "OK");
    assertMatch(String(await watcher.receive()), /"by":"127\.0\.0\.1:\d+"/);
  }
  // Only a session of ana's own host is hers; of the systems, Linux has a second one without being asked.
  for (const label of Deno.build.os === "linux" ? ["ana", "Ana"] : []) {
    const other = connect({ host: "127.0.0.1", port: server.port(), localAddress: "127.0.0.2" });
    try {
      other.write(`CLIENT SETNAME ${label}\r\nSET f.txt ${label}\r\n`);
      assertMatch(String(await watcher.receive()), /"by":"127\.0\.0\.2:\d+"/);
    } finally {
      other.destroy();
    }
  }
  using bea = await RespClient.connect(server);
  await bea.call("CLIENT", "SETNAME", "bea");
  await bea.call("SET", "f.txt", "x");
  assertStringIncludes(String(await watcher.receive()), `"by":"bea"`);
});

Deno.test("joining and leaving has a rate, since everyone in the room is told", async () => {
  await using server = await startServer();
  using client = await RespClient.connect(server);
  const flood = "ROOM.JOIN plaza\r\nROOM.LEAVE plaza\r\n".repeat(200);
  await client.connection.write(new TextEncoder().encode(flood));
  assertMatch(await client.readToEnd(), /-TOOFAST Too many joins: the limit is 20 in any second\r\n$/);
});

Deno.test("renaming and long refusals do not fill the log", async () => {
  await using server = await startServer();
  using client = await RespClient.connect(server);
  for (let i = 0; i < 100; i++) await client.call("CLIENT", "SETNAME", `n${i}`);
  for (let i = 0; i < 100; i++) await client.call("GET", "\\".repeat(60_000));
  client.close();
  await server.stderr.until((text) => /session end .*commands=200/.test(text), "end of the session");
  const log = server.stderr.text;
  assertEquals(log.match(/session name/g)?.length, 20);
  assertEquals(log.match(/command error/g)?.length, 20);
  assert(log.length < 20_000, `${log.length} characters of log`);
});

Deno.test("many files hashed at once are each hashed right", async () => {
  await using server = await startServer({ args: ["--access", "write"] });
  using client = await RespClient.connect(server);
  for (let i = 0; i < 20; i++) await client.call("SET", `f${i}`, "x".repeat(i * 1000));
  const clients = await Promise.all(Array.from({ length: 20 }, () => RespClient.connect(server)));
  const digests = await Promise.all(clients.map((each, i) => each.call("FILE.HASH", `f${i}`)));
  for (const each of clients) each.close();
  for (let i = 0; i < 20; i++) {
    const bytes = new TextEncoder().encode("x".repeat(i * 1000));
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    assertEquals(digests[i], Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join(""));
  }
});
