/** The server's console on real terminals, whose screens are read. @module */
import { assert, assertEquals, assertMatch } from "../helpers/assert.ts";
import { consoleServer, terminalIsAsBefore } from "../helpers/console_server.ts";
import { connectPeer } from "../helpers/peer.ts";
import { runClient } from "../helpers/processes.ts";
import { RespClient } from "../helpers/resp_client.ts";
import { tempDir } from "../helpers/temp.ts";
import { NO_TMUX } from "../helpers/tmux.ts";

const WRITE = ["--access", "write", "--keep-free", "0", "--sync", "off"];

Deno.test({
  name: "console: what to tell others, who comes, what is said, fetched and handed in",
  ignore: NO_TMUX,
  async fn() {
    await using folder = await tempDir({ "welcome.txt": "hola\n", "notes/a.txt": "a" });
    await Deno.writeFile(folder.join("big.bin"), new Uint8Array(64 * 1024 * 1024));
    await using server = await consoleServer({
      folder: folder.path,
      args: [...WRITE, "--file-port", "0", "--host", "127.0.0.1"],
      size: { columns: 100, rows: 40 },
    });
    const port = String(server.port());
    const start = (await server.screen()).join("\n");
    assertMatch(start, /Only this machine can connect; --host 0\.0\.0\.0 opens/);
    assertMatch(start, new RegExp(`(enchufe|deno task client) --port ${port} --name YOUR_NAME\n`));
    assertMatch(start, new RegExp(`redis-cli -h 127\\.0\\.0\\.1 -p ${port}\n`));
    assertMatch(start, new RegExp(`nc 127\\.0\\.0\\.1 ${server.port("file")}  \\(file\\)\n`));

    await using ana = await connectPeer(server.port(), { version: 3, name: "ana" });
    await ana.call("ROOM.JOIN", "plaza");
    await ana.call("ROOM.SAY", "plaza", "buenos días 🙂");
    assertEquals(
      (await runClient(["--port", port, "--name", "bea", "get", "welcome.txt"], { cwd: folder.path })).code,
      0,
    );
    await Deno.writeTextFile(folder.join("local.txt"), "12345");
    assertEquals(
      (await runClient(["--port", port, "--name", "bea", "put", "local.txt", "in.txt"], { cwd: folder.path }))
        .code,
      0,
    );
    await ana.call("FILE.MOVE", "in.txt", "moved.txt");
    await ana.call("DEL", "moved.txt");
    const classic = await Deno.connect({ hostname: "127.0.0.1", port: server.port("file") });
    await classic.write(new TextEncoder().encode("local.txt\n"));
    await classic.read(new Uint8Array(100));
    classic.close();
    // Somebody who goes in the middle.
    const half = await Deno.connect({ hostname: "127.0.0.1", port: server.port() });
    await half.write(new TextEncoder().encode("GET big.bin\r\n"));
    await half.read(new Uint8Array(100));
    half.close();
    await ana.call("FILE.TAR", "notes");
    for (let at = 0; at < 50; at++) {
      await ana.call("GETRANGE", "big.bin", String(at * 1000), String(at * 1000 + 999));
    }
    await ana.call("ROOM.LEAVE", "plaza");
    const wanted = [
      "ana (127.0.0.1) has come into plaza",
      "[plaza] ana: buenos días 🙂",
      "bea fetched welcome.txt (5 B)",
      "bea handed in in.txt (5 B)",
      "ana moved in.txt to moved.txt",
      "ana removed moved.txt (5 B)",
      "127.0.0.1 fetched local.txt (5 B)",
      "127.0.0.1 left before all of big.bin (64 MiB) was sent",
      "ana fetched notes (2.5 KiB)",
      "ana fetched 48.8 KiB of big.bin in 50 parts",
      "ana (127.0.0.1) has left plaza",
    ];
    for (const line of wanted) await server.until((screen) => screen.includes(line), line);
    await server.enter("/recent");
    await server.until((screen) => screen.split("50 parts").length === 3, "the last transfers");
    // All of a file, as our client asks for it, is no part.
    await ana.call("GETRANGE", "welcome.txt", "0", "-1");
    await server.until((screen) => screen.includes("ana fetched welcome.txt (5 B)"), "a whole range");
    await server.enter("/stop");
    await terminalIsAsBefore(server);
  },
});

Deno.test({
  name: "console: orders, completion, history, a mistyped order",
  ignore: NO_TMUX,
  async fn() {
    await using folder = await tempDir();
    await using server = await consoleServer({ folder: folder.path, size: { columns: 100, rows: 50 } });
    await using ana = await connectPeer(server.port(), { version: 3, name: "ana" });
    await ana.call("ROOM.JOIN", "plaza");
    await server.enter("/who");
    await server.until(
      (screen) => /^NAME +ADDRESS +ROOMS +SINCE\nana +127\.0\.0\.1 +plaza +[\d:]{8}\n1 member$/m.test(screen),
      "members",
    );
    await server.enter("/status");
    await server.until((screen) => /^1 connection, 1 name, 1 room$/m.test(screen), "status");
    await server.enter("/stauts");
    await server.until((screen) => screen.includes("did you mean /status?"), "nearest order");
    await server.enter("/mute ana");
    await server.until((screen) => screen.includes("ana cannot speak any more"), "mute");
    assertMatch(String(await ana.call("ROOM.SAY", "plaza", "hola").then(JSON.stringify)), /MUTED|muted/);
    await server.enter("/who");
    await server.until((screen) => /^ana .* [\d:]{8} +muted$/m.test(screen), "who is muted");
    await server.enter("/unmute ana");
    await server.until((screen) => screen.includes("ana can speak again"), "unmute");
    await server.enter("/address");
    await server.until((screen) => screen.split("Only this machine can connect").length === 3, "addresses");
    await server.enter("/help");
    await server.until((screen) => /^ {2}\/kick NAME \[REASON\] +kick somebody out$/m.test(screen), "help");
    await server.type("/ki");
    await server.press("Tab");
    await server.until((screen) => /^> \/kick$/.test(screen.split("\n").at(-1) ?? ""), "order");
    await server.type("an");
    await server.press("Tab");
    await server.until(
      (screen) => /^> \/kick ana$/.test(screen.split("\n").at(-1) ?? ""),
      "completed order",
    );
    await server.press("Enter");
    await server.until((screen) => screen.includes("ana was kicked out"), "kick");
    await ana.closed();
    await server.press("Up", "Up");
    await server.until((screen) => (screen.split("\n").at(-1) ?? "") === "> /help", "history");
    await server.press("C-u");
    await server.enter("salir");
    await terminalIsAsBefore(server);
  },
});

Deno.test({
  name: "console: with the log in a file, all of it is there and none of it on the screen",
  ignore: NO_TMUX,
  async fn() {
    await using folder = await tempDir();
    await using logs = await tempDir();
    await using server = await consoleServer({ folder: folder.path, stderr: logs.join("log") });
    using peer = await RespClient.connect(server);
    await peer.call("GET", "../x");
    await peer.call("ROOM.SAY", "plaza", "shown");
    const screen = await server.until((text) => text.includes("shown"), "a message");
    assert(!screen.join("\n").includes("command error"));
    await server.enter("/stop");
    await terminalIsAsBefore(server);
    const log = await Deno.readTextFile(logs.join("log"));
    for (const event of ["session start", "command error", "session end", "server stopped"]) {
      assert(log.includes(event), `${event} is not in the log: ${log}`);
    }
  },
});

Deno.test({
  name: "console on a dumb terminal: plain lines",
  ignore: NO_TMUX,
  async fn() {
    await using folder = await tempDir();
    await using server = await consoleServer({ folder: folder.path, env: { TERM: "dumb" } });
    using peer = await RespClient.connect(server);
    await peer.call("ROOM.SAY", "plaza", "hola");
    await server.until((screen) => screen.includes(": hola"), "a message");
    await server.enter("/rooms");
    await server.until((screen) => screen.includes("plaza: 0 members, 1 message"), "rooms");
    await server.enter("/stop");
    await terminalIsAsBefore(server);
  },
});
