/** The log: one line for each thing that happens, and nothing raw from a peer. @module */
import { assert, assertEquals, assertMatch } from "../helpers/assert.ts";
import { connectPeer, type Peer } from "../helpers/peer.ts";
import { Output, programCommand, startServer, type TestServer } from "../helpers/processes.ts";
import { plain } from "../helpers/replies.ts";
import { tempDir } from "../helpers/temp.ts";

/** A log line, whatever its form. */
type Fields = Readonly<Record<string, string>>;
type Format = "text" | "json";

function parseText(line: string): Fields {
  const head = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (info|warn|error) +((?:[a-z]+ )*?[a-z]+)(?= \w+=|$)/
    .exec(line);
  assert(head !== null, `No log line: ${line}`);
  const fields: Record<string, string> = { level: head[2]!, event: head[3]! };
  const rest = line.slice(head[0].length);
  let read = 0;
  for (const field of rest.matchAll(/ ([\w-]+)=("(?:[^"\\]|\\.)*"|[^\s"=]+)/g)) {
    assertEquals(field.index, read, `Something between the fields of: ${line}`);
    read += field[0].length;
    fields[field[1]!] = field[2]!.startsWith('"') ? field[2]!.slice(1, -1).replaceAll('\\"', '"') : field[2]!;
  }
  assertEquals(read, rest.length, `Something behind the fields of: ${line}`);
  return fields;
}

function parseJson(line: string): Fields {
  const fields = JSON.parse(line) as Record<string, unknown>;
  assertMatch(String(fields.time), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  delete fields.time;
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
}

/** The lines about one session. */
function linesOf(server: TestServer, format: Format, address: string): Fields[] {
  const lines = server.stderr.text.split("\n").slice(0, -1).map(format === "json" ? parseJson : parseText);
  return lines.filter((line) => line.address === address);
}

/** The lines about a session once it has ended. */
async function untilEnd(server: TestServer, format: Format, address: string): Promise<Fields[]> {
  await server.stderr.until(
    (log) =>
      log.split("\n").slice(0, -1).some((line) => line.includes("session end") && line.includes(address)),
    `end of ${address}`,
  );
  return linesOf(server, format, address);
}

for (const format of ["text", "json"] as const) {
  const args = ["--log-format", format];

  Deno.test(`Log (${format}): one line for start, name, command error and end`, async () => {
    await using server = await startServer({ args });
    const peer = await connectPeer(server.port());
    const { address } = peer;
    await peer.call("CLIENT", "SETNAME", "ana");
    await peer.call("ROOM.JOIN", "plaza");
    await peer.call("GET", "../x");
    await peer.call("PING");
    await peer.call("QUIT");
    await peer.closed();
    const { sent, received } = peer;
    const lines = await untilEnd(server, format, address);
    const id = lines[0]?.id ?? "";
    assertMatch(id, /^\d+$/);
    assertEquals(lines, [
      { level: "info", event: "session start", id, protocol: "resp", address },
      { level: "info", event: "session name", id, address, name: "ana" },
      {
        level: "info",
        event: "command error",
        id,
        address,
        name: "ana",
        command: "get",
        error: 'BADPATH Path "../x" has the component ".."; name entries in full',
      },
      {
        level: "info",
        event: "session end",
        id,
        protocol: "resp",
        address,
        name: "ana",
        reason: "quit",
        in: String(sent),
        out: String(received),
        commands: "5",
      },
    ]);
  });

  Deno.test(`Log (${format}): the end says why`, async () => {
    await using server = await startServer({ args: [...args, "--max-message", "10"] });
    const rows: [reason: RegExp, end: (peer: Peer) => Promise<unknown>][] = [
      [/^closed by peer$/, (peer) => peer.connection.closeWrite()],
      [/^quit$/, (peer) => peer.call("QUIT")],
      [/^Protocol error: invalid multibulk length$/, (peer) => peer.raw("*x\r\n")],
      [
        /^Message of 11 characters is too long: the limit is 10$/,
        (peer) => peer.call("ROOM.SAY", "plaza", "x".repeat(11)),
      ],
      [
        /^killed$/,
        async (peer) => peer.call("CLIENT", "KILL", "ID", String(await peer.call("CLIENT", "ID"))),
      ],
    ];
    for (const [reason, end] of rows) {
      const peer = await connectPeer(server.port());
      const { address } = peer;
      await end(peer);
      await peer.closed();
      const lines = await untilEnd(server, format, address);
      assertMatch(lines.at(-1)?.reason ?? "", reason);
      assertEquals(lines.filter(({ event }) => event === "session end").length, 1);
    }
  });

  Deno.test(`Log (${format}): the end of a guest that was kicked has its name`, async () => {
    await using server = await startServer({ args });
    await using kicked = await connectPeer(server.port(), { version: 3 });
    await using admin = await connectPeer(server.port());
    await kicked.call("ROOM.JOIN", "plaza");
    await server.stderr.until((log) => log.includes("session name"), "name of the guest");
    const name = linesOf(server, format, kicked.address).at(-1)?.name ?? "";
    assertMatch(name, /^guest-\d+$/);
    await admin.call("ROOM.KICK", name, "because");
    await kicked.closed();
    const end = (await untilEnd(server, format, kicked.address)).at(-1);
    assertEquals([end?.reason, end?.name], ["kicked", name]);
  });

  Deno.test(`Log (${format}): what stops the server is there`, async () => {
    await using server = await startServer({ args });
    {
      await using peer = await connectPeer(server.port());
      await peer.call("PING");
    }
    await server.stderr.until((log) => log.includes("session end"), "end of the session");
    assertEquals(await server.stop(Deno.build.os === "windows" ? "SIGINT" : "SIGTERM"), 0);
    const lines = server.stderr.text.split("\n").slice(0, -1).map(format === "json" ? parseJson : parseText);
    assertEquals(lines.slice(2).map(({ event }) => event), ["server stopping", "server stopped"]);
  });

  Deno.test(`Log (${format}): a peer's control and bidirectional characters never come raw`, async () => {
    await using server = await startServer({ args: [...args, "--access", "write"] });
    const evil =
      "\x1b[2J\x1b]0;title\x07\r\n2026-01-01T00:00:00.000Z error forged id=1\u202e\u2066\u009b\u2028\ufeff=\0";
    const peer = await connectPeer(server.port());
    const { address } = peer;
    await peer.call(evil, evil);
    await peer.call("GET", evil);
    await peer.call("GET", "../" + evil);
    await peer.call("ROOM.JOIN", evil);
    await peer.call("ROOM.KICK", evil);
    await peer.call("CLIENT", evil);
    await peer.call("CLIENT", "KILL", evil);
    await peer.call("SET", evil, "x");
    await peer.call("FILE.LIST", ".", "CURSOR", evil);
    await peer.call("SCAN", evil);
    await peer.call("PUBLISH", "room:" + evil, "x");
    await peer.call("CLIENT", "SETNAME", "an\u202ea");
    await peer.call("ROOM.JOIN", "plaza");
    await peer.call("CLIENT", "SETINFO", "LIB-NAME", evil);
    await peer.call("HELLO", "3", "SETNAME", evil);
    await peer.raw("*1\r\n\u001b\r\n");
    await peer.closed();
    const lines = await untilEnd(server, format, address);
    // Every line is one of ours: none was broken or forged.
    assertEquals(lines.length, server.stderr.text.split("\n").length - 1);
    assert(lines.filter(({ event }) => event === "command error").length >= 10);
    assert(!lines.some(({ event }) => event?.includes("forged")));
    // deno-lint-ignore no-control-regex -- controls are what this is about
    const raw = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/
      .exec(server.stderr.text);
    assertEquals(raw?.[0].codePointAt(0)?.toString(16), undefined, "raw in the log");
  });

  Deno.test(`Log (${format}): a value cannot pass for another field`, async () => {
    await using server = await startServer({ args });
    const peer = await connectPeer(server.port());
    const { address } = peer;
    const forgery = '\\" level=error event=forged x="';
    await peer.call("GET", `../${forgery}`);
    await peer.call(forgery);
    await peer.call("ROOM.JOIN", forgery);
    await peer.call("QUIT");
    await peer.closed();
    const lines = await untilEnd(server, format, address);
    const known = [
      "level",
      "event",
      "id",
      "protocol",
      "address",
      "name",
      "command",
      "error",
      "reason",
      "in",
      "out",
      "commands",
    ];
    for (const line of lines) {
      assert(line.event !== "forged" && line.level !== "error", JSON.stringify(line));
      for (const name of Object.keys(line)) assert(known.includes(name), `Field ${name} is forged`);
    }
  });

  Deno.test(`Log (${format}): a peer cannot fill the log with errors`, async () => {
    await using server = await startServer({ args });
    const peer = await connectPeer(server.port());
    const { address } = peer;
    await peer.raw("NONSENSE\r\n".repeat(1000));
    for (let i = 0; i < 1000; i++) await peer.nextReply();
    await peer.call("QUIT");
    await peer.closed();
    const lines = await untilEnd(server, format, address);
    const errors = lines.filter(({ event }) => event === "command error");
    assertEquals([errors.length, errors.at(-1)?.last, lines.at(-1)?.commands], [20, "true", "1001"]);
  });

  Deno.test(`Log (${format}): a session that is not let in is there`, async () => {
    await using server = await startServer({ args: [...args, "--max-sessions", "1"] });
    await using one = await connectPeer(server.port());
    await one.call("PING");
    await using two = await connectPeer(server.port());
    await two.closed();
    const log = await server.stderr.until((text) => text.includes("session refused"), "refusal");
    const line = log.split("\n").find((text) => text.includes("session refused")) ?? "";
    const fields = format === "json" ? parseJson(line) : parseText(line);
    assertEquals(fields, {
      level: "warn",
      event: "session refused",
      address: "127.0.0.1",
      reason: "max number of clients reached",
    });
  });
}

Deno.test({
  name: "Log: a reader that stands still holds up nobody, and is told how much it missed",
  // The server is stopped by a signal.
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await tempDir();
    const [program, args] = programCommand("server", [folder.path, "--port", "0", "--chat-port", "off"]);
    const process = new Deno.Command(program, { args, stdin: "null", stdout: "piped", stderr: "piped" })
      .spawn();
    const stdout = new Output(process.stdout);
    await stdout.until((text) => text.includes("listening"), "listening line");
    const port = Number(/:(\d+)$/m.exec(stdout.text)?.[1]);
    // More than a pipe and the server's own queue hold: 20 lines of 400 bytes for each session.
    for (let i = 0; i < 250; i++) {
      await using peer = await connectPeer(port);
      await peer.raw(`GET ../${"x".repeat(300)}\r\n`.repeat(20));
      for (let reply = 0; reply < 20; reply++) await peer.nextReply();
    }
    await using last = await connectPeer(port);
    assertEquals(plain(await last.call("PING")), "PONG");
    const stderr = new Output(process.stderr);
    await stderr.until((log) => /log lines lost count=\d+\n/.test(log), "count of what was lost");
    process.kill("SIGTERM");
    assertEquals((await process.status).code, 0);
    await Promise.all([stdout.done, stderr.done]);
    assertMatch(stderr.text, /server stopped\n$/);
    for (const line of stderr.text.split("\n").slice(0, -1)) parseText(line);
  },
});
