import { makeLimits } from "../../../lib/limits.ts";
import { Broker } from "../../../lib/rooms/broker.ts";
import { DEFAULT_ROOM, Hub, SERVER_NAME } from "../../../lib/rooms/hub.ts";
import { assert, assertEquals, assertLess, assertMatch, assertNotEquals } from "../../helpers/assert.ts";
import { Ear, refused, test, World } from "./peers.ts";

test("Hub.join() tells the others and answers where the room stands; twice is once", () => {
  const world = new World();
  const ana = world.inside("ana", "aula");
  world.hub.say(ana, "aula", "x");
  const eva = world.peer("Eva");
  const expected = { room: "aula", name: "Eva", epoch: "e1", offset: 2, members: ["Eva", "ana"] };
  assertEquals(world.hub.join(eva, "aula"), expected);
  assertEquals(world.hub.join(eva, "aula"), expected);
  assertEquals(ana.events.slice(1), [{
    event: "join",
    room: "aula",
    name: "Eva",
    at: world.time,
    offset: 2,
  }]);
  assertEquals(eva.events, []);
});

test("Hub: opening rooms with a word in each drives out no room where more was said", () => {
  const world = new World({ maxRooms: 10, chatRate: 1000 });
  const [ana, eva] = [world.peer("ana"), world.peer("eva")];
  for (const text of ["uno", "dos", "tres"]) world.hub.say(ana, "aula", text);
  for (let count = 0; count < 500; count++) {
    world.time += 1000;
    world.hub.say(eva, `r${count}`, "x");
    world.hub.join(eva, `s${count}`);
    world.hub.leave(eva, `s${count}`);
  }
  assertEquals(world.hub.history("aula").messages.map(({ text }) => text), ["uno", "dos", "tres"]);
  assertEquals(world.hub.list().length, 9, "s499 went with its last member");
  // Of its own rooms the oldest went.
  assertEquals(world.hub.list().some(({ room }) => room === "r499"), true);
});

test("Hub.claim() refuses a name that looks like one in use, or like the server's", () => {
  const world = new World();
  world.peer("aca");
  world.peer("Al1");
  world.peer("marina");
  const rows: readonly (readonly [name: string, error: string])[] = [
    ["аса", "Name 'аса' looks like 'aca', which is taken; 'аса-2' is free"],
    ["АСА", "looks like 'aca'"],
    ["AlI", "looks like 'Al1'"],
    ["rnarina", "looks like 'marina'"],
    ["ＡＣＡ", "looks like 'aca'"],
    ["Aca", "Name 'Aca' is taken; 'Aca-2' is free"],
    ["ｓerver", "is reserved; 'ｓerver-2' is free"],
  ];
  for (const [name, error] of rows) {
    const peer = world.peer();
    refused(() => world.hub.claim(peer, name), "NAMETAKEN", error);
    assertEquals([peer.name, world.hub.members.get(name)?.name ?? ""], [
      undefined,
      name === "Aca" ? "aca" : "",
    ]);
    assertEquals(world.hub.freeName(name), `${name}-2`);
  }
});

test("Hub.claim() lets a name be had again, and by its own holder in other letters", () => {
  const world = new World();
  const ana = world.peer("ana0");
  assertEquals(world.hub.claim(ana, "anaO"), "anaO");
  assertEquals(world.hub.claim(ana, "ANAO"), "ANAO");
  refused(() => world.hub.claim(world.peer(), "ANA0"), "NAMETAKEN", "looks like 'ANAO'");
  world.hub.leaveAll(ana);
  assertEquals(world.hub.members.size, 0);
  assertEquals(world.hub.claim(world.peer(), "ana0"), "ana0");
  const many = Array.from({ length: 50 }, () => world.hub.claimFree(world.peer(), "ana1"));
  assertEquals(new Set(many).size, 50);
});

test("Hub.mute() holds for the session that takes another name, leaves and comes back", () => {
  const world = new World();
  const eva = world.inside("eva", "aula");
  world.hub.mute("eva", true);
  world.hub.leave(eva, "aula");
  world.hub.claim(eva, "luz");
  world.hub.join(eva, "aula");
  refused(() => world.hub.say(eva, "aula", "x"), "MUTED");
  world.hub.leaveAll(eva);
  world.hub.join(eva, "aula");
  refused(() => world.hub.say(eva, "aula", "x"), "MUTED");
  assertEquals(world.hub.isMuted(eva.name ?? ""), true);
});

test("Hub.leave() tells the others once, with the reason", () => {
  const world = new World();
  const [ana, eva] = [world.inside("ana", "aula"), world.inside("eva", "aula")];
  assertEquals([world.hub.leave(eva, "aula", "lunch"), world.hub.leave(eva, "aula")], [true, false]);
  assertEquals(world.hub.leave(world.peer(), "aula"), false);
  const leave = {
    event: "leave",
    room: "aula",
    name: "eva",
    at: world.time,
    offset: 1,
    reason: "lunch",
  } as const;
  assertEquals(ana.events.slice(1), [leave]);
  assertEquals([eva.name, eva.events], ["eva", []]);
});

test("Hub.leaveAll() leaves every room once and frees the name; calling it twice is safe", () => {
  const world = new World();
  const [ana, eva] = [world.inside("ana", "a", "b"), world.inside("eva", "a", "b", "c")];
  ana.onEvent = () => assertEquals(world.hub.who("b").map(({ name }) => name), ["ana"]);
  world.hub.leaveAll(eva);
  world.hub.leaveAll(eva);
  assertEquals(world.thrown, []);
  assertEquals(ana.seen.slice(2), ["leave eva", "leave eva"]);
  assertEquals([eva.name, world.hub.members.size], [undefined, 1]);
  world.peer("eva");
  world.hub.leaveAll(world.peer());
});

test("Hub.announce() speaks as the server, in one room or all, at any rate", () => {
  const world = new World();
  const ana = world.inside("ana", "a", "b");
  assertEquals([world.hub.announce("uno"), world.hub.announce("dos", "b")], [3, 1]);
  for (let index = 0; index < 10; index++) world.hub.announce("x", DEFAULT_ROOM);
  assertEquals(ana.heard, ["server: uno", "server: uno", "server: dos"]);
  assertEquals(world.hub.history("b").messages.map(({ from, text }) => [from, text]), [
    [SERVER_NAME, "uno"],
    [SERVER_NAME, "dos"],
  ]);
  refused(() => world.hub.announce("x", "nowhere"), "NOROOM", "Room 'nowhere' does not exist");
});

test("Hub.who() lists names sorted, with address, rooms and since when", () => {
  const world = new World();
  const eva = world.inside("eva", "b", "a");
  world.time += 5;
  const ana = world.peer("ana");
  world.peer();
  const row = { name: "eva", address: eva.address, rooms: ["a", "b"], since: 1_000_000 };
  assertEquals(world.hub.who(), [{ name: "ana", address: ana.address, rooms: [], since: 1_000_005 }, row]);
  assertEquals(world.hub.who("a"), [row]);
  assertEquals(world.hub.who(DEFAULT_ROOM), []);
  refused(() => world.hub.who("nowhere"), "NOROOM");
  refused(() => world.hub.who("a\u0301".repeat(30_000)), "NOROOM");
});

test("Hub.kick() removes a member at once, for good, and says why", () => {
  const world = new World();
  const [ana, eva] = [world.inside("ana", "a", "b"), world.inside("eva", "a", "b")];
  eva.expelled = (reason) => {
    assertEquals([reason, eva.name, world.hub.members.size], ["spam", undefined, 1]);
    world.hub.leaveAll(eva, "closed");
    throw new Error("broken");
  };
  world.hub.kick("EVA", "spam");
  assertEquals(world.thrown.length, 1);
  const leaves = ana.events.filter(({ event }) => event === "leave");
  assertEquals(leaves.map((event) => "reason" in event && event.reason), ["spam", "spam"]);
  for (
    const attempt of [
      () => world.hub.say(eva, "a", "x"),
      () => world.hub.join(eva, "a"),
      () => world.hub.claimGuest(eva),
    ]
  ) {
    assertEquals(refused(attempt, "ERR", "Session was removed").fatal, true);
  }
  refused(() => world.hub.kick("eva", "spam"), "NOMEMBER");
  world.peer("eva");
});

test("Hub.mute() silences a name, also when it comes back, and the session under any name", () => {
  const world = new World();
  const [ana, eva] = [world.inside("ana", "plaza"), world.peer("eva")];
  world.hub.mute("EVA", true);
  assertEquals([world.hub.isMuted("Eva"), world.hub.isMuted("nobody")], [true, false]);
  assertEquals(refused(() => world.hub.say(eva, "plaza", "x"), "MUTED", "Name 'eva' is muted").fatal, false);
  refused(() => world.hub.tell(eva, "ana", "x"), "MUTED");
  world.hub.claim(eva, "luz");
  refused(() => world.hub.say(eva, "plaza", "x"), "MUTED");
  const again = world.peer("eva");
  refused(() => world.hub.say(again, "plaza", "x"), "MUTED");
  world.hub.leaveAll(eva);
  world.hub.say(world.peer("luz"), "plaza", "not muted: only the session was");
  world.hub.mute("eva", false);
  assertEquals(world.hub.isMuted("eva"), false);
  world.hub.say(again, "plaza", "x");
  assertEquals([ana.heard.length, ana.tells], [2, []]);
  refused(() => world.hub.mute("a b", true), "BADNAME");
});

test("Hub.mute() counts a muted member's attempts towards the rate", () => {
  const world = new World();
  const eva = world.peer("eva");
  world.hub.mute("eva", true);
  for (let index = 0; index < 5; index++) refused(() => world.hub.say(eva, "plaza", "x"), "MUTED");
  refused(() => world.hub.say(eva, "plaza", "x"), "TOOFAST");
});

test("Hub.mute() remembers 1,024 names and refuses one more", () => {
  const world = new World();
  for (let index = 0; index < 1024; index++) world.hub.mute(`m${index}`, true);
  world.hub.mute("m0", true);
  refused(() => world.hub.mute("one-more", true), "TOOMANY", "1024");
  world.hub.mute("m0", false);
  world.hub.mute("one-more", true);
});

test("Hub.close() tells every room and every member once", () => {
  const world = new World();
  const [ana, eva, out] = [world.inside("ana", "a", "b"), world.inside("eva", "b"), world.peer("out")];
  const ear = new Ear();
  world.broker.psubscribe("room:*", ear);
  world.hub.close("adiós");
  world.hub.close("adiós");
  for (const peer of [ana, eva]) {
    assertEquals(peer.seen.filter((line) => line.startsWith("closing")), ["closing adiós"]);
  }
  assertEquals(out.events, []);
  assertEquals(ear.heard.map((line) => line.split(" ")[1]), ["room:a", "room:b", "room:plaza"]);
  assertEquals(
    ear.heard[0],
    `room:* room:a {"event":"closing","room":"a","at":${world.time},"text":"adiós"}`,
  );
});

test("Hub() makes a new epoch each time", () => {
  const epochs = [1, 2].map(() => new Hub({ limits: makeLimits(), broker: new Broker() }).epoch);
  for (const epoch of epochs) assertMatch(epoch, /^[0-9a-f]{16}$/);
  assertNotEquals(epochs[0], epochs[1]);
});

test("Hub.join() lets 5,000 members in, and out, soon", () => {
  const world = new World();
  const begin = performance.now();
  const peers = Array.from({ length: 5_000 }, (_, index) => {
    const peer = world.peer(`m${index}`);
    peer.roomEvent = () => {};
    world.hub.join(peer, "plaza");
    return peer;
  });
  assertEquals(world.hub.who("plaza").length, 5_000);
  for (const peer of peers) world.hub.leaveAll(peer);
  assertEquals(world.hub.who(), []);
  // 25 million events in all.
  assertLess(performance.now() - begin, 20_000);
  assert(world.thrown.length === 0);
});
