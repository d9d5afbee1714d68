import { assert, assertEquals, assertMatch } from "../helpers/assert.ts";
import { runClient, startServer, type TestServer } from "../helpers/processes.ts";
import { tempDir } from "../helpers/temp.ts";
import { at, filled, startClient } from "./client_fixture.ts";

Deno.test("client one-shot commands do what they say", async () => {
  await using share = await filled();
  await using server = await startServer({ folder: share.path, args: ["--access", "write"] });
  await using here = await tempDir({ "n.txt": "nuevo" });
  const run = (...args: string[]) => runClient(at(server, ...args), { cwd: here.path });

  const ls = await run("ls");
  assertEquals([ls.code, ls.stderr], [0, ""]);
  assertMatch(
    ls.stdout,
    /^file +1 B +\d\d [A-Z][a-z]+ +\d{4}, \d\d:\d\d {2}con espacio\.txt\ndir .* {2}docs\/\n/,
  );
  assertEquals((await run("ls", "docs", "--json")).stdout.match(/"path":"docs\/y.txt"/g)?.length, 1);

  const get = await run("get", "hola.txt", "con espacio.txt", "vacío");
  assertEquals([get.code, get.stderr], [0, ""]);
  assertEquals(Deno.readTextFileSync(here.join("hola.txt")), "hola ñ");
  assertEquals(Deno.readTextFileSync(here.join("vacío")), "");
  assertEquals((await run("get", "docs/y.txt", "-o", "-")).stdout, "y");
  assertEquals((await run("get", "docs/y.txt", "-o", "otra.txt")).code, 0);
  assertEquals(Deno.readTextFileSync(here.join("otra.txt")), "y");

  assertEquals((await run("put", "n.txt", "hola.txt", "nuevo/")).code, 0);
  assertEquals(Deno.readTextFileSync(share.join("nuevo", "n.txt")), "nuevo");
  assertEquals((await run("put", "n.txt", "docs")).code, 0);
  assertEquals(Deno.readTextFileSync(share.join("docs", "n.txt")), "nuevo");
  assertMatch((await run("hash", "docs/n.txt")).stdout, /^[0-9a-f]{64} {2}docs\/n\.txt\n$/);
  assertMatch((await run("stat", "docs/n.txt", "--json")).stdout, /"size":5/);
  assertEquals((await run("rm", "docs/n.txt")).stdout, "docs/n.txt removed\n");
  assertEquals(
    (await run("get", "docs/y.txt", "-o", "otra.txt")).stdout,
    "docs/y.txt → otra.txt (1 B) (replaced)\n",
  );
  assertEquals((await run("put", "n.txt", "docs/y.txt")).stdout, "n.txt → docs/y.txt (5 B) (replaced)\n");
  assertMatch((await run("rm", "docs")).stderr, /^enchufe: NOTEMPTY .*; rm -r removes .*\n$/);
  assertEquals((await run("rm", "-r", "docs")).stdout, "docs removed\n");
  assertEquals([...Deno.readDirSync(share.path)].some(({ name }) => name === "docs"), false);

  assertEquals((await run("echo", "ñ", "😀")).stdout, "ñ 😀\n");
  assertMatch((await run("hora")).stdout, /^\d\d:\d\d:\d\d\n$/);
  assertMatch((await run("dados")).stdout, /^Enchufe \d+\.\d+\.\d+\nUp since /);
  assertEquals((await run("time", "--repeat", "3")).stdout.split("\n").length, 4);
  const said = await run("say", "¿hay alguien?", "--name", "ana");
  assertEquals([said.code, said.stdout], [0, "plaza: said as ana, message 1; nobody had spoken there\n"]);
  assertMatch((await run("history")).stdout, /^\d\d:\d\d:\d\d ana: ¿hay alguien\?\n$/);
  assertMatch(
    (await run("say", "hello", "everyone")).stdout,
    /^hello: said as guest.*, message 1; nobody had spoken there/,
  );
  assertEquals((await run("say", "otra", "--json")).stdout, '{"room":"plaza","offset":2}\n');
  assertMatch((await run("rooms")).stdout, /^plaza {2}0 members {2}2 messages$/m);
  assertMatch((await run("rooms")).stdout, /^hello {2}0 members {2}1 message$/m);
  await using member = startClient(at(server, "--name", "bea"));
  const there = async () => (await run("who")).stdout.startsWith("bea ");
  for (let attempt = 0; attempt < 100 && !await there(); attempt++);
  assertEquals((await run("tell", "bea", "psst")).stdout, "told bea\n");
  await member.stop();
  assertEquals((await run("raw", "PING", "--json")).stdout, '{"reply":"PONG"}\n');
});

Deno.test("client mistakes and refusals: one clear line and the documented status", async () => {
  await using share = await filled();
  await using server = await startServer({ folder: share.path });
  await using here = await tempDir({ "n.txt": "nuevo", "big.bin": new Uint8Array(20 * 1024 * 1024) });
  const rows: readonly (readonly [args: string[], code: number, line: RegExp])[] = [
    [["get", "nada"], 1, /^enchufe: NOTFOUND .*'nada'/],
    [["get", "docs"], 1, /^enchufe: WRONGTYPE /],
    [["get", "../x"], 1, /^enchufe: [A-Z]+ /],
    [["get", "docs/.."], 1, /^enchufe: BADPATH /],
    [["ls", "nada"], 1, /^enchufe: NOTFOUND /],
    [["put", "n.txt"], 1, /^enchufe: NOPERM /],
    [["put", "big.bin"], 1, /^enchufe: NOPERM /],
    [["put", "nada.txt"], 2, /^enchufe: USAGE .*'nada\.txt'/],
    [["rm", "hola.txt"], 1, /^enchufe: NOPERM /],
    [["tell", "nadie", "hola"], 1, /^enchufe: NOMEMBER /],
    [["raw", "NOPE"], 1, /^enchufe: ERR unknown command 'NOPE'/],
    [["raw", "GET"], 1, /^enchufe: ERR wrong number of arguments/],
    [["frob"], 2, /^enchufe: USAGE Command 'frob' is unknown/],
    [["ls", "--nope"], 2, /^enchufe: USAGE Flag '--nope' is unknown/],
    [["say", "x".repeat(1001)], 1, /^enchufe: TOOLONG /],
  ];
  for (const [args, code, line] of rows) {
    const run = await runClient(at(server, ...args), { cwd: here.path });
    assertEquals([run.code, run.stdout], [code, ""], `${args}: ${run.stderr}`);
    assertMatch(run.stderr, line);
    assertEquals(run.stderr.split("\n").length, 2, run.stderr);
  }
  const json = await runClient(at(server, "get", "nada", "--json"), { cwd: here.path });
  assertMatch(json.stderr, /^\{"error":"NOTFOUND","message":".*"\}\n$/);
  const some = await runClient(at(server, "get", "nada", "hola.txt", "docs"), { cwd: here.path });
  assertEquals([some.code, some.stdout], [1, "hola.txt → hola.txt (7 B)\n"]);
  assertEquals([...Deno.readDirSync(here.path)].map(({ name }) => name).sort(), [
    "big.bin",
    "hola.txt",
    "n.txt",
  ]);
});

Deno.test("client no server there: 3, and what to do", async () => {
  // A port that was free a moment ago and that nothing listens on any more.
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  for (const args of [["time"], ["ls", "--repeat", "5"], []]) {
    const run = await runClient(["--port", String(port), ...args], { input: "" });
    assertEquals(run.code, 3);
    assertMatch(
      run.stderr,
      new RegExp(`^enchufe: UNREACHABLE .*127\\.0\\.0\\.1:${port}: .*Start it with: enchufe-server`),
    );
    assertEquals(run.stderr.split("\n").length, 2, run.stderr);
  }
});

Deno.test("client a server that never answers, and one that is no Enchufe: 3", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const port = String((listener.addr as Deno.NetAddr).port);
  const conns: Deno.Conn[] = [];
  let greeting = "";
  const accepting = (async () => {
    for await (const conn of listener) {
      conns.push(conn);
      if (greeting !== "") await conn.write(new TextEncoder().encode(greeting));
    }
  })();
  const silent = await runClient(["--port", port, "--timeout", "0.3", "time"]);
  assertEquals(silent.code, 3);
  assertMatch(silent.stderr, /^enchufe: TIMEOUT No answer from 127\.0\.0\.1:\d+ within 0\.3 s.*\n$/);
  greeting = "220 smtp.example.com ESMTP\r\n";
  const other = await runClient(["--port", port, "time"]);
  assertEquals(other.code, 3);
  assertMatch(other.stderr, /^enchufe: BADREPLY .*\n$/);
  for (const conn of conns) conn.close();
  listener.close();
  await accepting;
});

Deno.test("client without a command says each line of its input, never too fast", async () => {
  await using server = await startServer();
  const lines = Array.from({ length: 12 }, (_, index) => `línea ${index + 1}`);
  const run = await runClient(at(server, "--name", "tubo"), { input: lines.join("\n\n") });
  assertEquals([run.code, run.stdout, run.stderr], [0, "", ""]);
  const history = await runClient(at(server, "history", "--json"));
  const said = history.stdout.trim().split("\n").map((line) => JSON.parse(line));
  assertEquals(said.map(({ text }) => text), lines);
  assertEquals(new Set(said.map(({ from }) => from)), new Set(["tubo"]));
});

Deno.test("client without a command: a server that stops is told at once, 3", async () => {
  await using server = await startServer();
  await using client = startClient(at(server, "--name", "tubo"));
  await client.write("hola\n");
  const watching = await waitForMessage(server, "hola");
  assert(watching);
  await server.stop("SIGKILL");
  const code = await client.ended();
  assertEquals(code, 3);
  assertMatch(client.stderr.text, /^enchufe: LOST /);
});

async function waitForMessage(server: TestServer, text: string): Promise<boolean> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const run = await runClient(at(server, "history"));
    if (run.stdout.includes(text)) return true;
  }
  return false;
}

Deno.test("client watch shows what happens in rooms and to files", async () => {
  await using share = await filled();
  await using server = await startServer({ folder: share.path, args: ["--access", "write"] });
  await using client = startClient(at(server, "watch", "--json"));
  // Until the first event comes, it is not known that the subscription stands.
  for (let attempt = 0; attempt < 100 && client.stdout.text === ""; attempt++) {
    await runClient(at(server, "say", "¿ya?"));
  }
  await runClient(at(server, "say", "hola", "--name", "ana"));
  await client.stdout.until((text) => text.includes('"text":"hola"'), "message");
  await runClient(at(server, "raw", "SET", "nuevo.txt", "x"));
  await client.stdout.until((text) => text.includes('"path":"nuevo.txt"'), "file event");
  for (const line of client.stdout.text.trim().split("\n")) {
    assertEquals(typeof JSON.parse(line).event, "string");
  }
  await client.stop();
});
