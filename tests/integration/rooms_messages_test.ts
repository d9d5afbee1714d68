/** Rooms over real sockets: what is said to a room or to one, and what is kept of it. @module */
import type { Reply } from "../../lib/framing/reply.ts";
import { assert, assertEquals, assertStringIncludes } from "../helpers/assert.ts";
import { within } from "../helpers/patience.ts";
import { connectPeer, type Peer } from "../helpers/peer.ts";
import { startServer } from "../helpers/processes.ts";
import { plain, refusal } from "../helpers/replies.ts";
import { enter, join, nothingBefore } from "./rooms_fixture.ts";

const decoder = new TextDecoder();

/** What a member of a large room keeps of it. */
interface Listener {
  readonly peer: Peer;
  /** `offset from text`, in the order of arrival. */
  readonly heard: string[];
}

/** Connects and joins many at a time; the messages that they hear are kept, everything else is dropped. */
async function fillRoom(
  port: number,
  count: number,
  options: { readonly total: number; readonly onFull: () => void },
): Promise<Listener[]> {
  const { total, onFull } = options;
  const one = async (index: number): Promise<Listener> => {
    const heard: string[] = [];
    const onPush = (items: readonly Reply[]): void => {
      const text = decoder.decode(items[2] as Uint8Array);
      if (!text.startsWith('{"event":"message"')) return;
      const event = JSON.parse(text) as { offset: number; from: string; text: string };
      heard.push(`${event.offset} ${event.from} ${event.text}`);
      if (heard.length === total) onFull();
    };
    const peer = await connectPeer(port, { version: 3, name: `m${index}`, onPush });
    const joined = plain(await peer.call("ROOM.JOIN", "plaza")) as { name: string };
    assertEquals(joined.name, `m${index}`);
    return { peer, heard };
  };
  const members: Listener[] = [];
  for (let at = 0; at < count; at += 50) {
    const indices = Array.from({ length: Math.min(50, count - at) }, (_, i) => at + i);
    members.push(...await Promise.all(indices.map(one)));
  }
  return members;
}

for (const [count, senders, each] of [[4, 4, 250], [200, 20, 25], [1000, 20, 10]] as const) {
  Deno.test(`ROOM.SAY: each of ${count} members gets every message once, all in one order`, async () => {
    await using server = await startServer({ args: ["--chat-rate", "100000"] });
    const total = senders * each;
    await using stack = new AsyncDisposableStack();
    let full = 0;
    const everyone = Promise.withResolvers<void>();
    const onFull = () => ++full === count ? everyone.resolve() : undefined;
    const members = await fillRoom(server.port(), count, { total, onFull });
    for (const { peer } of members) stack.use(peer);

    const said = await Promise.all(
      members.slice(0, senders).map(async ({ peer }, sender) => {
        const lines: string[] = [];
        for (let i = 0; i < each; i++) {
          const offset = await peer.call("ROOM.SAY", "plaza", `${sender}/${i} ñ 🙂`);
          lines.push(`${offset} m${sender} ${sender}/${i} ñ 🙂`);
        }
        return lines;
      }),
    );
    await within(everyone.promise, "last message at everyone", 120_000);
    // What comes after the last message would be one too many.
    await Promise.all(members.map(({ peer }) => peer.call("PING")));

    const order = said.flat().sort((a, b) => parseInt(a) - parseInt(b));
    assertEquals(order.map((line) => parseInt(line)), Array.from({ length: total }, (_, i) => i + 1));
    const expected = order.join("\n");
    for (const { heard } of members) assert(heard.join("\n") === expected, `Differs: ${heard.slice(0, 5)}`);
    const kept = plain(await (members[0] as Listener).peer.call("ROOM.HISTORY", "plaza", "COUNT", "5000"));
    const { messages } = kept as { messages: { offset: number; from: string; text: string }[] };
    assertEquals(messages.map((m) => `${m.offset} ${m.from} ${m.text}`).join("\n"), expected);
  });
}

Deno.test("ROOM.TELL: reaches the one and nobody else", async () => {
  await using server = await startServer();
  await using ana = await connectPeer(server.port(), { version: 3, name: "ana" });
  await using beto = await connectPeer(server.port(), { version: 3, name: "beto" });
  await using spy = await connectPeer(server.port(), { version: 3, name: "spy" });
  for (const peer of [ana, beto, spy]) await join(peer);
  for (let i = 0; i < 2; i++) await ana.nextEvent();
  await beto.nextEvent();
  await spy.send("PSUBSCRIBE", "tell:*");
  assertEquals(plain(await spy.nextPush()), ["psubscribe", "tell:*", 2]);

  assertEquals(await ana.call("ROOM.TELL", "BETO", "psst"), 1);
  const [kind, channel, payload] = plain(await beto.nextPush()) as string[];
  assertEquals([kind, channel], ["message", "tell:beto"]);
  const { at, ...told } = JSON.parse(payload as string);
  assertEquals(typeof at, "number");
  assertEquals(told, { event: "tell", from: "ana", to: "beto", text: "psst" });
  for (const peer of [spy, ana]) await nothingBefore("aloud", ana, peer).finally(() => beto.nextEvent());

  refusal(await ana.call("ROOM.TELL", "nobody", "x"), "NOMEMBER");
  const history = plain(await ana.call("ROOM.HISTORY", "plaza")) as { messages: { text: string }[] };
  assertEquals(history.messages.map(({ text }) => text), ["aloud", "aloud"]);
});

/** What `ROOM.HISTORY` answers. */
type History = {
  epoch: string;
  recovered: boolean;
  next: number;
  messages: { offset: number; text: string }[];
};

async function history(peer: Peer, ...options: string[]): Promise<History & { offsets: number[] }> {
  const found = plain(await peer.call("ROOM.HISTORY", "plaza", ...options)) as History;
  return { ...found, offsets: found.messages.map(({ offset }) => offset) };
}

Deno.test("ROOM.HISTORY: recovered says whether something is missing", async () => {
  await using server = await startServer({ args: ["--chat-rate", "1000", "--history-messages", "5"] });
  await using ana = await connectPeer(server.port(), { version: 3, name: "ana" });
  const { epoch } = await join(ana);
  for (let i = 1; i <= 8; i++) assertEquals(await ana.call("ROOM.SAY", "plaza", `line ${i}`), i);

  const since = (offset: number, of = epoch) => history(ana, "SINCE", `${of}:${offset}`);
  const all = await history(ana);
  assertEquals([all.epoch, all.recovered, all.next, all.offsets], [epoch, true, 9, [4, 5, 6, 7, 8]]);
  assertEquals(all.messages[0]?.text, "line 4");
  const rows: [from: number, recovered: boolean, offsets: number[]][] = [
    [9, true, []],
    [8, true, [8]],
    [4, true, [4, 5, 6, 7, 8]],
    [3, false, [4, 5, 6, 7, 8]],
    [0, false, [4, 5, 6, 7, 8]],
    [10, false, [4, 5, 6, 7, 8]],
  ];
  for (const [from, recovered, offsets] of rows) {
    const found = await since(from);
    assertEquals([from, found.recovered, found.offsets], [from, recovered, offsets]);
  }
  const other = await since(8, "0123456789abcdef");
  assertEquals([other.recovered, other.epoch, other.offsets], [false, epoch, [4, 5, 6, 7, 8]]);
  const page = await history(ana, "SINCE", `${epoch}:5`, "COUNT", "2");
  assertEquals([page.recovered, page.offsets, page.next], [true, [5, 6], 7]);
  assertEquals((await history(ana, "COUNT", "2")).offsets, [7, 8]);
  for (
    const bad of [["SINCE", "x"], ["SINCE", "a:-1"], ["COUNT", "0"], ["COUNT", "x"], ["SINCE"], [
      "MAYBE",
      "1",
    ]]
  ) {
    refusal(await ana.call("ROOM.HISTORY", "plaza", ...bad), "ERR");
  }
  refusal(await ana.call("ROOM.HISTORY", "nowhere"), "NOROOM");
});

Deno.test("ROOM.SAY: a message that is too long disconnects and is not broadcast", async () => {
  await using server = await startServer();
  await using ana = await enter(server, "ana");
  await using beto = await enter(server, "beto");
  await ana.nextEvent();
  await nothingBefore("🙂".repeat(1000), beto, ana);
  assertStringIncludes(refusal(await beto.call("ROOM.SAY", "plaza", "x".repeat(1001)), "TOOLONG"), "1000");
  await beto.closed();
  const left = await ana.nextEvent();
  assertEquals([left.event, left.name], ["leave", "beto"]);
  await nothingBefore("after", ana, ana);
});

Deno.test("ROOM.SAY: the message beyond the rate disconnects and is not broadcast", async () => {
  await using server = await startServer();
  await using ana = await enter(server, "ana");
  await using beto = await enter(server, "beto");
  await ana.nextEvent();
  // In one write, so that they fall into one second; what follows the breach is not obeyed.
  const say = (n: number) => `*3\r\n$8\r\nROOM.SAY\r\n$5\r\nplaza\r\n$1\r\n${n}\r\n`;
  await beto.raw([1, 2, 3, 4, 5, 6, 7].map(say).join(""));
  for (let i = 1; i <= 5; i++) assertEquals(await beto.nextReply(), i);
  assertStringIncludes(refusal(await beto.nextReply(), "TOOFAST"), "5");
  await beto.closed();
  assertEquals(beto.unread, 0);
  for (let i = 1; i <= 5; i++) assertEquals((await ana.nextEvent()).text, String(i));
  const left = await ana.nextEvent();
  assertEquals([left.event, left.name], ["leave", "beto"]);
  await nothingBefore("after", ana, ana);
});

Deno.test("ROOM.SAY: empty, NUL and invalid texts are refused, and the session goes on", async () => {
  await using server = await startServer();
  await using ana = await enter(server, "ana");
  for (const text of ["", "a\0b", new Uint8Array([0xff, 0xfe])]) {
    refusal(await ana.call("ROOM.SAY", "plaza", text), "ERR");
  }
  await nothingBefore("two\r\nlines\t\x1b[31m", ana, ana);
});
