/** Channels of rooms, members and files over real sockets, and who may use them. @module */
import { once } from "node:events";
import { connect } from "node:net";
import { assertEquals } from "../helpers/assert.ts";
import { connectPeer } from "../helpers/peer.ts";
import { startServer } from "../helpers/processes.ts";
import { plain, refusal } from "../helpers/replies.ts";
import { enter, join } from "./rooms_fixture.ts";

Deno.test("tell: channels are private", async () => {
  await using server = await startServer();
  await using ana = await enter(server, "ana");
  // A RESP2 session hears private messages on its own channel, and on no other.
  await using old = await connectPeer(server.port(), { name: "old" });
  await old.call("ROOM.JOIN", "plaza");
  assertEquals(await ana.call("ROOM.TELL", "old", "unheard"), 0);
  refusal(await old.call("SUBSCRIBE", "tell:ana"), "NOPERM");
  assertEquals(plain(await old.call("SUBSCRIBE", "tell:old")), ["subscribe", "tell:old", 1]);
  assertEquals(await ana.call("ROOM.TELL", "old", "heard"), 1);
  const [kind, channel, payload] = plain(await old.nextReply()) as string[];
  assertEquals([kind, channel, JSON.parse(payload as string).text], ["message", "tell:old", "heard"]);
  // A label alone is not the name: whoever takes ana's as a label still hears nothing of hers.
  await using spy = await connectPeer(server.port(), { version: 3, name: "ana" });
  await spy.send("SUBSCRIBE", "tell:ana", "open");
  const first = plain(await Promise.race([spy.nextPush(), spy.nextReply()]));
  if (Array.isArray(first)) await spy.nextPush();
  assertEquals(await old.call("UNSUBSCRIBE").then(plain), ["unsubscribe", "tell:old", 0]);
  assertEquals(await old.call("ROOM.TELL", "ana", "for ana"), 1);
  await old.call("PUBLISH", "open", "mark");
  if (Array.isArray(first)) assertEquals(plain(await spy.nextPush()), ["message", "open", "mark"]);
  // ana heard that old had joined, and then what was for her.
  assertEquals((await ana.nextEvent()).event, "join");
  assertEquals((await ana.nextEvent()).text, "for ana");
});

Deno.test("SUBSCRIBE room:NAME: a RESP2 subscriber sees the same JSON as the members", async () => {
  await using server = await startServer();
  await using ana = await enter(server, "ana");
  await using old = await connectPeer(server.port());
  assertEquals(plain(await old.call("SUBSCRIBE", "room:plaza")), ["subscribe", "room:plaza", 1]);
  await using pattern = await connectPeer(server.port());
  assertEquals(plain(await pattern.call("PSUBSCRIBE", "room:*")), ["psubscribe", "room:*", 1]);
  await using beto = await connectPeer(server.port(), { version: 3, name: "beto" });
  await join(beto);
  await beto.call("ROOM.SAY", "plaza", 'ñandú "🙂"');
  await beto.call("ROOM.LEAVE", "plaza");
  const kinds: unknown[] = [];
  for (let i = 0; i < 3; i++) {
    const pushed = plain(await ana.nextPush()) as string[];
    assertEquals(plain(await old.nextReply()), pushed);
    assertEquals(plain(await pattern.nextReply()), ["pmessage", "room:*", ...pushed.slice(1)]);
    kinds.push(JSON.parse(pushed[2] as string).event);
  }
  assertEquals(kinds, ["join", "message", "leave"]);
});

Deno.test("PUBLISH: the server's own channels are refused, others work", async () => {
  await using server = await startServer();
  await using ana = await enter(server, "ana");
  await ana.send("SUBSCRIBE", "file:a.txt", "news");
  for (let i = 0; i < 2; i++) await ana.nextPush();
  await using beto = await connectPeer(server.port());
  for (const channel of ["room:plaza", "room:", "file:a.txt", "tell:ana"]) {
    refusal(await beto.call("PUBLISH", channel, "forged"), "NOPERM");
  }
  assertEquals(await beto.call("PUBLISH", "news", "true"), 1);
  assertEquals(plain(await ana.nextPush()), ["message", "news", "true"]);
  assertEquals(await beto.call("PUBLISH", "nobody", "x"), 0);
});

Deno.test("SUBSCRIBE file:PATH: created, changed and removed", async () => {
  await using server = await startServer({ args: ["--access", "write", "--keep-free", "0"] });
  await using watcher = await connectPeer(server.port(), { version: 3 });
  await watcher.send("SUBSCRIBE", "file:notas/año.txt", "file:moved.txt");
  for (let i = 0; i < 2; i++) await watcher.nextPush();
  await using ana = await connectPeer(server.port(), { version: 3, name: "ana" });
  // In NFD, as macOS would send it: the channel is that of the entry.
  const path = "notas/an\u0303o.txt";
  assertEquals(plain(await ana.call("SET", path, "uno")), "OK");
  assertEquals(plain(await ana.call("SET", path, "dos y")), "OK");
  assertEquals(await ana.call("APPEND", path, " tres"), 10);
  assertEquals(plain(await ana.call("FILE.MOVE", path, "moved.txt")), "OK");
  assertEquals(await ana.call("DEL", "moved.txt"), 1);
  assertEquals(await ana.call("DEL", "moved.txt"), 0);
  await ana.call("SET", "moved.txt", "mark");
  const rows = [
    ["created", "notas/año.txt", 3],
    ["changed", "notas/año.txt", 5],
    ["changed", "notas/año.txt", 10],
    ["removed", "notas/año.txt", 10],
    ["created", "moved.txt", 10],
    ["removed", "moved.txt", 10],
    ["created", "moved.txt", 4],
  ] as const;
  for (const [event, entry, size] of rows) {
    const [, channel, payload] = plain(await watcher.nextPush()) as string[];
    assertEquals(channel, `file:${entry}`);
    assertEquals(JSON.parse(payload as string), { event, path: entry, type: "file", size, by: "ana" });
  }
});

Deno.test({
  name: "file: events: a name that is held means that person from the same host only",
  // Elsewhere a machine has to be given its second loopback address.
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using server = await startServer({ args: ["--access", "write", "--keep-free", "0"] });
    await using watcher = await connectPeer(server.port(), { version: 3 });
    await watcher.send("PSUBSCRIBE", "file:*");
    await watcher.nextPush();
    await using ana = await enter(server, "ana");
    const author = async (): Promise<string> => {
      const [, , , payload] = plain(await watcher.nextPush()) as string[];
      return JSON.parse(payload as string).by;
    };
    await ana.call("SET", "own", "1");
    assertEquals(await author(), "ana");
    await using second = await connectPeer(server.port(), { name: "Ana" });
    await second.call("SET", "second", "1");
    assertEquals(await author(), "ana");
    const stranger = connect({ host: "127.0.0.1", port: server.port(), localAddress: "127.0.0.2" });
    try {
      await once(stranger, "connect");
      stranger.write("CLIENT SETNAME ana\r\nSET stranger 1\r\n");
      assertEquals(await author(), `127.0.0.2:${stranger.localPort}`);
      stranger.write("CLIENT SETNAME luz\r\nSET stranger 2\r\n");
      assertEquals(await author(), "luz");
    } finally {
      stranger.destroy();
    }
  },
});
