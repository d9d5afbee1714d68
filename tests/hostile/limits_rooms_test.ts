/** Limits of rooms, messages and their history, reached over a real socket. @module */
import { assertEquals, assertStringIncludes } from "../helpers/assert.ts";
import { eventually } from "../helpers/patience.ts";
import { startServer } from "../helpers/processes.ts";
import { RespClient } from "../helpers/resp_client.ts";
import { assertLastWords, assertRefused, logged, speaker } from "./limits_fixture.ts";

Deno.test("--max-rooms: one more is refused while the others have members, and an empty one gives way", async () => {
  await using server = await startServer({ args: ["--max-rooms", "3"] });
  using ana = await speaker(server);
  await ana.call("ROOM.JOIN", "uno");
  await ana.call("ROOM.JOIN", "dos");
  await assertRefused(ana, await ana.call("ROOM.JOIN", "tres"), /^-TOOMANY .*limit is 3 rooms/);
  await assertRefused(ana, await ana.call("ROOM.SAY", "tres", "hola"), /^-TOOMANY .*limit is 3 rooms/);
  assertEquals(await ana.call("ROOM.LEAVE", "uno"), 1);
  assertEquals((await ana.call("ROOM.JOIN", "tres") as { room: string }).room, "tres");
});

Deno.test("--max-rooms-per-address: whoever opens rooms in many sessions leaves room for others", async () => {
  await using server = await startServer({
    args: ["--max-rooms", "5", "--max-rooms-per-address", "3", "--max-joined", "2"],
  });
  // On RESP2, where no news of rooms comes between the answers.
  using ana = await RespClient.connect(server);
  using eva = await RespClient.connect(server);
  const joins = async (who: RespClient, room: string) =>
    assertEquals((await who.call("ROOM.JOIN", room) as string[]).slice(0, 2), ["room", room]);
  for (const [who, room] of [[ana, "uno"], [ana, "dos"], [eva, "tres"]] as const) await joins(who, room);
  await assertRefused(eva, await eva.call("ROOM.JOIN", "cuatro"), /^-TOOMANY .*--max-rooms-per-address/);
  await joins(eva, "dos");
  assertEquals(await ana.call("ROOM.LEAVE", "dos"), 1);
  // The last one to leave a room gives it back.
  assertEquals(await eva.call("ROOM.LEAVE", "tres"), 1);
  await joins(eva, "cuatro");
});

Deno.test("--max-joined: one more room is refused until one is left", async () => {
  await using server = await startServer({ args: ["--max-joined", "2"] });
  using ana = await speaker(server);
  await ana.call("ROOM.JOIN", "uno");
  await ana.call("ROOM.JOIN", "dos");
  await assertRefused(
    ana,
    await ana.call("ROOM.JOIN", "tres"),
    /^-TOOMANY Rooms joined are 2, the limit .*--max-joined/,
  );
  assertEquals((await ana.call("ROOM.JOIN", "uno") as { room: string }).room, "uno");
  assertEquals(await ana.call("ROOM.LEAVE", "uno"), 1);
  assertEquals((await ana.call("ROOM.JOIN", "tres") as { room: string }).room, "tres");
});

Deno.test("--max-joined: a refused join makes no other room give way", async () => {
  await using server = await startServer({ args: ["--max-joined", "1", "--max-rooms", "3"] });
  using ana = await speaker(server);
  await ana.call("ROOM.JOIN", "uno");
  assertEquals(await ana.call("ROOM.SAY", "dos", "guardado"), 1);
  await assertRefused(
    ana,
    await ana.call("ROOM.JOIN", "tres"),
    /^-TOOMANY Rooms joined are 1, the limit .*--max-joined/,
  );
  const { messages } = await ana.call("ROOM.HISTORY", "dos") as { messages: { text: string }[] };
  assertEquals(messages.map(({ text }) => text), ["guardado"]);
});

Deno.test("--max-message: counts characters, not bytes; a longer one is told and closed", async () => {
  await using server = await startServer({ args: ["--max-message", "10"] });
  using listener = await RespClient.connect(server);
  await listener.call("SUBSCRIBE", "room:plaza");
  using client = await RespClient.connect(server);
  assertEquals(typeof await client.call("ROOM.SAY", "plaza", "👋".repeat(10)), "number");
  await client.send("ROOM.SAY", "plaza", "ñ".repeat(11));
  await assertLastWords(client, /^-TOOLONG .*\b11\b.*limit is 10\b.*\r\n$/);
  using ana = await speaker(server);
  await ana.call("CLIENT", "SETNAME", "ana");
  await ana.call("ROOM.JOIN", "otra");
  using whispering = await RespClient.connect(server);
  await whispering.send("ROOM.TELL", "ana", "ñ".repeat(11));
  await assertLastWords(whispering, /^-TOOLONG .*limit is 10\b.*\r\n$/);
  using fine = await RespClient.connect(server);
  await fine.call("ROOM.SAY", "plaza", "corto");
  const heard = [await listener.receive(), await listener.receive()].map((push) =>
    (push as string[])[2] ?? ""
  );
  assertEquals(heard.map((json) => (JSON.parse(json) as { text: string }).text), ["👋".repeat(10), "corto"]);
  await logged(server, /TOOLONG/);
});

Deno.test("--chat-rate: the message beyond it is told and closed; others go on", async () => {
  await using server = await startServer({ args: ["--chat-rate", "2"] });
  using witness = await RespClient.connect(server);
  await witness.call("SUBSCRIBE", "room:plaza");
  using client = await RespClient.connect(server);
  // In one write, so that they come within one second however slow the machine is.
  await client.sendRaw(
    "ROOM.SAY plaza uno\r\nROOM.SAY plaza dos\r\nROOM.SAY plaza tres\r\nROOM.SAY plaza cuatro\r\n",
  );
  await assertLastWords(client, /^:\d+\r\n:\d+\r\n-TOOFAST .*limit is 2 in any second\r\n$/);
  using other = await RespClient.connect(server);
  assertEquals(typeof await other.call("ROOM.SAY", "plaza", "yo sí"), "number");
  const heard: string[] = [];
  for (let i = 0; i < 3; i++) {
    heard.push((JSON.parse((await witness.receive() as string[])[2] ?? "") as { text: string }).text);
  }
  assertEquals(heard, ["uno", "dos", "yo sí"]);
  await logged(server, /TOOFAST/);
});

Deno.test("--max-name: a longer name of a member or room is refused, and the rule is told", async () => {
  await using server = await startServer({ args: ["--max-name", "5"] });
  using client = await speaker(server);
  await assertRefused(client, await client.call("ROOM.JOIN", "largas"), /^-BADNAME .*'largas'.*1 to 5/);
  assertEquals(await client.call("CLIENT", "SETNAME", "ñandú"), "OK");
  assertEquals((await client.call("ROOM.JOIN", "salón") as { name: string }).name, "ñandú");
  using other = await RespClient.connect(server);
  await other.call("CLIENT", "SETNAME", "ñandúes");
  await assertRefused(other, await other.call("ROOM.JOIN", "salón"), /^-BADNAME .*1 to 5/);
});

interface HistoryReply {
  epoch: string;
  recovered: boolean | number;
  messages: { text: string; offset: number }[];
}

async function history(client: RespClient, ...options: string[]): Promise<HistoryReply> {
  return await client.call("ROOM.HISTORY", "plaza", ...options) as unknown as HistoryReply;
}

Deno.test("--history-messages: the oldest go, and the gap is told", async () => {
  await using server = await startServer({ args: ["--history-messages", "3", "--chat-rate", "100"] });
  using client = await speaker(server);
  const first = await client.call("ROOM.SAY", "plaza", "m1") as number;
  for (const text of ["m2", "m3", "m4", "m5"]) await client.call("ROOM.SAY", "plaza", text);
  const kept = await history(client);
  assertEquals(kept.messages.map(({ text }) => text), ["m3", "m4", "m5"]);
  const since = await history(client, "SINCE", `${kept.epoch}:${first}`);
  assertEquals([since.recovered, since.messages.length], [false, 3]);
  const enough = await history(client, "SINCE", `${kept.epoch}:${first + 2}`);
  assertEquals([enough.recovered, enough.messages.length], [true, 3]);
});

Deno.test("--history-messages 0: nothing is kept, and everybody still hears", async () => {
  await using server = await startServer({ args: ["--history-messages", "0"] });
  using client = await speaker(server);
  await client.call("SUBSCRIBE", "room:plaza");
  await client.send("ROOM.SAY", "plaza", "fugaz");
  const got = JSON.stringify([await client.receive(), await client.receive()]);
  assertStringIncludes(got, "fugaz");
  assertEquals((await history(client)).messages, []);
});

Deno.test("--history-bytes: the oldest go", async () => {
  await using server = await startServer({ args: ["--history-bytes", "10", "--chat-rate", "100"] });
  using client = await speaker(server);
  for (const text of ["ññ", "abcd", "efgh", "ij"]) await client.call("ROOM.SAY", "plaza", text);
  assertEquals((await history(client)).messages.map(({ text }) => text), ["abcd", "efgh", "ij"]);
});

Deno.test("--history-age: old messages go", async () => {
  await using server = await startServer({ args: ["--history-age", "1s"] });
  using client = await speaker(server);
  await client.call("ROOM.SAY", "plaza", "ya pasó");
  await eventually(async () => (await history(client)).messages.length === 0, "end of the message");
});
