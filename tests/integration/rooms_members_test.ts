/** Rooms over real sockets: who comes, who goes, who is there. @module */
import { assertEquals } from "../helpers/assert.ts";
import { connectPeer, type Peer } from "../helpers/peer.ts";
import { startServer } from "../helpers/processes.ts";
import { plain, refusal } from "../helpers/replies.ts";
import { enter, join, nothingBefore } from "./rooms_fixture.ts";

Deno.test("ROOM.JOIN: a taken name is refused with one that is free", async () => {
  await using server = await startServer();
  await using ana = await connectPeer(server.port(), { version: 3, name: "ana" });
  const joined = await join(ana);
  assertEquals([joined.room, joined.name, joined.offset, joined.members], ["plaza", "ana", 1, ["ana"]]);
  await using other = await connectPeer(server.port(), { version: 3, name: "ANA" });
  const message = refusal(await other.call("ROOM.JOIN", "plaza"), "NAMETAKEN");
  const free = /'([^']+)' is free$/.exec(message)?.[1];
  assertEquals(free, "ANA-2");
  assertEquals(plain(await other.call("CLIENT", "SETNAME", "ANA-2")), "OK");
  assertEquals((await join(other)).members, ["ANA-2", "ana"]);
});

Deno.test("ROOM.JOIN: names that are no names, or the server's, are refused", async () => {
  await using server = await startServer();
  const rows: [name: string, code: string][] = [
    ["-x", "BADNAME"],
    [".x", "BADNAME"],
    ["a/b", "BADNAME"],
    ["a@b", "BADNAME"],
    ["a".repeat(33), "BADNAME"],
    ["server", "NAMETAKEN"],
    ["Servidor", "NAMETAKEN"],
  ];
  for (const [name, code] of rows) {
    await using peer = await connectPeer(server.port(), { version: 3, name });
    refusal(await peer.call("ROOM.JOIN", "plaza"), code);
    refusal(await peer.call("ROOM.SAY", "plaza", "hola"), code);
  }
  await using peer = await connectPeer(server.port(), { version: 3 });
  for (const name of ["two words", "line\nbreak", "nul\0", "\u202eana"]) {
    refusal(await peer.call("CLIENT", "SETNAME", name), "ERR");
  }
  for (const room of ["", "a b", "x".repeat(33), "a:b", "*"]) {
    refusal(await peer.call("ROOM.JOIN", room), "BADNAME");
  }
});

Deno.test("ROOM.JOIN: a session without a name becomes a guest", async () => {
  await using server = await startServer();
  await using one = await connectPeer(server.port(), { version: 3 });
  await using two = await connectPeer(server.port());
  const id = await one.call("CLIENT", "ID");
  assertEquals((await join(one)).name, `guest-${id}`);
  assertEquals(plain(await one.call("CLIENT", "GETNAME")), `guest-${id}`);
  assertEquals(typeof await two.call("ROOM.SAY", "plaza", "hi"), "number");
  assertEquals((await one.nextEvent()).from, `guest-${await two.call("CLIENT", "ID")}`);
});

Deno.test("ROOM.JOIN and ROOM.LEAVE: the others are told once, the member itself is not", async () => {
  await using server = await startServer();
  await using ana = await enter(server, "ana");
  await using beto = await enter(server, "beto");
  await join(beto);
  const { at, ...joined } = await ana.nextEvent();
  assertEquals(typeof at, "number");
  assertEquals(joined, { event: "join", room: "plaza", name: "beto", offset: 1 });
  await nothingBefore("one", ana, beto);
  assertEquals((await ana.nextEvent()).text, "one");
  assertEquals(await beto.call("ROOM.LEAVE", "plaza"), 1);
  assertEquals(await beto.call("ROOM.LEAVE", "plaza"), 0);
  const left = await ana.nextEvent();
  assertEquals([left.event, left.name, left.offset], ["leave", "beto", 2]);
  await nothingBefore("two", ana, ana);
  await join(beto);
  assertEquals((await ana.nextEvent()).event, "join");
  assertEquals(plain(await beto.call("QUIT")), "OK");
  await beto.closed();
  const quit = await ana.nextEvent();
  assertEquals([quit.event, quit.name, quit.reason], ["leave", "beto", "quit"]);
  await nothingBefore("three", ana, ana);
});

Deno.test("ROOM.JOIN: on RESP2 the answer is a flat array and no pushes follow", async () => {
  await using server = await startServer();
  await using old = await connectPeer(server.port(), { name: "old" });
  const reply = plain(await old.call("ROOM.JOIN", "plaza")) as unknown[];
  assertEquals(reply.slice(0, 4), ["room", "plaza", "name", "old"]);
  assertEquals(await old.call("ROOM.SAY", "plaza", "hola"), 1);
  assertEquals(plain(await old.call("PING")), "PONG");
  assertEquals(old.unread, 0);
});

Deno.test("ROOM.LEAVE: rooms are told apart by case", async () => {
  await using server = await startServer();
  await using ana = await connectPeer(server.port(), { version: 3, name: "ana" });
  await join(ana, "plaza");
  await join(ana, "Plaza");
  assertEquals(await ana.call("ROOM.LEAVE", "Plaza"), 1);
  const [me] = plain(await ana.call("ROOM.WHO")) as { rooms: string[] }[];
  assertEquals(me?.rooms, ["plaza"]);
});

Deno.test("ROOM.JOIN: refused for want of subscriptions, it leaves nobody in the room", async () => {
  await using server = await startServer({ args: ["--max-subscriptions", "1"] });
  await using ana = await connectPeer(server.port(), { version: 3, name: "ana" });
  await join(ana, "plaza");
  refusal(await ana.call("ROOM.JOIN", "patio"), "TOOMANY");
  const [me] = plain(await ana.call("ROOM.WHO")) as { rooms: string[] }[];
  assertEquals(me?.rooms, ["plaza"]);
});

Deno.test("Rooms: a peer that vanishes leaves exactly once", async () => {
  await using server = await startServer();
  await using ana = await enter(server, "ana");
  const ways: [name: string, vanish: (peer: Peer) => Promise<void>][] = [
    ["closed", (peer) => Promise.resolve(peer.close())],
    ["half", async (peer) => {
      await peer.raw("*3\r\n$8\r\nROOM.SAY\r\n$5\r\npla");
      peer.close();
    }],
    ["ended", async (peer) => {
      await peer.connection.closeWrite();
      await peer.closed();
    }],
  ];
  for (const [name, vanish] of ways) {
    await using peer = await connectPeer(server.port(), { version: 3, name });
    await join(peer);
    await join(peer, "patio");
    assertEquals((await ana.nextEvent()).event, "join");
    await vanish(peer);
    const left = await ana.nextEvent();
    assertEquals([left.event, left.name], ["leave", name]);
    await nothingBefore(`after ${name}`, ana, ana);
    // The name is free again.
    await using again = await connectPeer(server.port(), { version: 3, name });
    assertEquals((await join(again, "patio")).members, [name]);
  }
});

Deno.test("ROOM.WHO and ROOM.LIST: who is where", async () => {
  await using server = await startServer();
  await using ana = await connectPeer(server.port(), { version: 3, name: "ana" });
  await using beto = await connectPeer(server.port(), { version: 3, name: "beto" });
  await join(ana, "patio");
  await join(ana, "plaza");
  await join(beto, "plaza");
  await beto.call("ROOM.SAY", "plaza", "hola");
  const who = plain(await ana.call("ROOM.WHO")) as Record<string, unknown>[];
  assertEquals(who.map(({ name, rooms, address }) => [name, rooms, address]), [
    ["ana", ["patio", "plaza"], ana.address],
    ["beto", ["plaza"], beto.address],
  ]);
  const inPatio = plain(await ana.call("ROOM.WHO", "patio")) as Record<string, unknown>[];
  assertEquals(inPatio.map(({ name }) => name), ["ana"]);
  assertEquals(plain(await ana.call("ROOM.LIST")), [
    { room: "patio", members: 1, messages: 0, offset: 1 },
    { room: "plaza", members: 2, messages: 1, offset: 2 },
  ]);
  refusal(await ana.call("ROOM.WHO", "nowhere"), "NOROOM");
});
