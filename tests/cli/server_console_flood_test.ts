/** The server's console when more happens than a terminal can show. @module */
import { assertEquals, assertMatch } from "../helpers/assert.ts";
import { consoleServer, terminalIsAsBefore } from "../helpers/console_server.ts";
import { eventually, pause } from "../helpers/patience.ts";
import { connectPeer } from "../helpers/peer.ts";
import { installed, programCommand } from "../helpers/processes.ts";
import { plain } from "../helpers/replies.ts";
import { RespClient } from "../helpers/resp_client.ts";
import { Running } from "../helpers/running.ts";
import { tempDir } from "../helpers/temp.ts";
import { NO_TMUX } from "../helpers/tmux.ts";

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
        // 200 messages a second, escape sequences and long lines among them, and warnings of the log. Twenty at once
        // are more than a look shows, however slow this machine is.
        while (flooding) {
          await Promise.all(Array.from({ length: 20 }, (_, i) => {
            const text =
              ["\x1b[2J\x1b[H\x07", "palabras ".repeat(30), "corto", "\r\nfalso> ", "日本語 🙂"][i % 5];
            return ana.call("ROOM.SAY", "plaza", `${said++} ${text}`);
          }));
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
          (screen) => screen.split("\n").slice(-rows).join("") === `> ${typed}` && screen.includes("… "),
          "the typed line, whole and last, and above it a count of what was left out",
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
        if not stopped and re.search(rb"left out: \\d", seen):
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
    await using python = new Running(["python3", ["-c", STALLED, program, ...args]], {
      env: { TERM: "xterm" },
      input: true,
    });
    const { stdout } = python;
    await stdout.until((text) => text.includes("stalled"), "start of the server");
    const port = Number(/listening resp .*:(\d+)/.exec(stdout.text)?.[1]);
    using peer = await RespClient.connect({ port: () => port });
    for (let i = 0; i < 3000; i++) assertEquals(await peer.call("ROOM.SAY", "plaza", "x".repeat(900)), i + 1);
    await python.write("\n");
    await stdout.until((text) => /exit \d+/.test(text), "end of the server");
    assertMatch(stdout.text, /exit 0/);
  },
});
