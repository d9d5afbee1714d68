import { serveChat } from "../../../lib/classic/chat.ts";
import { CHAT_TEXTS } from "../../../lib/classic/texts.ts";
import { DEFAULT_ROOM } from "../../../lib/rooms/hub.ts";
import { assertEquals, assertLess, assertStringIncludes } from "../../helpers/assert.ts";
import { pause } from "../../helpers/patience.ts";
import { listener, member } from "./chat_fixture.ts";
import { type Connected, makeWorld, MANNERS, silence, until } from "./fixture.ts";

const { prompt } = CHAT_TEXTS;

Deno.test("CHAT_TEXTS are those of the specification", () => {
  assertEquals(prompt, "Por favor, envia tu nombre: ");
  assertEquals(CHAT_TEXTS.tooLong, "Error: Mensaje demasiado largo.\n");
  assertEquals(CHAT_TEXTS.tooFast, "Error: Demasiados mensajes en poco tiempo.\n");
  assertEquals(CHAT_TEXTS.closing, "El servidor se esta cerrando. Desconectando...\n");
  assertEquals(CHAT_TEXTS.joined("ana"), "* ana se ha unido\n");
  assertEquals(CHAT_TEXTS.left("ana"), "* ana ha salido\n");
});

for (const manner of MANNERS) {
  Deno.test(`serveChat() carries messages between two: ${manner.name}`, async () => {
    await using world = await makeWorld();
    const ana = world.connect(serveChat, "chat"), leo = world.connect(serveChat, "chat");
    assertEquals([await ana.peer.next(), await leo.peer.next()], [prompt, prompt]);
    await manner.send(ana.peer, "ana");
    await until(() => ana.session.name !== "");
    await manner.send(leo.peer, "leo");
    assertEquals(await ana.peer.next(), "* leo se ha unido\n");
    await manner.send(ana.peer, "hola, señor 🙂");
    assertEquals(await leo.peer.next(), "ana: hola, señor 🙂\n");
    await manner.send(leo.peer, "¿qué tal?");
    assertEquals(await ana.peer.next(), "leo: ¿qué tal?\n");
    await manner.send(leo.peer, "SALIR");
    assertEquals(await ana.peer.next(), "* leo ha salido\n");
    assertEquals(await leo.peer.rest(), "");
    assertEquals([ana.peer.waiting, ana.session.commands, leo.session.commands], [0, 2, 3]);
    assertEquals([ana.session.listening, ana.session.busy], [true, false]);
  });
  Deno.test(`serveChat() closes at a message that is too long: ${manner.name}`, async () => {
    await using world = await makeWorld({ limits: { maxMessage: 20 } });
    const other = listener(world);
    const { peer } = await member(world, "ana");
    await manner.send(peer, "ñ".repeat(20));
    await until(() => other.events.length >= 2);
    await manner.send(peer, "ñ".repeat(21));
    assertEquals(await peer.rest(), CHAT_TEXTS.tooLong);
    assertEquals(other.heard, ["join ana", `ana: ${"ñ".repeat(20)}`, "leave ana"]);
  });
}

Deno.test("serveChat() takes 1,000 characters and closes at 1,001", async () => {
  await using world = await makeWorld();
  const other = listener(world);
  const { peer } = await member(world, "ana");
  peer.send(`${"🙂".repeat(1000)}\n${"🙂".repeat(1001)}\n`);
  assertEquals(await peer.rest(), CHAT_TEXTS.tooLong);
  assertEquals(other.heard, ["join ana", `ana: ${"🙂".repeat(1000)}`, "leave ana"]);
});

Deno.test("serveChat() closes at a line over maxLine", async () => {
  await using world = await makeWorld();
  const other = listener(world);
  const { peer } = await member(world, "ana");
  peer.send("x".repeat(64 * 1024 + 1));
  assertEquals(await peer.rest(), CHAT_TEXTS.tooLong);
  assertEquals(other.heard, ["join ana", "leave ana"]);
});

Deno.test("serveChat() takes five messages in a second, the name apart, and closes at the sixth", async () => {
  let time = 1_000_000;
  await using world = await makeWorld({ now: () => time });
  const other = listener(world);
  const { peer } = await member(world, "ana");
  peer.send("1\n2\n3\n4\n5\n");
  await until(() => other.events.length >= 6);
  time += 1000;
  peer.send("6\n7\n8\n9\n10\n11\n12\n");
  assertEquals(await peer.rest(), CHAT_TEXTS.tooFast);
  const said = Array.from({ length: 10 }, (_, index) => `ana: ${index + 1}`);
  assertEquals(other.heard, ["join ana", ...said, "leave ana"]);
});

Deno.test("serveChat() asks again for a name that is none", async () => {
  await using world = await makeWorld();
  const { peer, session } = world.connect(serveChat);
  assertEquals(await peer.next(), prompt);
  for (const bad of ["", "   ", "ana maría", "-ana", "x".repeat(33), "a\x1bb", "🙂"]) {
    peer.send(`${bad}\n`);
    assertEquals(await peer.next(), CHAT_TEXTS.badName(32) + prompt, bad);
  }
  assertStringIncludes(CHAT_TEXTS.badName(32), "1 a 32");
  assertEquals([world.hub.members.size, session.listening], [0, false]);
  peer.send(`  ${"ñ".repeat(32)}  \n`);
  await until(() => session.name !== "");
  assertEquals(session.name, "ñ".repeat(32));
  assertEquals(peer.waiting, 0);
});

Deno.test("serveChat() gives a taken name a suffix, and says so in one line", async () => {
  await using world = await makeWorld();
  const ana = await member(world, "Ana");
  const second = await member(world, "ana");
  assertEquals(await second.peer.next(), CHAT_TEXTS.renamed("ana-2"));
  assertEquals(await ana.peer.next(), "* ana-2 se ha unido\n");
  const servidor = await member(world, "servidor");
  assertEquals(await servidor.peer.next(), CHAT_TEXTS.renamed("servidor-2"));
  assertEquals(world.hub.who(DEFAULT_ROOM).map(({ name }) => name), ["Ana", "ana-2", "servidor-2"]);
});

Deno.test("serveChat() does not call a name taken that it only brought to NFC", async () => {
  await using world = await makeWorld();
  const { peer, session } = await member(world, "n\u0303u");
  await silence();
  assertEquals([session.name, peer.waiting], ["\u00f1u", 0]);
});

Deno.test("serveChat() logs the name of a session", async () => {
  await using world = await makeWorld();
  await member(world, "ana");
  assertEquals(world.logged, [
    { level: "info", event: "session name", fields: { id: 1, address: "127.0.0.1:40000", name: "ana" } },
  ]);
});

Deno.test("serveChat() shares the room with other protocols", async () => {
  await using world = await makeWorld();
  const other = listener(world, "leo");
  const { peer } = await member(world, "ana");
  world.hub.say(other, DEFAULT_ROOM, "hola de RESP");
  assertEquals(await peer.next(), "leo: hola de RESP\n");
  assertEquals(world.hub.tell(other, "ana", "en secreto"), 1);
  assertEquals(await peer.next(), "leo (privado): en secreto\n");
  world.hub.announce("línea de la consola");
  assertEquals(await peer.next(), "Servidor: línea de la consola\n");
  peer.send("hola\n");
  await until(() => other.events.length >= 4);
  assertEquals(other.heard, ["join ana", "leo: hola de RESP", "server: línea de la consola", "ana: hola"]);
  world.hub.leaveAll(other);
  assertEquals(await peer.next(), "* leo ha salido\n");
});

Deno.test("serveChat() hears only the default room", async () => {
  await using world = await makeWorld();
  const other = listener(world, "leo");
  const { peer } = await member(world, "ana");
  world.hub.say(other, "otra", "en otra sala");
  world.hub.say(other, DEFAULT_ROOM, "aquí");
  assertEquals(await peer.next(), "leo: aquí\n");
});

Deno.test("serveChat() spells out what would reach a terminal", async () => {
  await using world = await makeWorld();
  const other = listener(world, "leo");
  const { peer } = await member(world, "ana");
  world.hub.say(other, DEFAULT_ROOM, "\x1b[2J\rana: no\ndos\u202e🙂\tñ");
  assertEquals(await peer.next(), "leo: \\u{1b}[2J\\rana: no\\ndos\\u{202e}🙂\\tñ\n");
  world.hub.tell(other, "ana", "a\nb");
  assertEquals(await peer.next(), "leo (privado): a\\nb\n");
});

Deno.test("serveChat() says nothing of an empty line", async () => {
  await using world = await makeWorld();
  const other = listener(world);
  const { peer } = await member(world, "ana");
  peer.send("\n\r\n   \nhola\n");
  await until(() => other.events.length >= 2);
  assertEquals(other.heard, ["join ana", "ana: hola"]);
  assertEquals(peer.waiting, 0);
});

Deno.test("serveChat() refuses a muted member and a message with NUL, and goes on", async () => {
  await using world = await makeWorld();
  const other = listener(world);
  const { peer } = await member(world, "ana");
  peer.send("a\0b\n");
  assertEquals(await peer.next(), CHAT_TEXTS.refused);
  world.hub.mute("ana", true);
  peer.send("hola\n");
  assertEquals(await peer.next(), CHAT_TEXTS.muted);
  world.hub.mute("ana", false);
  peer.send("ya\n");
  await until(() => other.events.length >= 2);
  assertEquals(other.heard, ["join ana", "ana: ya"]);
  assertEquals(world.logged.filter(({ event }) => event === "command error").length, 2);
});

Deno.test("serveChat() refuses what is not UTF-8, and closes", async () => {
  await using world = await makeWorld();
  const other = listener(world);
  const { peer } = await member(world, "ana");
  peer.send(Uint8Array.of(0x61, 0xff, 0x0a));
  assertEquals(await peer.rest(), CHAT_TEXTS.notText);
  const unnamed = world.connect(serveChat).peer;
  await unnamed.next();
  unnamed.send(Uint8Array.of(0xc3, 0x28, 0x0a));
  assertEquals(await unnamed.rest(), CHAT_TEXTS.notText);
  assertEquals(other.heard, ["join ana", "leave ana"]);
});

Deno.test("serveChat() sends one message to thousands without delay", async () => {
  await using world = await makeWorld({ limits: { chatRate: 0 } });
  const speaker = listener(world, "leo");
  const peers: Connected[] = [];
  for (let index = 0; index < 2000; index++) {
    const connected = world.connect(serveChat);
    connected.peer.send(`m${index}\n`);
    peers.push(connected);
  }
  await until(() => world.hub.members.size >= 2001);
  const before = peers.map(({ peer }) => peer.writes.length);
  const began = performance.now();
  for (let round = 0; round < 10; round++) world.hub.say(speaker, DEFAULT_ROOM, `mensaje ${round}`);
  assertLess(performance.now() - began, 2000);
  await pause(10);
  for (const [index, { peer }] of peers.entries()) {
    const text = peer.writes.slice(before[index]).map((part) => new TextDecoder().decode(part)).join("");
    assertStringIncludes(text, "leo: mensaje 9\n");
  }
  for (const { session } of peers) session.end("test");
});
