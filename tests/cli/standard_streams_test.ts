/** `-` for the standard input, and pipes whose reader leaves. @module */
import { assertEquals, assertMatch, assertStringIncludes } from "../helpers/assert.ts";
import { Output, programCommand, runClient, startServer, type TestServer } from "../helpers/processes.ts";
import { HAS_SHELL, programFolder } from "../helpers/shell.ts";
import { tempDir } from "../helpers/temp.ts";
import { at, startClient } from "./client_fixture.ts";

const portOf = (server: TestServer) => ({ ENCHUFE_PORT: String(server.port()) });

Deno.test("client put -: hands in the standard input, small, empty and larger than memory", async () => {
  await using share = await tempDir();
  await using server = await startServer({ folder: share.path, args: ["--access", "write"] });
  await using temporary = await tempDir();
  const env = { TMPDIR: temporary.path, TEMP: temporary.path, TMP: temporary.path };
  const large = new Uint8Array(9 * 1024 * 1024).map((_, index) => index % 251);
  for (const [name, bytes] of [["a.txt", "hola ñ\n"], ["vacío", ""], ["large.bin", large]] as const) {
    const run = await runClient(at(server, "put", "-", name, "--json"), { input: bytes, env });
    assertEquals([run.code, run.stderr], [0, ""]);
    const { path, file, size } = JSON.parse(run.stdout);
    const expected = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
    assertEquals([path, file, size], [name, "-", expected.length]);
    assertEquals(Deno.readFileSync(share.join(name)), expected);
  }
  // A compiled executable keeps a cache of the runtime's there.
  const left = [...Deno.readDirSync(temporary.path)].filter(({ name }) => name.startsWith("enchufe-"));
  assertEquals(left, []);
  const none = temporary.join("none");
  const nowhere = { TMPDIR: none, TEMP: none, TMP: none };
  const refused = await runClient(at(server, "put", "-", "large.bin"), { input: large, env: nowhere });
  assertEquals(refused.code, 1);
  assertMatch(refused.stderr, /^enchufe: IO Cannot write '\S*none\S*': there is no directory '\S*none'\n$/);
  const again = await runClient(at(server, "put", "-", "a.txt"), { input: "x" });
  assertEquals(again.stdout, "- → a.txt (1 B) (replaced)\n");
});

Deno.test("client put -: what is wrong is one line, and nothing is left", async () => {
  await using share = await tempDir({ d: {} });
  const args = ["--access", "write", "--max-upload", "1M"];
  await using server = await startServer({ folder: share.path, args });
  const big = new Uint8Array(1024 * 1024 + 1);
  const rows: readonly (readonly [args: string[], input: string | Uint8Array, code: number, line: RegExp])[] =
    [
      [["put", "-"], "x", 2, /^enchufe: USAGE FILE - is the standard input, .* want put - PATH\n$/],
      [["put", "-", "d/"], "x", 2, /^enchufe: USAGE FILE - is /],
      [["put", "-", "-"], "x", 2, /^enchufe: USAGE FILE - is /],
      [["put", "a", "-", "d/"], "x", 2, /^enchufe: USAGE FILE - is /],
      [["put", "-", "d"], "x", 1, /^enchufe: WRONGTYPE .*\n$/],
      [["put", "-", "big"], big, 1, /^enchufe: TOOBIG The standard input is larger than 1 MiB, .*\n$/],
      [["say", "-"], "x".repeat(5000), 1, /^enchufe: TOOLONG .* the limit is 1000 characters\n$/],
      [["say", "-"], "", 1, /^enchufe: ERR Message is empty/],
    ];
  for (const [words, input, code, line] of rows) {
    const run = await runClient(at(server, ...words), { input });
    assertEquals([run.code, run.stdout], [code, ""], `${words}: ${run.stderr}`);
    assertMatch(run.stderr, line);
  }
  const twice = await runClient(at(server, "put", "-", "twice", "--repeat", "2"), { input: "x" });
  assertEquals([twice.code, twice.stdout], [2, "- → twice (1 B)\n"]);
  assertMatch(twice.stderr, /^enchufe: USAGE The standard input can be read only once\n$/);
  assertEquals(Deno.readTextFileSync(share.join("twice")), "x");
  assertEquals([...Deno.readDirSync(share.path)].map(({ name }) => name).sort(), ["d", "twice"]);
});

Deno.test("client put -: more than memory holds, and no temporary folder: one line, 1", async () => {
  await using server = await startServer({ args: ["--access", "write"] });
  await using folder = await tempDir();
  const missing = folder.join("missing");
  const env = { TMPDIR: missing, TEMP: missing, TMP: missing };
  const input = new Uint8Array(9 * 1024 * 1024);
  const run = await runClient(at(server, "put", "-", "a.bin"), { input, env });
  assertEquals([run.code, run.stdout], [1, ""], run.stderr);
  assertMatch(run.stderr, /^enchufe: IO Cannot write '.*': .*\n$/);
  // What fits in memory needs none.
  assertEquals((await runClient(at(server, "put", "-", "b.bin"), { input: "x", env })).code, 0);
});

Deno.test({
  name: "client put -: Ctrl-C while the input is waited for: 130, nothing is left",
  // A process cannot be sent Ctrl-C there, only be ended.
  ignore: Deno.build.os === "windows",
  async fn() {
    await using share = await tempDir();
    await using server = await startServer({ folder: share.path, args: ["--access", "write"] });
    await using client = startClient(at(server, "put", "-", "a.txt"));
    await client.write("half");
    // Connected, so Ctrl-C is listened to already.
    await server.stderr.until((log) => log.includes("session start"), "connection");
    const code = await client.stop("SIGINT");
    assertEquals([code, client.stdout.text, client.stderr.text], [130, "", "enchufe: interrupted\n"]);
    assertEquals([...Deno.readDirSync(share.path)], []);
  },
});

Deno.test("client say -: the standard input is one message", async () => {
  await using server = await startServer();
  assertEquals((await runClient(at(server, "say", "-"), { input: "uno\ndos ñ\n" })).code, 0);
  assertEquals((await runClient(at(server, "say", "club", "-"), { input: "tres\r\n" })).code, 0);
  const said = async (...room: string[]) => {
    const { stdout } = await runClient(at(server, "history", ...room, "--json"));
    return stdout.trim().split("\n").map((line) => JSON.parse(line).text);
  };
  assertEquals([await said(), await said("club")], [["uno\ndos ñ"], ["tres"]]);
});

Deno.test({
  name: "whoever reads the output of either program may stop reading: no trace",
  ignore: !HAS_SHELL,
  async fn() {
    const files = Object.fromEntries(
      Array.from({ length: 5000 }, (_, index) => [`a file number ${index}`, ""]),
    );
    await using share = await tempDir(files);
    await using server = await startServer({ folder: share.path });
    await using programs = await programFolder();
    const options = { env: portOf(server) };
    for (let count = 0; count < 300; count++) await say(server, count);
    for (
      const line of [
        "enchufe history --json | head -n 1",
        "enchufe ls | head -n 1",
        "enchufe ls --names | head -n 1",
        "enchufe ls --json | head -n 1",
        "enchufe status | head -n 1",
        "enchufe --help | head -n 1",
        "enchufe completions bash | head -n 1",
        "enchufe-server --help | head -n 1",
        "enchufe-server --help commands | head -n 1",
      ]
    ) {
      // Whether the reader left before or after the end of the output must not matter, so the reader leaves at once too.
      for (const reader of [line, line.replace(/head -n 1$/, "true")]) {
        const { stdout, stderr } = await programs.run(reader, options);
        assertEquals([stderr, stdout.split("\n").length], ["", reader === line ? 2 : 1], reader);
      }
    }
    const { code, stderr } = await programs.run("enchufe frobnicate 2>&1 | true", options);
    assertEquals([code, stderr], [0, ""]);
  },
});

/** Says something without a process of its own, since there is a limit of messages in a second. */
async function say(server: TestServer, count: number): Promise<void> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: server.port() });
  await connection.write(
    new TextEncoder().encode(`ROOM.SAY plaza "message ${count} ${"x".repeat(500)}"\r\n`),
  );
  await connection.read(new Uint8Array(100));
}

Deno.test({
  name: "client watch: whoever reads its output may stop reading: no trace",
  ignore: !HAS_SHELL,
  async fn() {
    await using server = await startServer();
    await using programs = await programFolder();
    let over = false;
    const watching = programs.run("enchufe watch | head -n 1", { env: portOf(server) })
      .finally(() => over = true);
    for (let count = 0; !over; count++) await say(server, count);
    const { code, stdout, stderr } = await watching;
    assertEquals([code, stderr, stdout.split("\n").length], [0, "", 2]);
    assertStringIncludes(stdout, "[plaza]");
  },
});

Deno.test({
  name: "server: goes on when whoever read its first line has left",
  ignore: !HAS_SHELL,
  async fn() {
    await using folder = await tempDir({ "a.txt": "x" });
    const args = [folder.path, "--port", "0", "--chat-port", "0", "--echo-port", "0", "--log-format", "json"];
    const [program, all] = programCommand("server", args);
    const process = new Deno.Command(program, { args: all, stdin: "null", stdout: "piped", stderr: "piped" })
      .spawn();
    const stderr = new Output(process.stderr);
    const reader = process.stdout.getReader();
    const port = /resp .*:(\d+)/.exec(new TextDecoder().decode((await reader.read()).value))?.[1] ?? "";
    await reader.cancel();
    assertEquals((await runClient(["--port", port, "get", "a.txt", "-o", "-"])).stdout, "x");
    process.kill("SIGTERM");
    assertEquals((await process.status).code, 0);
    await stderr.done;
    for (const line of stderr.text.trim().split("\n")) JSON.parse(line);
  },
});
