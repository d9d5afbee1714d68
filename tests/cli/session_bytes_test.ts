/** Every byte that a session writes to a terminal. @module */
import { stripVTControlCharacters } from "node:util";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../helpers/assert.ts";
import { eventually } from "../helpers/patience.ts";
import { startServer } from "../helpers/processes.ts";
import { RespClient } from "../helpers/resp_client.ts";
import { NO_SCRIPT, runScript } from "../helpers/script.ts";
import { shellLine } from "../helpers/shell.ts";
import { PROMPT, said, sessionCommand } from "./session_fixture.ts";

interface Recording {
  readonly bytes: string;
  readonly status: number;
}

/** Everything that a session writes. */
async function record(flags: readonly string[], env: Readonly<Record<string, string>>): Promise<Recording> {
  await using server = await startServer();
  using other = await RespClient.connect(server);
  await other.call("HELLO", "3", "SETNAME", "luz");
  await using script = runScript(shellLine(sessionCommand(server, flags)), {
    env: { NO_COLOR: "", ...env },
  });
  const { stdout } = script;
  await stdout.until((text) => text.includes("Here: ana"), "the room");
  await other.call("ROOM.SAY", "plaza", "uno\ndos");
  await stdout.until((text) => text.includes("dos"), "a message");
  await script.write("hola\r");
  await eventually(async () => (await said(server)).length === 2, "the message");
  await script.write("/time\r");
  await stdout.until((text) => /^\d\d:\d\d:\d\d\r?$/m.test(stripVTControlCharacters(text)), "the time");
  await script.write("salir\r");
  const status = await script.ended();
  return { bytes: stdout.text, status };
}

for (
  const [name, flags, env] of [
    ["--plain", ["--plain"], { TERM: "xterm-256color" }],
    ["TERM=dumb", [], { TERM: "dumb" }],
    ["--plain --color always", ["--plain", "--color", "always"], { TERM: "xterm-256color" }],
  ] as [string, string[], Record<string, string>][]
) {
  Deno.test(
    { name: `session ${name}: lines, and no control sequence at all`, ignore: NO_SCRIPT },
    async () => {
      const { bytes, status } = await record(flags, env);
      assertEquals(status, 0);
      assertEquals(bytes.match(/[^\P{Cc}\r\n]/gu), null);
      assertStringIncludes(bytes.replaceAll("\r", ""), " luz: uno\n         dos\n");
      // As it was typed, and not once more.
      assertEquals(bytes.split("hola").length - 1, 1);
      assert(!bytes.includes(PROMPT), bytes);
    },
  );
}

for (
  const [name, flags, env, coloured] of [
    ["by default", [], {}, true],
    ["NO_COLOR", [], { NO_COLOR: "1" }, false],
    ["--color never", ["--color", "never"], {}, false],
    ["NO_COLOR --color always", ["--color", "always"], { NO_COLOR: "1" }, true],
  ] as [string, string[], Record<string, string>, boolean][]
) {
  Deno.test({ name: `session ${name}: ${coloured ? "" : "no "}colours`, ignore: NO_SCRIPT }, async () => {
    const { bytes, status } = await record(flags, { TERM: "xterm-256color", ...env });
    assertEquals(status, 0);
    // deno-lint-ignore no-control-regex -- controls are what this is about
    assertEquals(/\x1b\[[\d;]*m/.test(bytes), coloured);
    // What was asked of the terminal is taken back.
    assertEquals(bytes.lastIndexOf("\x1b[?2004l") > bytes.lastIndexOf("\x1b[?2004h"), true);
    assertEquals(bytes.split("\x1b[?7l").length, bytes.split("\x1b[?7h").length);
  });
}

Deno.test({
  name: "client on a terminal: leaving clears the line, so that the shell's prompt has one of its own",
  ignore: NO_SCRIPT,
  async fn() {
    await using server = await startServer();
    for (const keys of ["salir\r", "\x04"]) {
      const line = `${shellLine(sessionCommand(server))}; echo "[shell]"`;
      await using script = runScript(line, { env: { TERM: "xterm" } });
      await script.stdout.until((text) => text.includes("Here: ana"), "the room");
      await script.write(keys);
      await script.ended();
      // deno-lint-ignore no-control-regex -- controls are what this is about
      assertMatch(script.stdout.text, /\r\x1b\[J\x1b\[\?2004l\[shell\]\r\n$/);
    }
  },
});
