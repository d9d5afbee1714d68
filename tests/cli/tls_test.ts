/**
 * The client's side of TLS, with real processes.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "../helpers/assert.ts";
import { programCommand, runClient, startServer } from "../helpers/processes.ts";
import { Running } from "../helpers/running.ts";
import { NO_SCRIPT, runScript } from "../helpers/script.ts";
import { shellLine } from "../helpers/shell.ts";
import { tempDir } from "../helpers/temp.ts";
import { putCertificate, type TestCertificate } from "../helpers/tls.ts";

/** A server with TLS, and a client with settings of its own. */
async function setting() {
  const folder = await tempDir({ share: { "a.txt": "hola" }, server: {}, other: {} });
  const certificate = putCertificate(folder.join("server"));
  const server = await startServer({
    folder: folder.join("share"),
    args: ["--access", "write", "--tls-cert", certificate.cert, "--tls-key", certificate.key],
  });
  const env = { XDG_CONFIG_HOME: folder.join("config") };
  const port = String(server.port());
  const client = (...args: string[]) => runClient(["--port", port, ...args], { env });
  return { folder, server, certificate, env, port, client };
}

Deno.test("client --tls remembers the server at the first connection and says so once, on stderr", async () => {
  const { folder, server, certificate, client } = await setting();
  await using _folder = folder;
  await using _server = server;
  const first = await client("--tls", "get", "a.txt", "-o", "-");
  assertEquals([first.code, first.stdout], [0, "hola"]);
  assertEquals(first.stderr.trimEnd().split("\n").length, 1);
  assertStringIncludes(first.stderr, certificate.fingerprint);
  const put = await client("--tls", "put", folder.join("server", "cert.pem"), "b.pem");
  assertEquals([put.code, put.stderr], [0, ""]);
  assertEquals(Deno.readTextFileSync(folder.join("share", "b.pem")), Deno.readTextFileSync(certificate.cert));
});

Deno.test("client --tls refuses a changed certificate with one line and status 3, and sends nothing", async () => {
  const { folder, server, certificate, client } = await setting();
  await using _folder = folder;
  await using _server = server;
  assertEquals((await client("--tls", "time")).code, 0);
  const file = folder.join("config", "enchufe", "known_servers");
  const other = putCertificate(folder.join("other"));
  const line = Deno.readTextFileSync(file).split(" ")[0];
  const { Buffer } = await import("node:buffer");
  Deno.writeTextFileSync(file, `${line} ${other.fingerprint} ${Buffer.from(other.der).toString("base64")}\n`);
  const { code, stdout, stderr } = await client("--tls", "say", "secreto");
  assertEquals([code, stdout, stderr.trimEnd().split("\n").length], [3, "", 1]);
  for (const part of ["UNTRUSTED", other.fingerprint, certificate.fingerprint, file]) {
    assertStringIncludes(stderr, part);
  }
  const json = await client("--tls", "--json", "time");
  assertEquals([json.code, JSON.parse(json.stderr || json.stdout).error], [3, "UNTRUSTED"]);
});

Deno.test("client --ca and --tls-fingerprint trust what they name, and nothing else", async () => {
  const { folder, server, certificate, client } = await setting();
  await using _folder = folder;
  await using _server = server;
  const other: TestCertificate = putCertificate(folder.join("other"));
  for (
    const [flags, code] of [
      [["--ca", certificate.cert], 0],
      [["--ca", other.cert], 3],
      [["--tls-fingerprint", certificate.fingerprint], 0],
      [["--tls-fingerprint", other.fingerprint], 3],
      [["--ca", folder.join("none")], 1],
    ] as const
  ) {
    const ended = await client(...flags, "time");
    assertEquals(ended.code, code, `${flags.join(" ")}: ${ended.stderr}`);
    assertEquals(ended.stderr.trimEnd().split("\n").length, 1);
    if (code === 0) assertEquals(ended.stderr, "");
  }
});

Deno.test("client and server of which only one speaks TLS: the error names --tls", async () => {
  const { folder, server, client } = await setting();
  await using _folder = folder;
  await using _server = server;
  const plain = await client("time");
  assertEquals([plain.code, plain.stdout], [3, ""]);
  assertStringIncludes(plain.stderr, "add --tls");
  await using open = await startServer();
  const secure = await runClient(["--port", String(open.port()), "--tls", "time"]);
  assertEquals([secure.code, secure.stdout], [3, ""]);
  assertStringIncludes(secure.stderr, "leave out --tls");
});

Deno.test("client --tls talks: what one says another one hears", async () => {
  const { folder, server, env, port, client } = await setting();
  await using _folder = folder;
  await using _server = server;
  assertEquals((await client("--tls", "time")).code, 0);
  await using listener = new Running(programCommand("client", ["--port", port, "--tls", "watch"]), {
    env: { ...env, ENCHUFE_LANG: "en" },
  });
  await server.stderr.until((text) => text.split("session start").length > 4, "session of the listener");
  // The subscription is made when the listener's own request has been answered: say until it hears.
  for (let tries = 0; tries < 20 && !listener.stdout.text.includes("hola a todos"); tries++) {
    assertEquals((await client("--tls", "--name", "ana", "say", "hola a todos")).code, 0);
  }
  await listener.stdout.until((text) => text.includes("hola a todos"), "what was said");
});

Deno.test({
  name: "client --tls on a terminal: the notice stands above the chat, which works",
  ignore: NO_SCRIPT,
  async fn() {
    const { folder, server, certificate, env, port } = await setting();
    await using _folder = folder;
    await using _server = server;
    const flags = ["--port", port, "--tls", "--name", "ana", "--color", "never"];
    await using script = runScript(shellLine(programCommand("client", flags)), {
      env: { ...env, TERM: "xterm", ENCHUFE_LANG: "en" },
    });
    await script.stdout.until((text) => text.includes("Here: ana"), "the room");
    assert(script.stdout.text.indexOf(certificate.fingerprint) < script.stdout.text.indexOf("Here: ana"));
    await script.write("por cable\r");
    await script.stdout.until((text) => text.includes("ana: por cable"), "own message");
    await script.write("salir\r");
    assertEquals(await script.ended(), 0);
  },
});
