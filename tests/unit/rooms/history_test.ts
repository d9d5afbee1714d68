import { makeLimits } from "../../../lib/limits.ts";
import { MemoryLog } from "../../../lib/rooms/room_log.ts";
import { assert, assertEquals, assertLess } from "../../helpers/assert.ts";
import { refused, test, World } from "./peers.ts";

/** A world whose plaza holds messages 1 to 10, of which the last 6 are kept. */
function tenSaid(): World {
  const world = new World({ chatRate: 0, historyMessages: 6 });
  const ana = world.peer("ana");
  for (let index = 1; index <= 10; index++) world.hub.say(ana, "plaza", `t${index}`);
  return world;
}

const ROWS: readonly {
  since?: string;
  count?: number;
  recovered: boolean;
  offsets: readonly number[];
  next: number;
}[] = [
  { recovered: true, offsets: [5, 6, 7, 8, 9, 10], next: 11 },
  { count: 2, recovered: true, offsets: [9, 10], next: 11 },
  { count: 0, recovered: true, offsets: [], next: 11 },
  { count: NaN, recovered: true, offsets: [], next: 11 },
  { count: -1, recovered: true, offsets: [], next: 11 },
  { since: "e1:5", recovered: true, offsets: [5, 6, 7, 8, 9, 10], next: 11 },
  { since: "e1:9", recovered: true, offsets: [9, 10], next: 11 },
  { since: "e1:7", count: 2, recovered: true, offsets: [7, 8], next: 9 },
  { since: "e1:7", count: 0, recovered: true, offsets: [], next: 7 },
  { since: "e1:11", recovered: true, offsets: [], next: 11 },
  { since: "e1:4", recovered: false, offsets: [5, 6, 7, 8, 9, 10], next: 11 },
  { since: "e1:0", recovered: false, offsets: [5, 6, 7, 8, 9, 10], next: 11 },
  { since: "e1:12", recovered: false, offsets: [5, 6, 7, 8, 9, 10], next: 11 },
  { since: "e1:999999999999999", count: 1, recovered: false, offsets: [5], next: 6 },
  { since: "e0:9", recovered: false, offsets: [5, 6, 7, 8, 9, 10], next: 11 },
];

for (const { since, count, recovered, offsets, next } of ROWS) {
  test(`Hub.history() since ${since}, count ${count}`, () => {
    const options = { ...(since === undefined ? {} : { since }), ...(count === undefined ? {} : { count }) };
    const history = tenSaid().hub.history("plaza", options);
    assertEquals(
      { ...history, messages: history.messages.map(({ offset }) => offset) },
      { epoch: "e1", recovered, next, messages: [...offsets] },
    );
  });
}

test("Hub.history() recovers everything from the beginning where nothing is lost", () => {
  const world = new World();
  for (const since of ["e1:0", "e1:1"]) {
    assertEquals(world.hub.history("plaza", { since }), {
      epoch: "e1",
      recovered: true,
      next: 1,
      messages: [],
    });
  }
  world.hub.say(world.peer("ana"), "plaza", "x");
  assertEquals(world.hub.history("plaza", { since: "e1:1" }).messages, [
    { event: "message", room: "plaza", from: "ana", text: "x", at: world.time, offset: 1 },
  ]);
});

test("Hub.history() gives the last 50 unless told otherwise", () => {
  const world = new World({ chatRate: 0 });
  const ana = world.peer("ana");
  for (let index = 0; index < 1_100; index++) world.hub.say(ana, "plaza", "x");
  const { messages, next } = world.hub.history("plaza");
  assertEquals([messages.length, messages[0]?.offset, next], [50, 1_051, 1_101]);
  assertEquals(world.hub.history("plaza", { since: "e1:101" }).messages.length, 1_000);
  assertEquals(world.hub.history("plaza", { since: "e1:100" }).recovered, false);
});

for (
  const since of ["", "5", "e1:", "e1:-1", "e1:x", ":5", "e1:1:2", "e1: 5", "e1:5\n", `e1:${"9".repeat(16)}`]
) {
  test(`Hub.history() refuses since ${JSON.stringify(since)} and names the form`, () => {
    refused(() => new World().hub.history("plaza", { since }), "ERR", "want EPOCH:OFFSET");
  });
}

test("Hub.history() refuses a room that does not exist", () => {
  refused(() => new World().hub.history("nowhere"), "NOROOM");
});

test("MemoryLog.append() keeps historyBytes of UTF-8 and no more", () => {
  const log = new MemoryLog(makeLimits({ historyBytes: 10 }), 1);
  const append = (text: string): void => void log.append({ room: "r", from: "a", text, at: 0 });
  for (const text of ["ñññ", "xxxx"]) append(text);
  assertEquals([log.first, log.next], [1, 3]);
  append("x");
  assertEquals([log.first, log.next], [2, 4]);
  append("€€€€");
  assertEquals([log.first, log.next, log.read(1, Infinity)], [5, 5, []]);
});

test("MemoryLog.expire() drops what is older than historyAge, and only that", () => {
  const log = new MemoryLog(makeLimits({ historyAge: 100 }), 7);
  for (const at of [0, 50, 100]) log.append({ room: "r", from: "a", text: "x", at });
  log.expire(100);
  assertEquals([log.first, log.next], [7, 10]);
  log.expire(101);
  assertEquals(log.read(1, Infinity).map(({ offset }) => offset), [8, 9]);
  log.expire(1_000);
  assertEquals([log.first, log.next], [10, 10]);
  assertEquals(log.append({ room: "r", from: "a", text: "x", at: 1_000 }).offset, 10);
});

test("MemoryLog.append() costs the same however much is kept", () => {
  const log = new MemoryLog(makeLimits({ historyMessages: 50_000, historyBytes: 2 ** 40 }), 1);
  const begin = performance.now();
  for (let index = 0; index < 500_000; index++) log.append({ room: "r", from: "a", text: "x", at: 0 });
  assertEquals([log.first, log.next], [450_001, 500_001]);
  assertEquals(log.read(500_000, 9).map(({ offset }) => offset), [500_000]);
  assertLess(performance.now() - begin, 10_000);
});

test("Hub.list() counts members, messages kept and the next offset, and drops what is too old", () => {
  const world = new World({ historyAge: 1_000 });
  const ana = world.inside("ana", "b", "a");
  world.hub.say(ana, "a", "x");
  world.hub.say(ana, "c", "x");
  assertEquals(world.hub.list(), [
    { room: "a", members: 1, messages: 1, offset: 2 },
    { room: "b", members: 1, messages: 0, offset: 1 },
    { room: "c", members: 0, messages: 1, offset: 2 },
    { room: "plaza", members: 0, messages: 0, offset: 1 },
  ]);
  world.time += 1_001;
  refused(() => world.hub.who("c"), "NOROOM");
  assertEquals(world.hub.list().map(({ room, messages }) => [room, messages]), [["a", 0], ["b", 0], [
    "plaza",
    0,
  ]]);
});

test("Hub.leave() lets an empty room go, unless it keeps messages or is the default one", () => {
  const world = new World();
  const ana = world.inside("ana", "plaza", "said", "silent");
  world.hub.say(ana, "said", "x");
  world.hub.leaveAll(ana);
  assertEquals(world.hub.list().map(({ room }) => room), ["plaza", "said"]);
});

test("Hub.join() refuses a room beyond the limit while all have members", () => {
  const world = new World({ maxRooms: 3 });
  const ana = world.inside("ana", "a", "b");
  refused(() => world.hub.join(ana, "c"), "TOOMANY", "Room 'c' cannot open: the limit is 3 rooms");
  refused(() => world.hub.say(ana, "c", "x"), "TOOMANY");
  world.hub.join(world.peer("eva"), "a");
  world.hub.leave(ana, "b");
  world.hub.join(ana, "c");
});

test("Hub.join() refuses an address the room beyond its limit, and nobody else", () => {
  const world = new World({ maxRooms: 6, maxRoomsPerAddress: 2, chatRate: 0 });
  const [ana, ben, eva] = [world.peer("ana"), world.peer("ben"), world.peer("eva")];
  Object.assign(ben, { address: ana.address });
  for (const room of ["plaza", "a"]) world.hub.join(ana, room);
  world.hub.say(ben, "b", "kept");
  world.hub.join(ben, "b");
  for (const member of [ana, ben]) {
    refused(() => world.hub.join(member, "c"), "TOOMANY", "2, the limit (--max-rooms-per-address)");
  }
  assertEquals(world.hub.list().map(({ room }) => room), ["a", "b", "plaza"]);
  // Where somebody is anybody may come in, and a word in a room that gives way costs nobody anything.
  world.hub.join(ana, "b");
  world.hub.say(ana, "d", "kept");
  world.hub.join(eva, "c");
  world.hub.leaveAll(ben);
  refused(() => world.hub.join(ana, "e"), "TOOMANY", "--max-rooms-per-address");
  world.hub.leave(ana, "b");
  world.hub.join(ana, "e");
});

test("Hub.join() at the limit lets the empty room give way where nothing happened for longest", () => {
  const world = new World({ maxRooms: 4 });
  const ana = world.peer("ana");
  for (const room of ["a", "b", "c"]) {
    world.time += 10;
    world.hub.say(ana, room, "x");
  }
  world.time += 10;
  world.hub.say(ana, "a", "x");
  world.hub.join(ana, "d");
  assertEquals(world.hub.list().map(({ room }) => room), ["a", "c", "d", "plaza"]);
  world.hub.join(ana, "c");
  world.hub.join(ana, "e");
  assertEquals(world.hub.list().map(({ room }) => room), ["c", "d", "e", "plaza"]);
});

test("Hub.history() does not take a room's second life for its first", () => {
  const world = new World({ maxRooms: 2 });
  const ana = world.peer("ana");
  for (const text of ["x", "y"]) world.hub.say(ana, "a", text);
  world.hub.say(ana, "b", "x");
  assertEquals(world.hub.say(ana, "a", "z"), 3);
  assertEquals(world.hub.history("a", { since: "e1:2" }).recovered, false);
  assertEquals(world.hub.history("a", { since: "e1:3" }).recovered, true);
});

test("Hub.say() never repeats an offset of a room, however many rooms have come and gone", () => {
  const world = new World({ maxRooms: 2, chatRate: 0 });
  const ana = world.peer("ana");
  for (const text of ["x", "y", "z"]) world.hub.say(ana, "first", text);
  for (let index = 0; index < 1_500; index++) world.hub.say(ana, `r${index}`, "x");
  assert(world.hub.say(ana, "first", "x") > 3);
  assertEquals(world.hub.say(ana, "r1499", "x"), 5);
});
