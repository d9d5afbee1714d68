/** Limits that hold against who does not read, reached over a real socket. @module */
import { assert, assertEquals, assertStringIncludes } from "../helpers/assert.ts";
import { eventually } from "../helpers/patience.ts";
import { startServer, type TestServer } from "../helpers/processes.ts";
import { infoNumber, othersEnded, RespClient } from "../helpers/resp_client.ts";
import { tempDir } from "../helpers/temp.ts";
import { logged } from "./limits_fixture.ts";

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
      assertEquals(await infoNumber(publisher, "slow_readers"), 1);
      assertEquals(await infoNumber(publisher, "client_output_buffer_limit_disconnections"), 1);
      const lines = server.stderr.text.split("\n").filter((line) => line.includes("slow reader"));
      assertEquals(
        [lines.length, /^\S+ warn {2}session end /.test(lines[0] ?? "")],
        [1, true],
        lines.join("\n"),
      );
    } finally {
      deaf.close();
      attentive.close();
    }
  });
}

Deno.test("--outbox-total: of slow readers that are each within their own limit the largest goes, others go on", async () => {
  const args = ["--outbox-total", "300K", "--outbox-hard", "1G", "--outbox-soft", "1G"];
  await using server = await startServer({ args });
  using publisher = await RespClient.connect(server);
  const deaf = await Promise.all(Array.from({ length: 4 }, () => RespClient.connect(server)));
  try {
    for (const [at, client] of deaf.entries()) {
      assertEquals(await client.call("SUBSCRIBE", `c${at}`), ["subscribe", `c${at}`, 1]);
    }
    const filler = "x".repeat(60_000), evicted = /the most of all, over --outbox-total/;
    await eventually(async () => {
      for (let i = 0; i < 40 && !evicted.test(server.stderr.text); i++) {
        await publisher.call("PUBLISH", `c${i % 4}`, filler);
      }
      return evicted.test(server.stderr.text);
    }, "end of the largest");
    assertEquals(await infoNumber(publisher, "connected_clients"), 4);
    assertEquals(await infoNumber(publisher, "evicted_clients"), 1);
    assert(await infoNumber(publisher, "mem_clients_normal") <= 300 * 1024);
  } finally {
    for (const client of deaf) client.close();
  }
});

Deno.test("senders never wait: who publishes and who speaks is answered while nobody else reads", async () => {
  await using server = await startServer({ args: ["--chat-rate", "1000000", "--outbox-hard", "64K"] });
  const deaf = await Promise.all(Array.from({ length: 20 }, () => RespClient.connect(server)));
  try {
    for (const client of deaf) {
      await client.call("HELLO", "3");
      await client.call("ROOM.JOIN", "plaza");
      await client.call("SUBSCRIBE", "c");
    }
    using sender = await RespClient.connect(server);
    const most = "m".repeat(1000), times: number[] = [];
    // Far more than the systems between the two take in; those that read nothing are given up meanwhile.
    for (let sent = 0; sent < 600; sent++) {
      const begin = performance.now();
      assertEquals(typeof await sender.call("ROOM.SAY", "plaza", most), "number");
      assertEquals(typeof await sender.call("PUBLISH", "c", "x".repeat(50_000)), "number");
      times.push(performance.now() - begin);
    }
    // deno-lint-ignore no-console -- no test asserts a time, but it is worth seeing
    console.log(`slowest of ${times.length} pairs of answers: ${Math.max(...times).toFixed(1)} ms`);
    await eventually(
      async () => await infoNumber(sender, "connected_clients") === 1,
      "end of who reads nothing",
    );
    assertEquals(await infoNumber(sender, "slow_readers"), 20);
  } finally {
    for (const client of deaf) client.close();
  }
});

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
    await othersEnded(witness);
  });
}

/** A sparse file, larger than all buffers between the two ends. */
function makeHuge(path: string): void {
  using file = Deno.openSync(path, { write: true, create: true });
  file.truncateSync(256 * 1024 * 1024);
}

Deno.test("--write-timeout: a download that nobody reads is closed and logged, others go on", async () => {
  await using folder = await tempDir({ "hola.txt": "hola" });
  makeHuge(folder.join("enorme.bin"));
  await using server = await startServer({ folder: folder.path, args: ["--write-timeout", "1s"] });
  using stuck = await RespClient.connect(server);
  await stuck.send("GET", "enorme.bin");
  using other = await RespClient.connect(server);
  assertEquals(await other.call("GET", "hola.txt"), "hola");
  await logged(server, / warn .*write stalled, over --write-timeout/);
  await othersEnded(other);
  assertEquals(await other.call("GET", "hola.txt"), "hola");
  assertEquals([await infoNumber(other, "slow_readers"), await infoNumber(other, "write_stalls")], [1, 1]);
});

Deno.test("--stop-timeout: a transfer that nobody reads does not keep the server from stopping", async () => {
  await using folder = await tempDir();
  makeHuge(folder.join("enorme.bin"));
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
