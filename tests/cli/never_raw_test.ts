/**
 * What a stranger writes never reaches a terminal or a log as it came: every kind of nasty text, in every kind of place,
 * through every way out.
 *
 * @module
 */
import { ByteWriter } from "../../lib/framing/byte_writer.ts";
import { encodeReply } from "../../lib/framing/encoder.ts";
import { ErrorReply, type Reply } from "../../lib/framing/reply.ts";
import { RequestDecoder } from "../../lib/framing/request_decoder.ts";
import { makeLimits } from "../../lib/limits.ts";
import { assert, assertEquals, assertMatch } from "../helpers/assert.ts";
import { eventually, within } from "../helpers/patience.ts";
import { programCommand, runClient, startServer } from "../helpers/processes.ts";
import { RespClient } from "../helpers/resp_client.ts";
import { NO_SCRIPT, runScript } from "../helpers/script.ts";
import { shellLine } from "../helpers/shell.ts";
import { tempDir } from "../helpers/temp.ts";
import { sessionCommand } from "./session_fixture.ts";

/** Each between letters, so that it can be told from what our own drawing of a terminal needs. */
const NASTY: readonly (readonly [what: string, text: string])[] = [
  ["clears the screen", "za\x1b[2J\x1b[Hza"],
  ["is red", "zb\x1b[31mzb"],
  ["is a title", "zc\x1b]0;pwned\x07zc"],
  ["asks the terminal", "zd\x1b[6n\x1bP+q544e\x1b\\zd"],
  ["is C1", "ze\u009b31m\u009d0;x\u009c\u0085ze"],
  ["rings and goes back", "zf\x07\b\b\bzf"],
  ["overwrites the line", "zg\rzg"],
  ["begins a line", "zh\nzh: zh"],
  ["deletes", "zi\x7f\u0008zi"],
  ["turns round", "zj\u202ezj"],
  ["isolates", "zk\u2066zk\u2069zk"],
  ["marks a direction", "zl\u200e\u200f\u061czl"],
  ["separates", "zm\u2028\u2029zm"],
  ["fills", "zn\u3164\u115f\uffa0zn"],
  ["has no width", "zo\u200b\ufeff\u2060\u00adzo"],
  ["annotates", "zp\ufff9zp\ufffb"],
  ["switches the character set", "zq\x0e\x0fzq"],
  ["types a tab", "zr\tzr"],
];
const ALL = NASTY.map(([_what, text]) => text).join(" ");

/** All that must not come out where our own programs have no reason to write any; not taken from lib on purpose. */
const RAW =
  /[^\P{Cc}\n]|[\u00ad\u061c\u115f\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\u3164\ufeff\uffa0\ufff9-\ufffb]/u;

function assertClean(output: string, where: string): void {
  const found = RAW.exec(output);
  assertEquals(
    found === null ? "" : JSON.stringify(output.slice(Math.max(0, found.index - 60), found.index + 20)),
    "",
    where,
  );
}

/** On a terminal our own sequences are there too: none of theirs may be. */
function assertNoneOf(output: string, where: string): void {
  for (const [what, text] of NASTY) {
    // A line break inside a message is kept, set in; a tab becomes blanks.
    if (what !== "begins a line") assert(!output.includes(text), `${where}: what ${what} came out raw`);
  }
  // The first controls of the others are those that a session writes itself.
  assert(
    !/[\u0080-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\u3164\ufeff\uffa0\ufff9-\ufffb]/
      .test(output),
    where,
  );
}

for (const format of ["text", "json"]) {
  Deno.test(`the log as ${format} has no nasty text raw, wherever it came in`, async () => {
    await using server = await startServer({
      args: ["--log-format", format, "--access", "write", "--chat-rate", "1000"],
      classic: ["chat", "echo", "list", "file"],
    });
    for (const [_what, text] of NASTY) {
      using client = await RespClient.connect(server);
      for (
        const request of [
          ["GET", text],
          ["SET", text, "x"],
          ["UPLOAD.BEGIN", text, "1", text],
          ["FILE.MOVE", text, text],
          [text, text],
          ["CLIENT", "SETNAME", text],
          ["CLIENT", "SETINFO", "LIB-NAME", text],
          ["CLIENT", text],
          ["HELLO", "3", "SETNAME", text],
          ["HELLO", text],
          ["ROOM.JOIN", text],
          ["ROOM.SAY", text, text],
          ["ROOM.TELL", text, text],
          ["ROOM.KICK", text, text],
          ["ROOM.MUTE", text, text],
          ["SUBSCRIBE", text],
          ["AUTH", text, text],
        ]
      ) await client.call(...request);
      for (const service of ["chat", "echo", "list", "file"] as const) {
        using plain = await RespClient.connect({ port: () => server.port(service) });
        await plain.sendRaw(`${text}\n${text}\n/${text}\n`);
        await plain.closeWrite();
        await plain.readToEnd();
      }
    }
    assertEquals(await server.stop(), 0);
    assert(server.stderr.text.split("\n").length > 100, server.stderr.text);
    assertClean(server.stderr.text, format);
    if (format === "json") { for (const line of server.stderr.text.trim().split("\n")) JSON.parse(line); }
  });
}

/** A server that answers everything with nasty texts. */
function nastyServer(): { port(): number } & AsyncDisposable {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const connections: Deno.TcpConn[] = [];
  const accepting = (async () => {
    for await (const connection of listener) {
      connections.push(connection);
      void serve(connection).catch(() => {});
    }
  })();
  return {
    port: () => listener.addr.port,
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const connection of connections) {
        try {
          connection.close();
        } catch { /* The client was first. */ }
      }
      await accepting.catch(() => {});
    },
  };
}

async function serve(connection: Deno.TcpConn): Promise<void> {
  const decoder = new RequestDecoder({ limits: makeLimits(), payloadArgument: () => -1 });
  for (;;) {
    const status = decoder.next();
    if (status === "ready") {
      const writer = new ByteWriter();
      encodeReply(nastyReply(decoder.request.text(0)), 3, writer);
      for (let bytes = writer.copy(), at = 0; at < bytes.length;) {
        at += await connection.write(bytes.subarray(at));
      }
    } else if (status === "more") {
      const count = await connection.read(decoder.space());
      if (count === null) return;
      decoder.filled(count);
    } else return;
  }
}

function record(fields: Record<string, Reply>): Reply {
  return new Map(Object.entries(fields));
}

function nastyReply(command: string): Reply {
  const entry = record({ path: ALL, name: ALL, type: "file", size: 1, mtime: 1, sha256: ALL });
  const message = record({ room: ALL, from: ALL, text: ALL, at: 1, offset: 1 });
  switch (command) {
    case "HELLO":
      return record({ server: ALL, proto: 3 });
    case "FILE.LIST":
      return ["0", [entry]];
    case "FILE.STAT":
      return entry;
    case "ROOM.WHO":
      return [record({ name: ALL, address: ALL, rooms: [ALL], since: 1 })];
    case "ROOM.LIST":
      return [record({ room: ALL, members: 1, messages: 1, offset: 1 })];
    case "ROOM.HISTORY":
      return record({ epoch: "e", recovered: true, next: 2, messages: [message] });
    case "FILE.HASH":
    case "ECHO":
    case "INFO":
      return ALL;
    default:
      return new ErrorReply("NOTFOUND", ALL.replaceAll(/[\r\n]/g, " "));
  }
}

const COMMANDS: readonly (readonly string[])[] = [
  ["ls"],
  ["ls", "--names"],
  ["stat", "a"],
  ["hash", "a"],
  ["get", "a"],
  ["rm", "a"],
  ["who"],
  ["who", "--names"],
  ["rooms"],
  ["rooms", "--names"],
  ["history"],
  ["echo", "a"],
  ["status"],
  ["say", "hola"],
  ["tell", "bea", "hola"],
  ["raw", "ROOM.HISTORY", "plaza"],
  ["raw", "PING"],
  ["watch"],
];

Deno.test("the client's commands write no nasty text of a server raw, for people or as JSON", async () => {
  await using server = nastyServer();
  await using folder = await tempDir();
  let wrote = 0;
  for (const command of COMMANDS) {
    for (const flags of [[], ["--json"], ["--lang", "es"]]) {
      const args = ["--port", String(server.port()), "--timeout", "5", ...flags, ...command];
      const { stdout, stderr } = await runClient(args, { cwd: folder.path });
      // What was echoed goes to a file or a program as it is; the rest is for people.
      assertClean(`${stdout}${stderr}`.replaceAll("\r\n", "\n"), args.join(" "));
      if (/z[a-r]\\|z[a-r]"/.test(stdout + stderr)) wrote++;
    }
  }
  assert(wrote > COMMANDS.length, `only ${wrote} had something nasty to write`);
});

Deno.test({
  name: "files with nasty names, made behind the server's back, are listed and refused harmlessly",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await tempDir();
    for (const [_what, text] of NASTY) await Deno.writeTextFile(folder.join(text), "x");
    await using server = await startServer({ folder: folder.path });
    for (const flags of [[], ["--json"]]) {
      for (
        const command of [
          ["ls"],
          ["ls", "--names"],
          ...NASTY.map(([_what, text]) => ["get", text, "-o", "-"]),
        ]
      ) {
        const { stdout, stderr } = await runClient(["--port", String(server.port()), ...flags, ...command]);
        assertClean(stdout + stderr, command.join(" "));
      }
    }
  },
});

Deno.test({
  name: "the session writes nothing nasty that others say, whisper or are called, to its terminal",
  ignore: NO_SCRIPT,
  async fn() {
    await using server = await startServer({ args: ["--chat-rate", "1000", "--access", "write"] });
    using other = await RespClient.connect(server);
    await other.call("HELLO", "3", "SETNAME", "luz");
    for (const flags of [[], ["--plain"]]) {
      await using script = runScript(shellLine(sessionCommand(server, flags)), {
        env: { TERM: "xterm-256color" },
      });
      await script.stdout.until((text) => text.includes("Here: ana"), "the room");
      for (const [_what, text] of NASTY) {
        await other.call("ROOM.SAY", "plaza", text);
        await other.call("ROOM.TELL", "ana", text);
        await other.call("SERVER.SAY", text);
        await other.call("FILE.MKDIR", text);
      }
      await other.call("ROOM.SAY", "plaza", "fin de todo");
      await script.stdout.until((text) => text.includes("fin de todo"), "the last message");
      await script.write("salir\r");
      await script.ended();
      assertMatch(script.stdout.text, /za\\u\{1b\}\[2J/);
      assertNoneOf(script.stdout.text, flags.join());
    }
  },
});

Deno.test({
  name: "the console writes nothing nasty that others say, hand in or are refused, to its terminal",
  ignore: NO_SCRIPT,
  async fn() {
    await using folder = await tempDir();
    const command = programCommand("server", [
      folder.path,
      "--port",
      "0",
      "--chat-port",
      "off",
      "--access",
      "write",
      "--chat-rate",
      "1000",
    ]);
    await using script = runScript(shellLine(command), { env: { TERM: "xterm-256color" } });
    const shown = await script.stdout.until((text) => /listening resp .*:(\d+)/.test(text), "its port");
    const port = Number(/listening resp .*:(\d+)/.exec(shown)?.[1]);
    using other = await RespClient.connect({ port: () => port });
    await other.call("HELLO", "3", "SETNAME", "luz");
    await within(other.call("ROOM.JOIN", "plaza"), "the room");
    for (let from = 0; from < NASTY.length; from += 6) {
      // Its feed lets a few lines a second through: each must have its turn.
      const text = NASTY.slice(from, from + 6).map(([_what, text]) => text).join(" ");
      await other.send("ROOM.SAY", "plaza", text);
      await other.send("SET", text, "x");
      await other.send("GET", text);
      const letters = text.slice(0, 2);
      await eventually(() => script.stdout.text.includes(letters), `what says ${letters}`);
    }
    await script.write("/stop\r");
    await script.ended();
    assertMatch(script.stdout.text, /za\\u\{1b\}\[2J/);
    assertNoneOf(script.stdout.text, "console");
  },
});
