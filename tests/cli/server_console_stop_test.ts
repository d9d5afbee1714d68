/** The server's console gives the terminal back, however it ends. @module */
import { join } from "../../lib/std/path.ts";
import { consoleServer, startConsole, terminalIsAsBefore } from "../helpers/console_server.ts";
import { RespClient } from "../helpers/resp_client.ts";
import { tempDir } from "../helpers/temp.ts";
import { NO_TMUX } from "../helpers/tmux.ts";

Deno.test({
  name: "console: SIGTERM in the middle of a line gives the terminal back",
  ignore: NO_TMUX,
  async fn() {
    await using folder = await tempDir();
    await using server = await consoleServer({ folder: folder.path });
    await server.type("half a line");
    await server.until((screen) => screen.endsWith("> half a line"), "the typed line");
    Deno.kill(await server.pid(), "SIGTERM");
    await server.until((screen) => /^Stopped$/m.test(screen), "last word");
    await terminalIsAsBefore(server);
  },
});

for (const busy of [false, true]) {
  Deno.test({
    name: `console: Ctrl-C stops in order${busy ? ", once more at once" : ""}, and gives the terminal back`,
    ignore: NO_TMUX,
    async fn() {
      await using folder = await tempDir();
      await Deno.writeFile(folder.join("big.bin"), new Uint8Array(64 * 1024 * 1024));
      await using server = await consoleServer({ folder: folder.path });
      // Nobody reads the rest of it: the server waits for --stop-timeout, 30 seconds, unless it is hurried.
      const transfer = await Deno.connect({ hostname: "127.0.0.1", port: server.port() });
      if (busy) {
        await transfer.write(new TextEncoder().encode("GET big.bin\r\n"));
        await transfer.read(new Uint8Array(100));
      } else transfer.close();
      await server.type("half a line");
      await server.until((screen) => screen.endsWith("> half a line"), "the typed line");
      // The first may only clear the line, the second only ask.
      for (let i = 0; i < 4 && !(await server.screen()).some((line) => line.endsWith("Stopped")); i++) {
        const before = (await server.screen()).join("\n");
        await server.press("C-c");
        await server.until((screen) => screen !== before, "effect of Ctrl-C");
      }
      await server.until((screen) => /Stopped$/m.test(screen), "last word");
      await terminalIsAsBefore(server);
      if (busy) transfer.close();
    },
  });
}

Deno.test({
  name: "console: Ctrl-D ends the reading only, Ctrl-C then stops",
  ignore: NO_TMUX,
  async fn() {
    await using folder = await tempDir();
    await using server = await consoleServer({ folder: folder.path });
    await server.press("C-d");
    await server.until((screen) => screen.includes("No more is read here"), "what that means");
    using peer = await RespClient.connect(server);
    await peer.call("ROOM.SAY", "plaza", "still here");
    await server.until((screen) => screen.includes("still here"), "a message");
    await server.press("C-c");
    await server.until((screen) => /^Stopped$/m.test(screen), "last word");
    await terminalIsAsBefore(server);
  },
});

Deno.test({
  name: "console: a server that cannot start leaves the terminal alone",
  ignore: NO_TMUX,
  async fn() {
    await using folder = await tempDir();
    await using server = await startConsole({ folder: join(folder.path, "missing") });
    await server.until((screen) => screen.includes("missing"), "why");
    await terminalIsAsBefore(server);
  },
});
