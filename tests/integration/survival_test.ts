/** What messages and names survive, as docs/guarantees.md says it. */
import { assert, assertEquals } from "../helpers/assert.ts";
import { eventually } from "../helpers/patience.ts";
import { connectPeer, type Peer } from "../helpers/peer.ts";
import { startServer } from "../helpers/processes.ts";
import { Proxy } from "../helpers/proxy.ts";
import { plain } from "../helpers/replies.ts";

interface History {
  readonly epoch: string;
  readonly recovered: boolean;
  readonly messages: readonly { readonly offset: number; readonly text: string }[];
}

async function history(peer: Peer, ...options: string[]): Promise<History> {
  return plain(await peer.call("ROOM.HISTORY", "plaza", ...options)) as unknown as History;
}

const TALK = { args: ["--chat-rate", "10000"] };

Deno.test("Messages: what was acknowledged is in the history although who said it is killed in the same moment", async () => {
  await using server = await startServer(TALK);
  const ana = await connectPeer(server.port(), { version: 3, name: "ana" });
  for (let i = 1; i <= 50; i++) assertEquals(await ana.call("ROOM.SAY", "plaza", `line ${i}`), i);
  ana.close();
  await using bea = await connectPeer(server.port(), { version: 3, name: "bea" });
  const { messages } = await history(bea, "COUNT", "100");
  assertEquals(messages.map(({ text }) => text), Array.from({ length: 50 }, (_, at) => `line ${at + 1}`));
});

Deno.test("Messages: whoever was cut off without a word gets each one once, and others were not held up", async () => {
  await using server = await startServer(TALK);
  using proxy = new Proxy(server.port());
  proxy.fate = () => ({ down: 3000, how: "stall" });
  const heard: number[] = [];
  await using ana = await connectPeer(proxy.port, {
    version: 3,
    name: "ana",
    onPush: (items) => {
      const event = JSON.parse(
        String(plain(items as never) instanceof Array ? plain(items[2] ?? null) : "{}"),
      );
      if (event.event === "message") heard.push(event.offset);
    },
  });
  const joined = plain(await ana.call("ROOM.JOIN", "plaza")) as { epoch: string };
  await using bea = await connectPeer(server.port(), { version: 3, name: "bea" });
  const said = 200;
  for (let i = 1; i <= said; i++) assertEquals(await bea.call("ROOM.SAY", "plaza", `line ${i}`), i);
  await eventually(() => proxy.failures === 1 && heard.length > 0, "the partition");
  const next = heard.length + 1;
  assert(next < said, "The partition came before the end");
  await using again = await connectPeer(server.port(), { version: 3 });
  const missed = await history(again, "SINCE", `${joined.epoch}:${next}`, "COUNT", "1000");
  assertEquals(missed.recovered, true);
  assertEquals(
    [...heard, ...missed.messages.map(({ offset }) => offset)],
    Array.from({ length: said }, (_, at) => at + 1),
  );
});

Deno.test("Messages and names: a server that was killed begins anew in memory, and says that something is missing", async () => {
  await using first = await startServer({ ...TALK });
  const ana = await connectPeer(first.port(), { version: 3, name: "ana" });
  const { epoch } = plain(await ana.call("ROOM.JOIN", "plaza")) as { epoch: string };
  await ana.call("ROOM.SAY", "plaza", "before");
  await first.stop("SIGKILL");
  await using second = await startServer({ ...TALK });
  await using other = await connectPeer(second.port(), { version: 3, name: "ana" });
  const joined = plain(await other.call("ROOM.JOIN", "plaza")) as { name: string; epoch: string };
  assertEquals(joined.name, "ana");
  assert(joined.epoch !== epoch, "Another run of offsets");
  const { recovered, messages } = await history(other, "SINCE", `${epoch}:2`);
  assertEquals([recovered, messages], [false, []]);
});
