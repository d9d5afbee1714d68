/** Stopping in order: by signal, by command, from the console. @module */
import { texts } from "../../lib/texts/texts.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../helpers/assert.ts";
import { pause, within } from "../helpers/patience.ts";
import { connectPeer, type Peer } from "../helpers/peer.ts";
import { installed, Output, programCommand, startServer } from "../helpers/processes.ts";
import { plain } from "../helpers/replies.ts";
import { type TempDir, tempDir } from "../helpers/temp.ts";

const MIB = 1024 * 1024;
const WINDOWS = Deno.build.os === "windows";
const BIG = 64 * MIB;

/** What a stop is tried on: a server with members in two rooms and a transfer that nobody reads yet. */
interface Scene extends AsyncDisposable {
  readonly port: number;
  readonly ana: Peer;
  readonly beto: Peer;
  /** A RESP2 session that only listens. */
  readonly old: Peer;
  readonly transfer: Deno.TcpConn;
}

async function bigShare(): Promise<TempDir> {
  const folder = await tempDir();
  await Deno.writeFile(folder.join("big.bin"), new Uint8Array(BIG).fill(0x2a));
  return folder;
}

async function setScene(port: number): Promise<Scene> {
  const ana = await connectPeer(port, { version: 3, name: "ana" });
  const beto = await connectPeer(port, { version: 3, name: "beto" });
  const old = await connectPeer(port);
  await ana.call("ROOM.JOIN", "plaza");
  await beto.call("ROOM.JOIN", "patio");
  await old.call("SUBSCRIBE", "room:plaza");
  const transfer = await Deno.connect({ hostname: "127.0.0.1", port });
  await transfer.write(new TextEncoder().encode("GET big.bin\r\n"));
  const header = new Uint8Array(`$${BIG}\r\n`.length);
  for (let at = 0; at < header.length;) at += await transfer.read(header.subarray(at)) ?? header.length;
  return {
    port,
    ana,
    beto,
    old,
    transfer,
    async [Symbol.asyncDispose]() {
      try {
        transfer.close();
      } catch { /* Closed by the test. */ }
      for (const peer of [ana, beto, old]) await peer[Symbol.asyncDispose]();
    },
  };
}

/** How a connection ends that was taken in and closed at once: the last when that was before Deno asked for its address. */
const CUT_OFF = [Deno.errors.ConnectionReset, Deno.errors.BrokenPipe, Deno.errors.NotConnected];

/**
 * Insists that no new session begins. The system may still take a connection in while the listener is being closed;
 * it must not be served.
 */
async function nobodyIsLetIn(port: number): Promise<void> {
  for (let i = 0; i < 1000; i++) {
    try {
      using late = await Deno.connect({ hostname: "127.0.0.1", port });
      await late.write(new TextEncoder().encode("PING\r\n"));
      const buffer = new Uint8Array(100);
      const count = await within(late.read(buffer), "end of a late connection");
      const text = new TextDecoder().decode(buffer.subarray(0, count ?? 0));
      assertMatch(text, /^(-ERR Server is stopping\r\n)?$/);
    } catch (error) {
      if (error instanceof Deno.errors.ConnectionRefused) return;
      if (!CUT_OFF.some((kind) => error instanceof kind)) throw error;
    }
  }
  throw new Error("Connections are still accepted");
}

/** What the peers of a scene must see while the server stops, up to the last byte of the transfer. */
async function seeTheEnd({ port, ana, beto, old, transfer }: Scene): Promise<void> {
  for (const [peer, room] of [[ana, "plaza"], [beto, "patio"]] as const) {
    const { at, ...event } = await peer.nextEvent();
    assertEquals(typeof at, "number");
    assertEquals(event, { event: "closing", room, text: texts.console.closing });
    await peer.closed();
  }
  const [kind, channel, payload] = plain(await old.nextReply()) as string[];
  assertEquals([kind, channel, JSON.parse(payload as string).event], ["message", "room:plaza", "closing"]);
  await old.closed();
  await nobodyIsLetIn(port);
  // Everyone else has gone; the one who reads slowly still gets all of it.
  const buffer = new Uint8Array(256 * 1024);
  let received = 0, wrong = 0;
  for (;;) {
    const count = await within(transfer.read(buffer), "rest of the transfer");
    if (count === null) break;
    const content = buffer.subarray(0, Math.min(count, BIG - received));
    if (!content.every((byte) => byte === 0x2a)) wrong++;
    received += count;
  }
  assertEquals([received, wrong], [BIG + 2, 0]);
  transfer.close();
}

const SIGNALS: readonly Deno.Signal[] = WINDOWS ? [] : ["SIGINT", "SIGTERM"];
for (const signal of SIGNALS) {
  Deno.test(`${signal}: members are told, the transfer under way ends whole, exit 0`, async () => {
    await using folder = await bigShare();
    await using server = await startServer({ folder: folder.path });
    await using scene = await setScene(server.port());
    server.process.kill(signal);
    await seeTheEnd(scene);
    assertEquals((await server.process.status).code, 0);
    const log = await server.stderr.until(
      (text) => text.includes("server stopped\n"),
      "last line of the log",
    );
    assertStringIncludes(log, `server stopping reason=${signal}`);
    assertMatch(server.stdout.text, /^listening resp 127\.0\.0\.1:\d+\n$/);
  });
}

Deno.test({
  name: "SIGINT that comes twice for one Ctrl-C, as under deno task: the transfer under way ends whole",
  ignore: WINDOWS,
  async fn() {
    await using folder = await bigShare();
    await using server = await startServer({ folder: folder.path });
    await using scene = await setScene(server.port());
    server.process.kill("SIGINT");
    await pause(3);
    server.process.kill("SIGINT");
    await seeTheEnd(scene);
    assertEquals((await server.process.status).code, 0);
  },
});

for (const signal of SIGNALS) {
  Deno.test(`${signal}: right behind the listening lines, exit 0`, async () => {
    // A script that waits for the line and then stops the server must not kill it instead.
    for (let i = 0; i < 5; i++) {
      await using server = await startServer({ classic: ["chat", "echo"] });
      assertEquals(await server.stop(signal), 0);
    }
  });
}

Deno.test("SERVER.SHUTDOWN: members are told, the transfer under way ends whole, exit 0", async () => {
  await using folder = await bigShare();
  await using server = await startServer({ folder: folder.path });
  await using scene = await setScene(server.port());
  await using admin = await connectPeer(server.port());
  assertEquals(plain(await admin.call("SERVER.SHUTDOWN")), "OK");
  await admin.closed();
  await seeTheEnd(scene);
  assertEquals((await server.process.status).code, 0);
});

Deno.test({
  name: "SIGTERM twice: the server stops at once",
  ignore: WINDOWS,
  async fn() {
    await using folder = await bigShare();
    await using server = await startServer({ folder: folder.path });
    await using scene = await setScene(server.port());
    server.process.kill("SIGTERM");
    assertEquals((await scene.ana.nextEvent()).event, "closing");
    await scene.ana.closed();
    server.process.kill("SIGTERM");
    // Nobody reads the transfer, so without the second signal this takes --stop-timeout, 30 seconds.
    const { code } = await within(server.process.status, "end of the server", 15_000);
    assertEquals(code, 0);
  },
});

Deno.test({
  name: "SIGTERM: a transfer that nobody reads ends with --stop-timeout",
  ignore: WINDOWS,
  async fn() {
    await using folder = await bigShare();
    await using server = await startServer({ folder: folder.path, args: ["--stop-timeout", "250ms"] });
    await using _ = await setScene(server.port());
    assertEquals(await within(server.stop("SIGTERM"), "end of the server", 15_000), 0);
  },
});

Deno.test({
  name: "SIGTERM: an upload under way is finished",
  ignore: WINDOWS,
  async fn() {
    await using folder = await tempDir();
    await using server = await startServer({
      folder: folder.path,
      args: ["--access", "write", "--keep-free", "0"],
    });
    await using watcher = await connectPeer(server.port(), { version: 3, name: "ana" });
    await watcher.call("ROOM.JOIN", "plaza");
    await using writer = await connectPeer(server.port());
    const reply = writer.nextReply();
    await writer.raw(`*3\r\n$3\r\nSET\r\n$1\r\nf\r\n$${MIB}\r\n`);
    await writer.raw(new Uint8Array(MIB / 2));
    for (let i = 0; i < 5000 && [...Deno.readDirSync(folder.path)].length === 0; i++) {
      await watcher.call("PING");
    }
    server.process.kill("SIGTERM");
    assertEquals((await watcher.nextEvent()).event, "closing");
    await watcher.closed();
    await writer.raw(new Uint8Array(MIB / 2));
    await writer.raw("\r\n");
    assertEquals(plain(await reply), "OK");
    await writer.closed();
    assertEquals((await server.process.status).code, 0);
    assertEquals([...Deno.readDirSync(folder.path)].map(({ name }) => name), ["f"]);
    assertEquals((await Deno.stat(folder.join("f"))).size, MIB);
  },
});

/** Runs a program on a pseudo-terminal: its stdin is one, its stdout and stderr stay pipes. */
const ON_TERMINAL = `
import os, pty, subprocess, sys, threading
master, slave = pty.openpty()
child = subprocess.Popen(sys.argv[1:], stdin=slave)
os.close(slave)
print("pid", child.pid, flush=True)
def feed():
    while True:
        data = os.read(0, 4096)
        if not data: return
        os.write(master, data)
threading.Thread(target=feed, daemon=True).start()
code = child.wait()
sys.stdout.flush()
os._exit(code if code >= 0 else 128 - code)
`;
const NO_TERMINAL = WINDOWS || !installed("python3");

/** A server on a terminal. */
interface ConsoleServer extends AsyncDisposable {
  readonly port: number;
  readonly stdout: Output;
  readonly status: Promise<Deno.CommandStatus>;
  type(line: string): Promise<void>;
  /** Types a line and waits for what is printed behind it. */
  ask(line: string, answer: RegExp): Promise<string>;
}

async function startConsole(folder: string): Promise<ConsoleServer> {
  const [program, args] = programCommand("server", [folder, "--port", "0", "--chat-port", "off"]);
  const process = new Deno.Command("python3", {
    args: ["-c", ON_TERMINAL, program, ...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stdout = new Output(process.stdout), stderr = new Output(process.stderr);
  const keyboard = process.stdin.getWriter();
  await stdout.until((text) => text.includes(texts.console.help), "help of the console");
  const pid = Number(/^pid (\d+)$/m.exec(stdout.text)?.[1]);
  const port = Number(/^listening resp .*:(\d+)$/m.exec(stdout.text)?.[1]);
  const type = (line: string) => keyboard.write(new TextEncoder().encode(`${line}\n`));
  let ended = false;
  const status = process.status.finally(() => ended = true);
  return {
    port,
    stdout,
    status,
    type,
    async ask(line, answer) {
      const from = stdout.text.length;
      await type(line);
      const text = await stdout.until((text) => answer.test(text.slice(from)), `answer to ${line}`);
      return text.slice(from);
    },
    async [Symbol.asyncDispose]() {
      if (!ended) Deno.kill(pid, "SIGKILL");
      await status;
      await keyboard.close().catch(() => {});
      await Promise.all([stdout.done, stderr.done]);
    },
  };
}

for (const order of ["/stop", "salir", "SAIR"]) {
  Deno.test({
    name: `Console: ${order} stops in order`,
    ignore: NO_TERMINAL,
    async fn() {
      await using folder = await bigShare();
      await using server = await startConsole(folder.path);
      await using scene = await setScene(server.port);
      await server.type(order);
      await seeTheEnd(scene);
      assertEquals((await server.status).code, 0);
    },
  });
}

Deno.test({
  name: "Console: lines are said to every room as the server, orders print",
  ignore: NO_TERMINAL,
  async fn() {
    await using folder = await tempDir();
    await using server = await startConsole(folder.path);
    assertMatch(server.stdout.text, /^pid \d+\nlistening resp 127\.0\.0\.1:\d+\n/);
    await server.ask("/who", /^Nobody is in a room\n$/);
    await using ana = await connectPeer(server.port, { version: 3, name: "ana" });
    await using beto = await connectPeer(server.port, { version: 3, name: "beto" });
    await ana.call("ROOM.JOIN", "plaza");
    await beto.call("ROOM.JOIN", "patio");
    await server.ask("  buenos días 🙂 ", /^Said to 2 rooms\n$/);
    for (const [peer, room] of [[ana, "plaza"], [beto, "patio"]] as const) {
      const event = await peer.nextEvent();
      assertEquals([event.from, event.room, event.text], ["server", room, "buenos días 🙂"]);
    }
    const who = (await server.ask("/who", /members\n/)).replace(/\d\d:\d\d:\d\d$/gm, "TIME");
    assertEquals(
      who,
      "NAME  ADDRESS    ROOMS  SINCE\nana   127.0.0.1  plaza  TIME\nbeto  127.0.0.1  patio  TIME\n2 members\n",
    );
    const rooms = await server.ask("/rooms", /plaza.*\n/);
    assertEquals(rooms, "patio: 1 member, 1 message\nplaza: 1 member, 1 message\n");
    assertStringIncludes(await server.ask("/help", /\n/), "/kick NAME");
    await server.ask("/kick", /^Whom\?/);
    await server.ask("/kick nobody", /^NOMEMBER: /);
    await server.ask("/dance", /^There is no command \/dance/);
    await server.ask("/kick beto", /^beto was kicked out\n$/);
    await beto.closed();
    await server.ask("x".repeat(1001), /^TOOLONG: /);
    assertEquals(await ana.call("PING").then(plain), "PONG");
    // What peers say does not appear among the console's lines.
    await ana.call("ROOM.SAY", "plaza", "not for stdout");
    await server.ask("/rooms", /\n/);
    assert(!server.stdout.text.includes("not for stdout"));
    await server.type("/STOP");
    assertEquals((await server.status).code, 0);
  },
});
