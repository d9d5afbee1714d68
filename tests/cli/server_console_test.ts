/** The server's console on real terminals, whose screens are read. @module */
import { join } from "../../lib/std/path.ts";
import { assert, assertEquals, assertMatch } from "../helpers/assert.ts";
import { consoleServer, startConsole } from "../helpers/console_server.ts";
import { eventually, pause } from "../helpers/patience.ts";
import { connectPeer } from "../helpers/peer.ts";
import { installed, Output, programCommand, runClient } from "../helpers/processes.ts";
import { plain } from "../helpers/replies.ts";
import { RespClient } from "../helpers/resp_client.ts";
import { tempDir } from "../helpers/temp.ts";
import { NO_TMUX, SHELL_PROMPT, type Tmux } from "../helpers/tmux.ts";

const WRITE = ["--access", "write", "--keep-free", "0", "--sync", "off"];

/** What a shell says of the terminal that it was given back. */
async function terminalIsAsBefore(server: Tmux): Promise<void> {
  await server.until((screen) => screen.split("\n").at(-1) === SHELL_PROMPT, "prompt of the shell alone");
  await server.enter(
    "clear; stty -a | tr ' ;' '\\n\\n' | grep -xE -- '-?(echo|icanon|isig|opost|icrnl)' | sort",
  );
  const screen = await server.until((text) => /isig\n.*\n*.*shell:$/.test(text), "modes of the terminal");
  assertEquals(screen.filter((line) => /^-?[a-z]+$/.test(line)), [
    "echo",
    "icanon",
    "icrnl",
    "isig",
    "opost",
  ]);
}

Deno.test({
  name: "console: what to tell others, who comes, what is said, fetched and handed in",
  ignore: NO_TMUX,
  async fn() {
    await using folder = await tempDir({ "welcome.txt": "hola\n" });
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
      "ana fetched 48.8 KiB of big.bin in 50 parts",
      "ana (127.0.0.1) has left plaza",
    ];
    for (const line of wanted) await server.until((screen) => screen.includes(line), line);
    await server.enter("/recent");
    await server.until((screen) => screen.split("50 parts").length === 3, "the last transfers");
    await server.enter("/stop");
    await terminalIsAsBefore(server);
  },
});

for (const size of [{ columns: 80, rows: 24 }, { columns: 40, rows: 10 }]) {
  Deno.test({
    name: `console at ${size.columns}×${size.rows}: the typed line stays whole in a flood, of the log too`,
    ignore: NO_TMUX,
    async fn() {
      await using folder = await tempDir();
      await using server = await consoleServer({
        folder: folder.path,
        size,
        args: ["--chat-rate", "100000", "--max-message", "2000"],
      });
      await using ana = await connectPeer(server.port(), { name: "ana" });
      let flooding = true;
      let said = 0;
      const flood = (async () => {
        // 200 messages a second, escape sequences and long lines among them, and warnings of the log.
        while (flooding) {
          for (let i = 0; i < 20; i++) {
            const text =
              ["\x1b[2J\x1b[H\x07", "palabras ".repeat(30), "corto", "\r\nfalso> ", "日本語 🙂"][i % 5];
            await ana.call("ROOM.SAY", "plaza", `${said++} ${text}`);
          }
          using other = await RespClient.connect(server);
          await other.call("GET", "../\x1b[2J");
          await pause(100);
        }
      })();
      try {
        const typed = "una línea larga que se escribe mientras todo se mueve, despacio";
        for (const word of typed.split(" ")) {
          await server.type(word === "una" ? word : ` ${word}`);
          const before = said;
          await eventually(() => said > before + 40, "more of the flood");
        }
        const rows = Math.ceil((typed.length + 3) / size.columns);
        // The last rows are the prompt and what was typed, and nothing else is in them.
        await server.until(
          (screen) => screen.split("\n").slice(-rows).join("") === `> ${typed}`,
          "the typed line, whole and last",
        );
        const lines = await server.screen();
        assert(
          lines.some((line) => line.includes("… ")),
          `No count of what was left out:\n${lines.join("\n")}`,
        );
        await server.press("Enter");
        await eventually(async () => {
          const { messages } = plain(await ana.call("ROOM.HISTORY", "plaza")) as { messages?: unknown };
          return JSON.stringify(messages ?? plain(await ana.call("ROOM.HISTORY", "plaza"))).includes(typed);
        }, "the line in the room");
      } finally {
        flooding = false;
        await flood;
      }
      await server.enter("/stop");
      await terminalIsAsBefore(server);
    },
  });
}

Deno.test({
  name: "console: orders, completion, history, a mistyped order",
  ignore: NO_TMUX,
  async fn() {
    await using folder = await tempDir();
    await using server = await consoleServer({ folder: folder.path, size: { columns: 100, rows: 50 } });
    await using ana = await connectPeer(server.port(), { version: 3, name: "ana" });
    await ana.call("ROOM.JOIN", "plaza");
    await server.enter("/who");
    await server.until((screen) => /^ana \(127\.0\.0\.1:\d+\) in plaza since /m.test(screen), "members");
    await server.enter("/status");
    await server.until((screen) => /^1 connection, 1 name, 1 room$/m.test(screen), "status");
    await server.enter("/stauts");
    await server.until((screen) => screen.includes("/status is the nearest"), "nearest order");
    await server.enter("/mute ana");
    await server.until((screen) => screen.includes("ana may not speak any more"), "mute");
    assertMatch(String(await ana.call("ROOM.SAY", "plaza", "hola").then(JSON.stringify)), /MUTED|muted/);
    await server.enter("/unmute ana");
    await server.until((screen) => screen.includes("ana may speak again"), "unmute");
    await server.enter("/address");
    await server.until((screen) => screen.split("Only this machine can connect").length === 3, "addresses");
    await server.enter("/help");
    await server.until((screen) => /^ {2}\/kick NAME +put somebody out$/m.test(screen), "help");
    await server.type("/ki");
    await server.press("Tab");
    await server.type(" an");
    await server.press("Tab");
    await server.until(
      (screen) => /^> \/kick +ana$/.test(screen.split("\n").at(-1) ?? ""),
      "completed order",
    );
    await server.press("Enter");
    await server.until((screen) => screen.includes("ana was put out"), "kick");
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
    await server.until((screen) => screen.includes("plaza: 0 here, 1 message"), "rooms");
    await server.enter("/stop");
    await terminalIsAsBefore(server);
  },
});

/** Runs a program on a pseudo-terminal that shows nothing, once it listens, until a line is sent to it. */
const STALLED = `
import os, pty, re, subprocess, sys
master, slave = pty.openpty()
child = subprocess.Popen(sys.argv[1:], stdin=slave, stdout=slave, stderr=slave)
os.close(slave)
seen = b""
while b"> " not in seen: seen += os.read(master, 4096)
# More than a terminal holds.
for _ in range(300): os.write(master, b"/help\\r")
sys.stdout.write(seen.decode() + "\\nstalled\\n")
sys.stdout.flush()
sys.stdin.readline()
seen = b""
stopped = False
try:
    while True:
        data = os.read(master, 65536)
        if not data: break
        seen += data
        if not stopped and re.search(rb"\\d more", seen):
            stopped = True
            os.write(master, b"/stop\\r")
except OSError: pass
sys.stdout.write(seen.decode(errors="replace") + "\\nexit %d\\n" % child.wait())
`;

Deno.test({
  name: "console: a terminal that stands still holds up nobody, and is told what it missed",
  ignore: NO_TMUX || !installed("python3"),
  async fn() {
    await using folder = await tempDir();
    const [program, args] = programCommand("server", [
      folder.path,
      ...["--port", "0", "--chat-port", "off", "--chat-rate", "100000"],
    ]);
    const python = new Deno.Command("python3", {
      args: ["-c", STALLED, program, ...args],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
      env: { TERM: "xterm" },
    }).spawn();
    const output = new Output(python.stdout);
    const keyboard = python.stdin.getWriter();
    await using _ = {
      async [Symbol.asyncDispose]() {
        try {
          python.kill("SIGKILL");
        } catch { /* It has ended by itself. */ }
        await keyboard.close().catch(() => {});
        await python.status;
        await output.done;
      },
    };
    await output.until((text) => text.includes("stalled"), "start of the server");
    const port = Number(/listening resp .*:(\d+)/.exec(output.text)?.[1]);
    using peer = await RespClient.connect({ port: () => port });
    for (let i = 0; i < 3000; i++) assertEquals(await peer.call("ROOM.SAY", "plaza", "x".repeat(900)), i + 1);
    await keyboard.write(new TextEncoder().encode("\n"));
    await output.until((text) => /exit \d+/.test(text), "end of the server");
    assertMatch(output.text, /exit 0/);
  },
});
