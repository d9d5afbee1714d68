/**
 * Foreign clients over TLS.
 *
 * @module
 */
import { assertEquals, assertStringIncludes } from "../helpers/assert.ts";
import { installed, runProgram, startServer } from "../helpers/processes.ts";
import { tempDir } from "../helpers/temp.ts";
import { putCertificate } from "../helpers/tls.ts";

const noPython = !installed("python3");
const noOpenssl = !installed("openssl", ["version"]);
const noRedisCli = !redisCliHasTls();

function redisCliHasTls(): boolean {
  if (!installed("redis-cli")) return false;
  const { stdout, stderr } = new Deno.Command("redis-cli", { args: ["--help"] }).outputSync();
  const has = new TextDecoder().decode(new Uint8Array([...stdout, ...stderr])).includes("--cacert");
  // deno-lint-ignore no-console -- a skipped test must say why
  if (!has) console.log("skipped: this redis-cli was built without TLS");
  return has;
}

async function secureServer() {
  const folder = await tempDir({ share: { "a.txt": "hola" }, tls: {} });
  const { cert, key, fingerprint } = putCertificate(folder.join("tls"));
  const server = await startServer({
    folder: folder.join("share"),
    args: ["--tls-cert", cert, "--tls-key", key],
  });
  return { folder, server, cert, fingerprint, port: String(server.port()) };
}

Deno.test({
  name: "redis-cli --tls gets a file with --cacert and with --insecure, and refuses us without",
  ignore: noRedisCli,
  async fn() {
    const { folder, server, cert, port } = await secureServer();
    await using _folder = folder;
    await using _server = server;
    for (const trust of [["--cacert", cert], ["--insecure"]]) {
      const { stdout } = await runProgram("redis-cli", ["-p", port, "--tls", ...trust, "GET", "a.txt"]);
      assertEquals(stdout, "hola\n");
    }
    const info = await runProgram("redis-cli", ["-p", port, "--tls", "--insecure", "INFO", "server"]);
    assertStringIncludes(info.stdout, "tls:on");
    const refused = await runProgram("redis-cli", ["-p", port, "--tls", "GET", "a.txt"]);
    assertEquals([refused.code, refused.stdout], [1, ""]);
  },
});

const PYTHON = `
import socket, ssl, sys
host, port, ca = sys.argv[1:]
context = ssl.create_default_context(cafile=ca)
with context.wrap_socket(socket.create_connection((host, int(port))), server_hostname=host) as s:
    f = s.makefile('rwb')
    f.write(b'GET a.txt\\r\\n'); f.flush()
    size = int(f.readline()[1:])
    print(f.read(size).decode(), s.version())
`;

Deno.test({
  name: "python3 ssl, checking certificate and address, gets a file",
  ignore: noPython,
  async fn() {
    const { folder, server, cert, port } = await secureServer();
    await using _folder = folder;
    await using _server = server;
    const { stdout, stderr } = await runProgram("python3", ["-c", PYTHON, "127.0.0.1", port, cert]);
    assertEquals([stdout, stderr], ["hola TLSv1.3\n", ""]);
  },
});

Deno.test({
  name: "openssl: s_client talks, and x509 has the fingerprint that we tell",
  ignore: noOpenssl,
  async fn() {
    const { folder, server, cert, fingerprint, port } = await secureServer();
    await using _folder = folder;
    await using _server = server;
    const where = `127.0.0.1:${port}`;
    const args = ["s_client", "-quiet", "-verify_return_error", "-CAfile", cert, "-connect", where];
    const talk = await runProgram("openssl", args, { input: "PING\r\nQUIT\r\n" });
    assertEquals(talk.stdout, "+PONG\r\n+OK\r\n");
    const shown = await runProgram("openssl", ["x509", "-in", cert, "-noout", "-fingerprint", "-sha256"]);
    assertEquals(shown.stdout.trim().split("=")[1], fingerprint.replace("SHA256:", ""));
  },
});

Deno.test({
  name: "openssl: no TLS before 1.2, and no renegotiation, which ends that session only",
  ignore: noOpenssl,
  async fn() {
    const { folder, server, cert, port } = await secureServer();
    await using _folder = folder;
    await using _server = server;
    const args = ["s_client", "-CAfile", cert, "-connect", `127.0.0.1:${port}`];
    const old = await runProgram("openssl", [...args, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"]);
    assertEquals(old.code, 1);
    assertStringIncludes(old.stdout, "Cipher is (NONE)");
    // A line `R` asks openssl for a renegotiation.
    const again = await runProgram("openssl", [...args, "-tls1_2"], { input: "R\n" });
    assertStringIncludes(again.stderr + again.stdout, "no renegotiation");
    const fine = await runProgram("openssl", [...args, "-quiet"], { input: "PING\r\nQUIT\r\n" });
    assertStringIncludes(fine.stdout, "+PONG\r\n+OK\r\n");
  },
});
