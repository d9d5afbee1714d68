/**
 * SIGHUP: files are read again, and only a terminal that is gone stops the server.
 *
 * @module
 */
import { assertEquals, assertMatch } from "../helpers/assert.ts";
import { passwordOf, writeUsers } from "../helpers/accounts.ts";
import { eventually } from "../helpers/patience.ts";
import { installed, programCommand, startServer } from "../helpers/processes.ts";
import { RespClient } from "../helpers/resp_client.ts";
import { tempDir } from "../helpers/temp.ts";
import { putCertificate, TlsPeer } from "../helpers/tls.ts";
import { NO_TMUX, Tmux } from "../helpers/tmux.ts";

/** How a server is started that has no terminal: by a service, by hand to outlive it, in a session of its own. */
const WITHOUT_TERMINAL: readonly (readonly string[])[] = [[], ["nohup"], ["setsid"]];

for (const under of WITHOUT_TERMINAL) {
  Deno.test({
    name: `SIGHUP without a terminal${
      under.map((word) => `, under ${word}`).join()
    }: all files are read again`,
    ignore: Deno.build.os === "windows" || under.some((word) => !installed(word)),
    async fn() {
      await using folder = await tempDir({ share: {} });
      const { cert, key } = putCertificate(folder.path);
      const users = await writeUsers(folder.join("users"), { ana: "read" });
      await using server = await startServer({
        folder: folder.join("share"),
        under,
        args: ["--users", users, "--tls-cert", cert, "--tls-key", key],
      });
      using before = await TlsPeer.connect(server, cert);
      assertEquals(await before.ask(`AUTH ana ${passwordOf("ana")}`), "+OK");
      const more = await writeUsers(folder.join("more"), { eva: "read" });
      Deno.writeTextFileSync(users, Deno.readTextFileSync(more), { append: true });
      const { fingerprint } = putCertificate(folder.path);
      server.process.kill("SIGHUP");
      await server.stderr.until((log) => log.includes("users read again users=2"), "users");
      await server.stderr.until((log) => log.includes(fingerprint), "certificate");
      assertEquals(await before.ask("PING"), "+PONG");
      assertEquals(await server.stop(), 0);
    },
  });
}

Deno.test({
  name: "SIGHUP with nothing to read again: the server goes on",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using server = await startServer();
    using peer = await RespClient.connect(server);
    for (let time = 0; time < 3; time++) {
      server.process.kill("SIGHUP");
      assertEquals(await peer.call("PING"), "PONG");
    }
    assertEquals(await server.stop(), 0);
    assertMatch(server.stderr.text, /server stopping reason=SIGTERM/);
  },
});

for (const TERM of ["screen-256color", "dumb"]) {
  Deno.test({
    name:
      `SIGHUP with a terminal (${TERM}): users are read again; when the terminal is closed the server stops`,
    ignore: NO_TMUX,
    async fn() {
      await using folder = await tempDir({ share: {} });
      const users = await writeUsers(folder.join("users"), { ana: "read" });
      const stderr = folder.join("log");
      const logged = (pattern: RegExp) =>
        eventually(() => pattern.test(Deno.readTextFileSync(stderr)), String(pattern));
      const command = programCommand("server", [
        folder.join("share"),
        ...["--port", "0", "--chat-port", "off", "--users", users],
      ]);
      await using screen = await Tmux.start(command, { stderr, env: { TERM } });
      await screen.shows("/help");
      Deno.kill(await screen.pid(), "SIGHUP");
      await logged(/users read again users=1/);
      await screen.enter("/rooms");
      await screen.shows("plaza");
      await screen.close();
      await logged(/server stopping reason=SIGHUP[^]*server stopped/);
    },
  });
}
