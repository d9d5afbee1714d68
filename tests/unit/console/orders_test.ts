import { accessLine, completeOrder, findOrder, nearestOrder, ORDERS } from "../../../lib/console/orders.ts";
import { bytes, duration, hostOf, shown, table } from "../../../lib/console/words.ts";
import type { Services } from "../../../lib/commands/context.ts";
import { makeLimits } from "../../../lib/limits.ts";
import { Broker } from "../../../lib/rooms/broker.ts";
import { Hub, type Member } from "../../../lib/rooms/hub.ts";
import { MemoryStore } from "../../../lib/rooms/log_store.ts";
import { makePalette } from "../../../lib/terminal/colors.ts";
import { CATALOGUES } from "../../helpers/texts.ts";
import { assert, assertEquals, assertMatch } from "../../helpers/assert.ts";

Deno.test("findOrder() knows each order, in any case, and its other words", () => {
  for (const { name, aliases = [] } of ORDERS) {
    for (const word of [name, name.toUpperCase(), ...aliases]) assertEquals(findOrder(word)?.name, name);
  }
  assertEquals(findOrder("dance"), undefined);
  assertEquals(nearestOrder("stauts"), "status");
  assertEquals(nearestOrder("zzzzzz"), undefined);
});

Deno.test("ORDERS: each has a text in every language", () => {
  for (const { console } of Object.values(CATALOGUES)) {
    assertEquals(Object.keys(console.orders), ORDERS.map(({ name }) => name));
    assert(Object.values(console.orders).every((text) => text !== ""));
  }
});

Deno.test("completeOrder() orders, and names behind those that want one", () => {
  const members = ["bea", "Ana", "anselmo"];
  assertEquals(completeOrder("/k", members), [["/kick "], "/k"]);
  assertEquals(completeOrder("/ki an", members), [[], "/ki an"]);
  assertEquals(completeOrder("/kick an", members), [["Ana ", "anselmo "], "an"]);
  assertEquals(completeOrder("/mute ", members), [["Ana ", "anselmo ", "bea "], ""]);
  assertEquals(completeOrder("/who an", members), [[], "/who an"]);
  assertEquals(completeOrder("hello an", members), [[], "hello an"]);
  assertEquals(completeOrder("/", members)[0].length, ORDERS.length);
});

Deno.test("words: sizes, times, addresses", () => {
  assertEquals([0, 999, 61_000, 3_725_000, 90_061_000].map(duration), [
    "0 s",
    "0 s",
    "1 min 1 s",
    "1 h 2 min",
    "1 d 1 h",
  ]);
  assertEquals([bytes(13), bytes(1536)], ["13 B", "1.5 KiB"]);
  assertEquals(["1.2.3.4:5", "[fd00::2]:5", "[::ffff:1.2.3.4]:5", "ana"].map(hostOf), [
    "1.2.3.4",
    "fd00::2",
    "1.2.3.4",
    "ana",
  ]);
  assertEquals(shown("a\x1bb"), "a\\u{1b}b");
  assertEquals(shown("x".repeat(1_000_000)).length, 501);
});

Deno.test("/recent takes a number, a way and a name, in any order", () => {
  const recent = findOrder("recent");
  const asked: unknown[] = [];
  const desk = {
    recent: (wanted: unknown) => {
      asked.push(wanted);
      return ["line"];
    },
  } as unknown as Parameters<NonNullable<typeof recent>["run"]>[0];
  for (const [name, rest] of [["", ""], ["5", ""], ["OUT", "7"], ["ana", "in 3"]] as const) {
    assertEquals(recent?.run(desk, name, rest), ["line"]);
  }
  assertEquals(asked, [{}, { most: 5 }, { most: 7, way: "out" }, { most: 3, way: "in", by: "ana" }]);
});

Deno.test("/kick passes the reason on, or says that the server did it", () => {
  const hub = new Hub({ limits: makeLimits({}), broker: new Broker() });
  const told: string[] = [];
  const services = { hub } as Services;
  const desk = { services, palette: makePalette(false), recent: () => [], addresses: () => [] };
  for (const reason of ["that was the last time", ""]) {
    const ana: Member = {
      id: 1,
      name: undefined,
      address: "10.0.0.1:4000",
      roomEvent() {},
      told: () => false,
      expelled: (why) => void told.push(why),
    };
    hub.claim(ana, "ana");
    assertEquals(findOrder("kick")?.run(desk, "ANA", reason), ["ANA was kicked out"]);
  }
  assertEquals(told, ["that was the last time", CATALOGUES.en.console.kickReason]);
});

Deno.test("table() sets cells in columns, wide ones too", () => {
  assertEquals(table([["a", "日本", "x"], ["ñandú", "b", ""]]), ["a      日本  x", "ñandú  b"]);
});

Deno.test("accessLine() says what others may do, and where the drop box is", () => {
  const rows = [
    [{ access: "read", dropBox: undefined }, /^Others may only read; --drop-box .* --access write/],
    [
      { access: "read", dropBox: "in\u001b[2J" },
      /hand in to in\\u\{1b\}\[2J, where each sees only their own$/,
    ],
    [{ access: "drop", dropBox: "." }, /^Others may hand in to this folder, where each sees only their own$/],
    [{ access: "write", dropBox: undefined }, /^Others may read, change and remove everything$/],
    [{ access: "write", dropBox: "in" }, /everything, but in in they only hand in/],
  ] as const;
  for (const [share, expected] of rows) assertMatch(accessLine(share), expected);
});

Deno.test("/status says when messages are not stored, and why", () => {
  const limits = makeLimits({});
  const services = (failure?: string) => ({
    hub: new Hub({ limits, broker: new Broker() }),
    sessions: { count: 0, totals: { accepted: 0, refused: 0, bytesIn: 0, bytesOut: 0 } },
    server: { startedAt: 0, memory: () => 0 },
    share: { root: "/s", access: "read" },
    store: new MemoryStore(limits, failure === undefined ? {} : { failure }),
    now: () => 0,
  } as unknown as Services);
  const lines = (failure?: string) =>
    findOrder("status")?.run(
      {
        services: services(failure),
        palette: makePalette(false),
        recent: () => [],
        addresses: () => [],
      },
      "",
      "",
    ) ?? [];
  assertEquals(lines("disk \x1b[2J full").slice(0, -1), lines());
  assertEquals(
    lines("disk \x1b[2J full").at(-1),
    CATALOGUES.en.console.status.notStored("disk \\u{1b}[2J full"),
  );
});
