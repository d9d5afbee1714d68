/**
 * The npm package `redis` (node-redis) as a client, with its defaults and on each version of the protocol.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createClient, RESP_TYPES } from "redis";
import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "../helpers/assert.ts";
import { eventually, within } from "../helpers/patience.ts";
import { startServer, type TestServer } from "../helpers/processes.ts";
import { othersEnded, RespClient } from "../helpers/resp_client.ts";
import { tempDir } from "../helpers/temp.ts";

type Version = 2 | 3;

/** `undefined`: as it comes out of the box. */
function makeClient(server: TestServer, version: Version | undefined) {
  const socket = { host: "127.0.0.1", port: server.port() };
  return version === undefined ? createClient({ socket }) : createClient({ socket, RESP: version });
}

/** A connected client that leaves in order at the end of the scope; what it emits as an error fails the test. */
class Client implements AsyncDisposable {
  readonly redis: ReturnType<typeof makeClient>;
  readonly errors: unknown[] = [];

  private constructor(server: TestServer, version: Version | undefined) {
    this.redis = makeClient(server, version);
    this.redis.on("error", (error: unknown) => this.errors.push(error));
  }

  static async connect(server: TestServer, version?: Version): Promise<Client> {
    const client = new Client(server, version);
    await within(client.redis.connect(), "connection of node-redis");
    return client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await within(this.redis.close(), "end of node-redis");
    assertEquals(this.errors, []);
  }
}

for (const [variant, version] of [["defaults", undefined], ["RESP2", 2], ["RESP3", 3]] as const) {
  Deno.test(`node-redis, ${variant}: gets, sets, scans, pipelines`, async (t) => {
    const many = Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`tareas/n ${i}.txt`, String(i)]));
    await using folder = await tempDir({ "hola.txt": "¡Hola, señora! 👋", ...many });
    await using server = await startServer({ folder: folder.path, args: ["--access", "write"] });
    {
      await using client = await Client.connect(server, version);
      const { redis } = client;
      await t.step("PING, ECHO", async () => {
        assertEquals(await redis.ping(), "PONG");
        assertEquals(await redis.echo("ñandú 🦤"), "ñandú 🦤");
      });
      await t.step("speaks the version that was asked for, and said who it is", async () => {
        const info = String(await redis.sendCommand(["CLIENT", "INFO"]));
        assertStringIncludes(info, "lib-name=node-redis");
        if (version !== undefined) assertStringIncludes(info, `resp=${version}`);
      });
      await t.step("get of text, bytes and a missing key", async () => {
        assertEquals(await redis.get("hola.txt"), "¡Hola, señora! 👋");
        const bytes = new Uint8Array(200_000).map((_, i) => i * 7);
        folder.fill({ "b.bin": bytes });
        const got = await redis.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer }).get("b.bin");
        assertEquals(new Uint8Array(got as Buffer), bytes);
        assertEquals(await redis.get("no.txt"), null);
      });
      await t.step("set, append, strlen, getRange, exists, del", async () => {
        assertEquals(await redis.set("nuevo/día.txt", "uno"), "OK");
        assertEquals(await redis.set("nuevo/día.txt", "otro", { condition: "NX" }), null);
        assertEquals(await redis.append("nuevo/día.txt", " dos"), 7);
        assertEquals(Deno.readTextFileSync(folder.join("nuevo", "día.txt")), "uno dos");
        assertEquals(await redis.strLen("nuevo/día.txt"), 7);
        assertEquals(await redis.getRange("nuevo/día.txt", -3, -1), "dos");
        assertEquals(await redis.exists(["nuevo/día.txt", "no.txt"]), 1);
        assertEquals(await redis.type("nuevo/día.txt"), "string");
        assertEquals(await redis.del("nuevo/día.txt"), 1);
        const bytes = Buffer.alloc(300_000, 0xf1);
        assertEquals(await redis.set("grande.bin", bytes), "OK");
        assertEquals((await Deno.stat(folder.join("grande.bin"))).size, bytes.length);
      });
      await t.step("scanIterator gives every file", async () => {
        const found: string[] = [];
        for await (const page of redis.scanIterator({ MATCH: "tareas/*", COUNT: 11 })) found.push(...page);
        assertEquals(found.sort(), Object.keys(many).sort());
        assertEquals((await redis.keys("tareas/*")).length, 120);
        assertEquals(await redis.dbSize(), 123);
      });
      await t.step("commands of one tick are a pipeline and answer in order", async () => {
        const replies = await Promise.all([
          redis.ping(),
          redis.get("hola.txt"),
          redis.strLen("tareas/n 10.txt"),
        ]);
        assertEquals(replies, ["PONG", "¡Hola, señora! 👋", 2]);
        const many = await Promise.all(Array.from({ length: 200 }, (_, i) => redis.echo(`n${i}`)));
        assertEquals(many, Array.from({ length: 200 }, (_, i) => `n${i}`));
        const batch: unknown = await redis.multi().ping().echo("ñ").execAsPipeline();
        assertEquals(batch, ["PONG", "ñ"]);
      });
      await t.step("a command of ours", async () => {
        assertEquals(Number(await redis.sendCommand(["FILE.MKDIR", "carpeta"])), 1);
        assertMatch(String(await redis.sendCommand(["FILE.HASH", "hola.txt"])), /^[0-9a-f]{64}$/);
        assertEquals(
          typeof await redis.sendCommand(["ROOM.SAY", "plaza", "¡hola desde node-redis!"]),
          "number",
        );
        const stat: unknown = await redis.sendCommand(["FILE.STAT", "hola.txt"]);
        assertStringIncludes(JSON.stringify(stat), '"hola.txt"');
      });
      await t.step("an error reply rejects", async () => {
        await assertRejects(() => redis.sendCommand(["NOSUCH"]), Error, "ERR unknown command 'NOSUCH'");
        await assertRejects(() => redis.get("../fuera.txt"), Error, "BADPATH");
        await assertRejects(() => redis.get("carpeta"), Error, "WRONGTYPE");
        assertEquals(await redis.ping(), "PONG");
      });
      await t.step("info", async () => assertMatch(await redis.info("server"), /^redis_version:/m));
    }
    using witness = await RespClient.connect(server);
    await othersEnded(witness);
  });

  Deno.test(`node-redis, ${variant}: publishes, subscribes, psubscribes`, async () => {
    await using server = await startServer({ args: ["--access", "write"] });
    await using publisher = await Client.connect(server, version);
    await using subscriber = await Client.connect(server, version);
    const heard: string[][] = [];
    const listen = (text: string, channel: string) => void heard.push([channel, text]);
    await subscriber.redis.subscribe(["noticias", "room:plaza"], listen);
    await subscriber.redis.pSubscribe(["avisos:*", "file:*"], listen);
    assertEquals(await publisher.redis.publish("noticias", "mañana 📚"), 1);
    assertEquals(await publisher.redis.publish("avisos:uno", "¡ojo!"), 1);
    assertEquals(await publisher.redis.publish("otra", "nadie"), 0);
    await publisher.redis.sendCommand(["ROOM.SAY", "plaza", "¿qué tal?"]);
    await publisher.redis.set("a.txt", "x");
    await eventually(() => heard.length >= 4, "messages");
    assertEquals(heard[0], ["noticias", "mañana 📚"]);
    assertEquals(heard[1], ["avisos:uno", "¡ojo!"]);
    assertEquals(heard[2]?.[0], "room:plaza");
    assertEquals((JSON.parse(heard[2]?.[1] ?? "") as { text: string }).text, "¿qué tal?");
    assertEquals(heard[3]?.[0], "file:a.txt");
    assertEquals(await publisher.redis.pubSubChannels("noti*"), ["noticias"]);
    assertEquals(await publisher.redis.pubSubNumSub(["noticias"]), { noticias: 1 });
    // On RESP3 a subscriber goes on with ordinary commands.
    if (version !== 2) assertEquals(await subscriber.redis.echo("a la vez"), "a la vez");
    await subscriber.redis.unsubscribe(["noticias", "room:plaza"]);
    await subscriber.redis.pUnsubscribe(["avisos:*", "file:*"]);
    assertEquals(await publisher.redis.publish("noticias", "ya no"), 0);
    // Once subscribed on RESP2, node-redis answers with bytes for ever after; with redis-server too.
    assertEquals(String(await subscriber.redis.ping()), "PONG", "an ordinary connection again");
    assertEquals(heard.length, 4);
  });
}

Deno.test("node-redis: a session that is ended is noticed, and comes back with its subscriptions", async () => {
  await using server = await startServer();
  const client = await Client.connect(server);
  const heard: string[] = [];
  await client.redis.subscribe("noticias", (text) => void heard.push(text));
  using witness = await RespClient.connect(server);
  const id = String(await client.redis.sendCommand(["CLIENT", "ID"]));
  assertEquals(await witness.call("CLIENT", "KILL", "ID", id), 1);
  await eventually(async () => {
    await witness.call("PUBLISH", "noticias", "¿me oyes?");
    return heard.length > 0;
  }, "message after the return");
  assertEquals(heard[0], "¿me oyes?");
  assert(String(await client.redis.sendCommand(["CLIENT", "ID"])) !== id, "another session");
  assert(client.errors.length > 0, "the loss is told as an error");
  client.errors.length = 0;
  await client[Symbol.asyncDispose]();
});
