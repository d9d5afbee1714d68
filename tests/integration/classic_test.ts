/** The classic services over real sockets. @module */
import { CHAT_TEXTS, FILE_TEXTS, LIST_TEXTS } from "../../lib/classic/texts.ts";
import { assert, assertEquals } from "../helpers/assert.ts";
import { pause } from "../helpers/patience.ts";
import { startServer, type TestServer } from "../helpers/processes.ts";
import { tempDir } from "../helpers/temp.ts";
import { ALL, LARGE, Line, logged, TREE } from "./classic_fixture.ts";

Deno.test("echo over a socket: the line back in one piece, then the end; hundreds at once", async () => {
  await using server = await startServer({ classic: ALL });
  await Promise.all(Array.from({ length: 300 }, async (_, index) => {
    using line = await Line.open(server.port("echo"));
    const text = `Hola Server ${index}!\n`;
    await line.send(text);
    assertEquals([await line.receive(), await line.receive()], [text, undefined]);
  }));
  using half = await Line.open(server.port("echo"));
  await half.send("sin salto");
  await half.end();
  assertEquals([await half.receive(), await half.receive()], ["sin salto", undefined]);
});

Deno.test("list over a socket: name and paths without newlines, N times in a row", async () => {
  await using folder = await tempDir(TREE);
  await using server = await startServer({ folder: folder.path, classic: ALL });
  for (let round = 0; round < 5; round++) {
    using line = await Line.open(server.port("list"));
    await line.send("ana");
    await line.send("/docs");
    assertEquals(await line.receive(), "ñandú.txt");
    await line.send("/nada");
    assertEquals(await line.receive(), LIST_TEXTS.notFound);
    await line.send("/");
    assertEquals(await line.receive(), "docs\ngrande\nhola.txt\nvacío");
  }
  await logged(server, /session name id=\d+ address=\S+ name=ana/);
});

Deno.test("file over a socket: raw bytes, an error, a newline for nothing, exit", async () => {
  await using folder = await tempDir(TREE);
  await using server = await startServer({ folder: folder.path, classic: ALL });
  using line = await Line.open(server.port("file"));
  await line.send("hola.txt");
  assertEquals(await line.receive(), "¡Hola, señor!\n");
  await line.send("nada");
  assertEquals(await line.receive(), FILE_TEXTS.notFound);
  await line.send("vacío");
  assertEquals(await line.receive(), "\n");
  await line.send("grande");
  assertEquals(await line.receiveAll(LARGE.length), LARGE);
  await line.send("exit");
  assertEquals(await line.receive(), undefined);
  using next = await Line.open(server.port("file"));
  await next.send("docs/ñandú.txt");
  await next.end();
  assertEquals([await next.receive(), await next.receive()], ["hondo", undefined]);
});

Deno.test("a message that the network cuts in a character stays one", async () => {
  await using folder = await tempDir(TREE);
  await using server = await startServer({ folder: folder.path, classic: ALL });
  using line = await Line.open(server.port("file"));
  const path = new TextEncoder().encode("docs/ñandú.txt");
  const cut = path.indexOf(0xc3) + 1;
  for (const milliseconds of [5, 120]) {
    await line.send(path.subarray(0, cut));
    await pause(milliseconds);
    await line.send(path.subarray(cut));
    assertEquals(await line.receive(), "hondo");
  }
});

async function enter(server: TestServer, name: string): Promise<Line> {
  const line = await Line.open(server.port("chat"));
  assertEquals(await line.receive(), CHAT_TEXTS.prompt);
  await line.send(name);
  await logged(server, new RegExp(`session name .* name=${name}\\b`));
  return line;
}

Deno.test("chat over sockets: join, talk, vanish, the server closes", async () => {
  await using server = await startServer({ classic: ALL });
  using ana = await enter(server, "ana");
  const leo = await enter(server, "leo");
  assertEquals(await ana.receive(), "* leo se ha unido\n");
  await ana.send("hola, señor 🙂");
  assertEquals(await leo.receive(), "ana: hola, señor 🙂\n");
  await leo.send("adiós\n");
  assertEquals(await ana.receive(), "leo: adiós\n");
  leo[Symbol.dispose]();
  assertEquals(await ana.receive(), "* leo ha salido\n");
  using zoe = await enter(server, "zoe");
  assertEquals(await ana.receive(), "* zoe se ha unido\n");
  const stopped = server.stop();
  assertEquals([await ana.receive(), await ana.receive()], [CHAT_TEXTS.closing, undefined]);
  assertEquals([await zoe.receive(), await zoe.receive()], [CHAT_TEXTS.closing, undefined]);
  ana[Symbol.dispose]();
  zoe[Symbol.dispose]();
  assertEquals(await stopped, 0);
});

Deno.test("chat over sockets: too long and too fast are told and closed, and not broadcast", async () => {
  await using server = await startServer({ classic: ALL });
  using ana = await enter(server, "ana");
  using leo = await enter(server, "leo");
  assertEquals(await ana.receive(), "* leo se ha unido\n");
  await leo.send("x".repeat(1001));
  assertEquals([await leo.receive(), await leo.receive()], [CHAT_TEXTS.tooLong, undefined]);
  assertEquals(await ana.receive(), "* leo ha salido\n");
  using zoe = await enter(server, "zoe");
  assertEquals(await ana.receive(), "* zoe se ha unido\n");
  await zoe.send("1\n2\n3\n4\n5\n6\n");
  assertEquals([await zoe.receive(), await zoe.receive()], [CHAT_TEXTS.tooFast, undefined]);
  let heard = "";
  while (!heard.includes("ha salido")) heard += await ana.receive();
  assertEquals(heard, "zoe: 1\nzoe: 2\nzoe: 3\nzoe: 4\nzoe: 5\n* zoe ha salido\n");
});

Deno.test("stopping lets a file arrive whole", async () => {
  await using folder = await tempDir({ grande: new Uint8Array(40_000_000).fill(7) });
  await using server = await startServer({ folder: folder.path, classic: ALL });
  using line = await Line.open(server.port("file"));
  await line.send("grande\n");
  assert(await line.receive(1) !== undefined);
  const stopped = server.stop();
  assertEquals((await line.receiveAll()).length, 40_000_000 - 1);
  line[Symbol.dispose]();
  assertEquals(await stopped, 0);
});
