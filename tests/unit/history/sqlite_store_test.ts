import { DatabaseSync } from "node:sqlite";
import { assert, assertEquals, assertNotEquals } from "../../helpers/assert.ts";
import { Files } from "./fixture.ts";

/** Asks a history something, as whoever looks into the file does. */
function ask(path: string, question: string): unknown[] {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    return db.prepare(question).all().map((row) => Object.values(row)).map((row) =>
      row.length === 1 ? row[0] : row
    );
  } finally {
    db.close();
  }
}

const WARNING = "warn history is not stored: rooms go on in memory";

Deno.test("SqliteStore: epoch, offsets and messages outlive a stop in order", async () => {
  await using files = await Files.make();
  const first = files.start();
  const { epoch } = first.hub;
  first.say("plaza", "a", "b");
  first.say("aula", "c");
  await first.store.close();
  assertEquals(Array.from(Deno.readDirSync(files.path), ({ name }) => name).sort(), [
    "h.db",
    "h.db-lock",
    "share",
  ]);
  const second = files.start({ boot: "another boot" });
  assertEquals(second.hub.epoch, epoch);
  assertEquals(second.hub.list().map(({ room, messages }) => [room, messages]), [["aula", 1], ["plaza", 2]]);
  assertEquals(second.since("plaza", epoch, 2), [true, "b"]);
  second.say("plaza", "d");
  assertEquals(second.since("plaza", epoch, 2), [true, "b", "d"]);
  assertEquals(second.logged, []);
});

Deno.test("SqliteStore: what a killed server leaves is complete; after a loss of power it says that it may not be", async () => {
  await using files = await Files.make();
  const first = files.start();
  const { epoch } = first.hub;
  first.say("plaza", "a", "b");
  const killed = files.start({ file: files.copy("killed.db") });
  const powerless = files.start({ file: files.copy("powerless.db"), boot: "another boot" });
  const unknown = files.start({ file: files.copy("unknown.db"), boot: "" });
  assertEquals(killed.hub.epoch, epoch);
  assertEquals(killed.since("plaza", epoch, 1), [true, "a", "b"]);
  for (const restarted of [powerless, unknown]) {
    assertNotEquals(restarted.hub.epoch, epoch);
    assertEquals(restarted.since("plaza", epoch, 1), [false, "a", "b"]);
  }
});

Deno.test("SqliteStore: where nothing can be written the room goes on, says so once, and the file catches up", async () => {
  await using files = await Files.make();
  const world = files.start();
  const { epoch } = world.hub;
  world.say("plaza", "a");
  using other = new DatabaseSync(files.at("h.db"));
  other.exec("BEGIN IMMEDIATE");
  world.say("plaza", "b", "c");
  world.say("new", "d");
  assertEquals(world.since("plaza", epoch, 1), [true, "a", "b", "c"]);
  assertEquals(world.logged, [WARNING]);
  assertEquals(world.store.status, { engine: "sqlite", failure: "database is locked" });
  const killed = files.start({ file: files.copy("killed.db") });
  assertNotEquals(killed.hub.epoch, epoch);
  assertEquals(killed.since("plaza", epoch, 2), [false, "a"]);
  other.exec("COMMIT");
  for (let turn = 0; turn < 2; turn++) world.store.turn();
  assertEquals(world.store.status.failure, undefined);
  assertEquals(world.logged, [WARNING, "info history is stored again"]);
  assertEquals(ask(files.at("h.db"), 'SELECT text FROM said ORDER BY room, "offset"'), ["d", "a", "b", "c"]);
  await world.store.close();
  const second = files.start();
  assertEquals(second.hub.epoch, epoch);
  assertEquals(second.since("plaza", epoch, 2), [true, "b", "c"]);
});

Deno.test("SqliteStore: messages that were lost while nothing could be written are not passed over", async () => {
  await using files = await Files.make();
  const world = files.start({ limits: { maxRooms: 2 } });
  const { epoch } = world.hub;
  world.say("a", "stored");
  using other = new DatabaseSync(files.at("h.db"));
  other.exec("BEGIN IMMEDIATE");
  world.say("a", "lost");
  world.say("b", "takes its place");
  other.exec("COMMIT");
  for (let turn = 0; turn < 2; turn++) world.store.turn();
  world.say("a", "again");
  assertEquals(world.since("a", epoch, 1), [false, "again"]);
  assertEquals(world.since("a", epoch, 3), [true, "again"]);
  await world.store.close();
  const second = files.start({ limits: { maxRooms: 2 } });
  assertNotEquals(second.hub.epoch, epoch);
  assertEquals(second.hub.say(second.peer(), "a", "x"), 4);
});

Deno.test("SqliteStore: a room that gave way to another comes back with what was said in it", async () => {
  await using files = await Files.make();
  const world = files.start({ limits: { maxRooms: 2 } });
  const { epoch } = world.hub;
  world.say("a", "x", "y");
  world.say("b", "z");
  assertEquals(world.hub.list().map(({ room }) => room), ["b", "plaza"]);
  assertEquals(world.since("a", epoch, 1), [true, "x", "y"]);
  assertEquals(world.hub.list().map(({ room }) => room), ["a", "plaza"]);
});

Deno.test("SqliteStore: the limits hold in the file too, for rooms that nobody opens as well", async () => {
  await using files = await Files.make();
  const world = files.start({ limits: { historyMessages: 10, historyAge: 1_000, maxRooms: 2 } });
  for (let index = 0; index < 500; index++) world.say("a", `${index}`);
  const [count] = ask(files.at("h.db"), "SELECT count(*) FROM message") as [number];
  assert(count >= 10 && count <= 10 + 64, `${count} in the file`);
  world.say("b", "x");
  world.time += 2_000;
  for (let turn = 0; turn < 4; turn++) world.store.turn();
  assertEquals(ask(files.at("h.db"), "SELECT count(*) FROM message"), [0]);
  await world.store.close();
  const second = files.start({ limits: { maxRooms: 2 } });
  assertEquals([second.hub.say(second.peer(), "a", "x"), second.hub.say(second.peer(), "b", "x")], [501, 2]);
});

Deno.test("SqliteStore: where nothing is to be kept the offsets go on all the same", async () => {
  await using files = await Files.make();
  const world = files.start({ limits: { historyMessages: 0 } });
  world.say("plaza", "x", "y");
  const second = files.start({ file: files.copy("killed.db"), limits: { historyMessages: 0 } });
  assertEquals(second.hub.say(second.peer(), "plaza", "z"), 3);
});

Deno.test("SqliteStore: the file forgets the rooms that were silent for longest", async () => {
  await using files = await Files.make();
  const world = files.start({ limits: { maxRooms: 16 } });
  for (let index = 0; index < 200; index++) {
    world.time++;
    world.say(`r${index}`, "x", "y");
    const [rooms] = ask(files.at("h.db"), "SELECT count(*) FROM room") as [number];
    assert(rooms <= 64, `${rooms} rooms after ${index}`);
  }
  assertEquals(world.hub.history("r199").messages.map(({ text }) => text), ["x", "y"]);
  // Its two messages are forgotten, their offsets are not given again.
  assert(world.hub.say(world.peer(), "r0", "z") >= 3);
});

Deno.test("SqliteStore: a narrower limit holds for what was said before", async () => {
  await using files = await Files.make();
  const world = files.start();
  world.say("plaza", "aaaa", "bbbb", "cccc", "dddd");
  const { epoch } = world.hub;
  await world.store.close();
  const fewer = files.start({ limits: { historyMessages: 3 } });
  assertEquals(fewer.since("plaza", epoch, 1), [false, "bbbb", "cccc", "dddd"]);
  await fewer.store.close();
  const shorter = files.start({ limits: { historyBytes: 8 } });
  assertEquals(shorter.since("plaza", epoch, 1), [false, "cccc", "dddd"]);
});

Deno.test("SqliteStore: a file that is damaged while in use is left alone, and the room goes on", async () => {
  await using files = await Files.make();
  const first = files.start();
  const { epoch } = first.hub;
  for (let index = 0; index < 300; index++) first.say("plaza", `${index} ${"x".repeat(200)}`);
  await first.store.close();
  const path = files.at("h.db");
  const pages = Deno.statSync(path).size / 4096;
  using file = Deno.openSync(path, { write: true });
  file.seekSync(8 * 4096, Deno.SeekMode.Start);
  file.writeSync(new Uint8Array((pages - 8) * 4096).fill(0xff));
  const second = files.start();
  const next = second.hub.list().find(({ room }) => room === "plaza")?.offset as number;
  second.say("plaza", "on");
  const { recovered, messages } = second.hub.history("plaza", { since: `${epoch}:1` });
  assertEquals([recovered, messages.at(-1)?.text, second.logged], [false, "on", [WARNING]]);
  assert(messages.at(-1)?.offset as number >= next);
  for (let turn = 0; turn < 3; turn++) second.store.turn();
  assert(second.store.status.failure !== undefined);
});
