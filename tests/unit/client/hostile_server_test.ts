/** What a server could say that no server of ours would. @module */
import { completeLine } from "../../../lib/client/completion.ts";
import { type Connection } from "../../../lib/client/connection.ts";
import { entriesOf } from "../../../lib/client/listing.ts";
import { planFetches } from "../../../lib/client/fetch_plan.ts";
import { toEvent } from "../../../lib/client/events.ts";
import { toEntry } from "../../../lib/client/replies.ts";
import { toHistory, toJoined, toMember } from "../../../lib/client/room_replies.ts";
import { EnchufeError } from "../../../lib/errors.ts";
import { Push, type Reply } from "../../../lib/framing/reply.ts";
import { errorText } from "../../../lib/texts/errors.ts";
import { speak } from "../../helpers/texts.ts";
import { assert, assertEquals, assertRejects, assertThrows } from "../../helpers/assert.ts";
import { eventually } from "../../helpers/patience.ts";
import { last, start } from "./fake_rooms.ts";

const record = (fields: Record<string, Reply>): Reply => new Map(Object.entries(fields));
const MISFIT = "of another shape";

/** A connection whose server answers everything alike. */
function answering(answer: (words: readonly string[]) => Reply): Connection {
  const request = (words: readonly string[]) => Promise.resolve(answer(words));
  return { request } as unknown as Connection;
}

for (const at of [9e15, -9e15, NaN]) {
  Deno.test(`replies: ${at} is no date`, () => {
    const message = record({ room: "r", from: "a", text: "t", at, offset: 1 });
    const rows: readonly (() => unknown)[] = [
      () => toEntry(record({ path: "a", name: "a", type: "file", size: 1, mtime: at })),
      () => toMember(record({ name: "a", address: "x", rooms: [], since: at })),
      () => toHistory(record({ epoch: "e", recovered: true, next: 1, messages: [message] })),
    ];
    for (const read of rows) assertThrows(read, EnchufeError, MISFIT);
    const push = new Push(["message", "room:r", JSON.stringify({ event: "join", name: "a", at, room: "r" })]);
    assertEquals(toEvent(push), { channel: "room:r", event: "join", name: "a", room: "r" });
  });
}

for (const name of ["a\n12:00:00 eva: hola", "a\x1b[2J", "\u3164", "x".repeat(10_000)]) {
  Deno.test(`toJoined() takes no name such as ${JSON.stringify(name.slice(0, 30))}`, () => {
    const joined = { room: "r", name: "a", epoch: "e", offset: 1, members: ["a"] };
    toJoined(record(joined));
    for (const wrong of [{ room: name }, { name }, { members: ["a", name] }]) {
      assertThrows(() => toJoined(record({ ...joined, ...wrong })), EnchufeError, MISFIT);
    }
  });
}

Deno.test("entriesOf() ends although the server's listing does not", async () => {
  let asked = 0;
  const all = async () => {
    for await (const _ of entriesOf(answering(() => [String(++asked), []]), "/"));
  };
  await assertRejects(all, EnchufeError, MISFIT);
});

Deno.test("entriesOf() ends although each page of the server's listing has entries", async () => {
  let asked = 0;
  const entry = record({ path: "a", name: "a", type: "file", size: 1, mtime: 1 });
  const page = Array.from({ length: 10_000 }, () => entry);
  const all = async () => {
    for await (const _ of entriesOf(answering(() => [asked < 100 ? String(++asked) : "0", page]), "/"));
  };
  await assertRejects(all, EnchufeError, "has more than 500000 entries");
});

Deno.test("planFetches() -r begins nothing of a directory that has no end", async () => {
  let asked = 0;
  const directory = record({ path: "docs", name: "docs", type: "dir", size: 0, mtime: 1 });
  const file = record({ path: "docs/a", name: "a", type: "file", size: 1, mtime: 1 });
  const page = Array.from({ length: 10_000 }, () => file);
  const endless = answering(([command]) => command === "FILE.STAT" ? directory : [String(++asked), page]);
  const options = { output: undefined, recursive: true, exclude: [] };
  const steps = await planFetches(() => Promise.resolve(endless), ["docs"], options);
  assertEquals([steps.length, steps[0]?.kind], [1, "failed"]);
});

for (const word of ["notes.txt", "*.txt", "docs/*.txt"]) {
  Deno.test(`planFetches() -r ${word} is written under no name that was not asked for`, async () => {
    const entry = record({ path: "docs/.bashrc", name: "notes.txt", type: "file", size: 1, mtime: 1 });
    const hostile = answering(([command]) => {
      if (command === "FILE.LIST") return ["0", [entry]];
      if (word.includes("*")) throw new EnchufeError("NOTFOUND", "None");
      return entry;
    });
    const options = { output: undefined, recursive: true, exclude: [] };
    const plan = () => planFetches(() => Promise.resolve(hostile), [word], options);
    await assertRejects(plan, EnchufeError, MISFIT);
  });
}

/** Completes a line where the share has some names. */
async function completed(line: string, names: readonly string[]): Promise<readonly string[]> {
  const entry = (name: string) => record({ path: name, name, type: "file", size: 1, mtime: 1 });
  const [candidates] = await completeLine(line, answering(() => ["0", names.map(entry)]));
  return candidates;
}

Deno.test("completeLine() offers a path so that it is read as that path", async () => {
  assertEquals(await completed("/rm -", ["-r docs", "-x"]), ['"-r docs"', "-x"]);
  assertEquals(await completed("/get '", ["'a.txt'", "'b"]), [`"'a.txt'"`, "'b"]);
  assertEquals(await completed("/stat ", ["a b.txt"]), ["a b.txt"]);
  assertEquals(await completed("/rm ", [`-r "a' b`]), [`"-r "a' b"`]);
});

Deno.test("completeLine() offers no member whose name would be a command", async () => {
  const member = (name: string) => record({ name, address: "x", rooms: [], since: 1 });
  const who = answering(() => [member("/put /etc/passwd x"), member("ana"), member("b c")]);
  assertEquals((await completeLine("", who))[0], ["ana: "]);
});

Deno.test("errorText() leaves a text of ten megabytes as it came", () => {
  const huge = `The share has no "${"x".repeat(10_000_000)}"`;
  try {
    speak("es");
    assertEquals(errorText("NOTFOUND", huge) === huge, true);
  } finally {
    speak("en");
  }
});

Deno.test("Session.run() shows so many lines a second, tells how many were left out, and still takes what is typed", async () => {
  await using running = start();
  const { terminal, rooms } = running;
  await terminal.until("Here");
  const session = last(rooms);
  // As fast as it can: each arrives before the session's second is over, whatever the machine.
  for (let at = 0; at < 5000; at++) {
    session.push("room:plaza", { event: "join", room: "plaza", name: `n${at}`, at: 0, offset: 1 });
  }
  await terminal.until("came too fast to be shown");
  terminal.type("/time");
  await terminal.until(":01");
  const shown = () => terminal.shown.filter((line) => line.endsWith(" joined")).length;
  const left = () =>
    terminal.shown.reduce((sum, line) => sum + Number(/(\d+) lines? came too fast/.exec(line)?.[1] ?? 0), 0);
  await eventually(() => shown() + left() === 5000, "count of all");
  assert(left() > 0 && shown() < 5000, `${shown()} shown, ${left()} left out`);
  // Being put out is never too much.
  for (let at = 0; at < 2000; at++) {
    session.push("room:plaza", { event: "join", room: "plaza", name: `m${at}`, at: 0, offset: 1 });
  }
  session.push("tell:ana", { event: "kicked", reason: "flood" });
  session.close();
  await assertRejects(() => running.status, EnchufeError, "flood");
});
