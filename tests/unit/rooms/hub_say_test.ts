/** What is said in a hub: who hears it, in which order, and what is refused. @module */
import { assertEquals } from "../../helpers/assert.ts";
import { Ear, Peer, refused, test, World } from "./peers.ts";

for (const [count, messages] of [[4, 200], [200, 50], [1_000, 20]] as const) {
  test(`Hub.say() reaches each of ${count} members once, in one order, as it does the channel`, () => {
    const world = new World({ chatRate: 0 });
    const ears = Array.from({ length: count }, () => new Ear());
    const peers = ears.map((ear, index) => {
      const peer = world.inside(`m${index}`, "plaza");
      world.broker.subscribe("room:plaza", ear);
      return peer;
    });
    for (const ear of ears) ear.heard.length = 0;
    const expected: string[] = [];
    for (let index = 0; index < messages; index++) {
      const speaker = peers[(index * 7) % count] as Peer;
      assertEquals(world.hub.say(speaker, "plaza", `t${index}`), index + 1);
      expected.push(`${speaker.name}: t${index}`);
    }
    for (const peer of peers) assertEquals(peer.heard, expected);
    const published = expected.map((_, index) =>
      `room:plaza ${JSON.stringify(peers[0]?.events.at(index - messages))}`
    );
    for (const ear of ears) assertEquals(ear.heard, published);
  });
}

test("Hub.say() keeps one order when hearing a message leads to another", () => {
  const world = new World({ chatRate: 0 });
  const peers = ["a", "b", "c"].map((name) => world.inside(name, "plaza"));
  const ear = new Ear();
  world.broker.subscribe("room:plaza", ear);
  const [first, second, third] = peers as [Peer, Peer, Peer];
  first.onEvent = (event) => {
    if (event.event === "message" && event.text === "ping") world.hub.say(first, "plaza", "pong");
  };
  second.onEvent = (event) => {
    if (event.event === "message" && event.text === "ping") world.hub.leaveAll(second);
  };
  world.hub.say(third, "plaza", "ping");
  assertEquals(third.seen.slice(-3), ["message ping", "message pong", "leave b"]);
  assertEquals(first.heard, ["c: ping", "a: pong"]);
  assertEquals(second.heard, ["c: ping"]);
  assertEquals(ear.heard.map((line) => JSON.parse(line.slice(11)).event), ["message", "message", "leave"]);
});

test("Hub.say() is not heard by who joins while it is being told", () => {
  const world = new World();
  const [ana, late] = [world.inside("ana", "plaza"), world.peer("late")];
  let offset = 0;
  ana.onEvent = () => {
    world.hub.say(ana, "plaza", "two");
    ana.onEvent = undefined;
    offset = world.hub.join(late, "plaza").offset;
  };
  world.hub.say(ana, "plaza", "one");
  assertEquals([late.heard, offset], [[], 3]);
  assertEquals(ana.seen, ["message one", "message two", "join late"]);
});

test("Hub.say() publishes the record as JSON, keys in order", () => {
  const world = new World();
  const ear = new Ear();
  world.broker.psubscribe("room:*", ear);
  world.hub.say(world.peer("ana"), "aula", 'ñ "x"\n');
  assertEquals(ear.heard, [
    'room:* room:aula {"event":"message","room":"aula","from":"ana","text":"ñ \\"x\\"\\n","at":1000000,"offset":1}',
  ]);
});

test("Hub.say() goes on when a member throws, and reports it", () => {
  const world = new World();
  const [bad, good] = [world.inside("bad", "plaza"), world.inside("good", "plaza")];
  bad.onEvent = () => {
    throw new Error("broken");
  };
  assertEquals(world.hub.say(good, "plaza", "hola"), 1);
  assertEquals([good.heard, world.thrown.length], [["good: hola"], 1]);
});

test("Hub.say() needs no joining and no name", () => {
  const world = new World();
  const [script, ana] = [world.peer(), world.inside("ana", "aula")];
  assertEquals(world.hub.say(script, "aula", "listo"), 1);
  assertEquals([ana.heard, script.heard, script.name], [["guest-1: listo"], [], "guest-1"]);
});

test("Hub.say() refuses an empty text and NUL without ending the session or naming it", () => {
  const world = new World();
  const peer = world.peer();
  for (const text of ["", "a\0b"]) {
    assertEquals(refused(() => world.hub.say(peer, "plaza", text), "ERR").fatal, false);
    refused(() => world.hub.tell(world.peer(), "ana", text), "NOMEMBER");
    refused(() => world.hub.announce(text), "ERR");
  }
  assertEquals([peer.name, world.hub.list()[0]?.offset], [undefined, 1]);
});

for (const character of ["x", "ñ", "😀"]) {
  test(`Hub.say() takes 1,000 ${character} and refuses one more`, () => {
    const world = new World();
    const [ana, eva] = [world.inside("ana", "plaza"), world.inside("eva", "plaza")];
    world.hub.say(ana, "plaza", character.repeat(1000));
    const long = character.repeat(1001);
    const message = "Message of 1001 characters is too long: the limit is 1000";
    assertEquals(refused(() => world.hub.say(ana, "plaza", long), "TOOLONG", message).fatal, true);
    assertEquals(refused(() => world.hub.tell(ana, "eva", long), "TOOLONG", message).fatal, true);
    assertEquals(refused(() => world.hub.announce(long), "TOOLONG", message).fatal, false);
    assertEquals(eva.heard.length, 1);
  });
}

test("Hub.say() refuses the 6th message within a second, to the millisecond", () => {
  const world = new World();
  const [ana, eva] = [world.inside("ana", "plaza"), world.inside("eva", "plaza")];
  const start = world.time;
  // Two before the turn of a second and three after it are one burst.
  for (const at of [0, 900, 950, 1_000 - 1, 1_000 - 1]) {
    world.time = start + at;
    world.hub.say(ana, "plaza", "x");
  }
  const error = refused(() => world.hub.say(ana, "plaza", "x"), "TOOFAST", "the limit is 5 in any second");
  assertEquals(error.fatal, true);
  world.hub.say(eva, "plaza", "x");
  world.time = start + 1_000;
  world.hub.say(ana, "plaza", "x");
  refused(() => world.hub.say(ana, "plaza", "x"), "TOOFAST");
  world.time = start + 1_899;
  refused(() => world.hub.say(ana, "plaza", "x"), "TOOFAST");
  world.time = start + 1_900;
  world.hub.say(ana, "plaza", "x");
  assertEquals(eva.heard.length, 8);
});

test("Hub.tell() and say() share a rate, which neither leaving nor a new name renews", () => {
  const world = new World({ chatRate: 2 });
  const [ana, eva] = [world.peer("ana"), world.peer("eva")];
  world.hub.tell(ana, "eva", "x");
  world.hub.say(ana, "plaza", "x");
  refused(() => world.hub.tell(ana, "eva", "x"), "TOOFAST");
  world.hub.leaveAll(ana);
  world.hub.claim(ana, "otra");
  refused(() => world.hub.say(ana, "plaza", "x"), "TOOFAST");
  assertEquals(eva.tells.length, 1);
});

test("Hub.say() has no rate limit at 0, and a clock set back does not lock anyone out", () => {
  const free = new World({ chatRate: 0 });
  const peer = free.peer();
  for (let index = 0; index < 2_000; index++) free.hub.say(peer, "plaza", "x");
  const world = new World();
  const ana = world.peer("ana");
  for (let index = 0; index < 5; index++) world.hub.say(ana, "plaza", "x");
  world.time -= 3_600_000;
  world.hub.say(ana, "plaza", "x");
});

test("Hub.tell() reaches one member, in any case of its name, and counts who could show it", () => {
  const world = new World();
  const [ana, eva] = [world.peer("ana"), world.inside("Eva", "plaza")];
  const ear = new Ear();
  world.broker.psubscribe("*", ear);
  assertEquals(world.hub.tell(ana, "EVA", "hola"), 1);
  assertEquals(eva.tells, [{ from: "ana", to: "Eva", text: "hola", at: world.time }]);
  eva.shows = false;
  assertEquals(world.hub.tell(ana, "eva", "hola"), 0);
  eva.told = () => {
    throw new Error("broken");
  };
  assertEquals([world.hub.tell(ana, "eva", "hola"), world.thrown.length], [0, 1]);
  assertEquals([ear.heard, eva.events], [[], []]);
  refused(() => world.hub.tell(ana, "luz", "hola"), "NOMEMBER", "Nobody is called 'luz'");
});
