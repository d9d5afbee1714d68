/** A session whose connection is lost, and comes back or does not. @module */
import { EnchufeError } from "../../../lib/errors.ts";
import { ErrorReply } from "../../../lib/framing/reply.ts";
import { assertEquals, assertRejects } from "../../helpers/assert.ts";
import { record } from "./memory_transport.ts";
import { FakeRooms, last, nameTaken, type Running, settled, start } from "./fake_rooms.ts";

/** Starts a session that connects once; when it has lost the connection, it is kept waiting until that is allowed. */
function startHeld(): { running: Running; rooms: FakeRooms; resolve: () => void } {
  const rooms = new FakeRooms();
  const { promise: held, resolve } = Promise.withResolvers<void>();
  let dials = 0;
  const running = start(rooms, async () => {
    if (++dials > 1) await held;
    return await rooms.server.dial();
  });
  return { running, rooms, resolve };
}

Deno.test("Session.run() a lost connection: says so, comes back, shows what was missed exactly once", async () => {
  await using running = start();
  const { terminal, rooms, clock } = running;
  await terminal.until("Here");
  rooms.say("plaza", "luz", "uno");
  await terminal.until("uno");
  rooms.say("plaza", "luz", "dos", false);
  rooms.say("plaza", "luz", "tres", false);
  last(rooms).close();
  await terminal.until("tres");
  rooms.say("plaza", "luz", "cuatro");
  await terminal.until("cuatro");
  const messages = terminal.shown.filter((line) => line.includes(" luz: ")).map((line) =>
    line.split(": ")[1]
  );
  assertEquals(messages, ["uno", "dos", "tres", "cuatro"]);
  assertEquals(terminal.count("was lost"), 1);
  assertEquals(terminal.count("Connected again"), 1);
  assertEquals(terminal.count("may be missing"), 0);
  assertEquals(clock.waits, [500]);
  assertEquals(last(rooms).requests[2], ["ROOM.HISTORY", "plaza", "SINCE", "e1:2"]);
});

Deno.test("Session.run() tries again ever more slowly, and through failures in the middle of joining", async () => {
  const rooms = new FakeRooms();
  let dials = 0;
  await using running = start(rooms, () => {
    if (++dials > 1 && dials < 5) return Promise.reject(new EnchufeError("UNREACHABLE", "Nobody there"));
    return rooms.server.dial();
  });
  const { terminal, clock } = running;
  await settled(terminal);
  rooms.say("plaza", "luz", "uno", false);
  let joins = 0;
  rooms.instead.set("ROOM.HISTORY", (_words, session) => {
    if (++joins === 2) rooms.instead.delete("ROOM.HISTORY");
    // A message that comes and then the loss: showing it now would step over the one before it.
    rooms.say("plaza", "luz", `en medio ${joins}`);
    session.close();
    return undefined;
  });
  last(rooms).close();
  await terminal.until("en medio 2");
  assertEquals(clock.waits, [500, 1000, 2000, 4000, 8000, 10_000]);
  const messages = terminal.shown.filter((line) => line.includes(" luz: ")).map((line) =>
    line.split(": ")[1]
  );
  assertEquals(messages, ["uno", "en medio 1", "en medio 2"]);
});

Deno.test("Session.run() a server that began anew: says that some may be missing, shows all of the new", async () => {
  await using running = start();
  const { terminal, rooms } = running;
  await terminal.until("Here");
  for (const text of ["a1", "a2", "a3"]) rooms.say("plaza", "luz", text);
  await terminal.until("a3");
  rooms.epoch = "e2";
  rooms.log = [];
  rooms.say("plaza", "luz", "b1", false);
  last(rooms).close();
  await terminal.until("b1");
  assertEquals(terminal.count("may be missing"), 1);
  rooms.say("plaza", "luz", "b2");
  await terminal.until("b2");
});

Deno.test("Session.run() a stopping server is announced, then tried again", async () => {
  await using running = start();
  const { terminal, rooms } = running;
  await settled(terminal);
  last(rooms).push("room:plaza", { event: "closing", room: "plaza", at: 0, text: "Mantenimiento" });
  last(rooms).close();
  await terminal.until("Connected again");
  assertEquals(terminal.count("The server is stopping: Mantenimiento"), 1);
  // Each room of the server's says so.
  last(rooms).push("room:plaza", { event: "closing", room: "plaza", at: 0, text: "The server is stopping" });
  last(rooms).push("room:plaza", { event: "closing", room: "plaza", at: 0, text: "The server is stopping" });
  terminal.type("/time");
  await terminal.until(":01");
  rooms.say("plaza", "luz", "fin");
  await terminal.until("fin");
  assertEquals(terminal.shown.filter((line) => line === "* The server is stopping").length, 1);
});

Deno.test("Session.run() a line typed while there is no connection is refused, not lost silently", async () => {
  const { running, rooms, resolve } = startHeld();
  await using _ = running;
  const { terminal } = running;
  await settled(terminal);
  last(rooms).close();
  await terminal.untilStatus("Reconnecting");
  terminal.type("hola");
  await terminal.until("nothing was sent");
  resolve();
  await terminal.until("Connected again");
  assertEquals(rooms.log, []);
  assertEquals(terminal.edited, ["hola"]);
});

Deno.test("Session.run() a name that is still taken after a loss is tried some times, not for ever", async () => {
  const soon = start();
  await settled(soon.terminal);
  let refusals = 0;
  soon.rooms.instead.set("ROOM.JOIN", () => {
    if (++refusals === 3) soon.rooms.instead.delete("ROOM.JOIN");
    return new ErrorReply("NAMETAKEN", "Name 'ana' is taken");
  });
  last(soon.rooms).close();
  await soon.terminal.until("Connected again");
  await soon[Symbol.asyncDispose]();

  const never = start();
  await settled(never.terminal);
  never.rooms.instead.set("ROOM.JOIN", () => new ErrorReply("NAMETAKEN", "Name 'ana' is taken"));
  last(never.rooms).close();
  assertEquals((await assertRejects(() => never.status, EnchufeError)).code, "NAMETAKEN");
});

Deno.test("Session.run() a name that is not given back after a loss: another one is taken, and told", async () => {
  await using running = start();
  const { terminal, rooms, clock } = running;
  await settled(terminal);
  nameTaken(rooms, "Name 'ana' is taken; 'ana-2' is free");
  last(rooms).close();
  await terminal.until("Connected again");
  assertEquals(clock.waits.length, 9);
  assertEquals(terminal.count("so you are ana-2"), 1);
  assertEquals(terminal.prompts.at(-1), "ana-2@plaza> ");
});

Deno.test("Session.run() a guest who has another name after a loss is told", async () => {
  await using running = start();
  const { terminal, rooms } = running;
  await settled(terminal);
  rooms.instead.set(
    "ROOM.JOIN",
    () => record({ room: "plaza", name: "guest-7", epoch: "e1", offset: 1, members: ["guest-7"] }),
  );
  last(rooms).close();
  await terminal.until("Connected again, in the room plaza; you are guest-7 now");
});

Deno.test("Session.run() the status line counts members, and says when it is tried again", async () => {
  const { running, rooms, resolve } = startHeld();
  await using _ = running;
  const { terminal } = running;
  await terminal.untilStatus("plaza · 2 members · 1 ms · test:1");
  last(rooms).push("room:plaza", { event: "join", room: "plaza", name: "bea", at: 0 });
  await terminal.untilStatus("3 members");
  last(rooms).push("room:plaza", { event: "leave", room: "plaza", name: "luz", at: 0 });
  last(rooms).push("room:plaza", { event: "leave", room: "plaza", name: "bea", at: 0 });
  await terminal.untilStatus("1 member ");
  const before = terminal.shown.length;
  last(rooms).close();
  await terminal.untilStatus("Reconnecting");
  resolve();
  await terminal.untilStatus("2 members");
  // One line when it is lost; what follows is there when it is back.
  assertEquals(terminal.shown.slice(before).map((line) => line.split(" ").slice(0, 3).join(" ")), [
    "* Connection to",
    "* Connected again,",
    "Here: ana, luz",
  ]);
});
