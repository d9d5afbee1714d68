/** `deno task bench` as a process: it ends well only if every answer was right, and leaves nothing behind. */
import { fromFileUrl } from "../../lib/std/path.ts";
import { assert, assertEquals, assertStringIncludes } from "../helpers/assert.ts";
import { eventually } from "../helpers/patience.ts";
import { type Finished, installed, programCommand, runProgram } from "../helpers/processes.ts";
import { Running } from "../helpers/running.ts";
import { type TempDir, tempDir } from "../helpers/temp.ts";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));
const POSIX = Deno.build.os !== "windows";
/** Most rows need it. */
const LOAD = POSIX && installed("redis-benchmark");

/** The task's own words, so that a permission that is missing is noticed. */
function benchCommand(args: readonly string[]): [string, string[]] {
  const { tasks } = JSON.parse(Deno.readTextFileSync(`${ROOT}deno.json`));
  const words: string[] = tasks.bench.command.split(" ").filter((word: string) => word.startsWith("--"));
  return [Deno.execPath(), ["run", "--quiet", ...words, `${ROOT}bench/main.ts`, ...args]];
}

function bench(...args: string[]): Promise<Finished> {
  const [program, all] = benchCommand(args);
  return runProgram(program, all, { cwd: ROOT, timeout: 120_000 });
}

/** An executable that stands for our server: it starts another program with the same arguments. */
function executable(folder: TempDir, [program, args]: readonly [string, readonly string[]]): string {
  const path = folder.join("server");
  const words = [program, ...args].map((word) => `'${word}'`).join(" ");
  folder.fill({ server: `#!/bin/sh\nexec ${words} "$@"\n` });
  Deno.chmodSync(path, 0o755);
  return path;
}

/** A server that does with every connection what the statements say. */
function impostor(folder: TempDir, statements: string): string {
  folder.fill({
    "server.ts": `
      const port = Number(Deno.args[Deno.args.indexOf("--port") + 1]);
      const listener = Deno.listen({ hostname: "127.0.0.1", port });
      console.log("listening resp 127.0.0.1:" + listener.addr.port);
      for await (const connection of listener) serve(connection).catch(() => {});
      async function serve(connection) {
        const buffer = new Uint8Array(65536);
        for (let count; (count = await connection.read(buffer)) !== null;) { ${statements} }
      }`,
  });
  const permissions = ["--allow-net", `--allow-write=${folder.path}`];
  return executable(folder, [Deno.execPath(), [
    "run",
    "--quiet",
    "--no-check",
    ...permissions,
    folder.join("server.ts"),
  ]]);
}

Deno.test({
  name: "bench --quick: right answers end with 0, and are in the JSON",
  ignore: !LOAD,
  async fn() {
    await using folder = await tempDir();
    const json = folder.join("bench.json");
    const server = executable(folder, programCommand("server", []));
    const { code, stdout, stderr } = await bench(
      ...[
        "--quick",
        "--only",
        "ping-p16,get-p1,set-unsynced,start,idle-ping",
        "--server",
        server,
        "--json",
        json,
      ],
    );
    assertEquals([code, stderr], [0, ""], stdout);
    const { rows } = JSON.parse(Deno.readTextFileSync(json));
    assertEquals(rows.map(({ id }: { id: string }) => id), [
      "ping-p16",
      "get-p1",
      "set-unsynced",
      "start",
      "idle-ping",
    ]);
    for (const { id, contenders } of rows) assert(contenders[0].values[0] > 0, id);
  },
});

Deno.test({
  name: "bench: a wrong answer voids its row and the exit status is 1, though the other rows go on",
  ignore: !POSIX,
  async fn() {
    await using folder = await tempDir();
    const server = impostor(folder, `await connection.write(new TextEncoder().encode("+PONK\\r\\n"));`);
    const { code, stdout } = await bench("--quick", "--only", "ping-p1,start", "--server", server);
    assertEquals(code, 1);
    assertStringIncludes(stdout, `void: Wrong answer: "K\\r\\n" instead of "G\\r\\n"`);
    assertStringIncludes(stdout, `void: ${LOAD ? "ping-p1, " : ""}start\n`);
  },
});

Deno.test({
  name: "bench interrupted: ends with 130, and so does the server that it started",
  ignore: !LOAD,
  async fn() {
    await using folder = await tempDir();
    const asked = folder.join("asked");
    // Never answers, so that the row is under way until it is interrupted.
    const server = impostor(folder, `Deno.writeTextFileSync("${asked}", String(Deno.pid));`);
    await using running = new Running(benchCommand(["--only", "ping-p1", "--server", server]), { cwd: ROOT });
    await eventually(() => exists(asked), "request of the benchmark");
    assertEquals(await running.stop("SIGINT"), 130);
    const pid = Deno.readTextFileSync(asked);
    const { code } = await runProgram("sh", ["-c", `kill -0 ${pid}`]);
    assert(code !== 0, `The server, process ${pid}, still runs`);
  },
});

Deno.test("bench: wrong usage ends with 2 and tells what there is", async () => {
  const unknown = await bench("--only", "speed");
  assertEquals(unknown.code, 2);
  assertStringIncludes(unknown.stderr, "There is no row 'speed', only ping-p1, ");
  assertStringIncludes((await bench("--server", "/nowhere/server")).stderr, "no server '/nowhere/server'");
});

function exists(path: string): boolean {
  try {
    // Written in one call, but not at once.
    return Deno.readTextFileSync(path) !== "";
  } catch {
    return false;
  }
}
