/**
 * Uses the two programs as their users do, on any system: version, list, get, put, echo, a chat, an orderly stop. Run by the
 * suite on the sources, and by a release on each archive on its own system:
 *
 *     deno run -A tests/smoke.ts --server dist/enchufe-server --client dist/enchufe
 *
 * @module
 */
import { parseArgs } from "../lib/std/cli.ts";
import { VERSION } from "../lib/version.ts";
import { assert, assertEquals, assertMatch } from "./helpers/assert.ts";
import { eventually } from "./helpers/patience.ts";
import {
  type Finished,
  programCommand,
  runClient,
  runProgram,
  startServer,
  type TestServer,
} from "./helpers/processes.ts";
import { tempDir } from "./helpers/temp.ts";
import { Running } from "./helpers/running.ts";

const TEXT = "El ñandú comió piñas 🍍\n";
const VERSION_LINE =
  /^enchufe ([\d.]+) \((from source|commit [0-9a-f]{7,}\+?|commit unknown), Deno [\d.]+, \w+ \w+\)\n$/;

/** Called behind each part that went well. */
export type Report = (part: string) => void;

/** Runs one command of the client, in a folder of its own, and wants it to succeed. */
type Client = (...args: string[]) => Promise<Finished>;

/** Someone who watches the rooms. */
/**
 * Goes through everything once.
 *
 * @param report Told of each part.
 * @throws {Error} at the first thing that is not as it should be.
 */
export async function smoke(report: Report): Promise<void> {
  await versions();
  report("version");
  await using share = await tempDir({ "bienvenida.txt": TEXT, notes: { "a b.txt": "x" } });
  await using here = await tempDir({ "tarea 1.txt": TEXT });
  await using server = await startServer({ folder: share.path, args: ["--access", "write"] });
  const client: Client = async (...args) => {
    const ran = await runClient(["--port", String(server.port()), "--json", ...args], { cwd: here.path });
    assertEquals([ran.code, ran.stderr], [0, ""], args.join(" "));
    return ran;
  };
  report("server on a free port");

  const paths = rows(await client("ls")).map(({ path }) => path);
  assertEquals(paths.toSorted(), ["bienvenida.txt", "notes"]);
  report("list");

  await client("get", "bienvenida.txt", "notes/a b.txt");
  assertEquals(await Deno.readTextFile(here.join("bienvenida.txt")), TEXT);
  assertEquals(await Deno.readTextFile(here.join("a b.txt")), "x");
  report("get");

  await client("put", "tarea 1.txt", "tareas/");
  assertEquals(await Deno.readTextFile(share.join("tareas", "tarea 1.txt")), TEXT);
  report("put");

  assertEquals(rows(await client("echo", TEXT.trim())), [{ text: TEXT.trim() }]);
  report("echo");

  await chat(server, client);
  report("chat");
  report("orderly stop");
}

async function versions(): Promise<void> {
  for (const program of ["server", "client"] as const) {
    const { code, stdout, stderr } = await runProgram(...programCommand(program, ["--version"]));
    assertEquals([code, stderr], [0, ""]);
    assertMatch(stdout, VERSION_LINE);
    assertEquals(stdout.split(" ")[1], VERSION);
  }
}

/** Two who both see what both say, until the server stops. */
async function chat(server: TestServer, client: Client): Promise<void> {
  await using one = watch(server), two = watch(server);
  await eventually(async () => {
    const [answer] = rows(await client("raw", "CLIENT", "LIST"));
    return String(answer?.reply).match(/ psub=2 /g)?.length === 2;
  }, "two who watch");
  await client("say", "--name", "ana", "plaza", "¿hay alguien?");
  await client("say", "--name", "bea", "plaza", "sí 👋");
  for (const { stdout } of [one, two]) await stdout.until((text) => text.includes("👋"), "what was said");

  await client("raw", "SERVER.SHUTDOWN");
  assertEquals((await server.process.status).code, 0);
  for (const watcher of [one, two]) {
    await watcher.ended();
    const events = watcher.stdout.text.trim().split("\n").map((line) =>
      JSON.parse(line) as Record<string, unknown>
    );
    const messages = events.filter(({ event }) => event === "message").map(({ from, text }) => [from, text]);
    assertEquals(messages, [["ana", "¿hay alguien?"], ["bea", "sí 👋"]]);
    assert(events.some(({ event }) => event === "closing"), "the end was not announced");
  }
}

function watch(server: TestServer): Running {
  return new Running(programCommand("client", ["--port", String(server.port()), "--json", "watch"]));
}

function rows({ stdout }: Finished): Record<string, unknown>[] {
  return stdout.trim().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Runs the script on the programs that are named, or else on the sources. */
async function main(args: string[]): Promise<void> {
  const { server, client } = parseArgs(args, { string: ["server", "client"] });
  if (server) Deno.env.set("SERVER_BIN", await Deno.realPath(server as string));
  if (client) Deno.env.set("CLIENT_BIN", await Deno.realPath(client as string));
  // deno-lint-ignore no-console -- whoever runs this wants to see how far it came
  await smoke((part) => console.log(`ok  ${part}`));
}

if (import.meta.main) await main(Deno.args);
