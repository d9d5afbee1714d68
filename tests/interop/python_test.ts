/**
 * What a student writes: ten lines of Python on a plain socket, no library, and `nc`.
 *
 * @module
 */
import { assertEquals, assertMatch, assertStringIncludes } from "../helpers/assert.ts";
import { installed, runProgram, startServer, type TestServer } from "../helpers/processes.ts";
import { RespClient } from "../helpers/resp_client.ts";
import { Running } from "../helpers/running.ts";
import { tempDir } from "../helpers/temp.ts";

const noPython = !installed("python3");
const noNetcat = !installed("nc", ["-h"]);

/** Runs a program of Python on `HOST` and `PORT`, and gives what it printed. */
async function python(server: TestServer, program: string, input?: string): Promise<string> {
  const { code, stdout, stderr } = await runProgram(
    "python3",
    ["-X", "utf8", "-c", program, "127.0.0.1", String(server.port())],
    input === undefined ? {} : { input },
  );
  assertEquals(stderr, "");
  assertEquals(code, 0);
  return stdout;
}

const ECHO = `
import socket, sys
s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
f = s.makefile('rwb')
for text in ['hola', 'señal de humo', '¿qué tal? 👋']:
    f.write(('ECHO "%s"\\r\\n' % text).encode())
    f.flush()
    size = int(f.readline()[1:])
    print(f.read(size + 2)[:-2].decode())
`;

const LIST_AND_GET = `
import socket, sys
s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
f = s.makefile('rwb')
f.write(b'KEYS *\\r\\n'); f.flush()
names = []
for _ in range(int(f.readline()[1:])):
    names.append(f.read(int(f.readline()[1:]) + 2)[:-2].decode())
for name in names:
    f.write(('GET "%s"\\r\\n' % name).encode()); f.flush()
    print(name, len(f.read(int(f.readline()[1:]) + 2)) - 2)
f.write(b'GET no.txt\\r\\n'); f.flush()
print(f.readline().decode().strip())
`;

const HAND_IN = `
import socket, sys
s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
data = sys.stdin.buffer.read()
s.sendall(b'*3\\r\\n$3\\r\\nSET\\r\\n$11\\r\\nentrega.txt\\r\\n$%d\\r\\n' % len(data))
s.sendall(data)
s.sendall(b'\\r\\n')
print(s.recv(100).decode().strip())
s.sendall(b'NOSUCH x\\r\\n')
print(s.recv(200).decode().strip())
`;

const LISTEN = `
import socket, sys
s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
f = s.makefile('rwb')
f.write(b'SUBSCRIBE room:plaza\\r\\n'); f.flush()
while True:
    for _ in range(int(f.readline()[1:])):
        head = f.readline()
        if head.startswith(b'$'): print(f.read(int(head[1:]) + 2)[:-2].decode(), end=' ')
    print(flush=True)
`;

const MANY = `
import socket, sys, threading
def one(n):
    s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
    f = s.makefile('rwb')
    for i in range(50):
        f.write(b'ECHO %d-%d\\r\\n' % (n, i)); f.flush()
        size = int(f.readline()[1:])
        assert f.read(size + 2) == b'%d-%d\\r\\n' % (n, i)
    s.close()
threads = [threading.Thread(target=one, args=(n,)) for n in range(20)]
for t in threads: t.start()
for t in threads: t.join()
print('done')
`;

const ONE_BYTE = `
import socket, sys
s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
for byte in 'ECHO "¡ñ!"\\r\\n'.encode():
    s.send(bytes([byte]))
f = s.makefile('rb')
print(f.read(int(f.readline()[1:]) + 2)[:-2].decode())
`;

Deno.test({
  name: "python: inline lines and what comes back, ñ and emoji",
  ignore: noPython,
  async fn() {
    await using server = await startServer();
    assertEquals(await python(server, ECHO), "hola\nseñal de humo\n¿qué tal? 👋\n");
    assertEquals(await python(server, ONE_BYTE), "¡ñ!\n");
  },
});

Deno.test({
  name: "python: lists and gets every file",
  ignore: noPython,
  async fn() {
    await using folder = await tempDir({
      "a b.txt": "12345",
      "ñ.txt": "",
      "sub/c.bin": new Uint8Array(100_000),
    });
    await using server = await startServer({ folder: folder.path });
    assertEquals(await python(server, LIST_AND_GET), "a b.txt 5\nsub/c.bin 100000\nñ.txt 0\n$-1\n");
  },
});

Deno.test({
  name: "python: hands in a file as an array of bulk strings",
  ignore: noPython,
  async fn() {
    await using server = await startServer({ args: ["--access", "write"] });
    const work = "Mi tarea\r\n\r\n*3\r\n$3\r\n¡fin!\n".repeat(5000);
    assertEquals(
      await python(server, HAND_IN, work),
      "+OK\n-ERR unknown command 'NOSUCH', with args beginning with: 'x'\n",
    );
    assertEquals(Deno.readTextFileSync(`${server.folder}/entrega.txt`), work);
  },
});

Deno.test({
  name: "python: listens to a room",
  ignore: noPython,
  async fn() {
    await using server = await startServer();
    const args = ["-X", "utf8", "-c", LISTEN, "127.0.0.1", String(server.port())];
    await using python = new Running(["python3", args]);
    await python.stdout.until((text) => text.includes("subscribe room:plaza"), "subscription");
    using client = await RespClient.connect(server);
    await client.call("CLIENT", "SETNAME", "ana");
    await client.call("ROOM.SAY", "plaza", "¡hola, Python! 🐍");
    const line = await python.stdout.until((text) => text.includes("🐍"), "message");
    assertMatch(line, /^message room:plaza \{.*"from":"ana","text":"¡hola, Python! 🐍".*\}/m);
    assertEquals(python.stderr.text, "");
  },
});

Deno.test({
  name: "python: twenty at once, each gets its own answers",
  ignore: noPython,
  async fn() {
    await using server = await startServer();
    assertEquals(await python(server, MANY), "done\n");
  },
});

Deno.test({
  name: "nc: printf lines | nc -N gets every answer and ends",
  ignore: noNetcat,
  async fn() {
    await using server = await startServer();
    const nc = (input: string) =>
      runProgram("nc", ["-N", "127.0.0.1", String(server.port())], { input, timeout: 20_000 });
    const { code, stdout, stderr } = await nc("PING\r\nECHO hola\r\n");
    assertEquals([code, stderr], [0, ""]);
    assertEquals(stdout, "+PONG\r\n$4\r\nhola\r\n");
    assertEquals((await nc('echo "¡ñ! 👋"\nQUIT\nPING\n')).stdout, "$10\r\n¡ñ! 👋\r\n+OK\r\n");
    assertStringIncludes(
      (await nc('ECHO "abierto\n')).stdout,
      "-ERR Protocol error: unbalanced quotes in request",
    );
    assertEquals((await nc("")).stdout, "");
  },
});

Deno.test({
  name: "nc: a shell's pipeline as the README shows it",
  ignore: noNetcat || Deno.build.os === "windows",
  async fn() {
    await using server = await startServer();
    const line = `printf 'PING\\r\\nECHO hola\\r\\n' | nc -N 127.0.0.1 ${server.port()}`;
    const { code, stdout } = await runProgram("sh", ["-c", line], { timeout: 20_000 });
    assertEquals([code, stdout], [0, "+PONG\r\n$4\r\nhola\r\n"]);
  },
});
