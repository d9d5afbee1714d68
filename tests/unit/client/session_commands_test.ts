import { ErrorReply } from "../../../lib/framing/reply.ts";
import { speak } from "../../helpers/texts.ts";
import { assert, assertEquals } from "../../helpers/assert.ts";
import { FakeRooms, last, start } from "./fake_rooms.ts";

Deno.test("Session.run() a refused command is told and the talk goes on", async () => {
  await using running = start();
  const { terminal, rooms } = running;
  await terminal.until("Here");
  terminal.type("/who");
  await terminal.until("! unknown command");
  terminal.type("/nope");
  await terminal.until("'/nope' is unknown");
  terminal.type("/tell luz");
  await terminal.until("Want /tell NAME TEXT");
  rooms.instead.set("ROOM.SAY", () => new ErrorReply("MUTED", "Name 'ana' is muted"));
  terminal.type("calla");
  await terminal.until("! Name 'ana' is muted");
  rooms.say("plaza", "ana", "desde otra parte");
  await terminal.until("desde otra parte");
});

Deno.test("Session.run() the menu: numbers answer until one ends it, and are never said", async () => {
  await using running = start();
  const { terminal, rooms } = running;
  await terminal.until("Here");
  for (const line of ["/menu", "3", "3", "7", "2", "", "3", "", "5"]) terminal.type(line);
  assertEquals(await running.status, 0);
  assertEquals(rooms.log, []);
  assertEquals(terminal.count(":01"), 3);
  assertEquals(terminal.count("The menu has no 7"), 1);
  assertEquals(terminal.count("No file was fetched"), 1);
  assertEquals(terminal.count("menu is closed"), 0);
});

Deno.test("Session.run() the menu: a line that is no number is as usual, and closes it", async () => {
  await using running = start();
  const { terminal, rooms } = running;
  await terminal.until("Here");
  for (const line of ["/menu", "hola", "3", "/menu", "/time", "4", "/menu", "2", "/time", "5"]) {
    terminal.type(line);
  }
  terminal.type("salir");
  assertEquals(await running.status, 0);
  assertEquals(rooms.log.map(({ text }) => text), ["hola", "3", "4", "5"]);
  assertEquals(terminal.count("menu is closed"), 3);
});

Deno.test("Session.run() the menu: the file that it asks for is fetched, not said", async () => {
  await using running = start();
  const { terminal, rooms } = running;
  await terminal.until("Here");
  rooms.instead.set("FILE.STAT", () => new ErrorReply("NOTFOUND", 'Path "nope.txt" does not exist'));
  for (const line of ["/menu", "2", "nope.txt", "3"]) terminal.type(line);
  await terminal.until("There is no file 'nope.txt'");
  await terminal.until(":01");
  assertEquals(rooms.log, []);
});

for (const [reached, line] of [[0, "! luz cannot be reached right now"], [1, " ana → luz: psst"]] as const) {
  Deno.test(`Session.run() /tell that ${reached} sessions show: ${line}`, async () => {
    const rooms = new FakeRooms();
    rooms.instead.set("ROOM.TELL", () => reached);
    await using running = start(rooms);
    running.terminal.type("/tell luz psst");
    await running.terminal.until(line);
  });
}

Deno.test("Session.run() what the server refuses is a sentence with a mark, without code and program", async () => {
  await using running = start();
  const { terminal, rooms } = running;
  await terminal.until("Here");
  rooms.instead.set("FILE.STAT", () => new ErrorReply("NOTFOUND", 'The share has no "x"'));
  terminal.type("/stat x");
  await terminal.until("has no");
  assertEquals(terminal.shown.filter((line) => line.includes("has no")), ['! The share has no "x"']);
  speak("es");
  try {
    terminal.type("/stat x");
    await terminal.until('! En la carpeta compartida no existe "x"');
  } finally {
    speak("en");
  }
});

Deno.test("Session.run() /help is as wide as the terminal", async () => {
  await using running = start();
  const { terminal } = running;
  await terminal.until("Here");
  const before = terminal.shown.length;
  terminal.columns = 45;
  terminal.type("/help");
  await terminal.until("Tab completes.");
  for (const line of terminal.shown.slice(before)) assert(line.length < 45, line);
});

Deno.test("Session.run() /join goes to another room, /leave comes back and shows what was missed", async () => {
  await using running = start();
  const { terminal, rooms } = running;
  await terminal.until("Here");
  rooms.say("plaza", "luz", "visto");
  await terminal.until("visto");
  terminal.type("/join sala");
  await terminal.until("in the room sala now");
  terminal.type("en sala");
  terminal.type("/time");
  await terminal.until(":01");
  rooms.say("plaza", "luz", "perdido", false);
  terminal.type("/leave");
  await terminal.until("perdido");
  assertEquals(terminal.count("visto"), 1);
  assertEquals(terminal.prompts, ["ana@plaza> ", "ana@sala> ", "ana@plaza> "]);
  assertEquals(rooms.log.find(({ text }) => text === "en sala")?.room, "sala");
  terminal.type("/leave");
  await terminal.until("in the room plaza already");
});

Deno.test("Session.run() the name of a command without its slash is said only when it is typed again", async () => {
  await using running = start();
  const { terminal, rooms } = running;
  await terminal.until("Here");
  for (const line of ["time", "hola", "time", "time", "time"]) terminal.type(line);
  terminal.type("/time");
  await terminal.until(":01");
  assertEquals(rooms.log.map(({ text }) => text), ["hola", "time"]);
  assertEquals(terminal.edited, ["time", "time", "time"]);
  assertEquals(terminal.count("did you mean /time?"), 3);
});

Deno.test("Session.run() /help tells of all commands, or of one", async () => {
  await using running = start();
  const { terminal } = running;
  await terminal.until("Here");
  terminal.type("/help get");
  await terminal.until("/get [-r] PATH");
  assertEquals(terminal.count("/who"), 0);
  terminal.type("/help");
  await terminal.until("/who [ROOM]");
});

Deno.test("Session.run() /history shows messages as they were shown, /raw runs on a connection of its own", async () => {
  await using running = start();
  const { terminal, rooms } = running;
  await terminal.until("Here");
  rooms.say("plaza", "luz", "a\nb");
  await terminal.until("luz: a");
  terminal.type("/history");
  terminal.type("/raw PING");
  await terminal.until("PONG");
  assertEquals(terminal.count("luz: a"), 2);
  assertEquals(rooms.server.sessions.length, 2);
  assertEquals(last(rooms).requests, [["HELLO", "3"], ["PING"]]);
});

Deno.test("Session.run() /get fetches on a connection of its own, under the same name", async () => {
  await using running = start();
  const { terminal, rooms } = running;
  await terminal.until("Here");
  terminal.type("/get a.txt");
  await terminal.until("unknown command");
  assertEquals(last(rooms).requests[0], ["HELLO", "3", "SETNAME", "ana"]);
});
