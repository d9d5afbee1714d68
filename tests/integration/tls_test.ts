/**
 * The server's side of TLS, with real processes.
 *
 * @module
 */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "../helpers/assert.ts";
import { eventually } from "../helpers/patience.ts";
import { programCommand, runProgram, startServer } from "../helpers/processes.ts";
import { RespClient } from "../helpers/resp_client.ts";
import { type TempDir, tempDir } from "../helpers/temp.ts";
import { putCertificate, TlsPeer } from "../helpers/tls.ts";

const NO_SIGHUP = Deno.build.os === "windows";

/** A folder with a certificate, and the flags that name it. */
async function secured(): Promise<{ folder: TempDir; cert: string; fingerprint: string; args: string[] }> {
  const folder = await tempDir();
  const { cert, key, fingerprint } = putCertificate(folder.path);
  return { folder, cert, fingerprint, args: ["--tls-cert", cert, "--tls-key", key] };
}

Deno.test("server --tls-cert: the start line is as ever, log and INFO tell the fingerprint", async () => {
  const { folder, cert, fingerprint, args } = await secured();
  await using _ = folder;
  await using server = await startServer({ args });
  assertEquals(server.stdout.text, `listening resp 127.0.0.1:${server.port()}\n`);
  await server.stderr.until((text) => text.includes(fingerprint), "fingerprint in the log");
  using peer = await TlsPeer.connect(server, cert);
  assertEquals(await peer.ask("PING"), "+PONG");
});

Deno.test("server --tls-self-signed makes a certificate and keeps it over a new start", async () => {
  await using folder = await tempDir();
  const fingerprints: string[] = [];
  for (let start = 0; start < 2; start++) {
    await using server = await startServer({ args: ["--tls-self-signed", "--tls-dir", folder.join("new")] });
    const text = await server.stderr.until((log) => /fingerprint=\S+/.test(log), "fingerprint in the log");
    fingerprints.push(/fingerprint=(\S+)/.exec(text)?.[1] ?? "");
    using peer = await TlsPeer.connect(server, folder.join("new", "server-cert.pem"));
    assertEquals(await peer.ask("PING"), "+PONG");
  }
  assertEquals(fingerprints[0], fingerprints[1]);
});

Deno.test({
  name:
    "server at SIGHUP: a session goes on, a new one sees the new certificate, and a bad one changes nothing",
  ignore: NO_SIGHUP,
  async fn() {
    const { folder, cert, fingerprint: before, args } = await secured();
    await using _ = folder;
    await using server = await startServer({ args });
    using old = await TlsPeer.connect(server, cert);
    const { fingerprint: after, key } = putCertificate(folder.path);
    server.process.kill("SIGHUP");
    await server.stderr.until((text) => text.includes(after), "new fingerprint in the log");
    let fresh: TlsPeer | undefined;
    await eventually(async () => {
      fresh = await TlsPeer.connect(server, cert).catch(() => undefined);
      return fresh !== undefined;
    }, "listener with the new certificate");
    using current = fresh as unknown as TlsPeer;
    assertEquals([await old.ask("PING"), await current.ask("PING")], ["+PONG", "+PONG"]);
    assertStringIncludes(await current.ask("ECHO after"), "$5");

    const breaks = [
      () => Deno.writeTextFileSync(key, "no key"),
      () => Deno.writeTextFileSync(cert, ""),
      () => Deno.writeTextFileSync(cert, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
      () => Deno.removeSync(cert),
    ];
    const whole = Deno.readTextFileSync(cert);
    for (const [at, spoil] of breaks.entries()) {
      spoil();
      server.process.kill("SIGHUP");
      const log = await server.stderr.until(
        (text) => text.match(/the old one stays/g)?.length === at + 1,
        "word of the failure",
      );
      assertEquals(log.match(/ error /g)?.length, at + 1);
    }
    Deno.writeTextFileSync(cert, whole);
    using again = await TlsPeer.connect(server, cert);
    assertEquals([await old.ask("PING"), await again.ask("PING")], ["+PONG", "+PONG"]);
    assert(before !== after);
    assertEquals(await server.stop(), 0);
  },
});

/** The system's number of the socket that listens on a port; Linux. */
async function listeningSocket(port: number): Promise<string | undefined> {
  const { stdout } = await runProgram("cat", ["/proc/net/tcp"]);
  const place = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const rows = stdout.split("\n").map((line) => line.trim().split(/\s+/));
  return rows.find(([, local, , state]) => local?.endsWith(place) && state === "0A")?.[9];
}

Deno.test({
  name:
    "server at SIGHUP with the certificate that it has: the same socket listens, so nobody is turned away",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const { folder, cert, args } = await secured();
    await using _ = folder;
    await using server = await startServer({ args });
    const before = await listeningSocket(server.port());
    server.process.kill("SIGHUP");
    await server.stderr.until(
      (text) => text.match(/certificate read/g)?.length === 2,
      "word of the certificate",
    );
    using peer = await TlsPeer.connect(server, cert);
    assertEquals(await peer.ask("PING"), "+PONG");
    assert(before !== undefined);
    assertEquals(await listeningSocket(server.port()), before);
    assertEquals(await server.stop(), 0);
  },
});

Deno.test({
  name: "server at SIGHUP and SIGTERM at once stops",
  ignore: NO_SIGHUP,
  async fn() {
    const { folder, args } = await secured();
    await using _ = folder;
    await using server = await startServer({ args });
    server.process.kill("SIGHUP");
    assertEquals(await server.stop("SIGTERM"), 0);
    assertStringIncludes(server.stderr.text, "server stopped");
  },
});

Deno.test("server with a bad certificate or key ends with one clear line and status 1", async () => {
  const { folder, cert, args } = await secured();
  await using _ = folder;
  await using other = await tempDir({ share: {} });
  const { key } = putCertificate(other.path);
  const inShare = putCertificate(other.join("share"));
  const cases: [flags: string[], words: string, status: number][] = [
    [["--tls-cert", cert, "--tls-key", other.join("none")], "no such file", 1],
    [["--tls-cert", cert, "--tls-key", key], "is not that of the certificate", 1],
    [["--tls-cert", key, "--tls-key", key], "holds no certificate", 1],
    [["--tls-cert", inShare.cert, "--tls-key", inShare.key], "in the shared folder", 1],
    [args.slice(0, 2), "--tls-key", 2],
  ];
  for (const [flags, words, status] of cases) {
    const [program, all] = programCommand("server", [
      other.join("share"),
      "--port",
      "0",
      "--chat-port",
      "off",
      ...flags,
    ]);
    const { code, stdout, stderr } = await runProgram(program, all);
    assertEquals([code, stdout, stderr.trimEnd().split("\n").length], [status, "", 1], stderr);
    assertStringIncludes(stderr, words);
  }
});

Deno.test("server with TLS: peers that never shake hands hold up nobody, and are closed in time", async () => {
  const { folder, cert, args } = await secured();
  await using _ = folder;
  await using server = await startServer({ args: [...args, "--first-command-timeout", "1s"] });
  const silent = await Promise.all(
    Array.from({ length: 50 }, () => Deno.connect({ hostname: "127.0.0.1", port: server.port() })),
  );
  try {
    // Half of them begin a handshake, and leave it at that.
    const begun = new Uint8Array([0x16, 3, 1, 2, 0, 1]);
    for (const each of silent.slice(25)) await each.write(begun);
    using peer = await TlsPeer.connect(server, cert);
    assertEquals(await peer.ask("PING"), "+PONG");
    await server.stderr.until(
      (text) => (text.match(/over --first-command-timeout/g) ?? []).length === silent.length,
      "end of all that are silent",
    );
    assertEquals(await peer.ask("PING"), "+PONG");
  } finally {
    for (const each of silent) each.close();
  }
});

Deno.test("server with TLS: plain bytes are closed, with one line of information", async () => {
  const { folder, cert, args } = await secured();
  await using _ = folder;
  await using server = await startServer({ args });
  using plain = await RespClient.connect(server);
  await plain.send("PING");
  const alert = await plain.readToEnd();
  assertEquals(alert.slice(0, 2), "\x15\x03");
  const log = await server.stderr.until((text) => text.includes("session end"), "end of the session");
  assertEquals(log.match(/TLS failed/g)?.length, 1);
  assert(!/ (warn|error) /.test(log), log);
  using peer = await TlsPeer.connect(server, cert);
  assertEquals(await peer.ask("PING"), "+PONG");
});

Deno.test("server without TLS: a handshake is refused at once", async () => {
  await using server = await startServer();
  const connection = Deno.connectTls({ hostname: "127.0.0.1", port: server.port() })
    .then(async (tls) => {
      try {
        await tls.handshake();
      } finally {
        tls.close();
      }
    });
  await assertRejects(() => connection, Deno.errors.InvalidData);
  await server.stderr.until((text) => text.includes("without TLS"), "word of it in the log");
});

Deno.test("server with TLS: classic services stay plain, and that is said", async () => {
  const { folder, args } = await secured();
  await using _ = folder;
  await using server = await startServer({ args, classic: ["echo"] });
  await server.stderr.until((text) => text.includes("classic services have no TLS services=echo"), "warning");
  using plain = await RespClient.connect({ port: () => server.port("echo") });
  await plain.sendRaw("hola\n");
  assert(await plain.readSome() !== null);
});

Deno.test({
  name: "server with TLS: a key that others can read is told in the log",
  ignore: NO_SIGHUP,
  async fn() {
    const { folder, args } = await secured();
    await using _ = folder;
    Deno.chmodSync(args[3] as string, 0o644);
    await using server = await startServer({ args });
    await server.stderr.until((text) => text.includes("private key can be read by others"), "warning");
    Deno.chmodSync(args[3] as string, 0o640);
    server.process.kill("SIGHUP");
    const log = await server.stderr.until(
      (text) => text.match(/certificate read/g)?.length === 2,
      "new certificate",
    );
    assertEquals(log.match(/private key can be read/g)?.length, 1);
  },
});
