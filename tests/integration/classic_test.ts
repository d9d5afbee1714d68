/**
 * The classic services over real sockets, with the programs that are meant to talk to them: `nc`, and small Python
 * clients that read each answer with one `recv`.
 */
import { CHAT_TEXTS, FILE_TEXTS, LIST_TEXTS, MENU_TEXTS } from "../../lib/classic/texts.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../helpers/assert.ts";
import { pause, within } from "../helpers/patience.ts";
import { installed, runProgram, startServer, type TestServer } from "../helpers/processes.ts";
import { tempDir } from "../helpers/temp.ts";

const ALL = ["chat", "echo", "list", "file", "menu"] as const;
const LARGE = Uint8Array.from({ length: 5_000_003 }, (_, index) => index * 13);
const TREE = { "hola.txt": "¡Hola, señor!\n", vacío: "", docs: { "ñandú.txt": "hondo" }, grande: LARGE };

/** One connection, read as a client with a single `recv` does. */
class Line implements Disposable {
  readonly #connection: Deno.TcpConn;

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
  }

  static async open(port: number): Promise<Line> {
    return new Line(await Deno.connect({ hostname: "127.0.0.1", port }));
  }

  async send(data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
    for (let sent = 0; sent < bytes.length;) sent += await this.#connection.write(bytes.subarray(sent));
  }

  /** What one read gives; `undefined` at the end. */
  async receive(size = 1024): Promise<string | undefined> {
    const into = new Uint8Array(size);
    const count = await within(this.#connection.read(into), "answer");
    return count === null ? undefined : new TextDecoder().decode(into.subarray(0, count));
  }

  /** All up to the end, or to `size` bytes. */
  async receiveAll(size = Infinity): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let length = 0;
    while (length < size) {
      const into = new Uint8Array(65_536);
      const count = await within(this.#connection.read(into), "answer");
      if (count === null) break;
      parts.push(into.subarray(0, count));
      length += count;
    }
    const all = new Uint8Array(length);
    parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
    return all;
  }

  async end(): Promise<void> {
    await this.#connection.closeWrite();
  }

  /** Closes at once, with what the server sent unread: the system resets the connection. */
  [Symbol.dispose](): void {
    try {
      this.#connection.close();
    } catch {
      // It was closed by the test.
    }
  }
}

/** Waits for lines of the log. */
function logged(server: TestServer, pattern: RegExp): Promise<string> {
  return server.stderr.until((text) => pattern.test(text), String(pattern));
}

Deno.test("echo over a socket: the line back in one piece, then the end; hundreds at once", async () => {
  await using server = await startServer({ classic: ALL });
  await Promise.all(Array.from({ length: 300 }, async (_, index) => {
    using line = await Line.open(server.port("echo"));
    const text = `Hola Server ${index}!\n`;
    await line.send(text);
    assertEquals([await line.receive(), await line.receive()], [text, undefined]);
  }));
  using half = await Line.open(server.port("echo"));
  await half.send("sin salto");
  await half.end();
  assertEquals([await half.receive(), await half.receive()], ["sin salto", undefined]);
});

Deno.test("list over a socket: name and paths without newlines, N times in a row", async () => {
  await using folder = await tempDir(TREE);
  await using server = await startServer({ folder: folder.path, classic: ALL });
  for (let round = 0; round < 5; round++) {
    using line = await Line.open(server.port("list"));
    await line.send("ana");
    await line.send("/docs");
    assertEquals(await line.receive(), "ñandú.txt");
    await line.send("/nada");
    assertEquals(await line.receive(), LIST_TEXTS.notFound);
    await line.send("/");
    assertEquals(await line.receive(), "docs\ngrande\nhola.txt\nvacío");
  }
  await logged(server, /session name id=\d+ address=\S+ name=ana/);
});

Deno.test("file over a socket: raw bytes, an error, a newline for nothing, exit", async () => {
  await using folder = await tempDir(TREE);
  await using server = await startServer({ folder: folder.path, classic: ALL });
  using line = await Line.open(server.port("file"));
  await line.send("hola.txt");
  assertEquals(await line.receive(), "¡Hola, señor!\n");
  await line.send("nada");
  assertEquals(await line.receive(), FILE_TEXTS.notFound);
  await line.send("vacío");
  assertEquals(await line.receive(), "\n");
  await line.send("grande");
  assertEquals(await line.receiveAll(LARGE.length), LARGE);
  await line.send("exit");
  assertEquals(await line.receive(), undefined);
  using next = await Line.open(server.port("file"));
  await next.send("docs/ñandú.txt");
  await next.end();
  assertEquals([await next.receive(), await next.receive()], ["hondo", undefined]);
});

Deno.test("a message that the network cuts in a character stays one", async () => {
  await using folder = await tempDir(TREE);
  await using server = await startServer({ folder: folder.path, classic: ALL });
  using line = await Line.open(server.port("file"));
  const path = new TextEncoder().encode("docs/ñandú.txt");
  const cut = path.indexOf(0xc3) + 1;
  for (const milliseconds of [5, 120]) {
    await line.send(path.subarray(0, cut));
    await pause(milliseconds);
    await line.send(path.subarray(cut));
    assertEquals(await line.receive(), "hondo");
  }
});

async function enter(server: TestServer, name: string): Promise<Line> {
  const line = await Line.open(server.port("chat"));
  assertEquals(await line.receive(), CHAT_TEXTS.prompt);
  await line.send(name);
  await logged(server, new RegExp(`session name .* name=${name}\\b`));
  return line;
}

Deno.test("chat over sockets: join, talk, vanish, the server closes", async () => {
  await using server = await startServer({ classic: ALL });
  using ana = await enter(server, "ana");
  const leo = await enter(server, "leo");
  assertEquals(await ana.receive(), "* leo se ha unido\n");
  await ana.send("hola, señor 🙂");
  assertEquals(await leo.receive(), "ana: hola, señor 🙂\n");
  await leo.send("adiós\n");
  assertEquals(await ana.receive(), "leo: adiós\n");
  leo[Symbol.dispose]();
  assertEquals(await ana.receive(), "* leo ha salido\n");
  using zoe = await enter(server, "zoe");
  assertEquals(await ana.receive(), "* zoe se ha unido\n");
  const stopped = server.stop();
  assertEquals([await ana.receive(), await ana.receive()], [CHAT_TEXTS.closing, undefined]);
  assertEquals([await zoe.receive(), await zoe.receive()], [CHAT_TEXTS.closing, undefined]);
  ana[Symbol.dispose]();
  zoe[Symbol.dispose]();
  assertEquals(await stopped, 0);
});

Deno.test("chat over sockets: too long and too fast are told and closed, and not broadcast", async () => {
  await using server = await startServer({ classic: ALL });
  using ana = await enter(server, "ana");
  using leo = await enter(server, "leo");
  assertEquals(await ana.receive(), "* leo se ha unido\n");
  await leo.send("x".repeat(1001));
  assertEquals([await leo.receive(), await leo.receive()], [CHAT_TEXTS.tooLong, undefined]);
  assertEquals(await ana.receive(), "* leo ha salido\n");
  using zoe = await enter(server, "zoe");
  assertEquals(await ana.receive(), "* zoe se ha unido\n");
  await zoe.send("1\n2\n3\n4\n5\n6\n");
  assertEquals([await zoe.receive(), await zoe.receive()], [CHAT_TEXTS.tooFast, undefined]);
  let heard = "";
  while (!heard.includes("ha salido")) heard += await ana.receive();
  assertEquals(heard, "zoe: 1\nzoe: 2\nzoe: 3\nzoe: 4\nzoe: 5\n* zoe ha salido\n");
});

Deno.test("stopping lets a file arrive whole", async () => {
  await using folder = await tempDir({ grande: new Uint8Array(40_000_000).fill(7) });
  await using server = await startServer({ folder: folder.path, classic: ALL });
  using line = await Line.open(server.port("file"));
  await line.send("grande\n");
  assert(await line.receive(1) !== undefined);
  const stopped = server.stop();
  assertEquals((await line.receiveAll()).length, 40_000_000 - 1);
  line[Symbol.dispose]();
  assertEquals(await stopped, 0);
});

/** The variants of `nc` that end by themselves: after the server's end with `-N`, or some time after the input's. */
const NC: readonly string[][] = installed("nc", ["-h"]) ? netcatFlags() : [];

function netcatFlags(): string[][] {
  const { stdout, stderr } = new Deno.Command("nc", { args: ["-h"], stdin: "null" }).outputSync();
  const help = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  const flags = [["-N"], ["-q", "1"]].filter(([flag]) => new RegExp(`^\\s*${flag}\\b`, "m").test(help));
  if (flags.length < 2) {
    // deno-lint-ignore no-console -- a skipped test must say why, and tests have no other voice
    console.log(`skipped: this nc has only ${flags.flat().join(" ") || "neither -N nor -q"}`);
  }
  return flags;
}

for (const flags of NC) {
  Deno.test(`nc ${flags.join(" ")} talks to every service`, async () => {
    await using folder = await tempDir(TREE);
    await using server = await startServer({ folder: folder.path, classic: ALL });
    const nc = async (service: (typeof ALL)[number], input: string | Uint8Array): Promise<string> => {
      const args = [...flags, "127.0.0.1", String(server.port(service))];
      return (await runProgram("nc", args, { input })).stdout;
    };
    const rows: readonly (readonly [(typeof ALL)[number], string, string])[] = [
      ["echo", "Hola Server!\n", "Hola Server!\n"],
      ["list", "ana\n/docs\n", "ñandú.txt"],
      ["list", "ana/docs", "ñandú.txt"],
      ["file", "hola.txt\n", "¡Hola, señor!\n"],
      ["file", "docs/ñandú.txt", "hondo"],
      ["file", "nada", FILE_TEXTS.notFound],
      ["chat", "ana\nhola\nsalir\n", CHAT_TEXTS.prompt],
    ];
    await Promise.all(rows.map(async ([service, input, answer]) => {
      assertEquals(await nc(service, input), answer, `${service}: ${input}`);
    }));
    const request = Uint8Array.fromHex("80049511000000000000005d94288c08434f4e53554c5441944e652e");
    assertStringIncludes(await nc("menu", request), MENU_TEXTS.status);
  });
}

const PYTHON = installed("python3");

/** Runs a Python client; it prints what it received. */
async function python(code: string, args: readonly unknown[]): Promise<string> {
  const { code: status, stdout, stderr } = await runProgram("python3", ["-c", code, ...args.map(String)], {
    env: { PYTHONIOENCODING: "utf-8" },
  });
  assertEquals([status, stderr], [0, ""]);
  return stdout;
}

const MENU_CLIENT = `
import pickle, socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
    for request in (["CONSULTA", None], ["LISTAR", None], ["ARQUIVO", "hola.txt"], ["ARQUIVO", "nada"], ["OTRO", None]):
        s.send(pickle.dumps(request, protocol))
        print(repr(pickle.loads(s.recv(1024))))
s.send(pickle.dumps(["HORA", None]))
print(repr(pickle.loads(s.recv(1024))))
s.send(pickle.dumps(["ARQUIVO", "binario"]))
name, content = pickle.load(s.makefile("rb"))
print(name, content == bytes(range(256)) * 100)
s.shutdown(socket.SHUT_WR)
print(repr(pickle.loads(s.recv(1024))), s.recv(1024))
`;

Deno.test({
  name: "a Python client of the menu, in every protocol of pickle",
  ignore: !PYTHON,
  async fn() {
    const binary = Uint8Array.from({ length: 25_600 }, (_, index) => index);
    await using folder = await tempDir({ ...TREE, binario: binary });
    await using server = await startServer({ folder: folder.path, classic: ALL });
    const lines = (await python(MENU_CLIENT, [server.port("menu")])).trimEnd().split("\n");
    const round = [
      "'Servidor online 24 horas'",
      "['binario', 'grande', 'hola.txt', 'vacío']",
      `('hola.txt', b'\\xc2\\xa1Hola, se\\xc3\\xb1or!\\n')`,
      "'Arquivo não encontrado!'",
      "'Comando desconhecido.'",
    ];
    const time = lines.at(-3) ?? "";
    assertMatch(time, /^'\d\d:\d\d:\d\d'$/);
    assertEquals(lines.slice(0, -3), Array.from({ length: (lines.length - 3) / 5 }, () => round).flat());
    assertEquals(lines.slice(-2), ["binario True", "'Adeus!' b''"]);
  },
});

const MENU_ATTACK = `
import os, pickle, socket, sys
class Call:
    def __reduce__(self):
        return (os.system, ("touch " + sys.argv[2],))
for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
    s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    s.send(pickle.dumps(["CONSULTA", Call()], protocol))
    print(s.recv(1024))
`;

Deno.test({
  name: "a Python pickle that calls something is refused, and nothing is called",
  ignore: !PYTHON,
  async fn() {
    await using folder = await tempDir();
    await using server = await startServer({ folder: folder.path, classic: ALL });
    const output = await python(MENU_ATTACK, [server.port("menu"), folder.join("called")]);
    assertMatch(output, /^(b''\n)+$/);
    assertEquals([...Deno.readDirSync(folder.path)], []);
    await logged(server, /command error .*command=menu error="Pickle opcode/);
  },
});

const CHAT_CLIENT = `
import socket, sys, threading
def connect(name):
    s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    print(s.recv(1024).decode())
    s.send(name.encode())
    return s
ana = connect("ana")
ana.settimeout(20)
other = connect("ana")
print(other.recv(1024).decode(), end="")
print(ana.recv(1024).decode(), end="")
other.send("¿qué tal, señor? 🙂".encode())
print(ana.recv(1024).decode(), end="")
ana.send(b"bien")
print(other.recv(1024).decode(), end="")
other.send(b"salir")
print(other.recv(1024))
print(ana.recv(1024).decode(), end="")
`;

Deno.test({
  name: "Python clients of the chat, that send no newline and read with one recv",
  ignore: !PYTHON,
  async fn() {
    await using server = await startServer({ classic: ALL });
    assertEquals((await python(CHAT_CLIENT, [server.port("chat")])).split("\n"), [
      CHAT_TEXTS.prompt,
      CHAT_TEXTS.prompt,
      CHAT_TEXTS.renamed("ana-2").trimEnd(),
      "* ana-2 se ha unido",
      "ana-2: ¿qué tal, señor? 🙂",
      "ana: bien",
      "b''",
      "* ana-2 ha salido",
      "",
    ]);
  },
});
