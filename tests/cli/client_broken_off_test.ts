/** A client that is broken off: by its server, by whoever runs it, or by whoever reads its output. @module */
import { assertEquals, assertMatch } from "../helpers/assert.ts";
import { installed, programCommand, runClient, startServer } from "../helpers/processes.ts";
import { tempDir } from "../helpers/temp.ts";
import { at, filled, startClient } from "./client_fixture.ts";

const STAT = "%5\r\n$4\r\npath\r\n$5\r\na.bin\r\n$4\r\ntype\r\n$4\r\nfile\r\n$4\r\nsize\r\n:1000000\r\n" +
  "$5\r\nmtime\r\n:1600000000000\r\n$4\r\netag\r\n$1\r\n1\r\n";

/** A server that begins to send a file and then stands still; it answers HELLO and says what the file is. */
function slowServer(): { port: string; started: Promise<void>; stop(): void } & Disposable {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { promise: started, resolve } = Promise.withResolvers<void>();
  const conns: Deno.Conn[] = [];
  void (async () => {
    for await (const conn of listener) {
      conns.push(conn);
      const buffer = new Uint8Array(4096);
      await conn.read(buffer);
      await conn.write(new TextEncoder().encode("%1\r\n$5\r\nproto\r\n:3\r\n"));
      await conn.read(buffer);
      await conn.write(new TextEncoder().encode(`${STAT}$1000000\r\nonly the beginning`));
      resolve();
    }
  })().catch(() => {});
  const stop = () => {
    listener.close();
    for (const conn of conns.splice(0)) conn.close();
  };
  return {
    port: String((listener.addr as Deno.NetAddr).port),
    started,
    stop,
    [Symbol.dispose]() {
      if (conns.length > 0) stop();
    },
  };
}

/** Waits until a file whose name ends so is in a folder and has bytes, watching it. */
async function appears(folder: string, suffix: string): Promise<void> {
  using watcher = Deno.watchFs(folder);
  const there = () =>
    [...Deno.readDirSync(folder)].some(({ name }) =>
      name.endsWith(suffix) && Deno.statSync(`${folder}/${name}`).size > 0
    );
  if (there()) return;
  for await (const _event of watcher) if (there()) return;
}

/** The names in a folder; of hidden ones only the kind. */
function kindsIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name.replace(/^\.enchufe-[0-9a-f]{16}\./, "~."))
    .sort();
}

Deno.test("client get: a server that goes away in the middle for good: 3, what came is kept", async () => {
  await using here = await tempDir({ "a.bin": "old" });
  using server = slowServer();
  await using client = startClient(["--port", server.port, "get", "a.bin"], { cwd: here.path });
  await Promise.all([server.started, appears(here.path, ".part")]);
  server.stop();
  const code = await client.ended();
  assertEquals(code, 3);
  assertMatch(
    client.stderr.text,
    /enchufe: UNREACHABLE Cannot connect to 127\.0\.0\.1:\d+: .*the same command goes on from there\n$/,
  );
  assertEquals(kindsIn(here.path), ["a.bin", "~.json", "~.part"]);
  assertEquals(Deno.readTextFileSync(here.join("a.bin")), "old");
});

Deno.test({
  name: "client get: Ctrl-C: 130, at once; what came is kept",
  // A process cannot be sent Ctrl-C there, only be ended.
  ignore: Deno.build.os === "windows",
  async fn() {
    await using here = await tempDir();
    using server = slowServer();
    await using client = startClient(["--port", server.port, "get", "a.bin"], { cwd: here.path });
    await Promise.all([server.started, appears(here.path, ".part")]);
    const code = await client.stop("SIGINT");
    assertEquals(code, 130);
    assertMatch(
      client.stderr.text,
      /enchufe: interrupted; what has been .*the same command goes on from there\n$/,
    );
    assertEquals(kindsIn(here.path), ["~.json", "~.part"]);
  },
});

Deno.test({
  name: "client get: whoever reads the bytes may stop reading: no trace",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using share = await tempDir({ "big.bin": new Uint8Array(3_000_000).fill(97) });
    await using server = await startServer({ folder: share.path });
    const [program, args] = programCommand("client", at(server, "get", "big.bin", "-o", "-"));
    const quoted = [program, ...args].map((word) => `'${word}'`).join(" ");
    const { stdout, stderr } = await new Deno.Command("sh", { args: ["-c", `${quoted} | head -c 10`] })
      .output();
    assertEquals(new TextDecoder().decode(stdout), "aaaaaaaaaa");
    assertEquals(new TextDecoder().decode(stderr), "");
  },
});

Deno.test({
  name: "client whoever reads its output may stop reading: no trace",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using server = await startServer();
    const [program, args] = programCommand("client", at(server, "time", "--repeat", "2000"));
    const quoted = [program, ...args].map((word) => `'${word}'`).join(" ");
    const shell = new Deno.Command("sh", { args: ["-c", `${quoted} | head -n 1`] });
    const { stdout, stderr } = await shell.output();
    assertMatch(new TextDecoder().decode(stdout), /^\d\d:\d\d:\d\d\n$/);
    assertEquals(new TextDecoder().decode(stderr), "");
  },
});

Deno.test({
  name: "client get into a pipe is refused at once, since opening one waits for its reader",
  ignore: Deno.build.os === "windows" || !installed("mkfifo"),
  async fn() {
    await using share = await filled();
    await using server = await startServer({ folder: share.path });
    await using here = await tempDir();
    await new Deno.Command("mkfifo", { args: [here.join("pipe")] }).output();
    const { code, stderr } = await runClient(at(server, "get", "hola.txt", "-o", "pipe"), { cwd: here.path });
    assertEquals([code, stderr], [
      1,
      "enchufe: IO Cannot write 'pipe': it is not a regular file; use -o - and send the output there\n",
    ]);
  },
});
