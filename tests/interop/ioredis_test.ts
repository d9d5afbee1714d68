/**
 * The npm package `ioredis` as a client, with its defaults and on each version of the protocol.
 *
 * @module
 */
import { Redis } from "ioredis";
import { Buffer } from "node:buffer";
import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "../helpers/assert.ts";
import { eventually, within } from "../helpers/patience.ts";
import { startServer, type TestServer } from "../helpers/processes.ts";
import { othersEnded, RespClient } from "../helpers/resp_client.ts";
import { tempDir } from "../helpers/temp.ts";

/** What is told to it besides the port. */
interface Options {
  readonly protocol?: 2 | 3;
  readonly connectionName?: string;
}

/** A client that leaves in order at the end of the scope; what it emits as an error fails the test. */
class Client implements AsyncDisposable {
  readonly redis: Redis;
  readonly errors: Error[] = [];

  constructor(server: TestServer, options: Options = {}) {
    this.redis = new Redis(server.port(), options);
    this.redis.on("error", (error: Error) => this.errors.push(error));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise<void>((resolve) => this.redis.once("end", resolve));
    if (this.redis.status === "end") return;
    assertEquals(await within(this.redis.quit(), "answer to QUIT"), "OK");
    await within(ended, "end of the connection");
    assertEquals(this.errors, []);
  }
}

async function scanAll(redis: Redis, options: { match?: string; count?: number }): Promise<string[]> {
  const found: string[] = [];
  for await (const page of redis.scanStream(options)) found.push(...page as string[]);
  return found.sort();
}

const VARIANTS: readonly (readonly [string, Options])[] = [
  ["defaults", {}],
  ["RESP2", { protocol: 2 }],
  ["RESP3", { protocol: 3 }],
];

for (const [variant, options] of VARIANTS) {
  Deno.test(`ioredis, ${variant}: gets, sets, scans, pipelines`, async (t) => {
    const many = Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`tareas/n ${i}.txt`, String(i)]));
    await using folder = await tempDir({ "hola.txt": "¡Hola, señora! 👋", ...many });
    await using server = await startServer({ folder: folder.path, args: ["--access", "write"] });
    {
      await using client = new Client(server, options);
      const { redis } = client;
      await t.step("PING, ECHO", async () => {
        assertEquals(await redis.ping(), "PONG");
        assertEquals(await redis.echo("ñandú 🦤"), "ñandú 🦤");
      });
      await t.step("speaks the version that was asked for", async () => {
        const version = options.protocol;
        if (version !== undefined) {
          assertStringIncludes(String(await redis.client("INFO")), `resp=${version}`);
        }
      });
      await t.step("get of text, bytes and a missing key", async () => {
        assertEquals(await redis.get("hola.txt"), "¡Hola, señora! 👋");
        const bytes = new Uint8Array(200_000).map((_, i) => i * 7);
        folder.fill({ "b.bin": bytes });
        assertEquals(new Uint8Array(await redis.getBuffer("b.bin") as Buffer), bytes);
        assertEquals(await redis.get("no.txt"), null);
      });
      await t.step("set, append, strlen, getrange, exists, del", async () => {
        assertEquals(await redis.set("nuevo/día.txt", "uno"), "OK");
        assertEquals(await redis.set("nuevo/día.txt", "otro", "NX"), null);
        assertEquals(await redis.append("nuevo/día.txt", " dos"), 7);
        assertEquals(Deno.readTextFileSync(folder.join("nuevo", "día.txt")), "uno dos");
        assertEquals(await redis.strlen("nuevo/día.txt"), 7);
        assertEquals(await redis.getrange("nuevo/día.txt", -3, -1), "dos");
        assertEquals(await redis.exists("nuevo/día.txt", "no.txt"), 1);
        assertEquals(await redis.type("nuevo/día.txt"), "string");
        assertEquals(await redis.del("nuevo/día.txt"), 1);
        const bytes = Buffer.alloc(300_000, 0xf1);
        assertEquals(await redis.set("grande.bin", bytes), "OK");
        assertEquals((await Deno.stat(folder.join("grande.bin"))).size, bytes.length);
      });
      await t.step("scan and scanStream give every file", async () => {
        assertEquals(await scanAll(redis, { match: "tareas/*", count: 11 }), Object.keys(many).sort());
        const [cursor, paths] = await redis.scan(0, "MATCH", "hola*", "COUNT", 1000);
        assertEquals([cursor, paths], ["0", ["hola.txt"]]);
        assertEquals((await redis.keys("tareas/*")).length, 120);
      });
      await t.step("a pipeline answers in order, an error in its place", async () => {
        const replies = await redis.pipeline().ping().get("hola.txt").call("NOSUCH").strlen("tareas/n 10.txt")
          .exec();
        assert(replies !== null);
        assertEquals(replies.map(([, value]) => value), ["PONG", "¡Hola, señora! 👋", undefined, 2]);
        assertEquals(replies.map(([error]) => error === null), [true, true, false, true]);
        const many = await Promise.all(Array.from({ length: 200 }, (_, i) => redis.echo(`n${i}`)));
        assertEquals(many, Array.from({ length: 200 }, (_, i) => `n${i}`));
      });
      await t.step("a command of ours", async () => {
        assertEquals(await redis.call("FILE.MKDIR", "carpeta"), 1);
        assertMatch(String(await redis.call("FILE.HASH", "hola.txt")), /^[0-9a-f]{64}$/);
        assertEquals(typeof await redis.call("ROOM.SAY", "plaza", "¡hola desde ioredis!"), "number");
      });
      await t.step("an error reply rejects", async () => {
        await assertRejects(() => redis.call("NOSUCH"), Error, "ERR unknown command 'NOSUCH'");
        await assertRejects(() => redis.get("../fuera.txt"), Error, "BADPATH");
        await assertRejects(() => redis.get("carpeta"), Error, "WRONGTYPE");
        assertEquals(await redis.ping(), "PONG");
      });
      await t.step("info", async () => assertMatch(await redis.info("server"), /^redis_version:/m));
    }
    using witness = await RespClient.connect(server);
    await othersEnded(witness);
    await server.stderr.until((log) => log.includes("reason=quit"), "end of a session in the log");
  });

  Deno.test(`ioredis, ${variant}: publishes, subscribes, psubscribes`, async () => {
    await using server = await startServer({ args: ["--access", "write"] });
    await using publisher = new Client(server, options);
    await using subscriber = new Client(server, options);
    const heard: string[][] = [];
    subscriber.redis.on("message", (channel: string, text: string) => heard.push([channel, text]));
    subscriber.redis.on("pmessage", (pattern: string, channel: string, text: string) => {
      heard.push([pattern, channel, text]);
    });
    assertEquals(await subscriber.redis.subscribe("noticias", "room:plaza"), 2);
    assertEquals(await subscriber.redis.psubscribe("avisos:*", "file:*"), 4);
    assertEquals(await publisher.redis.publish("noticias", "mañana 📚"), 1);
    assertEquals(await publisher.redis.publish("avisos:uno", "¡ojo!"), 1);
    assertEquals(await publisher.redis.publish("otra", "nadie"), 0);
    await publisher.redis.call("ROOM.SAY", "plaza", "¿qué tal?");
    await publisher.redis.set("a.txt", "x");
    await eventually(() => heard.length >= 4, "messages");
    assertEquals(heard[0], ["noticias", "mañana 📚"]);
    assertEquals(heard[1], ["avisos:*", "avisos:uno", "¡ojo!"]);
    assertEquals(heard[2]?.[0], "room:plaza");
    assertEquals((JSON.parse(heard[2]?.[1] ?? "") as { text: string }).text, "¿qué tal?");
    assertEquals(heard[3]?.slice(0, 2), ["file:*", "file:a.txt"]);
    assertEquals(await subscriber.redis.unsubscribe("noticias", "room:plaza"), 2);
    assertEquals(await subscriber.redis.punsubscribe("avisos:*", "file:*"), 0);
    assertEquals(await publisher.redis.publish("noticias", "ya no"), 0);
    assertEquals(await subscriber.redis.ping(), "PONG", "an ordinary connection again");
    assertEquals(heard.length, 4);
  });
}

Deno.test("ioredis, RESP3: joins a room and hears it on the same connection", async () => {
  await using server = await startServer();
  await using ana = new Client(server, { protocol: 3, connectionName: "ana" });
  await using beto = new Client(server, { connectionName: "beto" });
  const heard: string[] = [];
  ana.redis.on("message", (_channel: string, text: string) => heard.push(text));
  // ioredis drops every push until it has subscribed to something itself.
  assertEquals(await ana.redis.subscribe("room:clase"), 1);
  await ana.redis.call("ROOM.JOIN", "clase");
  await beto.redis.call("ROOM.SAY", "clase", "¡hola, Ana!");
  await eventually(() => heard.some((text) => text.includes("¡hola, Ana!")), "message of the room");
  assertStringIncludes(heard.join(), '"from":"beto"');
});

Deno.test("ioredis, RESP3: maps of ours are objects where it is asked for RESP3's types", async () => {
  await using folder = await tempDir({ "hola.txt": "hola" });
  await using server = await startServer({ folder: folder.path });
  const redis = new Redis(server.port(), { protocol: 3, replyMapping: "resp3" });
  const ended = new Promise<void>((resolve) => redis.once("end", resolve));
  const stat = await redis.call("FILE.STAT", "hola.txt") as Record<string, unknown>;
  assertEquals([stat["path"], stat["type"], stat["size"]], ["hola.txt", "file", 4]);
  await redis.quit();
  await within(ended, "end of the connection");
});
