import { makeLimits } from "../../../lib/limits.ts";
import { MemoryStore } from "../../../lib/rooms/log_store.ts";
import { assertEquals } from "../../helpers/assert.ts";
import { World } from "../rooms/peers.ts";
import { Files } from "./fixture.ts";

/** What every store does alike, whatever keeps the messages. */
const CASES: Readonly<Record<string, (world: World) => void>> = {
  "offsets begin at 1 and rise by one, for each room apart"(world) {
    const { hub } = world;
    const ana = world.peer();
    assertEquals([hub.say(ana, "a", "x"), hub.say(ana, "a", "y"), hub.say(ana, "b", "z")], [1, 2, 1]);
    assertEquals(hub.list().map(({ room, offset }) => [room, offset]), [["a", 3], ["b", 2], ["plaza", 1]]);
    assertEquals(world.thrown, []);
  },
  "reads what was said, from any offset, and says what is missing"(world) {
    const ana = world.peer("ana");
    for (let index = 1; index <= 10; index++) world.hub.say(ana, "plaza", `t${index}`);
    const { epoch } = world.hub;
    const read = (since: string) => {
      const { recovered, next, messages } = world.hub.history("plaza", { since });
      return [recovered, next, ...messages.map(({ offset }) => offset)];
    };
    // Six are kept.
    assertEquals(read(`${epoch}:5`), [true, 11, 5, 6, 7, 8, 9, 10]);
    assertEquals(read(`${epoch}:9`), [true, 11, 9, 10]);
    assertEquals(read(`${epoch}:11`), [true, 11]);
    assertEquals(read(`${epoch}:4`), [false, 11, 5, 6, 7, 8, 9, 10]);
    assertEquals(read(`${epoch}:12`), [false, 11, 5, 6, 7, 8, 9, 10]);
    assertEquals(read("other:9"), [false, 11, 5, 6, 7, 8, 9, 10]);
  },
  "gives back a message as it was said"(world) {
    const text = "¿Qué tal? 日本 🎉 'quoted' \"too\"; DROP TABLE message; --";
    world.hub.say(world.peer("ñandú"), "plaza", text);
    const at = world.time;
    assertEquals(world.hub.history("plaza").messages, [
      { event: "message", room: "plaza", from: "ñandú", text, at, offset: 1 },
    ]);
  },
  "drops what is too old"(world) {
    const ana = world.peer();
    world.hub.say(ana, "plaza", "old");
    world.time += 600;
    world.hub.say(ana, "plaza", "young");
    world.time += 500;
    assertEquals(world.hub.history("plaza").messages.map(({ text }) => text), ["young"]);
    world.time += 5_000;
    assertEquals(world.hub.list(), [{ room: "plaza", members: 0, messages: 0, offset: 3 }]);
  },
  "goes on with the offsets of a room that was gone"(world) {
    const ana = world.peer();
    world.hub.say(ana, "a", "x");
    world.time += 5_000;
    assertEquals(world.hub.list().map(({ room }) => room), ["plaza"]);
    assertEquals(world.hub.say(ana, "a", "y"), 2);
    assertEquals(world.hub.history("a", { since: `${world.hub.epoch}:1` }).recovered, false);
    assertEquals(world.hub.history("a", { since: `${world.hub.epoch}:2` }).recovered, true);
  },
  "never repeats an offset, however many rooms have come and gone"(world) {
    const ana = world.peer();
    for (const text of ["x", "y", "z"]) world.hub.say(ana, "first", text);
    for (let index = 0; index < 1_500; index++) {
      world.hub.say(ana, `r${index}`, "x");
      world.time += 10;
    }
    const offset = world.hub.say(ana, "first", "x");
    if (offset <= 3) throw new Error(`Offset ${offset} was given before`);
  },
};

const LIMITS = { chatRate: 0, historyMessages: 6, historyAge: 1_000, maxRooms: 4 };

for (const [name, run] of Object.entries(CASES)) {
  Deno.test({
    name: `MemoryStore: ${name}`,
    permissions: "none",
    fn: () => run(new World(LIMITS, new MemoryStore(makeLimits(LIMITS)))),
  });
  Deno.test(`SqliteStore: ${name}`, async () => {
    await using files = await Files.make();
    run(files.start({ limits: LIMITS }));
  });
}
