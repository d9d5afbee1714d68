/**
 * Every limit of `lib/limits.ts`, reached over a real socket with a small value given as a flag: what it refuses, the
 * text that names it, and what goes on unharmed.
 *
 * @module
 */
import { LIMIT_NAMES } from "../../lib/limits.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../helpers/assert.ts";
import { eventually } from "../helpers/patience.ts";
import { startServer, type TestServer } from "../helpers/processes.ts";
import { type Plain } from "../helpers/replies.ts";
import { infoNumber, RespClient } from "../helpers/resp_client.ts";
import { tempDir } from "../helpers/temp.ts";

/** On RESP3, where maps and booleans come as such. */
async function speaker(server: TestServer): Promise<RespClient> {
  const client = await RespClient.connect(server);
  await client.call("HELLO", "3");
  return client;
}

/** Insists that the session gets one error reply and is then closed. */
async function assertLastWords(client: RespClient, expected: RegExp): Promise<void> {
  assertMatch(await client.readToEnd(), expected);
}

/** Insists that a reply is an error that says what it should, and that the session goes on. */
async function assertRefused(client: RespClient, reply: Plain, expected: RegExp): Promise<void> {
  assertMatch(String(reply), expected);
  assertEquals(await client.call("PING"), "PONG");
}

async function logged(server: TestServer, expected: RegExp): Promise<void> {
  await server.stderr.until((text) => expected.test(text), `log line like ${expected}`);
}

Deno.test("--max-sessions: one more is told and closed; when one leaves, the next comes in", async () => {
  await using server = await startServer({ args: ["--max-sessions", "3"] });
  using first = await RespClient.connect(server);
  using second = await RespClient.connect(server);
  using third = await RespClient.connect(server);
  for (const client of [first, second, third]) assertEquals(await client.call("PING"), "PONG");
  for (let times = 0; times < 3; times++) {
    using fourth = await RespClient.connect(server);
    assertEquals(await fourth.readToEnd(), "-ERR max number of clients reached\r\n");
  }
  await logged(server, /session refused .*max number of clients reached/);
  assertEquals(await infoNumber(first, "rejected_connections"), 3);
  third.close();
  await eventually(async () => await infoNumber(first, "connected_clients") === 2, "end of the third");
  using fifth = await RespClient.connect(server);
  assertEquals(await fifth.call("PING"), "PONG");
});

/** An IPv4 address of this machine that is not loopback. */
function ownAddress(): string | undefined {
  return Deno.networkInterfaces().find(({ family, address }) =>
    family === "IPv4" && !address.startsWith("127.")
  )?.address;
}

Deno.test({
  name: "--max-per-address: one more from the same address is told and closed, loopback aside",
  // Without a network card there is no second address to come from.
  ignore: ownAddress() === undefined,
  async fn() {
    const hostname = ownAddress() as string;
    await using server = await startServer({ args: ["--host", "0.0.0.0", "--max-per-address", "2"] });
    const port = server.port();
    using _one = await Deno.connect({ hostname, port });
    using _two = await Deno.connect({ hostname, port });
    using witness = await RespClient.connect(server);
    await eventually(async () => await infoNumber(witness, "connected_clients") === 3, "three sessions");
    using third = await Deno.connect({ hostname, port });
    assertMatch(await new Response(third.readable).text(), /^-ERR .*--max-per-address.*\r\n$/);
    using loopback = await RespClient.connect(server);
    assertEquals(await loopback.call("PING"), "PONG");
  },
});

Deno.test("--max-line, --max-arguments, --max-argument, --max-request: a protocol error, then a close", async () => {
  const args = ["--max-line", "100", "--max-arguments", "5", "--max-argument", "50", "--max-request", "200"];
  await using server = await startServer({ args: [...args, "--max-upload", "50"] });
  const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`;
  const rows: readonly (readonly [within: string, reply: string, beyond: string, error: string])[] = [
    // A line is counted without its line break, the carriage return included.
    [
      `ECHO ${"x".repeat(94)}\r\n`,
      `$94\r\n${"x".repeat(94)}\r\n`,
      `ECHO ${"x".repeat(95)}\r\n`,
      "too big inline request",
    ],
    ["EXISTS a b c d\r\n", ":0\r\n", "EXISTS a b c d e\r\n", "too big inline request"],
    [`*5\r\n${bulk("EXISTS")}${bulk("a").repeat(4)}`, ":0\r\n", "*6\r\n", "invalid multibulk length"],
    [
      `*2\r\n${bulk("ECHO")}${bulk("y".repeat(50))}`,
      bulk("y".repeat(50)),
      `*2\r\n${bulk("ECHO")}$51\r\n`,
      "invalid bulk length",
    ],
    [
      `*4\r\n${bulk("EXISTS")}${bulk("z".repeat(48)).repeat(3)}`,
      ":0\r\n",
      `*5\r\n${bulk("EXISTS")}${bulk("z".repeat(50)).repeat(4)}`,
      "too big request",
    ],
  ];
  for (const [within, reply, beyond, error] of rows) {
    using client = await RespClient.connect(server);
    await client.sendRaw(within + beyond);
    assertEquals(await client.readToEnd(), `${reply}-ERR Protocol error: ${error}\r\n`, beyond);
  }
});

Deno.test("--max-subscriptions: one more is refused, channels and patterns together", async () => {
  await using server = await startServer({ args: ["--max-subscriptions", "2"] });
  using client = await RespClient.connect(server);
  await client.call("HELLO", "3");
  assertEquals(await client.call("SUBSCRIBE", "a"), ["subscribe", "a", 1]);
  assertEquals(await client.call("PSUBSCRIBE", "b*"), ["psubscribe", "b*", 2]);
  const error = /^-TOOMANY .*\b2\b.*--max-subscriptions/;
  await assertRefused(client, await client.call("SUBSCRIBE", "c"), error);
  await assertRefused(client, await client.call("PSUBSCRIBE", "d*"), error);
  assertEquals(await client.call("SUBSCRIBE", "a"), ["subscribe", "a", 2], "one that it has is not one more");
  assertEquals(await client.call("UNSUBSCRIBE", "a"), ["unsubscribe", "a", 1]);
  assertEquals(await client.call("SUBSCRIBE", "c"), ["subscribe", "c", 2]);
});

Deno.test("--max-rooms: one more is refused while the others have members, and an empty one gives way", async () => {
  await using server = await startServer({ args: ["--max-rooms", "3"] });
  using ana = await speaker(server);
  await ana.call("ROOM.JOIN", "uno");
  await ana.call("ROOM.JOIN", "dos");
  await assertRefused(ana, await ana.call("ROOM.JOIN", "tres"), /^-TOOMANY .*limit is 3 rooms/);
  await assertRefused(ana, await ana.call("ROOM.SAY", "tres", "hola"), /^-TOOMANY .*limit is 3 rooms/);
  assertEquals(await ana.call("ROOM.LEAVE", "uno"), 1);
  assertEquals((await ana.call("ROOM.JOIN", "tres") as { room: string }).room, "tres");
});

Deno.test("--max-joined: one more room is refused until one is left", async () => {
  await using server = await startServer({ args: ["--max-joined", "2"] });
  using ana = await speaker(server);
  await ana.call("ROOM.JOIN", "uno");
  await ana.call("ROOM.JOIN", "dos");
  await assertRefused(
    ana,
    await ana.call("ROOM.JOIN", "tres"),
    /^-TOOMANY Rooms joined are 2, the limit .*--max-joined/,
  );
  assertEquals((await ana.call("ROOM.JOIN", "uno") as { room: string }).room, "uno");
  assertEquals(await ana.call("ROOM.LEAVE", "uno"), 1);
  assertEquals((await ana.call("ROOM.JOIN", "tres") as { room: string }).room, "tres");
});

Deno.test("--max-joined: a refused join makes no other room give way", async () => {
  await using server = await startServer({ args: ["--max-joined", "1", "--max-rooms", "3"] });
  using ana = await speaker(server);
  await ana.call("ROOM.JOIN", "uno");
  assertEquals(await ana.call("ROOM.SAY", "dos", "guardado"), 1);
  await assertRefused(
    ana,
    await ana.call("ROOM.JOIN", "tres"),
    /^-TOOMANY Rooms joined are 1, the limit .*--max-joined/,
  );
  const { messages } = await ana.call("ROOM.HISTORY", "dos") as { messages: { text: string }[] };
  assertEquals(messages.map(({ text }) => text), ["guardado"]);
});

Deno.test("--max-message: counts characters, not bytes; a longer one is told and closed", async () => {
  await using server = await startServer({ args: ["--max-message", "10"] });
  using listener = await RespClient.connect(server);
  await listener.call("SUBSCRIBE", "room:plaza");
  using client = await RespClient.connect(server);
  assertEquals(typeof await client.call("ROOM.SAY", "plaza", "👋".repeat(10)), "number");
  await client.send("ROOM.SAY", "plaza", "ñ".repeat(11));
  await assertLastWords(client, /^-TOOLONG .*\b11\b.*limit is 10\b.*\r\n$/);
  using ana = await speaker(server);
  await ana.call("CLIENT", "SETNAME", "ana");
  await ana.call("ROOM.JOIN", "otra");
  using whispering = await RespClient.connect(server);
  await whispering.send("ROOM.TELL", "ana", "ñ".repeat(11));
  await assertLastWords(whispering, /^-TOOLONG .*limit is 10\b.*\r\n$/);
  using fine = await RespClient.connect(server);
  await fine.call("ROOM.SAY", "plaza", "corto");
  const heard = [await listener.receive(), await listener.receive()].map((push) =>
    (push as string[])[2] ?? ""
  );
  assertEquals(heard.map((json) => (JSON.parse(json) as { text: string }).text), ["👋".repeat(10), "corto"]);
  await logged(server, /TOOLONG/);
});

Deno.test("--chat-rate: the message beyond it is told and closed; others go on", async () => {
  await using server = await startServer({ args: ["--chat-rate", "2"] });
  using witness = await RespClient.connect(server);
  await witness.call("SUBSCRIBE", "room:plaza");
  using client = await RespClient.connect(server);
  // In one write, so that they come within one second however slow the machine is.
  await client.sendRaw(
    "ROOM.SAY plaza uno\r\nROOM.SAY plaza dos\r\nROOM.SAY plaza tres\r\nROOM.SAY plaza cuatro\r\n",
  );
  await assertLastWords(client, /^:\d+\r\n:\d+\r\n-TOOFAST .*limit is 2 in any second\r\n$/);
  using other = await RespClient.connect(server);
  assertEquals(typeof await other.call("ROOM.SAY", "plaza", "yo sí"), "number");
  const heard: string[] = [];
  for (let i = 0; i < 3; i++) {
    heard.push((JSON.parse((await witness.receive() as string[])[2] ?? "") as { text: string }).text);
  }
  assertEquals(heard, ["uno", "dos", "yo sí"]);
  await logged(server, /TOOFAST/);
});

Deno.test("--max-name: a longer name of a member or room is refused, and the rule is told", async () => {
  await using server = await startServer({ args: ["--max-name", "5"] });
  using client = await speaker(server);
  await assertRefused(client, await client.call("ROOM.JOIN", "largas"), /^-BADNAME .*'largas'.*1 to 5/);
  assertEquals(await client.call("CLIENT", "SETNAME", "ñandú"), "OK");
  assertEquals((await client.call("ROOM.JOIN", "salón") as { name: string }).name, "ñandú");
  using other = await RespClient.connect(server);
  await other.call("CLIENT", "SETNAME", "ñandúes");
  await assertRefused(other, await other.call("ROOM.JOIN", "salón"), /^-BADNAME .*1 to 5/);
});

/** A session that subscribes and never reads again, and one that does. */
async function subscribers(server: TestServer): Promise<[deaf: RespClient, attentive: RespClient]> {
  const deaf = await RespClient.connect(server);
  const attentive = await RespClient.connect(server);
  for (const client of [deaf, attentive]) {
    assertEquals(await client.call("SUBSCRIBE", "c"), ["subscribe", "c", 1]);
  }
  return [deaf, attentive];
}

for (
  const { flags, reason } of [
    { flags: ["--outbox-hard", "64K"], reason: /slow reader: .*--outbox-hard/ },
    {
      // The first bound is out of the way, so that only the second can act.
      flags: ["--outbox-hard", "1G", "--outbox-soft", "16K", "--outbox-soft-time", "1s"],
      reason: /slow reader: .*--outbox-soft/,
    },
  ]
) {
  Deno.test(`${flags.join(" ")}: a subscriber that never reads is closed and logged, others miss nothing`, async () => {
    await using server = await startServer({ args: flags });
    const [deaf, attentive] = await subscribers(server);
    using publisher = await RespClient.connect(server);
    try {
      let sent = 0;
      const filler = "x".repeat(60_000);
      // What the systems of both ends take in themselves is tens of megabytes; only behind it the outbox fills.
      await eventually(async () => {
        for (let i = 0; i < 20 && !reason.test(server.stderr.text); i++) {
          await publisher.call("PUBLISH", "c", `${++sent} ${filler}`);
          assertEquals(await attentive.receive(), ["message", "c", `${sent} ${filler}`]);
        }
        return reason.test(server.stderr.text);
      }, "end of the slow reader");
      await eventually(async () => await publisher.call("PUBLISH", "c", "y") === 1, "one subscriber less");
      assertEquals(await infoNumber(publisher, "connected_clients"), 2);
    } finally {
      deaf.close();
      attentive.close();
    }
  });
}

for (const warm of [false, true]) {
  const name = warm ? "a session that read well until now" : "a new session";
  Deno.test(`replies that nobody reads: ${name} waits instead of filling memory, others go on`, async () => {
    await using folder = await tempDir({ "b.bin": new Uint8Array(60_000) });
    await using server = await startServer({ folder: folder.path });
    using witness = await RespClient.connect(server);
    using deaf = await RespClient.connect(server);
    if (warm) {
      // A session that fills its reads gets larger ones, and so more requests at once.
      const count = 100_000;
      const asking = deaf.sendRaw("PING\r\n".repeat(count));
      for (let left = count * "+PONG\r\n".length; left > 0;) left -= (await deaf.readSome())?.length ?? left;
      await asking;
    }
    const before = await infoNumber(witness, "used_memory");
    // Asks for some 600 MB and never reads; sent beside the rest, since the server stops reading too.
    const asking = deaf.sendRaw("GET b.bin\r\n".repeat(10_000)).catch(() => {});
    let last = -1;
    await eventually(async () => {
      const out = await infoNumber(witness, "total_net_output_bytes");
      const stuck = out - last < 100_000;
      last = out;
      return stuck && out > 2_000_000;
    }, "a full pipe");
    assertEquals(await witness.call("PING"), "PONG");
    const grown = await infoNumber(witness, "used_memory") - before;
    assert(grown < 100 * 1024 * 1024, `memory grew by ${grown} bytes`);
    deaf.close();
    await asking;
    await eventually(async () => await infoNumber(witness, "connected_clients") === 1, "end of the deaf one");
  });
}

Deno.test("--write-timeout: a download that nobody reads is closed and logged, others go on", async () => {
  await using folder = await tempDir({ "hola.txt": "hola" });
  // A sparse file, larger than all buffers between the two ends.
  using file = Deno.openSync(folder.join("enorme.bin"), { write: true, create: true });
  file.truncateSync(256 * 1024 * 1024);
  await using server = await startServer({ folder: folder.path, args: ["--write-timeout", "1s"] });
  using stuck = await RespClient.connect(server);
  await stuck.send("GET", "enorme.bin");
  using other = await RespClient.connect(server);
  assertEquals(await other.call("GET", "hola.txt"), "hola");
  await logged(server, /write stalled, over --write-timeout/);
  await eventually(async () => await infoNumber(other, "connected_clients") === 1, "end of the session");
  assertEquals(await other.call("GET", "hola.txt"), "hola");
});

Deno.test("--first-command-timeout: who says nothing, or never ends the first line, is closed; who asked stays", async () => {
  await using server = await startServer({ args: ["--first-command-timeout", "1s"] });
  using active = await RespClient.connect(server);
  assertEquals(await active.call("PING"), "PONG");
  using silent = await RespClient.connect(server);
  assertEquals(await silent.readToEnd(), "");
  using dripping = await RespClient.connect(server);
  let open = true;
  const ended = dripping.readToEnd().then((text) => {
    open = false;
    return text;
  });
  // A byte now and then must not keep it open.
  await eventually(async () => {
    await dripping.sendRaw("x").catch(() => {});
    return !open;
  }, "end of the dripping session");
  assertEquals(await ended, "");
  await logged(server, /no command in time, over --first-command-timeout/);
  assertEquals(await active.call("PING"), "PONG");
});

Deno.test("--idle-timeout: closes the silent, but no subscriber and no member of a room", async () => {
  await using server = await startServer({ args: ["--idle-timeout", "1s"] });
  using subscriber = await RespClient.connect(server);
  await subscriber.call("SUBSCRIBE", "c");
  using pattern = await RespClient.connect(server);
  await pattern.call("PSUBSCRIBE", "c*");
  using member = await RespClient.connect(server);
  await member.call("ROOM.JOIN", "plaza");
  // Each of these begins to be silent later than those above, and waiting for its end waits for theirs.
  for (let times = 0; times < 2; times++) {
    using silent = await RespClient.connect(server);
    assertEquals(await silent.call("PING"), "PONG");
    assertEquals(await silent.readToEnd(), "");
  }
  await logged(server, /idle, over --idle-timeout/);
  using publisher = await RespClient.connect(server);
  assertEquals(await publisher.call("PUBLISH", "c", "sigo aquí"), 2);
  assertEquals(await subscriber.receive(), ["message", "c", "sigo aquí"]);
  assertEquals(await pattern.receive(), ["pmessage", "c*", "c", "sigo aquí"]);
  assertEquals(await member.call("PING"), "PONG");
  assertEquals(await member.call("ROOM.LEAVE", "plaza"), 1);
  assertEquals(await member.readToEnd(), "", "silent and in no room any more");
});

Deno.test("--stop-timeout: a transfer that nobody reads does not keep the server from stopping", async () => {
  await using folder = await tempDir();
  using file = Deno.openSync(folder.join("enorme.bin"), { write: true, create: true });
  file.truncateSync(256 * 1024 * 1024);
  await using server = await startServer({ folder: folder.path, args: ["--stop-timeout", "1s"] });
  using stuck = await RespClient.connect(server);
  await stuck.send("GET", "enorme.bin");
  using witness = await RespClient.connect(server);
  await eventually(
    async () => await infoNumber(witness, "total_net_output_bytes") > 100_000,
    "beginning of the transfer",
  );
  assertEquals(await server.stop("SIGTERM"), 0);
  assertStringIncludes(server.stderr.text, "server stopped");
});

Deno.test("--max-upload: a larger file is refused by name of the limit, before or without its bytes", async (t) => {
  await using server = await startServer({ args: ["--access", "write", "--max-upload", "100K"] });
  using witness = await RespClient.connect(server);
  const nothingLeft = async () => {
    assertEquals(await witness.call("EXISTS", "a.bin"), 0);
    assertEquals([...Deno.readDirSync(server.folder)].map(({ name }) => name), []);
  };
  await t.step("exactly the limit is taken", async () => {
    using client = await RespClient.connect(server);
    assertEquals(await client.call("SET", "justo.bin", new Uint8Array(100 * 1024)), "OK");
    assertEquals(await client.call("DEL", "justo.bin"), 1);
  });
  await t.step("one byte more, whose bytes come", async () => {
    using client = await RespClient.connect(server);
    await client.send("SET", "a.bin", new Uint8Array(100 * 1024 + 1));
    // Whether the session goes on depends on the size; that it is told does not.
    assertMatch(String(await client.receive()), /^-TOOBIG .*100K/);
    await nothingLeft();
  });
  await t.step("one byte more, announced only", async () => {
    using client = await RespClient.connect(server);
    await client.sendRaw(`*3\r\n$3\r\nSET\r\n$5\r\na.bin\r\n$${100 * 1024 + 1}\r\n`);
    await client.closeWrite();
    assert(
      !(await client.readToEnd()).includes("Protocol error"),
      "TOOBIG, or nothing since the bytes never came",
    );
    await nothingLeft();
  });
  await t.step("5 MiB, announced only: answered at once, then a close", async () => {
    using client = await RespClient.connect(server);
    await client.sendRaw(`*3\r\n$3\r\nSET\r\n$5\r\na.bin\r\n$${5 * 1024 * 1024}\r\n`);
    await assertLastWords(client, /^-TOOBIG .*100K.*\r\n$/);
    await nothingLeft();
  });
  await t.step("5 GiB, announced only: answered at once, then a close", async () => {
    using client = await RespClient.connect(server);
    await client.sendRaw(`*3\r\n$3\r\nSET\r\n$5\r\na.bin\r\n$${5 * 1024 ** 3}\r\n`);
    await assertLastWords(client, /^-TOOBIG .*100K.*\r\n$/);
    await nothingLeft();
  });
  await t.step("a file that grows over it", async () => {
    using client = await RespClient.connect(server);
    await client.call("SET", "b.bin", new Uint8Array(90 * 1024));
    await assertRefused(
      client,
      await client.call("APPEND", "b.bin", new Uint8Array(20 * 1024)),
      /^-TOOBIG .*100K/,
    );
    await assertRefused(client, await client.call("SETRANGE", "b.bin", "102400", "x"), /^-TOOBIG .*100K/);
    assertEquals(await client.call("STRLEN", "b.bin"), 90 * 1024);
    assertEquals(await client.call("SETRANGE", "b.bin", "102399", "x"), 100 * 1024);
    assertEquals(await client.call("DEL", "b.bin"), 1);
  });
});

Deno.test("--max-upload below --max-argument: refused by name of the limit, and the session goes on", async () => {
  await using server = await startServer({ args: ["--access", "write", "--max-upload", "10K"] });
  using client = await RespClient.connect(server);
  await assertRefused(
    client,
    await client.call("SET", "a.bin", new Uint8Array(10 * 1024 + 1)),
    /^-TOOBIG .*10K/,
  );
  assertEquals(await client.call("SET", "a.bin", new Uint8Array(10 * 1024)), "OK");
});

Deno.test("--keep-free: no upload when the disk would be left with less, whatever its size", async () => {
  await using server = await startServer({ args: ["--access", "write", "--keep-free", "1000000G"] });
  Deno.writeTextFileSync(`${server.folder}/ya.txt`, "hola");
  using client = await RespClient.connect(server);
  const error = /^-NOSPACE .*1000000G/;
  await assertRefused(client, await client.call("SET", "a.bin", "x"), error);
  // Over --max-argument it is streamed: refused in front of its bytes, which are read and dropped.
  await assertRefused(client, await client.call("SET", "a.bin", new Uint8Array(200_000)), error);
  await assertRefused(client, await client.call("APPEND", "ya.txt", "x"), error);
  assertEquals(await client.call("GET", "ya.txt"), "hola");
  assertEquals([...Deno.readDirSync(server.folder)].map(({ name }) => name), ["ya.txt"]);
  // What is too much to be read for nothing is answered at once.
  await client.sendRaw(`*3\r\n$3\r\nSET\r\n$5\r\na.bin\r\n$${64 * 1024 * 1024}\r\n`);
  await assertLastWords(client, /^-NOSPACE .*1000000G.*\r\n$/);
});

Deno.test("an upload that is cut off leaves nothing behind, and the old file as it was", async () => {
  await using server = await startServer({ args: ["--access", "write"] });
  Deno.writeTextFileSync(`${server.folder}/a.bin`, "viejo");
  using witness = await RespClient.connect(server);
  const names = () => [...Deno.readDirSync(server.folder)].map(({ name }) => name);
  using client = await RespClient.connect(server);
  await client.sendRaw("*3\r\n$3\r\nSET\r\n$5\r\na.bin\r\n$1000000\r\n");
  await client.sendRaw(new Uint8Array(300_000));
  await eventually(() => names().length === 2, "the unfinished file");
  assertEquals(await witness.call("KEYS", "*"), ["a.bin"], "nobody sees it");
  client.close();
  await eventually(() => names().length === 1, "removal of the unfinished file");
  assertEquals(await witness.call("GET", "a.bin"), "viejo");
});

interface HistoryReply {
  epoch: string;
  recovered: boolean | number;
  messages: { text: string; offset: number }[];
}

async function history(client: RespClient, ...options: string[]): Promise<HistoryReply> {
  return await client.call("ROOM.HISTORY", "plaza", ...options) as unknown as HistoryReply;
}

Deno.test("--history-messages: the oldest go, and the gap is told", async () => {
  await using server = await startServer({ args: ["--history-messages", "3", "--chat-rate", "100"] });
  using client = await speaker(server);
  const first = await client.call("ROOM.SAY", "plaza", "m1") as number;
  for (const text of ["m2", "m3", "m4", "m5"]) await client.call("ROOM.SAY", "plaza", text);
  const kept = await history(client);
  assertEquals(kept.messages.map(({ text }) => text), ["m3", "m4", "m5"]);
  const since = await history(client, "SINCE", `${kept.epoch}:${first}`);
  assertEquals([since.recovered, since.messages.length], [false, 3]);
  const enough = await history(client, "SINCE", `${kept.epoch}:${first + 2}`);
  assertEquals([enough.recovered, enough.messages.length], [true, 3]);
});

Deno.test("--history-messages 0: nothing is kept, and everybody still hears", async () => {
  await using server = await startServer({ args: ["--history-messages", "0"] });
  using client = await speaker(server);
  await client.call("SUBSCRIBE", "room:plaza");
  await client.send("ROOM.SAY", "plaza", "fugaz");
  const got = JSON.stringify([await client.receive(), await client.receive()]);
  assertStringIncludes(got, "fugaz");
  assertEquals((await history(client)).messages, []);
});

Deno.test("--history-bytes: the oldest go", async () => {
  await using server = await startServer({ args: ["--history-bytes", "10", "--chat-rate", "100"] });
  using client = await speaker(server);
  for (const text of ["ññ", "abcd", "efgh", "ij"]) await client.call("ROOM.SAY", "plaza", text);
  assertEquals((await history(client)).messages.map(({ text }) => text), ["abcd", "efgh", "ij"]);
});

Deno.test("--history-age: old messages go", async () => {
  await using server = await startServer({ args: ["--history-age", "1s"] });
  using client = await speaker(server);
  await client.call("ROOM.SAY", "plaza", "ya pasó");
  await eventually(async () => (await history(client)).messages.length === 0, "end of the message");
});

Deno.test("limits: each has a test in this file", async () => {
  const source = await Deno.readTextFile(new URL(import.meta.url));
  const flags = LIMIT_NAMES.map((name) =>
    "--" + name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)
  );
  assertEquals(flags.filter((flag) => !source.includes(`"${flag}"`)), []);
});
