/**
 * `redis-benchmark`: Redis's own load, and each command of ours, one request at a time and sixteen in a pipeline.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "../helpers/assert.ts";
import { installed, runProgram, startServer, type TestServer } from "../helpers/processes.ts";
import { othersEnded, RespClient } from "../helpers/resp_client.ts";
import { tempDir } from "../helpers/temp.ts";

const ignore = !installed("redis-benchmark");
const PIPELINES = ["1", "16"] as const;

/** Runs it and insists that every request got a reply that is no error. */
async function bench(server: TestServer, args: readonly string[]): Promise<string> {
  const all = ["-p", String(server.port()), "--csv", "-c", "10", ...args];
  const { code, stdout, stderr } = await runProgram("redis-benchmark", all, { timeout: 120_000 });
  const shown = `redis-benchmark ${all.join(" ")}: ${stdout}${stderr}`;
  assertEquals(code, 0, shown);
  assert(!/error|ERR\b/i.test(stdout + stderr), shown);
  return stdout;
}

async function allEnded(server: TestServer): Promise<void> {
  using client = await RespClient.connect(server);
  await othersEnded(client);
  assert(!/session failed|command failed/.test(server.stderr.text), server.stderr.text);
}

Deno.test({
  name: "redis-benchmark: -t ping,set,get runs without an error",
  ignore,
  async fn(t) {
    await using server = await startServer({ args: ["--access", "write", "--sync", "off"] });
    for (const pipeline of PIPELINES) {
      await t.step(`pipeline ${pipeline}`, async () => {
        const csv = await bench(server, ["-t", "ping,set,get", "-n", "2000", "-P", pipeline]);
        for (const test of ["PING_INLINE", "PING_MBULK", "SET", "GET"]) {
          assertStringIncludes(csv, `"${test}"`);
        }
      });
      await t.step(`pipeline ${pipeline}, random keys, values of 1 KiB`, async () => {
        await bench(server, ["-t", "set,get", "-n", "2000", "-P", pipeline, "-r", "50", "-d", "1024"]);
      });
    }
    await t.step("what SET stored is whole", async () => {
      using client = await RespClient.connect(server);
      assertEquals(await client.call("STRLEN", "key:__rand_int__"), 3);
      for (const path of await client.call("KEYS", "key:0*") as string[]) {
        assertEquals(await client.call("STRLEN", path), 1024, path);
      }
    });
    await t.step("every session has ended, and nothing was logged as a defect", () => allEnded(server));
  },
});

/** A row for each command that can be asked for again and again. */
const READING: readonly (readonly string[])[] = [
  ["PING"],
  ["ECHO", "¡hola! 👋"],
  ["TIME"],
  ["INFO"],
  ["HELLO"],
  ["HELLO", "2"],
  ["SELECT", "0"],
  ["COMMAND", "COUNT"],
  ["CLIENT", "ID"],
  ["CLIENT", "LIST"],
  ["CONFIG", "GET", "maxclients"],
  ["GET", "hola.txt"],
  ["GET", "no.txt"],
  ["GET", "grande.bin"],
  ["GETRANGE", "grande.bin", "100", "199"],
  ["STRLEN", "hola.txt"],
  ["EXISTS", "hola.txt", "no.txt"],
  ["TYPE", "apuntes"],
  ["KEYS", "*.txt"],
  ["SCAN", "0"],
  ["DBSIZE"],
  ["FILE.LIST", "/"],
  ["FILE.LIST", "/", "RECURSIVE"],
  ["FILE.STAT", "hola.txt"],
  ["FILE.HASH", "grande.bin"],
  ["ROOM.LIST"],
  ["ROOM.WHO"],
  ["ROOM.HISTORY", "plaza"],
  ["PUBLISH", "noticias", "hola"],
  ["PUBSUB", "CHANNELS"],
  ["PUBSUB", "NUMSUB", "noticias"],
];

const WRITING: readonly (readonly string[])[] = [
  ["SET", "a.txt", "hola"],
  ["SETRANGE", "a.txt", "2", "x"],
  ["APPEND", "b.txt", "x"],
  ["DEL", "a.txt"],
  ["FILE.MKDIR", "carpeta/otra"],
];

/** Rooms: the rate is raised, or ten clients would be put out at once. */
const TALKING: readonly (readonly string[])[] = [
  ["ROOM.JOIN", "plaza"],
  ["ROOM.SAY", "plaza", "¡hola!"],
  ["ROOM.LEAVE", "plaza"],
];

Deno.test({
  name: "redis-benchmark: each single command of ours runs without an error",
  ignore,
  async fn(t) {
    await using folder = await tempDir({
      "hola.txt": "hola",
      "grande.bin": new Uint8Array(100_000),
      apuntes: { "tema.txt": "x" },
    });
    await using server = await startServer({
      folder: folder.path,
      args: ["--access", "write", "--sync", "off", "--chat-rate", "1000000"],
    });
    for (const [rows, count] of [[READING, "500"], [WRITING, "200"], [TALKING, "500"]] as const) {
      for (const command of rows) {
        for (const pipeline of PIPELINES) {
          await t.step(`${command.join(" ")}, pipeline ${pipeline}`, async () => {
            await bench(server, ["-n", count, "-P", pipeline, ...command]);
          });
        }
      }
    }
    await t.step("every session has ended, and nothing was logged as a defect", () => allEnded(server));
  },
});

Deno.test({
  name: "redis-benchmark: -3 speaks RESP3",
  ignore,
  async fn() {
    await using server = await startServer({ args: ["--access", "write", "--sync", "off"] });
    await bench(server, ["-3", "-t", "ping,set,get", "-n", "500"]);
    await bench(server, ["-3", "-n", "500", "FILE.LIST", "/"]);
  },
});

Deno.test({
  name: "redis-benchmark: an error of ours ends it, so the tests above would notice one",
  ignore,
  async fn() {
    await using server = await startServer();
    const args = ["-p", String(server.port()), "-n", "10", "-c", "1", "NOSUCH"];
    const { code, stdout, stderr } = await runProgram("redis-benchmark", args);
    assertEquals(code, 1);
    assertStringIncludes(stdout + stderr, "unknown command");
  },
});
