/** Starting: what is printed where, and the exit status when it cannot. @module */
import { listCommands } from "../../lib/commands/table.ts";
import { serverHelp } from "../../lib/cli/server_pages.ts";
import { VERSION } from "../../lib/version.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../helpers/assert.ts";
import { connectPeer } from "../helpers/peer.ts";
import { type Finished, programCommand, runProgram, startServer } from "../helpers/processes.ts";
import { plain } from "../helpers/replies.ts";
import { tempDir } from "../helpers/temp.ts";

/** Runs the server to its end; it must not get as far as listening. */
function runServer(args: readonly string[], options: { env?: Record<string, string>; cwd?: string } = {}) {
  const [program, all] = programCommand("server", args);
  return runProgram(program, all, options);
}

/** Insists on one line for the operator and nothing else. */
function assertOneLine(finished: Finished, code: number, says: string | RegExp): void {
  const { stdout, stderr } = finished;
  assertEquals(stdout, "");
  assertMatch(stderr, /^enchufe-server: [^\n]+\n$/, `Not one line: ${stderr}`);
  assert(!stderr.includes("    at ") && !/^\s*error:/m.test(stderr), stderr);
  if (typeof says === "string") assertStringIncludes(stderr, says);
  else assertMatch(stderr, says);
  assertEquals(finished.code, code, stderr);
}

const LOCAL = ["--port", "0", "--chat-port", "off"];

Deno.test("server: a port in use is one line that says what to do, and status 1", async () => {
  await using folder = await tempDir();
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const port = String(taken.addr.port);
  const resp = await runServer([folder.path, "--port", port, "--chat-port", "off"]);
  assertOneLine(resp, 1, `Port ${port} on 127.0.0.1 is in use`);
  assertStringIncludes(resp.stderr, "--port");
  // Nothing is announced before everything is bound.
  const chat = await runServer([folder.path, "--port", "0", "--chat-port", port]);
  assertOneLine(chat, 1, "--chat-port");
  const menu = await runServer([folder.path, ...LOCAL, "--menu-port", port]);
  assertOneLine(menu, 1, "--menu-port");
});

Deno.test("server: a missing folder and a file in its place are one line, and status 1", async () => {
  await using folder = await tempDir({ "file.txt": "x" });
  const missing = folder.join("missing");
  assertOneLine(await runServer([missing, ...LOCAL]), 1, `There is no folder ${JSON.stringify(missing)}`);
  const file = folder.join("file.txt");
  assertOneLine(await runServer([file, ...LOCAL]), 1, `${JSON.stringify(file)} is not a folder`);
  assertOneLine(await runServer([`${file}/below`, ...LOCAL]), 1, "folder");
  // A name from the command line cannot break the line either.
  assertOneLine(
    await runServer([folder.join("two\nlines\x1b[31m"), ...LOCAL]),
    1,
    String.raw`two\nlines\u001b[31m`,
  );
});

Deno.test("server: an address that is not this machine's is one line, and status 1", async () => {
  await using folder = await tempDir();
  for (const host of ["203.0.113.7", "no-such-host.invalid"]) {
    assertOneLine(await runServer([folder.path, ...LOCAL, "--host", host]), 1, `Address ${host}`);
  }
});

const USAGE: readonly [args: string[], says: string | RegExp][] = [
  [["--no-such-flag"], "--no-such-flag"],
  [["--prot", "1"], "--port"],
  [["-x"], "-x"],
  [["--port", "abc"], "--port"],
  [["--port", "65536"], "--port"],
  [["--port", "-1"], "--port"],
  [["--port="], "--port"],
  [["--port"], "--port"],
  [["--host", "two words"], "--host"],
  [["--access", "all"], "--access"],
  [["--log-format", "xml"], "--log-format"],
  [["--max-message", "many"], "--max-message"],
  [["--max-message", "0"], "--max-message"],
  [["--idle-timeout", "1y"], "--idle-timeout"],
  [["--outbox-hard", "8X"], "--outbox-hard"],
  [["--hidden=maybe"], "--hidden"],
  [["one", "two"], "two"],
  [[""], "folder"],
  [["--port", "4000", "--chat-port", "4000"], "4000"],
  [["--no-such\nflag\x1b[31m"], "no-such"],
];

Deno.test("server: wrong usage is one line, and status 2", async () => {
  await using folder = await tempDir();
  // A few at a time: each is a process of its own.
  for (let at = 0; at < USAGE.length; at += 4) {
    await Promise.all(
      USAGE.slice(at, at + 4).map(async ([args, says]) => {
        assertOneLine(await runServer(args, { cwd: folder.path }), 2, says);
      }),
    );
  }
});

Deno.test("server: a wrong environment variable is one line that names it, and status 2", async () => {
  assertOneLine(await runServer([], { env: { ENCHUFE_PORT: "abc" } }), 2, "ENCHUFE_PORT");
  assertOneLine(await runServer([], { env: { ENCHUFE_CHAT_RATE: "-5" } }), 2, "ENCHUFE_CHAT_RATE");
});

Deno.test("server: --help and --version print to stdout, and status 0", async () => {
  for (const args of [["--help"], ["-h"], ["/no/such/folder", "--help"], ["--no-such-flag", "--help"]]) {
    const { code, stdout, stderr } = await runServer(args);
    assertEquals([code, stderr], [0, ""], args.join(" "));
    assertEquals(stdout, serverHelp(undefined, listCommands()));
  }
  const { code, stdout, stderr } = await runServer(["--version"]);
  assertEquals([code, stderr], [0, ""]);
  assertMatch(
    stdout,
    /^enchufe \d+\.\d+\.\d+ \((from source|commit [0-9a-f]{7,}\+?), Deno [\d.]+, \w+ \w+\)\n$/,
  );
  assertEquals(stdout.split(" ")[1], VERSION);
});

Deno.test("server: stdout holds one line for each listener and nothing else", async () => {
  await using server = await startServer({ classic: ["chat", "echo", "list", "file", "menu"] });
  {
    await using peer = await connectPeer(server.port(), { version: 3, name: "ana" });
    await peer.call("ROOM.JOIN", "plaza");
    await peer.call("ROOM.SAY", "plaza", "hola");
    await peer.call("SERVER.SAY", "hola a todos");
    await peer.call("NONSENSE");
  }
  await server.stderr.until((log) => log.includes("session end"), "end of the session");
  assertEquals(await server.stop(), 0);
  const lines = server.stdout.text.split("\n");
  assertEquals(lines.pop(), "");
  assertEquals(lines.map((line) => line.replace(/\d+$/, "N")).sort(), [
    "listening chat 127.0.0.1:N",
    "listening echo 127.0.0.1:N",
    "listening file 127.0.0.1:N",
    "listening list 127.0.0.1:N",
    "listening menu 127.0.0.1:N",
    "listening resp 127.0.0.1:N",
  ]);
});

Deno.test("server: flags beat variables, variables beat defaults", async () => {
  await using folder = await tempDir();
  const env = { ENCHUFE_ACCESS: "write", ENCHUFE_MAX_MESSAGE: "7", ENCHUFE_KEEP_FREE: "0" };
  await using server = await startServer({ folder: folder.path, env, args: ["--max-message", "9"] });
  await using peer = await connectPeer(server.port());
  assertEquals(plain(await peer.call("SET", "a.txt", "x")), "OK");
  assertEquals(plain(await peer.call("CONFIG", "GET", "max-message")), ["max-message", "9"]);
});

Deno.test("server: listens on IPv6 and says so in brackets", async () => {
  try {
    Deno.listen({ hostname: "::1", port: 0 }).close();
  } catch {
    // deno-lint-ignore no-console -- a skipped test must say why
    console.log("skipped: this machine has no IPv6");
    return;
  }
  await using server = await startServer({ args: ["--host", "::1"] });
  assertMatch(server.stdout.text, /^listening resp \[::1\]:\d+\n$/);
  using connection = await Deno.connect({ hostname: "::1", port: server.port() });
  await connection.write(new TextEncoder().encode("PING\r\n"));
  const buffer = new Uint8Array(16);
  const count = await connection.read(buffer) ?? 0;
  assertEquals(new TextDecoder().decode(buffer.subarray(0, count)), "+PONG\r\n");
});
