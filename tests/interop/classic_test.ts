/** Programs that are meant to talk to the classic services: `nc`, and small Python clients that read each answer with one `recv`. @module */
import { CHAT_TEXTS, FILE_TEXTS, MENU_TEXTS } from "../../lib/classic/texts.ts";
import { assertEquals, assertMatch, assertStringIncludes } from "../helpers/assert.ts";
import { installed, runProgram, startServer } from "../helpers/processes.ts";
import { tempDir } from "../helpers/temp.ts";
import { ALL, logged, TREE } from "../integration/classic_fixture.ts";

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
