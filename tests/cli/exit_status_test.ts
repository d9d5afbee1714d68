/** Each documented exit status, from real processes. @module */
import { assertEquals, assertMatch } from "../helpers/assert.ts";
import { programCommand, runClient, startServer } from "../helpers/processes.ts";
import { tempDir } from "../helpers/temp.ts";
import { at, startClient } from "./client_fixture.ts";

/** A server whose files do not have the digest that it says they have. */
function damaging(): { port: string } & Disposable {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const conns: Deno.Conn[] = [];
  const text = (word: string) => `$${word.length}\r\n${word}\r\n`;
  const ANSWERS: Readonly<Record<string, string>> = {
    HELLO: "%1\r\n$5\r\nproto\r\n:3\r\n",
    "FILE.STAT":
      `%6\r\n${text("path")}${text("a.txt")}${text("name")}${text("a.txt")}${text("type")}${text("file")}` +
      `${text("size")}:4\r\n${text("mtime")}:1000\r\n${text("etag")}${text("0123456789abcdef")}`,
    GETRANGE: text("hola"),
    "FILE.HASH": text("0".repeat(64)),
  };
  void (async () => {
    for await (const conn of listener) {
      conns.push(conn);
      void (async () => {
        const buffer = new Uint8Array(4096);
        for (let count = await conn.read(buffer); count !== null; count = await conn.read(buffer)) {
          const asked = new TextDecoder().decode(buffer.subarray(0, count));
          const answers = [...asked.matchAll(/HELLO|FILE\.STAT|GETRANGE|FILE\.HASH/g)].map(([word]) =>
            ANSWERS[word]
          );
          await conn.write(new TextEncoder().encode(answers.join("")));
        }
      })().catch(() => {});
    }
  })().catch(() => {});
  return {
    port: String((listener.addr as Deno.NetAddr).port),
    [Symbol.dispose]() {
      for (const conn of conns) conn.close();
      listener.close();
    },
  };
}

/** A port that nothing listens on. */
function freePort(): string {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return String((listener.addr as Deno.NetAddr).port);
}

Deno.test("client exit statuses: 0, 1, 2, 3 and 4, each with its one line", async () => {
  await using server = await startServer();
  await using here = await tempDir();
  using damaged = damaging();
  const port = String(server.port());
  const rows: readonly (readonly [code: number, args: readonly string[], line: RegExp])[] = [
    [0, ["time", "--port", port], /^$/],
    [0, ["--help"], /^$/],
    [0, ["help", "get"], /^$/],
    [0, ["--version"], /^$/],
    [0, ["completions", "bash"], /^$/],
    [1, ["get", "nothing", "--port", port], /^enchufe: NOTFOUND .*\n$/],
    [1, ["tell", "nobody", "x", "--port", port], /^enchufe: NOMEMBER .*\n$/],
    [2, ["gte"], /^enchufe: USAGE .*did you mean 'get'.*\n$/],
    [2, ["ls", "--prot", "1"], /^enchufe: USAGE .*did you mean '--port'.*\n$/],
    [2, ["help", "gte"], /^enchufe: USAGE .*did you mean 'get'.*\n$/],
    [3, ["time", "--port", freePort()], /^enchufe: UNREACHABLE .*\n$/],
    [4, ["get", "a.txt", "--port", damaged.port], /^enchufe: DIGEST .*\n$/],
  ];
  for (const [code, args, line] of rows) {
    const run = await runClient(args, { cwd: here.path });
    assertEquals(run.code, code, `${args}: ${run.stderr}`);
    assertMatch(run.stderr, line);
  }
  // What came damaged is not kept.
  assertEquals([...Deno.readDirSync(here.path)], []);
});

Deno.test("client --repeat: the worst status counts, and what cannot be better later ends it", async () => {
  await using server = await startServer();
  const port = String(server.port());
  const refused = await runClient(["get", "nothing", "--repeat", "3", "--port", port]);
  assertEquals([refused.code, refused.stderr.split("\n").length], [1, 4]);
  const gone = await runClient(["time", "--repeat", "3", "--port", freePort()]);
  assertEquals([gone.code, gone.stderr.split("\n").length], [3, 2]);
});

Deno.test({
  name: "client exit statuses: 130 for Ctrl-C",
  // A process cannot be sent Ctrl-C there, only be ended.
  ignore: Deno.build.os === "windows",
  async fn() {
    await using server = await startServer();
    await using client = startClient(at(server, "watch", "--json"));
    await server.stderr.until((log) => log.includes("session start"), "connection");
    assertEquals(await client.stop("SIGINT"), 130);
    assertMatch(client.stderr.text, /^\{"error":"INTERRUPTED","message":".+"\}\n$/);
  },
});

Deno.test("server exit statuses: 0, 1 and 2", async () => {
  await using folder = await tempDir();
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const rows: readonly (readonly [code: number, args: readonly string[]])[] = [
    [0, ["--help"]],
    [0, ["--completions", "zsh"]],
    [1, [folder.path, "--chat-port", "off", "--port", String((taken.addr as Deno.NetAddr).port)]],
    [1, [folder.join("missing"), "--port", "0", "--chat-port", "off"]],
    [0, [folder.path, "--help"]],
    [2, ["--help", "foo"]],
    [2, ["--prot", "1"]],
    [2, ["--completions", "tcsh"]],
  ];
  for (const [code, args] of rows) {
    const [program, all] = programCommand("server", args);
    const run = await new Deno.Command(program, { args: all, stdin: "null" }).output();
    assertEquals(run.code, code, args.join(" "));
  }
  await using server = await startServer();
  assertEquals(await server.stop(), 0);
});
