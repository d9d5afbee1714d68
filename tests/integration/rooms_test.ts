/** Rooms and channels over real sockets. @module */
import type { Reply } from "../../lib/framing/reply.ts";
import { assert, assertEquals, assertStringIncludes } from "../helpers/assert.ts";
import { within } from "../helpers/patience.ts";
import { connectPeer, type Peer } from "../helpers/peer.ts";
import { startServer } from "../helpers/processes.ts";
import { plain, refusal } from "../helpers/replies.ts";

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

/** Joins the room and returns what the server told. */
async function join(peer: Peer, room = "plaza"): Promise<Record<string, unknown>> {
  const reply = plain(await peer.call("ROOM.JOIN", room));
  assert(typeof reply === "object" && reply !== null, `Not joined: ${reply}`);
  return reply as Record<string, unknown>;
}

/** Says a line and insists that it is the next thing that a member hears: nothing came before it. */
async function nothingBefore(mark: string, speaker: Peer, listener: Peer, room = "plaza"): Promise<void> {
  assertEquals(typeof await speaker.call("ROOM.SAY", room, mark), "number");
  const event = await listener.nextEvent();
  assertEquals([event.event, event.text], ["message", mark]);
}

Deno.test("ROOM.JOIN: a taken name is refused with one that is free", async () => {
  await using server = await startServer();
  await using ana = await connectPeer(server.port(), { version: 3, name: "ana" });
  const joined = await join(ana);
  assertEquals([joined.room, joined.name, joined.offset, joined.members], ["plaza", "ana", 1, ["ana"]]);
  await using other = await connectPeer(server.port(), { version: 3, name: "ANA" });
  const message = refusal(await other.call("ROOM.JOIN", "plaza"), "NAMETAKEN");
  const free = /'([^']+)' is free$/.exec(message)?.[1];
  assertEquals(free, "ANA-2");
  assertEquals(plain(await other.call("CLIENT", "SETNAME", "ANA-2")), "OK");
  assertEquals((await join(other)).members, ["ANA-2", "ana"]);
});

Deno.test("ROOM.JOIN: names that are no names, or the server's, are refused", async () => {
  await using server = await startServer();
  const rows: [name: string, code: string][] = [
    ["-x", "BADNAME"],
    [".x", "BADNAME"],
    ["a/b", "BADNAME"],
    ["a@b", "BADNAME"],
    ["a".repeat(33), "BADNAME"],
    ["server", "NAMETAKEN"],
    ["Servidor", "NAMETAKEN"],
  ];
  for (const [name, code] of rows) {
    await using peer = await connectPeer(server.port(), { version: 3, name });
    refusal(await peer.call("ROOM.JOIN", "plaza"), code);
    refusal(await peer.call("ROOM.SAY", "plaza", "hola"), code);
  }
  await using peer = await connectPeer(server.port(), { version: 3 });
  for (const name of ["two words", "line\nbreak", "nul\0", "\u202eana"]) {
    refusal(await peer.call("CLIENT", "SETNAME", name), "ERR");
  }
  for (const room of ["", "a b", "x".repeat(33), "a:b", "*"]) {
    refusal(await peer.call("ROOM.JOIN", room), "BADNAME");
  }
});

Deno.test("ROOM.JOIN: a session without a name becomes a guest", async () => {
  await using server = await startServer();
  await using one = await connectPeer(server.port(), { version: 3 });
  await using two = await connectPeer(server.port());
  const id = await one.call("CLIENT", "ID");
  assertEquals((await join(one)).name, `guest-${id}`);
  assertEquals(plain(await one.call("CLIENT", "GETNAME")), `guest-${id}`);
  assertEquals(typeof await two.call("ROOM.SAY", "plaza", "hi"), "number");
  assertEquals((await one.nextEvent()).from, `guest-${await two.call("CLIENT", "ID")}`);
});

Deno.test("ROOM.JOIN and ROOM.LEAVE: the others are told once, the member itself is not", async () => {
  await using server = await startServer();
  await using ana = await connectPeer(server.port(), { version: 3, name: "ana" });
  await using beto = await connectPeer(server.port(), { version: 3, name: "beto" });
  await join(ana);
  await join(beto);
  await join(beto);
  const { at, ...joined } = await ana.nextEvent();
  assertEquals(typeof at, "number");
  assertEquals(joined, { event: "join", room: "plaza", name: "beto", offset: 1 });
  await nothingBefore("one", ana, beto);
  assertEquals((await ana.nextEvent()).text, "one");
  assertEquals(await beto.call("ROOM.LEAVE", "plaza"), 1);
  assertEquals(await beto.call("ROOM.LEAVE", "plaza"), 0);
  const left = await ana.nextEvent();
  assertEquals([left.event, left.name, left.offset], ["leave", "beto", 2]);
  await nothingBefore("two", ana, ana);
  await join(beto);
  assertEquals((await ana.nextEvent()).event, "join");
  assertEquals(plain(await beto.call("QUIT")), "OK");
  await beto.closed();
  const quit = await ana.nextEvent();
  assertEquals([quit.event, quit.name, quit.reason], ["leave", "beto", "quit"]);
  await nothingBefore("three", ana, ana);
});

Deno.test("ROOM.JOIN: on RESP2 the answer is a flat array and no pushes follow", async () => {
  await using server = await startServer();
  await using old = await connectPeer(server.port(), { name: "old" });
  const reply = plain(await old.call("ROOM.JOIN", "plaza")) as unknown[];
  assertEquals(reply.slice(0, 4), ["room", "plaza", "name", "old"]);
  assertEquals(await old.call("ROOM.SAY", "plaza", "hola"), 1);
  assertEquals(plain(await old.call("PING")), "PONG");
  assertEquals(old.unread, 0);
});

Deno.test("ROOM.LEAVE: rooms are told apart by case", async () => {
  await using server = await startServer();
  await using ana = await connectPeer(server.port(), { version: 3, name: "ana" });
  await join(ana, "plaza");
  await join(ana, "Plaza");
  assertEquals(await ana.call("ROOM.LEAVE", "Plaza"), 1);
  const [me] = plain(await ana.call("ROOM.WHO")) as { rooms: string[] }[];
  assertEquals(me?.rooms, ["plaza"]);
});

Deno.test("ROOM.JOIN: refused for want of subscriptions, it leaves nobody in the room", async () => {
  await using server = await startServer({ args: ["--max-subscriptions", "1"] });
  await using ana = await connectPeer(server.port(), { version: 3, name: "ana" });
  await join(ana, "plaza");
  refusal(await ana.call("ROOM.JOIN", "patio"), "TOOMANY");
  const [me] = plain(await ana.call("ROOM.WHO")) as { rooms: string[] }[];
  assertEquals(me?.rooms, ["plaza"]);
});

Deno.test("Rooms: a peer that vanishes leaves exactly once", async () => {
  await using server = await startServer();
  await using ana = await connectPeer(server.port(), { version: 3, name: "ana" });
  await join(ana);
  const ways: [name: string, vanish: (peer: Peer) => Promise<void>][] = [
    ["closed", (peer) => Promise.resolve(peer.close())],
    ["half", async (peer) => {
      await peer.raw("*3\r\n$8\r\nROOM.SAY\r\n$5\r\npla");
      peer.close();
    }],
    ["ended", async (peer) => {
      await peer.connection.closeWrite();
      await peer.closed();
    }],
  ];
  for (const [name, vanish] of ways) {
    await using peer = await connectPeer(server.port(), { version: 3, name });
    await join(peer);
    await join(peer, "patio");
    assertEquals((await ana.nextEvent()).event, "join");
    await vanish(peer);
    const left = await ana.nextEvent();
    assertEquals([left.event, left.name], ["leave", name]);
    await nothingBefore(`after ${name}`, ana, ana);
    // The name is free again.
    await using again = await connectPeer(server.port(), { version: 3, name });
    assertEquals((await join(again, "patio")).members, [name]);
  }
});

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

Deno.test("tell: channels are private", async () => {
  await using server = await startServer();
  await using ana = await connectPeer(server.port(), { version: 3, name: "ana" });
  await join(ana);
  // A RESP2 session hears private messages on its own channel, and on no other.
  await using old = await connectPeer(server.port(), { name: "old" });
  await old.call("ROOM.JOIN", "plaza");
  assertEquals(await ana.call("ROOM.TELL", "old", "unheard"), 0);
  refusal(await old.call("SUBSCRIBE", "tell:ana"), "NOPERM");
  assertEquals(plain(await old.call("SUBSCRIBE", "tell:old")), ["subscribe", "tell:old", 1]);
  assertEquals(await ana.call("ROOM.TELL", "old", "heard"), 1);
  const [kind, channel, payload] = plain(await old.nextReply()) as string[];
  assertEquals([kind, channel, JSON.parse(payload as string).text], ["message", "tell:old", "heard"]);
  // A label alone is not the name: whoever takes ana's as a label still hears nothing of hers.
  await using spy = await connectPeer(server.port(), { version: 3, name: "ana" });
  await spy.send("SUBSCRIBE", "tell:ana", "open");
  const first = plain(await Promise.race([spy.nextPush(), spy.nextReply()]));
  if (Array.isArray(first)) await spy.nextPush();
  assertEquals(await old.call("UNSUBSCRIBE").then(plain), ["unsubscribe", "tell:old", 0]);
  assertEquals(await old.call("ROOM.TELL", "ana", "for ana"), 1);
  await old.call("PUBLISH", "open", "mark");
  if (Array.isArray(first)) assertEquals(plain(await spy.nextPush()), ["message", "open", "mark"]);
  // ana heard that old had joined, and then what was for her.
  assertEquals((await ana.nextEvent()).event, "join");
  assertEquals((await ana.nextEvent()).text, "for ana");
});

Deno.test("ROOM.KICK: the member is told and put out, the others hear why, the name is free", async () => {
  await using server = await startServer();
  await using ana = await connectPeer(server.port(), { version: 3, name: "ana" });
  await using beto = await connectPeer(server.port(), { version: 3, name: "beto" });
  await join(ana);
  await join(beto);
  await ana.nextEvent();
  assertEquals(await ana.call("ROOM.KICK", "Beto", "flooding"), 1);
  const left = await ana.nextEvent();
  assertEquals([left.event, left.name, left.reason], ["leave", "beto", "flooding"]);
  // Its own leaving may be told to it first.
  let [kind, channel, payload] = plain(await beto.nextPush()) as string[];
  if (channel === "room:plaza") [kind, channel, payload] = plain(await beto.nextPush()) as string[];
  assertEquals([kind, JSON.parse(payload as string)], ["message", { event: "kicked", reason: "flooding" }]);
  await beto.closed();
  await nothingBefore("after", ana, ana);
  refusal(await ana.call("ROOM.KICK", "beto"), "NOMEMBER");
  await using again = await connectPeer(server.port(), { version: 3, name: "beto" });
  assertEquals((await join(again)).members, ["ana", "beto"]);
  assertEquals(channel, "tell:beto", "the kicked member is told on its own channel");
});

Deno.test("ROOM.KICK: a RESP2 member is closed", async () => {
  await using server = await startServer();
  await using ana = await connectPeer(server.port(), { version: 3, name: "ana" });
  await using old = await connectPeer(server.port(), { name: "old" });
  await old.call("ROOM.JOIN", "plaza");
  assertEquals(await ana.call("ROOM.KICK", "old"), 1);
  await old.closed();
});

Deno.test("ROOM.MUTE: the member is refused until it may speak again", async () => {
  await using server = await startServer();
  await using ana = await connectPeer(server.port(), { version: 3, name: "ana" });
  await using beto = await connectPeer(server.port(), { version: 3, name: "beto" });
  await join(ana);
  await join(beto);
  await ana.nextEvent();
  assertEquals(await ana.call("ROOM.MUTE", "beto"), 1);
  refusal(await beto.call("ROOM.SAY", "plaza", "silenced"), "MUTED");
  refusal(await beto.call("ROOM.TELL", "ana", "silenced"), "MUTED");
  assertEquals(await ana.call("ROOM.MUTE", "beto", "OFF"), 1);
  await nothingBefore("free", beto, ana);
  refusal(await ana.call("ROOM.MUTE", "beto", "MAYBE"), "ERR");
});

Deno.test("SERVER.SAY: reaches every room, or the one that is named", async () => {
  await using server = await startServer();
  await using ana = await connectPeer(server.port(), { version: 3, name: "ana" });
  await using beto = await connectPeer(server.port(), { version: 3, name: "beto" });
  await using admin = await connectPeer(server.port());
  await join(ana, "plaza");
  await join(beto, "patio");
  assertEquals(await admin.call("SERVER.SAY", "to all"), 2);
  for (const [peer, room] of [[ana, "plaza"], [beto, "patio"]] as const) {
    const event = await peer.nextEvent();
    assertEquals([event.from, event.room, event.text], ["server", room, "to all"]);
  }
  assertEquals(await admin.call("SERVER.SAY", "to patio", "patio"), 1);
  assertEquals((await beto.nextEvent()).text, "to patio");
  await nothingBefore("after", ana, ana);
  refusal(await admin.call("SERVER.SAY", "x", "nowhere"), "NOROOM");
  // No rate limits the server, and a text too long is refused without closing.
  for (let i = 0; i < 20; i++) assertEquals(await admin.call("SERVER.SAY", `line ${i}`), 2);
  refusal(await admin.call("SERVER.SAY", "x".repeat(1001)), "TOOLONG");
  assertEquals(plain(await admin.call("PING")), "PONG");
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
  await using ana = await connectPeer(server.port(), { version: 3, name: "ana" });
  await using beto = await connectPeer(server.port(), { version: 3, name: "beto" });
  await join(ana);
  await join(beto);
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
  await using ana = await connectPeer(server.port(), { version: 3, name: "ana" });
  await using beto = await connectPeer(server.port(), { version: 3, name: "beto" });
  await join(ana);
  await join(beto);
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
  await using ana = await connectPeer(server.port(), { version: 3, name: "ana" });
  await join(ana);
  for (const text of ["", "a\0b", new Uint8Array([0xff, 0xfe])]) {
    refusal(await ana.call("ROOM.SAY", "plaza", text), "ERR");
  }
  await nothingBefore("two\r\nlines\t\x1b[31m", ana, ana);
});

Deno.test("SUBSCRIBE room:NAME: a RESP2 subscriber sees the same JSON as the members", async () => {
  await using server = await startServer();
  await using ana = await connectPeer(server.port(), { version: 3, name: "ana" });
  await join(ana);
  await using old = await connectPeer(server.port());
  assertEquals(plain(await old.call("SUBSCRIBE", "room:plaza")), ["subscribe", "room:plaza", 1]);
  await using pattern = await connectPeer(server.port());
  assertEquals(plain(await pattern.call("PSUBSCRIBE", "room:*")), ["psubscribe", "room:*", 1]);
  await using beto = await connectPeer(server.port(), { version: 3, name: "beto" });
  await join(beto);
  await beto.call("ROOM.SAY", "plaza", 'ñandú "🙂"');
  await beto.call("ROOM.LEAVE", "plaza");
  const kinds: unknown[] = [];
  for (let i = 0; i < 3; i++) {
    const pushed = plain(await ana.nextPush()) as string[];
    assertEquals(plain(await old.nextReply()), pushed);
    assertEquals(plain(await pattern.nextReply()), ["pmessage", "room:*", ...pushed.slice(1)]);
    kinds.push(JSON.parse(pushed[2] as string).event);
  }
  assertEquals(kinds, ["join", "message", "leave"]);
});

Deno.test("PUBLISH: the server's own channels are refused, others work", async () => {
  await using server = await startServer();
  await using ana = await connectPeer(server.port(), { version: 3, name: "ana" });
  await join(ana);
  await ana.send("SUBSCRIBE", "file:a.txt", "news");
  for (let i = 0; i < 2; i++) await ana.nextPush();
  await using beto = await connectPeer(server.port());
  for (const channel of ["room:plaza", "room:", "file:a.txt", "tell:ana"]) {
    refusal(await beto.call("PUBLISH", channel, "forged"), "NOPERM");
  }
  assertEquals(await beto.call("PUBLISH", "news", "true"), 1);
  assertEquals(plain(await ana.nextPush()), ["message", "news", "true"]);
  assertEquals(await beto.call("PUBLISH", "nobody", "x"), 0);
});

Deno.test("SUBSCRIBE file:PATH: created, changed and removed", async () => {
  await using server = await startServer({ args: ["--access", "write", "--keep-free", "0"] });
  await using watcher = await connectPeer(server.port(), { version: 3 });
  await watcher.send("SUBSCRIBE", "file:notas/año.txt", "file:moved.txt");
  for (let i = 0; i < 2; i++) await watcher.nextPush();
  await using ana = await connectPeer(server.port(), { version: 3, name: "ana" });
  // In NFD, as macOS would send it: the channel is that of the entry.
  const path = "notas/an\u0303o.txt";
  assertEquals(plain(await ana.call("SET", path, "uno")), "OK");
  assertEquals(plain(await ana.call("SET", path, "dos y")), "OK");
  assertEquals(await ana.call("APPEND", path, " tres"), 10);
  assertEquals(plain(await ana.call("FILE.MOVE", path, "moved.txt")), "OK");
  assertEquals(await ana.call("DEL", "moved.txt"), 1);
  assertEquals(await ana.call("DEL", "moved.txt"), 0);
  await ana.call("SET", "moved.txt", "mark");
  const rows = [
    ["created", "notas/año.txt", 3],
    ["changed", "notas/año.txt", 5],
    ["changed", "notas/año.txt", 10],
    ["removed", "notas/año.txt", 10],
    ["created", "moved.txt", 10],
    ["removed", "moved.txt", 10],
    ["created", "moved.txt", 4],
  ] as const;
  for (const [event, entry, size] of rows) {
    const [, channel, payload] = plain(await watcher.nextPush()) as string[];
    assertEquals(channel, `file:${entry}`);
    assertEquals(JSON.parse(payload as string), { event, path: entry, type: "file", size, by: "ana" });
  }
});

Deno.test("ROOM.WHO and ROOM.LIST: who is where", async () => {
  await using server = await startServer();
  await using ana = await connectPeer(server.port(), { version: 3, name: "ana" });
  await using beto = await connectPeer(server.port(), { version: 3, name: "beto" });
  await join(ana, "patio");
  await join(ana, "plaza");
  await join(beto, "plaza");
  await beto.call("ROOM.SAY", "plaza", "hola");
  const who = plain(await ana.call("ROOM.WHO")) as Record<string, unknown>[];
  assertEquals(who.map(({ name, rooms, address }) => [name, rooms, address]), [
    ["ana", ["patio", "plaza"], ana.address],
    ["beto", ["plaza"], beto.address],
  ]);
  const inPatio = plain(await ana.call("ROOM.WHO", "patio")) as Record<string, unknown>[];
  assertEquals(inPatio.map(({ name }) => name), ["ana"]);
  assertEquals(plain(await ana.call("ROOM.LIST")), [
    { room: "patio", members: 1, messages: 0, offset: 1 },
    { room: "plaza", members: 2, messages: 1, offset: 2 },
  ]);
  refusal(await ana.call("ROOM.WHO", "nowhere"), "NOROOM");
});
