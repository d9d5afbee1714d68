/** Members of the classic chat that leave, vanish, are put out or left behind. @module */
import { serveChat } from "../../../lib/classic/chat.ts";
import { CHAT_TEXTS } from "../../../lib/classic/texts.ts";
import { DEFAULT_ROOM } from "../../../lib/rooms/hub.ts";
import { assertEquals, assertRejects, assertStringIncludes } from "../../helpers/assert.ts";
import { pause } from "../../helpers/patience.ts";
import { listener, member } from "./chat_fixture.ts";
import { Defect, makeWorld, silence, type TestPeer } from "./fixture.ts";

const { prompt } = CHAT_TEXTS;

Deno.test("serveChat() obeys all that a half-closed peer has said", async () => {
  await using world = await makeWorld();
  const other = listener(world);
  const { peer } = world.connect(serveChat);
  peer.send("ana\nhola\nadiós");
  peer.end();
  assertEquals(await peer.rest(), prompt);
  assertEquals(other.heard, ["join ana", "ana: hola", "ana: adiós", "leave ana"]);
});

Deno.test("serveChat() tells of a peer that vanishes, once, and forgets its name", async () => {
  await using world = await makeWorld();
  const other = listener(world);
  const { peer, session, done } = await member(world, "ana");
  peer.vanish();
  await done;
  assertEquals(other.heard, ["join ana", "leave ana"]);
  assertEquals(session.endReason, "reset by peer");
  await member(world, "ana");
  assertEquals(world.hub.members.size, 2);
});

Deno.test("serveChat() says nothing of a peer that leaves before it has a name", async () => {
  await using world = await makeWorld();
  const other = listener(world);
  for (const leave of [(peer: TestPeer) => peer.end(), (peer: TestPeer) => peer.send("salir\n")]) {
    const { peer } = world.connect(serveChat);
    await peer.next();
    leave(peer);
    assertEquals(await peer.rest(), "");
  }
  assertEquals(other.heard, []);
});

Deno.test("serveChat() closes a member that is expelled, and tells it why", async () => {
  await using world = await makeWorld();
  const other = listener(world);
  const { peer, session, done } = await member(world, "ana");
  world.hub.kick("ana", "por\nmolestar");
  peer.send("ya no\n");
  assertEquals(await peer.rest(), CHAT_TEXTS.expelled("por\\nmolestar"));
  peer.end();
  await done;
  assertEquals([other.heard, session.endReason], [["join ana", "leave ana"], "kicked"]);
});

Deno.test("serveChat() obeys nothing more of a member that is expelled", async () => {
  await using world = await makeWorld();
  const other = listener(world);
  other.roomEvent = (event) => {
    other.events.push(event);
    if (event.event === "message") world.hub.kick("ana", "basta");
  };
  const { peer } = await member(world, "ana");
  peer.send("hola\nya no\n");
  assertEquals(await peer.rest(), CHAT_TEXTS.expelled("basta"));
  assertEquals(other.heard, ["join ana", "ana: hola", "leave ana"]);
  assertEquals(world.logged.filter(({ event }) => event === "command error"), []);
});

Deno.test("serveChat() says nothing of who leaves once the server is closing", async () => {
  await using world = await makeWorld();
  const other = listener(world, "leo");
  const { peer } = await member(world, "ana");
  world.hub.close("The server is closing");
  assertEquals(await peer.next(), CHAT_TEXTS.closing);
  world.hub.leaveAll(other);
  await silence();
  assertEquals(peer.waiting, 0);
});

Deno.test("serveChat() leaves the room even when it fails", async () => {
  await using world = await makeWorld();
  const other = listener(world);
  const { peer, session, done } = await member(world, "ana");
  const failed = assertRejects(() => done, Defect);
  const say = world.hub.say;
  world.hub.say = () => {
    throw new Defect();
  };
  peer.send("hola\n");
  await failed;
  world.hub.say = say;
  assertEquals([other.heard, session.endReason], [["join ana", "leave ana"], "closed"]);
});

Deno.test("serveChat() says that the server is closing, and then nothing of who leaves", async () => {
  await using world = await makeWorld();
  const ana = await member(world, "ana"), leo = await member(world, "leo");
  assertEquals(await ana.peer.next(), "* leo se ha unido\n");
  world.hub.close("The server is closing");
  // As Sessions.stop does with sessions that are not busy.
  for (const { session } of [ana, leo]) {
    session.stopping = true;
    void session.finish("server stopped");
  }
  assertEquals(await ana.peer.rest(), CHAT_TEXTS.closing);
  assertEquals(await leo.peer.rest(), CHAT_TEXTS.closing);
  ana.peer.end();
  leo.peer.end();
  await Promise.all([ana.done, leo.done]);
  assertEquals([ana.session.endReason, world.hub.members.size], ["server stopped", 0]);
});

Deno.test("serveChat() gives up a member that does not read, and the others hear everything", async () => {
  await using world = await makeWorld({ limits: { outboxHard: 2000, chatRate: 0 } });
  const other = listener(world, "leo");
  const ana = await member(world, "ana");
  ana.peer.stall();
  for (let said = 0; said < 30; said++) world.hub.say(other, DEFAULT_ROOM, "x".repeat(100));
  await pause(1);
  assertStringIncludes(ana.session.endReason ?? "", "slow reader");
  await silence();
  assertEquals(other.heard.filter((line) => line === "leave ana").length, 1);
});
