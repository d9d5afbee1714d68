import { exitStatus } from "../../../lib/client/exit.ts";
import { Session } from "../../../lib/client/session.ts";
import type { Transport } from "../../../lib/client/transport.ts";
import { EnchufeError } from "../../../lib/errors.ts";
import { ErrorReply, type Reply, Simple } from "../../../lib/framing/reply.ts";
import { makePalette } from "../../../lib/terminal/colors.ts";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "../../helpers/assert.ts";
import { FakeTerminal, FastClock } from "./fake_terminal.ts";
import { fakeServer, type FakeSession, record } from "./memory_transport.ts";

interface Said {
  readonly event: "message";
  readonly room: string;
  readonly from: string;
  readonly text: string;
  readonly at: number;
  readonly offset: number;
}

/** Rooms that behave as the real ones do, with hooks for what goes wrong. */
class FakeRooms {
  epoch = "e1";
  log: Said[] = [];
  /** Offset of the oldest that is kept. */
  first = 1;
  /** What to answer instead. */
  readonly instead = new Map<string, (words: string[], session: FakeSession) => Reply | undefined>();
  readonly server = fakeServer((words, session) => this.#answer(words, session));

  say(room: string, from: string, text: string, push = true): number {
    const offset = (this.log.at(-1)?.offset ?? this.first - 1) + 1;
    const said = { event: "message", room, from, text, at: 0, offset } as const;
    this.log.push(said);
    if (push) { for (const session of this.server.sessions) session.push(`room:${room}`, { ...said }); }
    return offset;
  }

  #answer(words: string[], session: FakeSession): Reply | undefined {
    const [command = "", room = "", text = ""] = words;
    const hook = this.instead.get(command);
    if (hook !== undefined) return hook(words, session);
    switch (command) {
      case "HELLO":
        return record({ proto: 3 });
      case "ROOM.JOIN":
        return record({ room, name: "ana", epoch: this.epoch, offset: this.#next, members: ["ana", "luz"] });
      case "ROOM.HISTORY":
        return this.#history(words);
      case "ROOM.SAY":
        return this.say(room, "ana", text);
      case "ROOM.LEAVE":
        return 1;
      case "TIME":
        return ["1", "0"];
      case "PING":
        return new Simple("PONG");
      default:
        return new ErrorReply("ERR", `unknown command '${command}'`);
    }
  }

  get #next(): number {
    return (this.log.at(-1)?.offset ?? this.first - 1) + 1;
  }

  #history([, room, option, value = ""]: string[]): Reply {
    const [epoch, offset] = value.split(":");
    const since = option === "SINCE" ? Number(offset) : 0;
    const recovered = option !== "SINCE" || (epoch === this.epoch && since >= this.first);
    const messages = this.log.filter((said) => said.room === room && (!recovered || said.offset >= since));
    return record({
      epoch: this.epoch,
      recovered,
      next: this.#next,
      messages: messages.map((said) => record({ ...said })),
    });
  }
}

interface Running extends AsyncDisposable {
  readonly rooms: FakeRooms;
  readonly terminal: FakeTerminal;
  readonly clock: FastClock;
  readonly status: Promise<number>;
}

function start(
  rooms: FakeRooms = new FakeRooms(),
  dial: () => Promise<Transport> = rooms.server.dial,
): Running {
  const terminal = new FakeTerminal(), clock = new FastClock();
  const session = new Session({
    link: { dial, where: "test:1", name: "ana", timeout: 60_000 },
    room: "plaza",
    openTerminal: () => terminal,
    palette: makePalette(false),
    clock,
    random: () => 0,
  });
  const status = session.run();
  status.catch(() => {});
  return {
    rooms,
    terminal,
    clock,
    status,
    async [Symbol.asyncDispose]() {
      terminal.lines.end();
      await status.catch(() => {});
    },
  };
}

/** Waits until the session has entered and answers. */
async function settled(terminal: FakeTerminal): Promise<void> {
  terminal.type("/time");
  await terminal.until(":01");
}

function last(rooms: FakeRooms): FakeSession {
  return rooms.server.sessions.at(-1) as FakeSession;
}

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
  const rooms = new FakeRooms();
  const { promise: held, resolve } = Promise.withResolvers<void>();
  let dials = 0;
  await using running = start(rooms, async () => {
    if (++dials > 1) await held;
    return await rooms.server.dial();
  });
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

Deno.test("Session.run() a name that is taken: the suggestion, and 1", async () => {
  const rooms = new FakeRooms();
  rooms.instead.set("ROOM.JOIN", () => new ErrorReply("NAMETAKEN", "Name 'ana' is taken: 'ana-2' is free"));
  const error = await assertRejects(() => start(rooms).status, EnchufeError);
  assertStringIncludes(error.message, "ana-2");
  assertEquals(exitStatus(error), 1);
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

Deno.test("Session.run() a refused command is told and the talk goes on", async () => {
  await using running = start();
  const { terminal, rooms } = running;
  await terminal.until("Here");
  terminal.type("/who");
  await terminal.until("ERR unknown command");
  terminal.type("/nope");
  await terminal.until("'/nope' is unknown");
  terminal.type("/tell luz");
  await terminal.until("Want /tell NAME TEXT");
  rooms.instead.set("ROOM.SAY", () => new ErrorReply("MUTED", "Name 'ana' is muted"));
  terminal.type("calla");
  await terminal.until("MUTED");
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
  rooms.instead.set("GET", () => null);
  for (const line of ["/menu", "2", "nope.txt", "3"]) terminal.type(line);
  await terminal.until("There is no file 'nope.txt'");
  await terminal.until(":01");
  assertEquals(rooms.log, []);
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

for (const [reached, line] of [[0, "NOMEMBER luz cannot be reached right now"], [1, "told luz"]] as const) {
  Deno.test(`Session.run() /tell that ${reached} sessions show: ${line}`, async () => {
    const rooms = new FakeRooms();
    rooms.instead.set("ROOM.TELL", () => reached);
    await using running = start(rooms);
    running.terminal.type("/tell luz psst");
    await running.terminal.until(line);
  });
}

Deno.test("Session.run() a server that does not say its limit: 1000 characters", async () => {
  await using running = start();
  const { terminal, rooms } = running;
  await terminal.until("Here");
  for (const count of [1001, 1000]) terminal.type("x".repeat(count));
  terminal.type("/time");
  await terminal.until(":01");
  assertEquals(rooms.log.map(({ text }) => text.length), [1000]);
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

Deno.test("Session.run() the status line counts members, and says when it is tried again", async () => {
  const rooms = new FakeRooms();
  const { promise: held, resolve } = Promise.withResolvers<void>();
  let dials = 0;
  await using running = start(rooms, async () => {
    if (++dials > 1) await held;
    return await rooms.server.dial();
  });
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
  await terminal.until("/get PATH");
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
