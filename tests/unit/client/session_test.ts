import { exitStatus } from "../../../lib/client/exit.ts";
import { EnchufeError } from "../../../lib/errors.ts";
import { ErrorReply } from "../../../lib/framing/reply.ts";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "../../helpers/assert.ts";
import { FakeRooms, last, nameTaken, type Said, settled, start } from "./fake_rooms.ts";
import { record } from "./memory_transport.ts";

Deno.test("Session.run() joins, shows members and recent history, prompts", async () => {
  const rooms = new FakeRooms();
  rooms.say("plaza", "luz", "antes");
  await using running = start(rooms);
  const { terminal } = running;
  await terminal.until("antes");
  assertEquals(terminal.count("Here: ana, luz"), 1);
  assertEquals(terminal.prompts, ["ana@plaza> "]);
  assertEquals(last(rooms).requests[0], ["HELLO", "3", "SETNAME", "ana"]);
});

for (const plain of [false, true]) {
  Deno.test(`Session.run() one's own message is shown once, ${plain ? "as typed" : "as the room has it"}`, async () => {
    await using running = start();
    const { terminal, rooms } = running;
    terminal.plain = plain;
    await terminal.until("Here");
    terminal.type("hola ñ");
    terminal.type("/time");
    // The answer to the command after it: by then the message has come back.
    await terminal.until(":01");
    rooms.say("plaza", "luz", "qué tal");
    await terminal.until("qué tal");
    assertEquals(rooms.log.map(({ text }) => text), ["hola ñ", "qué tal"]);
    assertEquals(terminal.count(" ana: hola ñ"), plain ? 0 : 1);
    assertEquals(terminal.count("hola ñ"), plain ? 0 : 1);
  });
}

Deno.test("Session.run() everything that came from others is escaped", async () => {
  await using running = start();
  const { terminal, rooms } = running;
  await terminal.until("Here");
  rooms.say("plaza", "luz", "\u001b[2Jborra\nln");
  last(rooms).push("tell:ana", { event: "tell", from: "luz\u202e", to: "ana", text: "psst\r", at: 0 });
  last(rooms).push("room:plaza", { event: "join", room: "plaza", name: "x\u0007", at: 0, offset: 2 });
  await terminal.until("joined");
  assertEquals(terminal.count("luz: \\u{1b}[2Jborra"), 1);
  assertEquals(terminal.shown.filter((line) => line.endsWith("ln")), ["         ln"]);
  assertEquals(terminal.count("luz\\u{202e} (to you only): psst"), 1);
  assertEquals(terminal.count("* x\\u{7} joined"), 1);
});

Deno.test("Session.run() a message that came while the history was fetched is shown once", async () => {
  const rooms = new FakeRooms();
  rooms.instead.set("ROOM.HISTORY", (words, session) => {
    rooms.instead.delete("ROOM.HISTORY");
    // It is in the log, and is pushed before the answer.
    rooms.say("plaza", "luz", "cruzado");
    session.push("room:plaza", { ...rooms.log[0] });
    session.reply(record({
      epoch: "e1",
      recovered: true,
      next: 2,
      messages: [record({ ...rooms.log[0] as Said })],
    }));
    rooms.say("plaza", "luz", "después");
    assertEquals(words[1], "plaza");
    return undefined;
  });
  await using running = start(rooms);
  await running.terminal.until("después");
  assertEquals(running.terminal.count("cruzado"), 1);
});

for (const ending of ["salir", "SALIR", "sair", "finalizar_conexao", "/quit", "/salir"]) {
  Deno.test(`Session.run() '${ending}' leaves with 0`, async () => {
    await using running = start();
    await running.terminal.until("Here");
    running.terminal.type(ending);
    assertEquals(await running.status, 0);
    assert(running.terminal.closed);
  });
}

Deno.test("Session.run() the end of the input leaves with 0, Ctrl-C with 130", async () => {
  const first = start();
  await first.terminal.until("Here");
  first.terminal.lines.end();
  assertEquals(await first.status, 0);
  const second = start();
  await second.terminal.until("Here");
  second.terminal.interrupt();
  assertEquals(await second.status, 130);
  assert(second.terminal.closed);
});

Deno.test("Session.run() too fast: the error, and 1", async () => {
  const running = start();
  const { terminal, rooms } = running;
  await settled(terminal);
  rooms.instead.set("ROOM.SAY", (_words, session) => {
    session.reply(new ErrorReply("TOOFAST", "Too many messages: the limit is 5 in any second"));
    session.close();
    return undefined;
  });
  terminal.type("spam");
  const error = await assertRejects(() => running.status, EnchufeError);
  assertEquals([error.code, exitStatus(error)], ["TOOFAST", 1]);
  assert(terminal.closed);
});

Deno.test("Session.run() put out: the reason, and 1", async () => {
  const running = start();
  await settled(running.terminal);
  last(running.rooms).push("tell:ana", { event: "kicked", reason: "Por gritar" });
  last(running.rooms).close();
  const error = await assertRejects(() => running.status, EnchufeError);
  assertStringIncludes(error.message, "Por gritar");
  assertEquals(exitStatus(error), 1);
});

for (const why of ["taken", "reserved"]) {
  Deno.test(`Session.run() a name that is ${why}: takes the free one, and says so`, async () => {
    const rooms = new FakeRooms();
    nameTaken(rooms, `Name 'ana' is ${why}; 'ana-2' is free`);
    await using running = start(rooms);
    const { terminal } = running;
    await terminal.until("Here");
    assertEquals(terminal.count("The name ana cannot be had here now, so you are ana-2"), 1);
    assertEquals(terminal.prompts, ["ana-2@plaza> "]);
    await settled(terminal);
    // A lost connection comes back under the name that the others know.
    last(rooms).close();
    await terminal.until("Connected again");
    assertEquals(last(rooms).requests[0], ["HELLO", "3", "SETNAME", "ana-2"]);
    assertEquals(terminal.count("you are ana-2"), 1);
  });
}

Deno.test("Session.run() a name that is taken, and no other known: the error, and 1", async () => {
  const rooms = new FakeRooms();
  rooms.instead.set("ROOM.JOIN", () => new ErrorReply("NAMETAKEN", "Name 'ana' is taken"));
  const error = await assertRejects(() => start(rooms).status, EnchufeError);
  assertEquals([error.code, exitStatus(error)], ["NAMETAKEN", 1]);
});

Deno.test("Session.run() a message over the limit is not sent, and given back", async () => {
  const rooms = new FakeRooms();
  rooms.instead.set("CONFIG", () => record({ "max-message": "5" }));
  await using running = start(rooms);
  const { terminal } = running;
  await terminal.until("Here");
  for (const line of ["123456", "😀😀😀😀😀", "/tell luz 123456", "/time"]) terminal.type(line);
  await terminal.until(":01");
  assertEquals(terminal.count("Message of 6 characters is too long: the limit is 5; nothing was sent"), 2);
  assertEquals(terminal.edited, ["123456", "/tell luz 123456"]);
  assertEquals(rooms.log.map(({ text }) => text), ["😀😀😀😀😀"]);
});

Deno.test("Session.run() a server that does not say its limit: 1000 characters", async () => {
  await using running = start();
  const { terminal, rooms } = running;
  await terminal.until("Here");
  for (const count of [1001, 1000]) terminal.type("x".repeat(count));
  terminal.type("/time");
  await terminal.until(":01");
  assertEquals(rooms.log.map(({ text }) => text.length), [1000]);
});

Deno.test("Session.run() many lines at once never break the rate", async () => {
  await using running = start();
  const { terminal, rooms, clock } = running;
  await terminal.until("Here");
  const times: number[] = [];
  rooms.instead.set("ROOM.SAY", ([, room = "", text = ""]) => {
    times.push(clock.time);
    return rooms.say(room, "ana", text);
  });
  for (let line = 1; line <= 17; line++) terminal.type(`línea ${line}`);
  terminal.type("/time");
  await terminal.until(":01");
  assertEquals(times.length, 17);
  for (let at = 5; at < times.length; at++) {
    assert((times[at] as number) - (times[at - 5] as number) > 1000, `${times}`);
  }
});

Deno.test("Session.run() a message of several lines is set in, and cannot pass for another's", async () => {
  await using running = start();
  const { terminal, rooms } = running;
  await terminal.until("Here");
  rooms.say("plaza", "luz", "uno\r\n00:00:00 ana: dos\n\ttres\n\n");
  rooms.say("plaza", "luz", `ancho ${"x ".repeat(60)}00:00:00 ana: cuatro`);
  await terminal.until("cuatro");
  const from = terminal.shown.findIndex((line) => line.endsWith("luz: uno"));
  assertEquals(terminal.shown.slice(from + 1, from + 3), ["         00:00:00 ana: dos", "             tres"]);
  assertEquals(terminal.shown.filter((line) => /^\d\d:\d\d:\d\d ana/.test(line)), []);
  for (const line of terminal.shown) assert(line.length < 80, line);
});

Deno.test("Session.run() another day is named before its messages, once", async () => {
  const rooms = new FakeRooms();
  rooms.say("plaza", "luz", "uno");
  rooms.say("plaza", "luz", "dos");
  await using running = start(rooms);
  const { terminal } = running;
  await terminal.until("dos");
  const days = terminal.shown.filter((line) => line.startsWith("── "));
  // The first second of 1970, wherever this runs.
  assertEquals(days.length, 1);
  assert(/(19|19|20)(69|70)/.test(days[0] ?? ""), days[0]);
  assert(
    terminal.shown.indexOf(days[0] as string) < terminal.shown.findIndex((line) => line.endsWith("uno")),
  );
});

Deno.test("Session.run() what was typed and is not said is shown, where the terminal does not keep it", async () => {
  for (const plain of [false, true]) {
    await using running = start();
    const { terminal } = running;
    terminal.plain = plain;
    await terminal.until("Here");
    terminal.type("/time");
    await terminal.until(":01");
    assertEquals(terminal.count("> /time"), plain ? 0 : 1);
  }
});
