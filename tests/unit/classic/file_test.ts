import { serveFile } from "../../../lib/classic/file.ts";
import { EnchufeError } from "../../../lib/errors.ts";
import { FILE_TEXTS } from "../../../lib/classic/texts.ts";
import { assert, assertEquals, assertLess } from "../../helpers/assert.ts";
import { Link, type Tree } from "../../helpers/temp.ts";
import { makeWorld, MANNERS, silence, type TestPeer, until } from "./fixture.ts";
import { pause } from "../../helpers/patience.ts";

const BINARY = Uint8Array.from({ length: 1000 }, (_, index) => index);
const LARGE = Uint8Array.from({ length: 3_000_001 }, (_, index) => index * 7);

const TREE: Tree = {
  "hola.txt": "¡Hola, señor! 🙂\n",
  "sin salto": "sin salto",
  vacío: "",
  binario: BINARY,
  docs: { "ñandú.txt": "hondo" },
  exit: "a file with a bad name",
  ".oculto": "x",
  fuera: new Link("/etc/passwd"),
};

const ROWS: readonly { path: string; answer: string }[] = [
  { path: "hola.txt", answer: "¡Hola, señor! 🙂\n" },
  { path: "/hola.txt", answer: "¡Hola, señor! 🙂\n" },
  { path: "sin salto", answer: "sin salto" },
  { path: "docs/ñandú.txt", answer: "hondo" },
  { path: "vacío", answer: "\n" },
  { path: "/exit", answer: "a file with a bad name" },
  { path: "nada.txt", answer: FILE_TEXTS.notFound },
  { path: "docs", answer: FILE_TEXTS.notFound },
  { path: "/", answer: FILE_TEXTS.notFound },
  { path: ".oculto", answer: FILE_TEXTS.notFound },
  { path: "fuera", answer: FILE_TEXTS.notFound },
  { path: "/etc/passwd", answer: FILE_TEXTS.notFound },
  { path: "../hola.txt", answer: FILE_TEXTS.notFound },
  { path: "docs/../hola.txt", answer: FILE_TEXTS.notFound },
  { path: "hola.txt\0", answer: FILE_TEXTS.notFound },
  { path: "C:\\boot.ini", answer: FILE_TEXTS.notFound },
];

async function received(peer: TestPeer, size: number): Promise<Uint8Array> {
  const all = new Uint8Array(size);
  for (let length = 0; length < size;) {
    const part = await peer.nextBytes();
    assert(part !== undefined, "closed early");
    all.set(part, length);
    length += part.length;
  }
  return all;
}

Deno.test("FILE_TEXTS are those of the specification", () => {
  assertEquals(FILE_TEXTS.notFound, "Error: El archivo no existe");
});

for (const manner of MANNERS) {
  Deno.test(`serveFile() answers each path: ${manner.name}`, async () => {
    await using world = await makeWorld({ tree: TREE });
    const { peer, session } = world.connect(serveFile);
    for (const { path, answer } of ROWS) {
      const [, got] = await Promise.all([manner.send(peer, path), peer.next()]);
      assertEquals(got, answer, path);
    }
    assertEquals([peer.waiting, session.commands, peer.ended], [0, ROWS.length, false]);
    peer.end();
    assertEquals(await peer.rest(), "");
  });
  for (const word of ["exit", "EXIT", "salir", "Salir"]) {
    Deno.test(`serveFile() closes at ${word}: ${manner.name}`, async () => {
      await using world = await makeWorld({ tree: TREE });
      const { peer, session } = world.connect(serveFile);
      await manner.send(peer, word);
      assertEquals(await peer.rest(), "");
      peer.end();
      await until(() => session.endReason !== undefined);
      assertEquals(session.endReason, "exit");
    });
  }
}

Deno.test("serveFile() sends raw bytes, small and large", async () => {
  await using world = await makeWorld({ tree: { ...TREE, grande: LARGE } });
  const { peer, session } = world.connect(serveFile);
  peer.send("binario\n");
  assertEquals(await received(peer, BINARY.length), BINARY);
  peer.send("grande\n");
  assertEquals(await received(peer, LARGE.length), LARGE);
  peer.send("hola.txt\n");
  assertEquals(await peer.next(), "¡Hola, señor! 🙂\n");
  assertEquals(session.busy, false);
});

for (const size of [1, 65_535, 65_536, 65_537, 262_144, 262_145]) {
  Deno.test(`serveFile() adds nothing to a file of ${size} bytes`, async () => {
    const content = LARGE.subarray(0, size);
    await using world = await makeWorld({ tree: { f: content } });
    const { peer } = world.connect(serveFile);
    peer.send("f");
    peer.end();
    assertEquals(await received(peer, size), content);
    assertEquals(await peer.rest(), "");
  });
}

Deno.test("serveFile() is busy while a file is under way, and stopping lets it end", async () => {
  await using world = await makeWorld({ tree: { grande: LARGE } });
  const { peer, session, done } = world.connect(serveFile);
  const resume = peer.stall();
  peer.send("grande\ngrande\n");
  await until(() => session.busy);
  session.stopping = true;
  await pause(20);
  assertEquals(session.busy, true);
  resume();
  assertEquals(await received(peer, LARGE.length), LARGE);
  assertEquals(await peer.rest(), "");
  peer.end();
  await done;
  assertEquals(session.endReason, "server stopped");
});

Deno.test("serveFile() answers all that a half-closed peer has asked", async () => {
  await using world = await makeWorld({ tree: TREE });
  const { peer } = world.connect(serveFile);
  peer.send("sin salto\nnada\nvacío");
  peer.end();
  assertEquals(await peer.rest(), `sin salto${FILE_TEXTS.notFound}\n`);
});

Deno.test("serveFile() waits for a peer that does not read", async () => {
  await using world = await makeWorld({ tree: { f: LARGE.subarray(0, 60_000) } });
  const { peer, session } = world.connect(serveFile);
  const resume = peer.stall();
  peer.send("f\n".repeat(50));
  await until(() => session.outbox.pending > 200_000);
  await silence();
  assertLess(session.outbox.pending, 600_000);
  resume();
  assertEquals((await received(peer, 50 * 60_000)).length, 50 * 60_000);
});

Deno.test("serveFile() ends when the peer vanishes in the middle of a file", async () => {
  await using world = await makeWorld({ tree: { grande: LARGE } });
  const { peer, session, done } = world.connect(serveFile);
  const resume = peer.stall();
  peer.send("grande\n");
  await until(() => session.busy);
  peer.vanish();
  resume();
  await done;
  assertEquals(session.endReason, "peer gone");
  assertEquals(session.busy, false);
});

Deno.test("serveFile() breaks off when the file becomes shorter", async () => {
  await using world = await makeWorld({ tree: { grande: LARGE } });
  const { peer, session, done } = world.connect(serveFile);
  const resume = peer.stall();
  peer.send("grande\n");
  await until(() => session.busy);
  Deno.truncateSync(`${world.folder}/grande`, 1000);
  resume();
  await done;
  assertEquals(session.endReason, "The file became shorter while it was sent");
});

Deno.test("serveFile() refuses what is not UTF-8, and closes", async () => {
  await using world = await makeWorld({ tree: TREE });
  for (const bad of [[0xff, 0x0a], [0x68, 0xc3, 0x28], [0xc0, 0xaf, 0x0a]]) {
    const { peer } = world.connect(serveFile);
    peer.send(Uint8Array.from(bad));
    assertEquals(await peer.rest(), FILE_TEXTS.notFound);
  }
  assertEquals(world.logged.filter(({ event }) => event === "command error").length, 3);
});

Deno.test("serveFile() takes a path of maxLine bytes and refuses a longer one", async () => {
  await using world = await makeWorld({ tree: TREE, limits: { maxLine: 10 } });
  const { peer } = world.connect(serveFile);
  peer.send("1234567890\n");
  assertEquals(await peer.next(), FILE_TEXTS.notFound);
  peer.send("12345678901");
  assertEquals(await peer.rest(), FILE_TEXTS.tooLong);
});

Deno.test("serveFile() tells of a disk that fails, and does not tell a missing permission from a missing file", async () => {
  await using world = await makeWorld();
  const { peer } = world.connect(serveFile);
  for (const [code, text] of [["NOPERM", FILE_TEXTS.notFound], ["IO", FILE_TEXTS.failed]] as const) {
    world.services.share.readSmall = () => {
      throw new EnchufeError(code, "No");
    };
    peer.send("f\n");
    assertEquals(await peer.next(), text);
  }
});
