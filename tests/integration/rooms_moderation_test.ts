/** Rooms over real sockets: what whoever runs the server may do to members and say to all. @module */
import { assertEquals } from "../helpers/assert.ts";
import { connectPeer } from "../helpers/peer.ts";
import { startServer } from "../helpers/processes.ts";
import { plain, refusal } from "../helpers/replies.ts";
import { enter, join, nothingBefore } from "./rooms_fixture.ts";

Deno.test("ROOM.KICK: the member is told and put out, the others hear why, the name is free", async () => {
  await using server = await startServer();
  await using ana = await enter(server, "ana");
  await using beto = await enter(server, "beto");
  await ana.nextEvent();
  assertEquals(await ana.call("ROOM.KICK", "Beto", "flooding"), 1);
  const left = await ana.nextEvent();
  assertEquals([left.event, left.name, left.reason], ["leave", "beto", "flooding"]);
  // Its own leaving may be told to it first.
  let [kind, channel, payload] = plain(await beto.nextPush()) as string[];
  if (channel === "room:plaza") [kind, channel, payload] = plain(await beto.nextPush()) as string[];
  assertEquals([kind, JSON.parse(payload as string)], ["message", { event: "kicked", reason: "flooding" }]);
  await beto.closed();
  await nothingBefore("after", ana, ana);
  refusal(await ana.call("ROOM.KICK", "beto"), "NOMEMBER");
  await using again = await connectPeer(server.port(), { version: 3, name: "beto" });
  assertEquals((await join(again)).members, ["ana", "beto"]);
  assertEquals(channel, "tell:beto", "the kicked member is told on its own channel");
});

Deno.test("ROOM.KICK: a RESP2 member is closed", async () => {
  await using server = await startServer();
  await using ana = await connectPeer(server.port(), { version: 3, name: "ana" });
  await using old = await connectPeer(server.port(), { name: "old" });
  await old.call("ROOM.JOIN", "plaza");
  assertEquals(await ana.call("ROOM.KICK", "old"), 1);
  await old.closed();
});

Deno.test("ROOM.MUTE: the member is refused until it may speak again", async () => {
  await using server = await startServer();
  await using ana = await enter(server, "ana");
  await using beto = await enter(server, "beto");
  await ana.nextEvent();
  assertEquals(await ana.call("ROOM.MUTE", "beto"), 1);
  refusal(await beto.call("ROOM.SAY", "plaza", "silenced"), "MUTED");
  refusal(await beto.call("ROOM.TELL", "ana", "silenced"), "MUTED");
  assertEquals(await ana.call("ROOM.MUTE", "beto", "OFF"), 1);
  await nothingBefore("free", beto, ana);
  refusal(await ana.call("ROOM.MUTE", "beto", "MAYBE"), "ERR");
});

Deno.test("SERVER.SAY: reaches every room, or the one that is named", async () => {
  await using server = await startServer();
  await using ana = await connectPeer(server.port(), { version: 3, name: "ana" });
  await using beto = await connectPeer(server.port(), { version: 3, name: "beto" });
  await using admin = await connectPeer(server.port());
  await join(ana, "plaza");
  await join(beto, "patio");
  assertEquals(await admin.call("SERVER.SAY", "to all"), 2);
  for (const [peer, room] of [[ana, "plaza"], [beto, "patio"]] as const) {
    const event = await peer.nextEvent();
    assertEquals([event.from, event.room, event.text], ["server", room, "to all"]);
  }
  assertEquals(await admin.call("SERVER.SAY", "to patio", "patio"), 1);
  assertEquals((await beto.nextEvent()).text, "to patio");
  await nothingBefore("after", ana, ana);
  refusal(await admin.call("SERVER.SAY", "x", "nowhere"), "NOROOM");
  // No rate limits the server, and a text too long is refused without closing.
  for (let i = 0; i < 20; i++) assertEquals(await admin.call("SERVER.SAY", `line ${i}`), 2);
  refusal(await admin.call("SERVER.SAY", "x".repeat(1001)), "TOOLONG");
  assertEquals(plain(await admin.call("PING")), "PONG");
});
