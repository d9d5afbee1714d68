import { Connection } from "../../../lib/client/connection.ts";
import { EnchufeError } from "../../../lib/errors.ts";
import { Push, type Reply } from "../../../lib/framing/reply.ts";
import { textOf } from "../../../lib/framing/reply_decoder.ts";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "../../helpers/assert.ts";
import { pause } from "../../helpers/patience.ts";
import { memoryPair, type Peer } from "./memory_transport.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function open(timeout = 60_000): { peer: Peer; connection: Connection; pushes: Push[] } {
  const peer = memoryPair();
  const pushes: Push[] = [];
  const connection = new Connection(peer.transport, {
    timeout,
    where: "test:1",
    onPush: (push) => pushes.push(push),
  });
  return { peer, connection, pushes };
}

/** Reads from the client until the text is there. */
async function received(peer: Peer, text: string): Promise<string> {
  const buffer = new Uint8Array(64 * 1024);
  let all = "";
  while (!all.includes(text)) {
    const count = await peer.read(buffer);
    if (count === null) throw new Error(`Ended after ${all}`);
    all += decoder.decode(buffer.subarray(0, count));
  }
  return all;
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return (await assertRejects(() => promise, EnchufeError)).code;
}

Deno.test("Connection.request() what is asked for at once leaves in one write, and never before an upload", async () => {
  const { transport, read, send } = memoryPair();
  const writes: string[] = [];
  const connection = new Connection({
    ...transport,
    write: (bytes) => {
      writes.push(decoder.decode(bytes).replaceAll("\r\n", " "));
      return transport.write(bytes);
    },
  }, { timeout: 60_000, where: "test:1" });
  const first = [connection.request(["A"]), connection.request(["B"])];
  const upload = connection.upload(["C"], 1, () => Promise.resolve(encoder.encode("x")));
  const last = [connection.request(["D"]), connection.request(["E"])];
  await received({ read } as Peer, "E");
  await send(":1\r\n:2\r\n:3\r\n:4\r\n:5\r\n");
  assertEquals(await Promise.all([...first, upload, ...last]), [1, 2, 3, 4, 5]);
  assertEquals(writes, [
    "*1 $1 A *1 $1 B ",
    "*2 $1 C $1 ",
    "x",
    " ",
    "*1 $1 D *1 $1 E ",
  ]);
  connection.close();
});

Deno.test("Connection.request() matches pipelined replies in order, whatever is pushed between them", async () => {
  const { peer, connection, pushes } = open();
  const answers = Promise.all([
    connection.request(["PING"]),
    connection.request(["ECHO", "ñ"]),
    connection.request(["TIME"]),
  ]);
  const sent = await received(peer, "TIME\r\n");
  assertEquals(sent, "*1\r\n$4\r\nPING\r\n*2\r\n$4\r\nECHO\r\n$2\r\nñ\r\n*1\r\n$4\r\nTIME\r\n");
  const replies = "+PONG\r\n>2\r\n+message\r\n$1\r\na\r\n$2\r\nñ\r\n>1\r\n+x\r\n*1\r\n:5\r\n";
  // Byte by byte: a reply may be split anywhere.
  for (const byte of encoder.encode(replies)) await peer.send(new Uint8Array([byte]));
  const [pong, echo, time] = await answers;
  assertEquals([textOf(pong), textOf(echo), time], ["PONG", "ñ", [5] as Reply]);
  assertEquals(pushes.map((push) => push.items.map(textOf)), [["message", "a"], ["x"]]);
  connection.close();
});

Deno.test("Connection.request() an error reply rejects that request only", async () => {
  const { peer, connection } = open();
  const first = connection.request(["NOPE"]), second = connection.request(["PING"]);
  await received(peer, "PING\r\n");
  await peer.send("-NOPERM This is read-only\r\n+PONG\r\n");
  const error = await assertRejects(() => first, EnchufeError);
  assertEquals([error.code, error.message], ["NOPERM", "This is read-only"]);
  assertEquals(textOf(await second), "PONG");
  connection.close();
});

Deno.test("Connection a peer that closes: requests under way and later ones are LOST, naming where", async () => {
  const { peer, connection } = open();
  const first = connection.request(["A"]), second = connection.request(["B"]);
  await received(peer, "B\r\n");
  await peer.send("+half");
  peer.close();
  assertStringIncludes((await assertRejects(() => first, EnchufeError)).message, "test:1");
  assertEquals(await codeOf(second), "LOST");
  assertEquals(await codeOf(connection.request(["C"])), "LOST");
  assertEquals((await connection.ended)?.code, "LOST");
  assertEquals(connection.over, true);
});

Deno.test("Connection a peer that only talks of other things: TIMEOUT", async () => {
  const { peer, connection, pushes } = open(100);
  const answer = connection.request(["PING"]);
  answer.catch(() => {});
  let over = false;
  const talking = (async () => {
    while (!over) {
      for (const byte of encoder.encode(">1\r\n+x\r\n")) await peer.send(new Uint8Array([byte]));
      await pause(1);
    }
  })().catch(() => {});
  assertEquals(await codeOf(answer), "TIMEOUT");
  over = true;
  assert(pushes.length > 1);
  connection.close();
  await talking;
});

Deno.test("Connection a peer that says nothing: TIMEOUT", async () => {
  const { connection } = open(20);
  const error = await assertRejects(() => connection.request(["PING"]), EnchufeError);
  assertEquals(error.code, "TIMEOUT");
  assertStringIncludes(error.message, "No answer from test:1 within 0.02 s");
  assertEquals((await connection.ended)?.code, "TIMEOUT");
});

Deno.test("Connection silence while no answer is due is no time-out", async () => {
  const { peer, connection } = open(10);
  const first = connection.request(["PING"]);
  await peer.send("+PONG\r\n");
  await first;
  const ended = await Promise.race([
    connection.ended.then(() => "ended"),
    // Longer than the time-out, to show that nothing happens in it.
    new Promise((resolve) => setTimeout(() => resolve("open"), 40)),
  ]);
  assertEquals(ended, "open");
  connection.close();
});

Deno.test("Connection bytes that are not RESP: BADREPLY", async () => {
  const { peer, connection } = open();
  const first = connection.request(["PING"]);
  await peer.send("HTTP/1.1 400 Bad Request\r\n");
  assertEquals(await codeOf(first), "BADREPLY");
});

Deno.test("Connection an error that nobody asked for is why it ended; another reply is BADREPLY", async () => {
  const full = open();
  await full.peer.send("-ERR max number of clients reached\r\n");
  assertEquals((await full.connection.ended)?.message, "max number of clients reached");
  const odd = open();
  await odd.peer.send("+OK\r\n");
  assertEquals((await odd.connection.ended)?.code, "BADREPLY");
});

Deno.test("Connection.close() ends without a reason; requests under way are LOST", async () => {
  const { connection } = open();
  const first = connection.request(["PING"]);
  connection.close();
  assertEquals(await codeOf(first), "LOST");
  assertEquals(await connection.ended, undefined);
});

Deno.test("Connection.fetch() streams a bulk string, and the next reply is in step", async () => {
  const { peer, connection, pushes } = open();
  const got: string[] = [];
  const first = connection.fetch(["GET", "a"], (part) => void got.push(decoder.decode(part)));
  const second = connection.request(["FILE.HASH", "a"]);
  const empty = connection.fetch(["GET", "empty"], () => {});
  await received(peer, "empty\r\n");
  for (const part of [">1\r\n+p\r\n$1", "0\r\n01234", "56789\r", "\n$3\r\nabc\r\n$0\r\n\r\n"]) {
    await peer.send(part);
  }
  assertEquals(await first, { size: 10 });
  assertEquals(got.join(""), "0123456789");
  assertEquals(textOf(await second), "abc");
  assertEquals(await empty, { size: 0 });
  assertEquals(pushes.length, 1);
  connection.close();
});

Deno.test("Connection.fetch() null is told, an error throws, a sink that throws ends it, an early end is LOST", async () => {
  const missing = open();
  const none = missing.connection.fetch(["GET", "a"], () => {});
  await missing.peer.send("_\r\n");
  assertEquals(await none, { size: undefined, reply: null });
  const refused = missing.connection.fetch(["GET", "a"], () => {});
  await missing.peer.send("-WRONGTYPE a directory\r\n");
  assertEquals(await codeOf(refused), "WRONGTYPE");
  missing.connection.close();

  const full = open();
  const writing = full.connection.fetch(
    ["GET", "a"],
    () => Promise.reject(new EnchufeError("IO", "Disk full")),
  );
  await full.peer.send("$5\r\nabc");
  assertEquals(await codeOf(writing), "IO");
  assertEquals(full.connection.over, true);

  const short = open();
  const reading = short.connection.fetch(["GET", "a"], () => {});
  await short.peer.send("$5\r\nabc");
  short.peer.close();
  assertEquals(await codeOf(reading), "LOST");
});

function feedOf(...parts: string[]): () => Promise<Uint8Array | null> {
  return () => Promise.resolve(parts.length === 0 ? null : encoder.encode(parts.shift()));
}

Deno.test("Connection.upload() sends head, payload and line break, then requests that were made meanwhile", async () => {
  const { peer, connection } = open();
  const first = connection.upload(["SET", "a"], 6, feedOf("abc", "def"));
  const second = connection.request(["PING"]);
  const sent = await received(peer, "PING\r\n");
  assertEquals(sent, "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$6\r\nabcdef\r\n*1\r\n$4\r\nPING\r\n");
  await peer.send("+OK\r\n+PONG\r\n");
  assertEquals([textOf(await first), textOf(await second)], ["OK", "PONG"]);
  connection.close();
});

Deno.test("Connection.upload() a refusal while bytes are still being sent stops the sending", async () => {
  const { peer, connection } = open();
  peer.limit(40);
  let fed = 0;
  const first = connection.upload(["SET", "a"], 1e9, () => {
    // The server has seen enough, says so and reads no more.
    if (++fed === 2) {
      peer.limit(0);
      void peer.send("-NOPERM This server is read-only\r\n");
    }
    return Promise.resolve(new Uint8Array(1000));
  });
  const error = await assertRejects(() => first, EnchufeError);
  assertEquals([error.code, error.message], ["NOPERM", "This server is read-only"]);
  assertEquals(fed < 5, true);
  assertEquals(connection.over, true);
});

Deno.test("Connection.upload() why the server closed is told rather than that a write failed", async () => {
  const { peer, connection } = open();
  const first = connection.upload(["SET", "a"], 1e9, async () => {
    await peer.send("-TOOBIG The limit is 4G\r\n");
    peer.close();
    return new Uint8Array(1000);
  });
  assertEquals(await codeOf(first), "TOOBIG");
});

Deno.test("Connection.upload() a feed that ends early or throws ends it with IO", async () => {
  const short = open();
  assertEquals(await codeOf(short.connection.upload(["SET", "a"], 6, feedOf("abc"))), "IO");
  assertEquals(short.connection.over, true);
  const broken = open();
  const failing = () => Promise.reject(new EnchufeError("IO", "Cannot read"));
  assertEquals(await codeOf(broken.connection.upload(["SET", "a"], 6, failing)), "IO");
});

Deno.test("Connection.upload() a server that takes nothing more: TIMEOUT", async () => {
  const { peer, connection } = open(20);
  peer.limit(0);
  assertEquals(await codeOf(connection.upload(["SET", "a"], 6, feedOf("abcdef"))), "TIMEOUT");
});
