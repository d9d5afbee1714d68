import { serveEcho } from "../../../lib/classic/echo.ts";
import { ECHO_TEXTS } from "../../../lib/classic/texts.ts";
import { assertEquals } from "../../helpers/assert.ts";
import { bytes, makeWorld, silence, type TestPeer } from "./fixture.ts";
import { pause } from "../../helpers/patience.ts";

async function received(peer: TestPeer): Promise<Uint8Array> {
  const parts: number[] = [];
  for (let part = await peer.nextBytes(); part; part = await peer.nextBytes()) parts.push(...part);
  return Uint8Array.from(parts);
}

const LINES: readonly { what: string; line: string | Uint8Array }[] = [
  { what: "the line of the specification", line: "Hola Server!\n" },
  { what: "accents and emoji", line: "¿Qué tal, señor? 🙂\n" },
  { what: "a return before the newline", line: "hola\r\n" },
  { what: "an empty line", line: "\n" },
  { what: "bytes that are not UTF-8", line: Uint8Array.of(0xff, 0xc3, 0x00, 0x0d, 0x0a) },
  { what: "a line longer than any buffer", line: `${"x".repeat(60_000)}\n` },
];

for (const { what, line } of LINES) {
  const sent = typeof line === "string" ? bytes(line) : line;
  Deno.test(`serveEcho() sends back ${what}`, async () => {
    await using world = await makeWorld();
    const { peer } = world.connect(serveEcho);
    peer.send(sent);
    assertEquals(await received(peer), sent);
    assertEquals(peer.writes.length, 1);
  });
  Deno.test(`serveEcho() sends back ${what}, without its newline, at the end of input`, async () => {
    await using world = await makeWorld();
    const { peer } = world.connect(serveEcho);
    peer.send(sent.subarray(0, -1));
    peer.end();
    assertEquals(await received(peer), sent.subarray(0, -1));
  });
}

Deno.test("serveEcho() waits for the newline, however slowly the bytes come", async () => {
  await using world = await makeWorld();
  const { peer } = world.connect(serveEcho);
  for (const byte of bytes("Hola")) {
    peer.send(Uint8Array.of(byte));
    await pause(1);
  }
  await silence();
  assertEquals(peer.writes.length, 0);
  peer.send("\n");
  assertEquals(await peer.rest(), "Hola\n");
});

Deno.test("serveEcho() sends back one line only", async () => {
  await using world = await makeWorld();
  const { peer } = world.connect(serveEcho);
  peer.send("uno\ndos\n");
  assertEquals(await peer.rest(), "uno\n");
});

Deno.test("serveEcho() sends nothing to a peer that sent nothing", async () => {
  await using world = await makeWorld();
  const { peer, session } = world.connect(serveEcho);
  peer.end();
  assertEquals(await peer.rest(), "");
  assertEquals(session.commands, 0);
});

Deno.test("serveEcho() takes a line of maxLine bytes and refuses a longer one", async () => {
  await using world = await makeWorld({ limits: { maxLine: 8 } });
  for (const ending of ["\n", "\r\n"]) {
    const exact = world.connect(serveEcho).peer;
    exact.send(`12345678${ending}`);
    assertEquals(await exact.rest(), `12345678${ending}`);
    const over = world.connect(serveEcho).peer;
    over.send(`123456789${ending}`);
    assertEquals(await over.rest(), ECHO_TEXTS.tooLong);
  }
  const open = world.connect(serveEcho).peer;
  open.send("123456789");
  assertEquals(await open.rest(), ECHO_TEXTS.tooLong);
  assertEquals(world.logged.filter(({ event }) => event === "command error").length, 3);
});

Deno.test("serveEcho() serves hundreds at once, each on its own", async () => {
  await using world = await makeWorld();
  const peers = Array.from({ length: 300 }, () => world.connect(serveEcho).peer);
  peers.forEach((peer, index) => peer.send(`Hola ${index}\n`));
  const answers = await Promise.all(peers.map((peer) => peer.rest()));
  assertEquals(answers, peers.map((_, index) => `Hola ${index}\n`));
});

Deno.test("serveEcho() ends with a peer that vanishes", async () => {
  await using world = await makeWorld();
  const { peer, session, done } = world.connect(serveEcho);
  peer.send("hola");
  peer.vanish();
  await done;
  assertEquals(session.endReason, "reset by peer");
});
