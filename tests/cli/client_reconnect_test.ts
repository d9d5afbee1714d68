import { assertEquals } from "../helpers/assert.ts";
import { eventually } from "../helpers/patience.ts";
import { installed, Output, programCommand, startServer } from "../helpers/processes.ts";
import { RespClient } from "../helpers/resp_client.ts";

Deno.test({
  name: "client on a terminal: a lost connection comes back, with what was missed, each message once",
  // `script` of util-linux gives a program a terminal; others take other flags.
  ignore: Deno.build.os !== "linux" || !installed("script"),
  async fn() {
    await using server = await startServer();
    using other = await RespClient.connect(server);
    await other.call("HELLO", "3", "SETNAME", "bea");
    const flags = ["--port", String(server.port()), "--name", "ana", "--color", "never"];
    const [program, args] = programCommand("client", flags);
    const script = new Deno.Command("script", {
      args: ["-qec", [program, ...args].map((word) => `'${word}'`).join(" "), "/dev/null"],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
      env: { TERM: "xterm" },
    }).spawn();
    const screen = new Output(script.stdout);
    const keys = script.stdin.getWriter();
    const type = (text: string) => keys.write(new TextEncoder().encode(text));
    await screen.until((text) => text.includes("Here: ana"), "the room");
    await other.call("ROOM.SAY", "plaza", "antes");
    await screen.until((text) => text.includes("bea: antes"), "a message");

    const id = /id=(\d+) [^\n]*name=ana /.exec(String(await other.call("CLIENT", "LIST")))?.[1] ?? "";
    await type("a medio escribir");
    assertEquals(await other.call("CLIENT", "KILL", "ID", id), 1);
    const members = async () => JSON.stringify(await other.call("ROOM.WHO", "plaza"));
    await eventually(async () => !(await members()).includes('"ana"'), "end of the first session");
    await other.call("ROOM.SAY", "plaza", "perdido");
    await screen.until((text) => text.includes("Connected again"), "the connection");
    await screen.until((text) => text.includes("bea: perdido"), "what was missed");
    await other.call("ROOM.SAY", "plaza", "después");
    await screen.until((text) => text.includes("bea: después"), "a message after it");

    // What was being typed is still there, and is said now.
    await type("\r");
    await eventually(async () => {
      const { messages } = await other.call("ROOM.HISTORY", "plaza") as { messages: { text: string }[] };
      return messages.at(-1)?.text === "a medio escribir";
    }, "the line that was being typed");
    await type("salir\r");
    await Promise.all([script.status, screen.done]);
    await keys.close().catch(() => {});
    for (const text of ["antes", "perdido", "después"]) {
      assertEquals(screen.text.split(`bea: ${text}`).length - 1, 1, text);
    }
  },
});
