import type { Note } from "../../../lib/console/notes.ts";
import { Watch } from "../../../lib/console/watch.ts";
import { makeLimits } from "../../../lib/limits.ts";
import { Broker } from "../../../lib/rooms/broker.ts";
import { Hub, type Member } from "../../../lib/rooms/hub.ts";
import { Share } from "../../../lib/share/share.ts";
import { assertEquals } from "../../helpers/assert.ts";
import { tempDir } from "../../helpers/temp.ts";

function member(id: number): Member {
  return {
    id,
    name: undefined,
    address: `10.0.0.${id}:4000`,
    roomEvent() {},
    told: () => false,
    expelled() {},
  };
}

Deno.test("Watch: rooms", () => {
  const broker = new Broker();
  const hub = new Hub({ limits: makeLimits({}), broker });
  const notes: Note[] = [];
  const watch = new Watch({ broker, hub, note: (note) => notes.push(note) });
  const ana = member(1);
  hub.claim(ana, "ana");
  hub.join(ana, "patio");
  hub.say(ana, "patio", "hola");
  hub.announce("to all");
  assertEquals(watch.quietly(() => hub.announce("said here")), 2);
  hub.leaveAll(ana);
  hub.close("bye");
  assertEquals(notes, [
    { kind: "join", room: "patio", name: "ana", address: "10.0.0.1:4000" },
    { kind: "message", room: "patio", name: "ana", text: "hola" },
    { kind: "message", room: "patio", name: "server", text: "to all" },
    { kind: "message", room: "plaza", name: "server", text: "to all" },
    { kind: "leave", room: "patio", name: "ana", address: "10.0.0.1:4000" },
  ]);
});

Deno.test("Watch: files, a move as one thing", async () => {
  await using folder = await tempDir();
  const broker = new Broker();
  const limits = makeLimits({ keepFree: 0 });
  const share = await Share.open(folder.path, {
    access: "write",
    hidden: false,
    limits,
    sync: false,
    onChange: (change) => void broker.publish(`file:${change.path}`, JSON.stringify(change)),
  });
  const notes: string[] = [];
  new Watch({
    broker,
    hub: new Hub({ limits, broker }),
    note: (note) =>
      notes.push(`${note.kind} ${"from" in note ? `${note.from} ` : ""}${"path" in note && note.path}`),
  });
  const by = "ana";
  const three = new Uint8Array(3);
  await share.write("a", three, { existing: "replace", by });
  await share.write("a", three, { existing: "replace", by });
  await share.move("a", "dir/b", by);
  await share.remove("dir/b", { by });
  await share.write("c", three, { existing: "replace", by });
  await share.remove("dir", { by, recursive: true });
  assertEquals(notes, [
    "created a",
    "changed a",
    "created dir",
    "moved a dir/b",
    "removed dir/b",
    "created c",
    "removed dir",
  ]);
});
