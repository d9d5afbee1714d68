import { MessageReader, SILENCE_IN_CHARACTER_MS, SILENCE_MS } from "../../../lib/classic/message_reader.ts";
import { ProtocolError } from "../../../lib/errors.ts";
import { makeLimits } from "../../../lib/limits.ts";
import { Session } from "../../../lib/session/session.ts";
import { assert, assertEquals, assertLess, assertRejects } from "../../helpers/assert.ts";
import { bytes, MANNERS, silence, TestPeer, until } from "./fixture.ts";
import { pause } from "../../helpers/patience.ts";

interface Reading {
  readonly peer: TestPeer;
  readonly session: Session;
  next(): Promise<string | undefined>;
}

function read(maxLine = 64): Reading {
  const peer = new TestPeer();
  const limits = makeLimits();
  const session = new Session({
    id: 1,
    connection: peer,
    protocol: "test",
    host: "127.0.0.1",
    port: 1,
    limits,
    now: Date.now,
  });
  const reader = new MessageReader(session, { maxLine });
  return {
    peer,
    session,
    next: async () => {
      const message = await reader.next();
      return message && new TextDecoder().decode(message);
    },
  };
}

for (const manner of MANNERS) {
  Deno.test(`MessageReader reads one message after another: ${manner.name}`, async () => {
    const { peer, next } = read();
    for (const message of ["hola", "¿qué tal, señor 🙂?", "x"]) {
      const [, got] = await Promise.all([manner.send(peer, message), next()]);
      assertEquals(got, message);
    }
    peer.end();
    assertEquals(await next(), undefined);
    assertLess(peer.mostReads, 2);
  });
}

Deno.test("MessageReader takes segments in quick succession for one message", async () => {
  const { peer, next } = read();
  const message = next();
  peer.send("ho");
  await pause(SILENCE_MS / 5);
  peer.send("la");
  assertEquals(await message, "hola");
});

Deno.test("MessageReader keeps a message whole when the peer pauses in a character", async () => {
  for (const text of ["español", "hola 🙂", "ñ"]) {
    const encoded = bytes(text);
    for (let cut = 1; cut < encoded.length; cut++) {
      if (((encoded[cut] as number) & 0xc0) !== 0x80) continue;
      const { peer, next } = read();
      const message = next();
      peer.send(encoded.subarray(0, cut));
      await silence();
      peer.send(encoded.subarray(cut));
      assertEquals(await message, text, `cut at ${cut}`);
    }
  }
});

Deno.test("MessageReader keeps a message whole when the peer pauses in several characters", async () => {
  const { peer, next } = read();
  const [, message] = await Promise.all([
    (async () => {
      for (const part of [[0x61, 0xc3], [0xb1, 0xc3], [0xb1, 0x0a]]) {
        peer.send(Uint8Array.from(part));
        await silence();
      }
    })(),
    next(),
  ]);
  assertEquals(message, "aññ");
});

Deno.test("MessageReader gives up on a character that is never completed", async () => {
  const { peer, next } = read();
  const began = performance.now();
  const message = next();
  peer.send(Uint8Array.of(0x61, 0xc3));
  assertEquals(await message, "a\ufffd");
  assert(performance.now() - began >= SILENCE_MS + SILENCE_IN_CHARACTER_MS - 5);
});

Deno.test("MessageReader gives several lines of one read at once, and the rest after a silence", async () => {
  const { peer, next } = read();
  peer.send("a\r\n\nb\nc");
  assertEquals([await next(), await next(), await next()], ["a", "", "b"]);
  const began = performance.now();
  assertEquals(await next(), "c");
  assert(performance.now() - began >= SILENCE_MS - 5);
});

Deno.test("MessageReader gives at the end of input what has no newline, without waiting", async () => {
  const { peer, next } = read();
  peer.send("hola");
  peer.end();
  const began = performance.now();
  assertEquals([await next(), await next(), await next()], ["hola", undefined, undefined]);
  assertLess(performance.now() - began, SILENCE_MS);
});

Deno.test("MessageReader gives a cut character at the end of input", async () => {
  const { peer, next } = read();
  peer.send(Uint8Array.of(0x61, 0xf0, 0x9f));
  peer.end();
  assertEquals(await next(), "a\ufffd");
});

Deno.test("MessageReader reads no more when the session ends", async () => {
  const { session, next } = read();
  const message = next();
  session.end("test");
  assertEquals(await message, undefined);
});

Deno.test("MessageReader reads on where a silence interrupted, one read at a time", async () => {
  const { peer, next } = read();
  for (let round = 0; round < 3; round++) {
    const message = next();
    peer.send(`número ${round}`);
    assertEquals(await message, `número ${round}`);
  }
  assertEquals(peer.mostReads, 1);
});

Deno.test("MessageReader refuses a message over its limit, and takes one at the limit", async () => {
  for (const ending of ["\n", "\r\n", ""]) {
    const exact = read(8);
    exact.peer.send(`12345678${ending}`);
    assertEquals(await exact.next(), "12345678");
    const over = read(8);
    over.peer.send(`123456789${ending}`);
    await assertRejects(over.next, ProtocolError);
  }
});

Deno.test("MessageReader holds its limit against a peer that pauses in every character", async () => {
  const { peer, next } = read(8);
  const refused = assertRejects(next, ProtocolError);
  peer.send(Uint8Array.of(0xc3));
  for (let sent = 0; sent < 5; sent++) {
    await silence();
    peer.send(Uint8Array.of(0xb1, 0xc3));
  }
  await refused;
});

Deno.test("MessageReader reads a long message through a growing buffer", async () => {
  const { peer, next } = read(100_000);
  const text = "ñ".repeat(40_000);
  peer.send(`${text}\n`);
  assertEquals(await next(), text);
  peer.send("corto\n");
  assertEquals(await next(), "corto");
});

Deno.test("MessageReader does not take its own being busy for the peer's silence", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const [connection, peer] = await Promise.all([
    listener.accept(),
    Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port }),
  ]);
  using _ = peer;
  const session = new Session({
    id: 1,
    connection,
    protocol: "test",
    host: "127.0.0.1",
    port: 1,
    limits: makeLimits(),
    now: Date.now,
  });
  const message = new MessageReader(session, { maxLine: 64 }).next();
  await peer.write(bytes("uno "));
  await until(() => session.received >= 4);
  await peer.write(bytes("dos"));
  const busyUntil = performance.now() + 2 * SILENCE_MS;
  while (performance.now() < busyUntil);
  assertEquals(new TextDecoder().decode(await message), "uno dos");
  session.end("test");
});
