/**
 * `redis-cli` as a client, with nothing told to it but the port.
 *
 * @module
 */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../helpers/assert.ts";
import { type Finished, installed, runProgram, startServer, type TestServer } from "../helpers/processes.ts";
import { requestBytes } from "../helpers/replies.ts";
import { othersEnded, RespClient } from "../helpers/resp_client.ts";
import { Running } from "../helpers/running.ts";
import { tempDir } from "../helpers/temp.ts";

const ignore = !installed("redis-cli");

function cli(
  server: TestServer,
  args: readonly string[],
  options: Parameters<typeof runProgram>[2] = {},
): Promise<Finished> {
  return runProgram("redis-cli", ["-p", String(server.port()), ...args], options);
}

/** Runs it, insists that it went well, and gives what it printed without the last line break. */
async function ok(
  server: TestServer,
  args: readonly string[],
  options: Parameters<typeof cli>[2] = {},
): Promise<string> {
  const { code, stdout, stderr } = await cli(server, args, options);
  const shown = `redis-cli ${args.join(" ")}: ${stdout}${stderr}`;
  assertEquals(code, 0, shown);
  assertEquals(stderr, "", shown);
  assert(!/\bERR\b|\(error\)/.test(stdout), shown);
  return stdout.replace(/\n$/, "");
}

/** Starts a `redis-cli` that goes on until it is stopped. */
function startCli(server: TestServer, args: readonly string[]): Running {
  return new Running(["redis-cli", ["-p", String(server.port()), ...args]]);
}

/** Files whose names and contents are hard for a careless protocol. */
const FILES: Readonly<Record<string, string>> = {
  "hola.txt": "¡Hola, señora! 👋\n",
  "vacío.txt": "",
  "con espacio.txt": "a b",
  "apuntes/día 1/tema.txt": "uno",
  "apuntes/día 2/tema.txt": "dos",
};

for (const [version, flags] of [["RESP2", ["-2"]], ["RESP3", ["-3"]]] as const) {
  Deno.test({
    name: `redis-cli on ${version}: PING, ECHO, GET, SET, SCAN, INFO and the rest answer`,
    ignore,
    async fn(t) {
      await using folder = await tempDir(FILES);
      await using server = await startServer({ folder: folder.path, args: ["--access", "write"] });
      const run = (...args: string[]) => ok(server, [...flags, ...args]);

      await t.step("PING", async () => assertEquals(await run("PING"), "PONG"));
      await t.step("PING with a message", async () => assertEquals(await run("PING", "aquí"), "aquí"));
      await t.step("ECHO gives ñ and emoji back", async () => {
        for (const text of ["señal", "👩🏽‍💻 🇧🇷", "a\tb  c", "-1", "$5", "*"]) {
          assertEquals(await run("ECHO", text), text);
        }
      });
      await t.step("GET gives a file's bytes", async () => {
        for (const [path, content] of Object.entries(FILES)) {
          assertEquals(await run("GET", path), content);
        }
      });
      await t.step(
        "GET of a missing file is nil, and status 0",
        async () => assertEquals(await run("GET", "no.txt"), ""),
      );
      await t.step("SET puts a file there", async () => {
        assertEquals(await run("SET", "nuevo/ñandú.txt", "¿qué tal? 🦤"), "OK");
        assertEquals(Deno.readTextFileSync(folder.join("nuevo", "ñandú.txt")), "¿qué tal? 🦤");
        assertEquals(await run("GET", "nuevo/ñandú.txt"), "¿qué tal? 🦤");
      });
      await t.step("-x SET takes the value from stdin", async () => {
        const bytes = "línea 1\nlínea 2\n";
        assertEquals(await ok(server, [...flags, "-x", "SET", "de-stdin.txt"], { input: bytes }), "OK");
        assertEquals(Deno.readTextFileSync(folder.join("de-stdin.txt")), bytes);
      });
      await t.step("APPEND, STRLEN, GETRANGE, EXISTS, TYPE, DEL", async () => {
        assertEquals(await run("APPEND", "t.txt", "hola"), "4");
        assertEquals(await run("STRLEN", "t.txt"), "4");
        assertEquals(await run("GETRANGE", "t.txt", "1", "-2"), "ol");
        assertEquals(await run("EXISTS", "t.txt", "no.txt"), "1");
        assertEquals(await run("TYPE", "t.txt"), "string");
        assertEquals(await run("TYPE", "apuntes"), "dir");
        assertEquals(await run("DEL", "t.txt", "no.txt"), "1");
      });
      await t.step("SCAN gives a cursor and paths", async () => {
        const [cursor, ...paths] = (await run("SCAN", "0", "MATCH", "apuntes/*", "COUNT", "1000")).split(
          "\n",
        );
        assertEquals(cursor, "0");
        assertEquals(paths.filter((path) => path !== "").sort(), [
          "apuntes/día 1/tema.txt",
          "apuntes/día 2/tema.txt",
        ]);
      });
      await t.step("INFO has Redis's fields", async () => {
        const text = await run("INFO");
        for (
          const field of ["redis_version", "connected_clients", "used_memory", "role", "enchufe_version"]
        ) {
          assertMatch(text, new RegExp(`^${field}:\\S+\\r?$`, "m"));
        }
        assertMatch(await run("INFO", "keyspace"), /^db0:keys=\d+,expires=0,avg_ttl=0\r?$/m);
        const server = await run("INFO", "server");
        assert(!server.includes("# Clients"), server);
      });
      await t.step("COMMAND COUNT, LIST, INFO, DOCS, GETKEYS", async () => {
        const count = Number(await run("COMMAND", "COUNT"));
        const names = (await run("COMMAND", "LIST")).split("\n");
        assertEquals(names.length, count);
        assert(names.includes("file.list"), names.join());
        assertStringIncludes(await run("COMMAND", "INFO", "get", "file.stat"), "file.stat");
        const docs = await run("COMMAND", "DOCS");
        for (const name of names) assertStringIncludes(docs, name);
        assertStringIncludes(await run("COMMAND", "DOCS", "GET"), "Answers a file's content");
        assertEquals(await run("COMMAND", "GETKEYS", "SET", "a/b.txt", "x"), "a/b.txt");
        assertEquals(await run("COMMAND", "GETKEYS", "DEL", "a", "b"), "a\nb");
      });
      await t.step("a command of ours, its maps readable", async () => {
        assertStringIncludes(await run("--no-raw", "FILE.STAT", "hola.txt"), '"hola.txt"');
        assertStringIncludes(await run("FILE.LIST", "/"), "apuntes");
        assertEquals((await run("FILE.HASH", "vacío.txt")).length, 64);
        assertMatch(await run("ROOM.SAY", "plaza", "¡hola desde redis-cli!"), /^\d+$/);
        assertStringIncludes(await run("ROOM.HISTORY", "plaza"), "¡hola desde redis-cli!");
      });
      await t.step("--json", async () => {
        const stat: unknown = JSON.parse(await run("--json", "FILE.LIST", "/", "MATCH", "hola.txt"));
        assert(Array.isArray(stat) && JSON.stringify(stat).includes('"hola.txt"'), JSON.stringify(stat));
      });
      await t.step(
        "-n 0 selects the only database",
        async () => assertEquals(await run("-n", "0", "PING"), "PONG"),
      );
      await t.step("-r repeats", async () => assertEquals(await run("-r", "3", "PING"), "PONG\nPONG\nPONG"));
    },
  });
}

Deno.test({
  name: "redis-cli: an error is printed, is status 1 with -e, and the server goes on",
  ignore,
  async fn() {
    await using server = await startServer();
    for (
      const [args, error] of [
        [["NOSUCH", "x"], "ERR unknown command 'NOSUCH', with args beginning with: 'x'"],
        [["GET"], "ERR wrong number of arguments for 'get' command"],
        [["GET", "../x"], "BADPATH"],
        [["PUBLISH", "room:plaza", "x"], "NOPERM"],
        [["CLIENT", "NOSUCH"], "ERR unknown subcommand 'NOSUCH'"],
      ] as const
    ) {
      const { code, stdout, stderr } = await cli(server, ["-e", ...args]);
      assertStringIncludes(stdout + stderr, error);
      assertEquals(code, 1, `-e ${args.join(" ")}`);
    }
    const denied = await cli(server, ["-e", "SET", "a.txt", "x"]);
    assertEquals(denied.code, 1, denied.stdout);
    assertEquals(await ok(server, ["PING"]), "PONG");
  },
});

Deno.test({
  name: "redis-cli: --scan lists every file, --pattern those that match",
  ignore,
  async fn() {
    const many = Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [`tareas/${i % 7}/ejercicio ${i}.txt`, "x"]),
    );
    await using folder = await tempDir({ ...FILES, ...many });
    await using server = await startServer({ folder: folder.path });
    const all = [...Object.keys(FILES), ...Object.keys(many)].sort();
    assertEquals((await ok(server, ["--scan"])).split("\n").sort(), all);
    assertEquals((await ok(server, ["-3", "--scan"])).split("\n").sort(), all);
    assertEquals(
      (await ok(server, ["--scan", "--pattern", "tareas/3/*"])).split("\n").sort(),
      all.filter((path) => path.startsWith("tareas/3/")),
    );
    assertEquals(await ok(server, ["--scan", "--pattern", "*vacío*"]), "vacío.txt");
    assertEquals(await ok(server, ["--scan", "--pattern", "nada*"]), "");
  },
});

Deno.test({
  name: "redis-cli: SUBSCRIBE and PSUBSCRIBE print what others publish and what happens in rooms and files",
  ignore,
  async fn(t) {
    await using server = await startServer({ args: ["--access", "write"] });
    for (const flag of ["-2", "-3"]) {
      await t.step(flag, async () => {
        await using one = startCli(server, [flag, "SUBSCRIBE", "noticias", "room:plaza"]);
        await using two = startCli(server, [flag, "PSUBSCRIBE", "noti*", "file:*"]);
        await one.stdout.until((text) => text.includes("room:plaza"), "subscribe reply");
        await two.stdout.until((text) => text.includes("file:*"), "psubscribe reply");
        assertEquals(await ok(server, ["PUBLISH", "noticias", "mañana hay examen 📚"]), "2");
        await ok(server, ["ROOM.SAY", "plaza", "¿alguien ahí?"]);
        await ok(server, ["SET", `entrega${flag}.txt`, "x"]);
        const heard = await one.stdout.until((text) => text.includes("¿alguien ahí?"), "room message");
        assertMatch(heard, /message\nnoticias\nmañana hay examen 📚\n/);
        assertStringIncludes(heard, "room:plaza");
        const matched = await two.stdout.until((text) => text.includes(`entrega${flag}.txt`), "file event");
        assertMatch(matched, /pmessage\nnoti\*\nnoticias\nmañana hay examen 📚\n/);
        assertEquals(one.stderr.text + two.stderr.text, "");
      });
    }
    using watcher = await RespClient.connect(server);
    await othersEnded(watcher);
    assertEquals(await watcher.call("PUBLISH", "noticias", "x"), 0);
  },
});

Deno.test({
  name: "redis-cli: --latency prints samples and no error",
  ignore,
  async fn() {
    await using server = await startServer();
    // With --raw it prints one summary after its interval, and ends.
    const summary = await ok(server, ["--raw", "--latency", "-i", "1"]);
    assertMatch(summary, /^\d+ \d+ \d+\.\d+ [1-9]\d*$/);
    await using history = startCli(server, ["--raw", "--latency-history", "-i", "1"]);
    await history.stdout.until((text) => /^\d+ \d+ \d+\.\d+ [1-9]\d*/m.test(text), "latency samples");
    assertEquals(history.stderr.text, "");
  },
});

Deno.test({
  name: "redis-cli: --bigkeys understands SCAN, TYPE and STRLEN",
  ignore,
  async fn() {
    await using folder = await tempDir({ "grande.bin": new Uint8Array(5000), "chico.txt": "x" });
    await using server = await startServer({ folder: folder.path });
    const big = await ok(server, ["--bigkeys"]);
    assertStringIncludes(big, "grande.bin");
    assertStringIncludes(big, "5000 bytes");
  },
});

Deno.test({
  name: "redis-cli: lines on stdin are commands",
  ignore,
  async fn() {
    await using server = await startServer({ args: ["--access", "write"] });
    const lines = [
      'SET "con espacio.txt" "a\\nb"',
      "GET 'con espacio.txt'",
      "",
      "PING",
      'ECHO "ñ \\xc3\\xb1"',
    ];
    assertEquals(await ok(server, [], { input: lines.join("\n") + "\n" }), "OK\na\nb\nPONG\nñ ñ");
  },
});

Deno.test({
  name: "redis-cli: --pipe sends many requests and counts every reply",
  ignore,
  async fn() {
    await using server = await startServer({ args: ["--access", "write"] });
    const count = 500;
    const requests = Array.from(
      { length: count },
      (_, i) => requestBytes("SET", `masa/${i}.txt`, `contenido ${i} ñ`),
    );
    const input = new Uint8Array(await new Blob(requests).arrayBuffer());
    const said = await ok(server, ["--pipe"], { input });
    assertStringIncludes(said, `errors: 0, replies: ${count}`);
    assertEquals(await ok(server, ["DBSIZE"]), String(count));
    assertEquals(await ok(server, ["GET", `masa/${count - 1}.txt`]), `contenido ${count - 1} ñ`);
  },
});
