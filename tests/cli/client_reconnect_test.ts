import { assertEquals } from "../helpers/assert.ts";
import { eventually } from "../helpers/patience.ts";
import { startServer } from "../helpers/processes.ts";
import { RespClient } from "../helpers/resp_client.ts";
import { NO_SCRIPT, runScript } from "../helpers/script.ts";
import { shellLine } from "../helpers/shell.ts";
import { said, sessionCommand } from "./session_fixture.ts";

Deno.test({
  name: "client on a terminal: a lost connection comes back, with what was missed, each message once",
  ignore: NO_SCRIPT,
  async fn() {
    await using server = await startServer();
    using other = await RespClient.connect(server);
    await other.call("HELLO", "3", "SETNAME", "bea");
    const line = shellLine(sessionCommand(server, ["--color", "never"]));
    await using script = runScript(line, { env: { TERM: "xterm" } });
    const { stdout: screen } = script;
    await screen.until((text) => text.includes("Here: ana"), "the room");
    await other.call("ROOM.SAY", "plaza", "antes");
    await screen.until((text) => text.includes("bea: antes"), "a message");

    const id = /id=(\d+) [^\n]*name=ana /.exec(String(await other.call("CLIENT", "LIST")))?.[1] ?? "";
    await script.write("a medio escribir");
    assertEquals(await other.call("CLIENT", "KILL", "ID", id), 1);
    const members = async () => JSON.stringify(await other.call("ROOM.WHO", "plaza"));
    await eventually(async () => !(await members()).includes('"ana"'), "end of the first session");
    await other.call("ROOM.SAY", "plaza", "perdido");
    await screen.until((text) => text.includes("Connected again"), "the connection");
    await screen.until((text) => text.includes("bea: perdido"), "what was missed");
    await other.call("ROOM.SAY", "plaza", "después");
    await screen.until((text) => text.includes("bea: después"), "a message after it");

    // What was being typed is still there, and is said now.
    await script.write("\r");
    await eventually(
      async () => (await said(server)).at(-1) === "a medio escribir",
      "the line that was being typed",
    );
    await script.write("salir\r");
    await script.ended();
    for (const text of ["antes", "perdido", "después"]) {
      assertEquals(screen.text.split(`bea: ${text}`).length - 1, 1, text);
    }
  },
});
