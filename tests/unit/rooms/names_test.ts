import { parseName, quote } from "../../../lib/rooms/names.ts";
import { measureText } from "../../../lib/rooms/text.ts";
import { assertEquals, assertLess, assertStringIncludes } from "../../helpers/assert.ts";
import { refused, test, World } from "./peers.ts";

const VALID: readonly (readonly [text: string, name: string])[] = [
  ["ana", "ana"],
  ["Ana_1.b-c", "Ana_1.b-c"],
  ["_", "_"],
  ["7", "7"],
  ["ñandú", "ñandú"],
  ["n\u0303andu\u0301", "ñandú"],
  ["李雷", "李雷"],
  ["नमस्ते", "नमस्ते"],
  ["x".repeat(32), "x".repeat(32)],
  ["n\u0303".repeat(32), "ñ".repeat(32)],
  ["𝒜".repeat(32), "𝒜".repeat(32)],
];

for (const [text, name] of VALID) {
  test(`parseName() takes ${JSON.stringify(text)}`, () => assertEquals(parseName(text, "Name", 32), name));
}

const INVALID: readonly string[] = [
  "",
  ".ana",
  "-ana",
  "a b",
  "a\n",
  "\nana",
  "a/b",
  "a:b",
  "ana\0",
  "😀",
  "\u0301a",
  "a\u202eb",
  "a\u200db",
  "a\ufe0f",
  "\u3164",
  "a\ud800",
  "x".repeat(33),
  "𝒜".repeat(33),
  "n\u0303".repeat(30_000),
];

for (const text of INVALID) {
  test(`parseName() refuses ${JSON.stringify(text.slice(0, 40))} and says the rule`, () => {
    const begin = performance.now();
    const { message, fatal } = refused(
      () => parseName(text, "Name", 32),
      "BADNAME",
      "is not valid: want 1 to 32 letters",
    );
    assertEquals([/[\p{Cc}\p{Cf}]/u.test(message), fatal], [false, false]);
    assertLess(message.length, 400);
    assertLess(performance.now() - begin, 1_000);
  });
}

for (const text of ["аna", "anа", "pΙaza", "οla", "Աna", "Ꭺna", "сara\u0301"]) {
  test(`parseName() refuses ${text}, which mixes alphabets`, () => {
    for (const kind of ["Name", "Room"] as const) {
      refused(() => parseName(text, kind, 32), "BADNAME", "mixes letters of different alphabets");
    }
  });
}

test("parseName() takes names of one alphabet, and those that are written with several", () => {
  for (const text of ["Анна", "Ελένη", "anaの部屋", "한국-kim", "ana_2", "Ընկեր", "नेहाAna"]) {
    assertEquals(parseName(text, "Name", 32), text.normalize("NFC"));
  }
});

test("quote() escapes and cuts", () => {
  assertEquals(quote("a\r\n\u202eb"), "'a\\u{d}\\u{a}\\u{202e}b'");
  assertEquals(quote("😀".repeat(40)), `'${"😀".repeat(40)}'`);
  assertEquals(quote("x".repeat(41)), `'${"x".repeat(40)}…'`);
});

test("measureText() counts characters and bytes as an encoder does", () => {
  for (
    const text of ["", "hola", "ñandú", "€", "😀", "\ud800", "\ud800x", "\udc00\ud800", "a😀\ud83d", "𝒜é漢"]
  ) {
    const expected = { characters: [...text].length, bytes: new TextEncoder().encode(text).length };
    assertEquals(measureText(text), expected, JSON.stringify(text));
  }
});

test("Hub.claim() sets the name in NFC and keeps its case", () => {
  const world = new World();
  const peer = world.peer();
  assertEquals(world.hub.claim(peer, "N\u0303ata"), "Ñata");
  assertEquals(peer.name, "Ñata");
  assertEquals(world.hub.members.get("ÑATA"), peer);
  assertEquals(world.hub.members.get("n\u0303ata"), peer);
  assertEquals([world.hub.members.size, [...world.hub.members]], [1, [peer]]);
});

const SAME: readonly (readonly [string, string])[] = [
  ["ana", "ANA"],
  ["ñata", "N\u0303ATA"],
  ["straße", "STRAẞE"],
  ["İx", "i\u0307X"],
];

for (const [taken, wanted] of SAME) {
  test(`Hub.claim() refuses ${JSON.stringify(wanted)} where ${taken} is taken, and suggests a free name`, () => {
    const world = new World();
    world.peer(taken);
    const name = wanted.normalize("NFC");
    refused(() => world.peer(wanted), "NAMETAKEN", `Name '${name}' is taken; '${name}-2' is free`);
    world.peer(`${taken}-2`);
    refused(() => world.peer(wanted), "NAMETAKEN", `'${name}-3' is free`);
    assertEquals(world.hub.freeName(wanted), `${name}-3`);
    assertEquals(world.hub.claimFree(world.peer(), wanted), `${name}-3`);
  });
}

for (const name of ["server", "SERVER", "Servidor"]) {
  test(`Hub.claim() keeps ${name} for the server`, () => {
    const world = new World();
    refused(() => world.peer(name), "NAMETAKEN", `Name '${name}' is reserved; '${name}-2' is free`);
    assertEquals(world.hub.claimFree(world.peer(), name), `${name}-2`);
    refused(() => world.hub.tell(world.peer("ana"), name, "x"), "NOMEMBER");
  });
}

test("Hub.claim() takes one's own name again, a new spelling only outside rooms", () => {
  const world = new World();
  const ana = world.peer("ana");
  assertEquals([world.hub.claim(ana, "ana"), world.hub.claim(ana, "Ana")], ["ana", "Ana"]);
  assertEquals(world.hub.claimFree(ana, "ANA"), "ANA");
  world.hub.join(ana, "plaza");
  assertEquals([world.hub.claim(ana, "ana"), ana.name], ["ANA", "ANA"]);
  assertEquals(world.hub.who("plaza").map(({ name }) => name), ["ANA"]);
});

test("Hub.claim() renames outside rooms only, and frees the old name", () => {
  const world = new World();
  const peer = world.peer("ana");
  assertEquals(world.hub.claim(peer, "eva"), "eva");
  world.peer("ana");
  world.hub.join(peer, "plaza");
  refused(() => world.hub.claim(peer, "luz"), "ERR", "Name 'eva' is in use in room 'plaza': leave it first");
  world.hub.leave(peer, "plaza");
  assertEquals(world.hub.claim(peer, "luz"), "luz");
  assertEquals([...world.hub.members].map(({ name }) => name).sort(), ["ana", "luz"]);
});

test("Hub.claimGuest() names by id, or the next free, and keeps a name that there is", () => {
  const world = new World();
  const [first, second] = [world.peer(), world.peer("guest-3")];
  const third = world.peer();
  assertEquals(world.hub.claimGuest(first), "guest-1");
  assertEquals(world.hub.claimGuest(first), "guest-1");
  assertEquals(world.hub.claimGuest(second), "guest-3");
  assertEquals(world.hub.claimGuest(third), "guest-3-2");
});

test("Hub.freeName() cuts a long name so that the number fits", () => {
  const world = new World({ maxName: 5 });
  world.peer("𝒜bcde");
  assertEquals(world.hub.freeName("𝒜BCDE"), "𝒜BC-2");
  for (let number = 2; number < 12; number++) world.hub.claimFree(world.peer(), "𝒜bcde");
  assertEquals(world.hub.freeName("𝒜bcde"), "𝒜b-12");
});

test("Hub.claimFree() gives 10,000 members of one name different names soon", () => {
  const world = new World();
  const begin = performance.now();
  const names = new Set(Array.from({ length: 10_000 }, () => world.hub.claimFree(world.peer(), "ana")));
  assertEquals([names.size, world.hub.members.size], [10_000, 10_000]);
  assertLess(performance.now() - begin, 10_000);
});

test("Hub.join() has the same rule for rooms, which case tells apart", () => {
  const world = new World();
  const ana = world.peer("ana");
  const { message } = refused(() => world.hub.join(ana, "a b"), "BADNAME");
  assertStringIncludes(message, "Room 'a b' is not valid");
  refused(() => world.hub.say(ana, "../x", "hola"), "BADNAME");
  world.hub.join(ana, "A");
  assertEquals([world.hub.join(ana, "a").room, world.hub.join(ana, "n\u0303").room], ["a", "ñ"]);
  assertEquals(world.hub.who()[0]?.rooms, ["A", "a", "ñ"]);
});
