/** Every command's `--json`, compared with the schema that documents it. @module */
import { Ajv2020, type AnySchema, type ValidateFunction } from "ajv";
import { COMMAND_ROWS, type CommandName } from "../../lib/cli/client_commands.ts";
import { isLocal } from "../../lib/cli/client_pages.ts";
import { join } from "../../lib/std/path.ts";
import { assert, assertEquals, assertThrows } from "../helpers/assert.ts";
import { runClient, startServer } from "../helpers/processes.ts";
import { Link, tempDir } from "../helpers/temp.ts";
import { at, startClient } from "./client_fixture.ts";

const SCHEMA = JSON.parse(
  Deno.readTextFileSync(join(import.meta.dirname as string, "../../docs/client.schema.json")),
) as { $id: string; $defs: Record<string, AnySchema>; anyOf: { $ref: string }[] };

const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
ajv.addSchema(SCHEMA as AnySchema);

function validator(definition: string): ValidateFunction {
  const found = ajv.getSchema(`${SCHEMA.$id}#/$defs/${definition}`);
  assert(found !== undefined, `No definition of ${definition}`);
  return found;
}

/** Insists on one object a line, each as the definition has it. @returns How many. */
function assertLines(definition: string, text: string): number {
  const lines = text.split("\n");
  assertEquals(lines.pop(), "", `${definition}: the last line does not end`);
  for (const line of lines) {
    const validate = validator(definition);
    assert(validate(JSON.parse(line)), `${definition}: ${line}: ${ajv.errorsText(validate.errors)}`);
  }
  return lines.length;
}

/** What is run for each command, in this order, and how many lines each prints. */
const RUNS: readonly (readonly [command: CommandName, args: readonly string[], lines: number])[] = [
  ["ls", [], 3],
  ["ls", ["docs"], 0],
  ["get", ["a.txt", "ñ b.txt"], 2],
  ["get", ["*.txt", "--if-exists", "skip"], 2],
  ["get", ["docs", "-r"], 0],
  ["get", ["/", "--tar"], 1],
  ["put", ["a.txt", "docs/"], 1],
  ["put", ["-r", "deep", "--if-exists", "skip"], 2],
  ["put", ["-r", "deep", "--if-exists", "skip"], 2],
  ["put", ["a.txt", "docs/", "--if-exists", "rename"], 1],
  ["stat", ["a.txt"], 1],
  ["stat", ["docs"], 1],
  ["hash", ["a.txt"], 1],
  ["rm", ["docs", "-r"], 1],
  ["echo", ["\u202ehola", "\u001b[2J"], 1],
  ["time", ["--repeat", "2"], 2],
  ["status", [], 1],
  ["say", ["hola"], 1],
  ["say", ["club", "hola"], 1],
  ["tell", ["ana", "psst"], 1],
  ["who", [], 1],
  ["rooms", [], 2],
  ["history", [], 2],
  ["raw", ["PING"], 1],
  ["raw", ["HELLO", "3"], 1],
  ["raw", ["FILE.LIST", "/"], 1],
  ["raw", ["GET", "nothing"], 1],
];

Deno.test("docs/client.schema.json is what every command prints with --json", async () => {
  await using share = await tempDir({ "a.txt": "a", "ñ b.txt": "", docs: {} });
  await using here = await tempDir({ deep: { "x.txt": "x", link: new Link("x.txt") } });
  await using server = await startServer({ folder: share.path, args: ["--access", "write"] });
  const run = (...args: string[]) =>
    runClient(["--port", String(server.port()), "--json", ...args], { cwd: here.path });
  await using watching = startClient(at(server, "watch", "--json"));
  // Until the first event comes, it is not known that the subscription stands.
  for (let attempt = 0; attempt < 100 && watching.stdout.text === ""; attempt++) {
    await run("raw", "SET", "first.txt", String(attempt));
  }
  await run("rm", "first.txt");
  await using ana = startClient(at(server, "--name", "ana"));
  await watching.stdout.until((text) => text.includes('"join"'), "ana");
  await run("say", "hola");

  for (const [command, args, lines] of RUNS) {
    const { code, stdout, stderr } = await run(command, ...args);
    assertEquals([code, stderr], [0, ""], `${command} ${args}`);
    assertEquals(assertLines(command, stdout), lines, `${command} ${args}: ${stdout}`);
  }
  const piped = await runClient(["--port", String(server.port()), "--json"], { input: "uno\ndos\n" });
  assertEquals([assertLines("say", piped.stdout), piped.stderr], [2, ""]);
  await ana.stop();
  await watching.stdout.until((text) => text.includes('"leave"'), "ana's leaving");
  await watching.stop();
  for (const event of ["created", "removed", "message", "join", "leave"]) {
    assert(watching.stdout.text.includes(`"event":"${event}"`), event);
  }
  assert(assertLines("watch", watching.stdout.text) > 5);

  for (const args of [["get", "nothing"], ["nothing"], ["ls", "--port", "1"], ["get", "nothing", "also"]]) {
    const { code, stdout, stderr } = await run(...args);
    assert(code > 0, `${args}`);
    assertEquals(
      [stdout, assertLines("error", stderr)],
      ["", args.length === 3 && code === 1 ? 2 : 1],
      stderr,
    );
  }
});

Deno.test("docs/client.schema.json has every command, and each of them is run above", () => {
  const commands = COMMAND_ROWS.filter(([name, row]) => row.place !== "session" && !isLocal(name)).map((
    [name],
  ) => name);
  const run = new Set<string>([...RUNS.map(([command]) => command), "watch"]);
  assertEquals(commands.filter((name) => !run.has(name)), []);
  for (const name of [...commands, "error"]) {
    assert(name in SCHEMA.$defs, name);
    assert(SCHEMA.anyOf.some(({ $ref }) => $ref === `#/$defs/${name}`), name);
  }
});

Deno.test("docs/client.schema.json refuses what the client does not print", () => {
  const rows: readonly (readonly [definition: string, value: unknown])[] = [
    ["ls", { path: "a", name: "a", type: "link", size: 1, mtime: 1 }],
    ["ls", { path: "a", name: "a", type: "file", size: 1, mtime: 1, owner: "root" }],
    ["hash", { path: "a", sha256: "abc" }],
    ["say", { room: "plaza" }],
    ["watch", { channel: "room:plaza", event: "message", text: "no sender" }],
    ["error", { error: "not found", message: "x" }],
    ["get", { path: "a", file: "a", skipped: "no idea" }],
    ["put", { path: "a", file: "a", size: 1, sha256: "0".repeat(64), replaced: false }],
    ["progress", { event: "progress", name: "a", at: 1, size: 2 }],
  ];
  for (const [definition, value] of rows) {
    assertThrows(() => assertLines(definition, `${JSON.stringify(value)}\n`), Error, definition);
  }
});
