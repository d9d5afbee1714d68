/**
 * Users on a real server: whose names they are, what becomes of their sessions when the file changes, and the command
 * that writes it.
 *
 * @module
 */
import { passwordOf, writeUsers } from "../helpers/accounts.ts";
import { ErrorReply } from "../../lib/framing/reply.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../helpers/assert.ts";
import { eventually } from "../helpers/patience.ts";
import { programCommand, runProgram, startServer, type TestServer } from "../helpers/processes.ts";
import { infoNumber, RespClient } from "../helpers/resp_client.ts";
import { tempDir } from "../helpers/temp.ts";

async function as(server: TestServer, user: string, password = passwordOf(user)): Promise<RespClient> {
  const client = await RespClient.connect(server);
  assertEquals(await client.call("AUTH", user, password), "OK");
  return client;
}

/** Runs `enchufe-server passwd` with a line on stdin. */
function passwd(args: readonly string[], input: string) {
  return runProgram(...programCommand("server", ["passwd", ...args]), { input });
}

Deno.test("a password is wanted before anything but AUTH, HELLO, RESET and QUIT; Redis's texts", async () => {
  await using folder = await tempDir({ share: {}, password: "s3creta\nmore\n" });
  Deno.chmodSync(folder.join("password"), 0o600);
  await using server = await startServer({
    folder: folder.join("share"),
    classic: [],
    args: ["--password-file", folder.join("password")],
  });
  using client = await RespClient.connect(server);
  const NOAUTH = "-NOAUTH Authentication required.";
  for (
    const words of [["PING"], ["GET", "a"], ["CLIENT", "LIST"], ["COMMAND"], ["SUBSCRIBE", "x"], ["INFO"]]
  ) {
    assertEquals(await client.call(...words), NOAUTH, words.join(" "));
  }
  assertMatch(
    String(await client.call("HELLO", "3")),
    /^-NOAUTH HELLO must be called with the client already/,
  );
  assertEquals(
    await client.call("AUTH", "wrong"),
    "-WRONGPASS invalid username-password pair or user is disabled.",
  );
  assertEquals(await client.call("RESET"), "RESET");
  const greeting = await client.call("HELLO", "3", "AUTH", "default", "s3creta", "SETNAME", "ana");
  assertEquals((greeting as { proto: number }).proto, 3);
  assertEquals(await client.call("CLIENT", "GETNAME"), "ana");
  assertStringIncludes(String(await client.call("CLIENT", "INFO")), "user=default");
  assertEquals(await client.call("AUTH", "s3creta"), "OK");
  assertEquals(await infoNumber(client, "acl_access_denied_auth"), 1);
  // Whoever has authenticated stays so when a second attempt is wrong, and not behind RESET.
  assertMatch(String(await client.call("AUTH", "wrong")), /^-WRONGPASS/);
  assertEquals(await client.call("PING"), "PONG");
  assertEquals(await client.call("RESET"), "RESET");
  assertEquals(await client.call("PING"), NOAUTH);
  using last = await RespClient.connect(server);
  assertEquals(await last.call("QUIT"), "OK");
});

Deno.test("classic services stay off with a password for everything, and the log says so once", async () => {
  await using folder = await tempDir({ share: {} });
  const users = await writeUsers(folder.join("users"), { ana: "admin" });
  await using server = await startServer({
    folder: folder.join("share"),
    args: ["--users", users, "--echo-port", "0", "--list-port", "0"],
  });
  assertEquals(server.stdout.text.match(/^listening /gm)?.length, 1);
  const told = await server.stderr.until((text) => text.includes("classic services"), "line");
  assertMatch(told, /classic services stay off with a password services=echo,list$/m);
});

Deno.test("the name of a user is theirs: in rooms, as a label, in the chat, as the author of files", async () => {
  await using folder = await tempDir({ share: {} });
  const users = await writeUsers(folder.join("users"), { ana: "write" });
  await using server = await startServer({
    folder: folder.join("share"),
    classic: ["chat"],
    args: ["--users", users, "--require-password", "admin", "--access", "write", "--quota", "10K"],
  });
  using stranger = await RespClient.connect(server);
  const REFUSED =
    "-NAMETAKEN Name 'Ana' belongs to a user of this server; authenticate as that user, or take another name: 'Ana-2' is free";
  assertEquals(await stranger.call("CLIENT", "SETNAME", "Ana"), REFUSED);
  assertEquals(await stranger.call("HELLO", "3", "SETNAME", "Ana"), REFUSED);
  using ana = await as(server, "ana");
  assertEquals(await ana.call("CLIENT", "GETNAME"), "ana");
  await ana.call("HELLO", "3");
  assertEquals((await ana.call("ROOM.JOIN", "plaza") as { name: string }).name, "ana");
  assertEquals(await ana.call("SET", "a.txt", "hola"), "OK");
  const ledger = await Deno.readTextFile(folder.join("share", ".enchufe-ledger.jsonl"));
  assertMatch(ledger, /"owner":"ana"/);
  using chat = await Deno.connect({ hostname: "127.0.0.1", port: server.port("chat") });
  await chat.write(new TextEncoder().encode("ana\n"));
  let heard = "";
  const bytes = new Uint8Array(4096);
  while (!heard.includes("ana-2")) {
    const count = await chat.read(bytes);
    assert(count !== null, heard);
    heard += new TextDecoder().decode(bytes.subarray(0, count));
  }
});

Deno.test({
  name: "SIGHUP: roles hold at once, sessions of who is gone or changed end, the others go on",
  // There is no such signal.
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await tempDir({ share: { "a.txt": "hola" } });
    const file = folder.join("users");
    await writeUsers(file, { ana: "admin", eva: "read", luz: "read", tom: "read" });
    await using server = await startServer({ folder: folder.join("share"), args: ["--users", file] });
    using ana = await as(server, "ana");
    using eva = await as(server, "eva");
    using luz = await as(server, "luz");
    using tom = await as(server, "tom");
    assertMatch(String(await eva.call("SET", "b.txt", "x")), /^-NOPERM/);
    const kept = (await Deno.readTextFile(file)).split("\n").filter((line) => /^(ana|eva):/.test(line)).join(
      "\n",
    );
    await Deno.writeTextFile(
      file,
      kept.replace("eva:read", "eva:write").replace("ana:admin", "ana:drop") + "\n",
    );
    assertEquals((await passwd([file, "luz"], "other\n")).code, 0);
    server.process.kill("SIGHUP");
    await server.stderr.until((text) => text.includes("users read again users=3"), "line");
    for (const gone of [luz, tom]) {
      const told = await gone.receiveOrEnd();
      assert(told instanceof ErrorReply && told.code === "NOAUTH", `${told}`);
      assertEquals(await gone.receiveOrEnd(), undefined);
    }
    await server.stderr.until((text) => text.match(/user removed or changed/g)?.length === 2, "two ends");
    assertEquals(await eva.call("SET", "b.txt", "x"), "OK");
    assertMatch(String(await ana.call("CLIENT", "KILL", "ID", "0")), /^-NOPERM/);
    (await as(server, "luz", "other")).close();
    await Deno.writeTextFile(file, "nonsense\n");
    server.process.kill("SIGHUP");
    await server.stderr.until((text) => /error users not read again.*Line 1/.test(text), "line");
    assertEquals(await eva.call("GET", "a.txt"), "hola");
  },
});

Deno.test("CLIENT LIST tells the user, CLIENT KILL USER ends their sessions", async () => {
  await using folder = await tempDir({ share: {} });
  const users = await writeUsers(folder.join("users"), { ana: "admin", eva: "read" });
  await using server = await startServer({ folder: folder.join("share"), args: ["--users", users] });
  using ana = await as(server, "ana");
  using eva = await as(server, "eva");
  using _stranger = await RespClient.connect(server);
  await eventually(async () => await infoNumber(ana, "connected_clients") === 3, "three sessions");
  const list = String(await ana.call("CLIENT", "LIST"));
  assertEquals([...list.matchAll(/ user=(\w*) /g)].map(([, user]) => user), ["ana", "eva", ""]);
  assertEquals(await ana.call("CLIENT", "KILL", "USER", "eva"), 1);
  assertEquals(await eva.receiveOrEnd(), undefined);
});

Deno.test("enchufe-server passwd: adds, changes, keeps roles, refuses; the file is its owner's only", async () => {
  await using folder = await tempDir();
  const file = folder.join("users");
  const made = await passwd([file, "ana", "--role", "admin"], "uno\n");
  assertEquals([made.code, made.stderr], [0, ""]);
  assertMatch(made.stdout, /^ana \(admin\) is in /);
  assertEquals((await passwd([file, "José"], "dos")).code, 0);
  assertEquals((await passwd([file, "ana"], "tres\r\n")).code, 0);
  assertMatch(await Deno.readTextFile(file), /^ana:admin:\$scrypt\$ln=15,\S+\nJosé:read:\$scrypt\$\S+\n$/);
  if (Deno.build.os !== "windows") assertEquals((Deno.statSync(file).mode ?? 0) & 0o777, 0o600);
  for (
    const [args, input, why] of [
      [[file, "ana"], "\n", /The password is empty/],
      [[file, "10.0.0.1"], "x\n", /User '10.0.0.1' is no name/],
      [[file, "ana", "--role", "root"], "x\n", /'--role' has the bad value 'root'/],
      [[file], "x\n", /wants a file and a user/],
      [[], "x\n", /wants a file and a user/],
      [[folder.join("no/such"), "ana"], "x\n", /The directory of .* does not exist/],
      [[folder.path, "ana"], "x\n", /is a directory; name a file/],
    ] as const
  ) {
    const { code, stderr } = await passwd(args, input);
    assert(code !== 0);
    assertMatch(stderr, why);
  }
  assertMatch(await Deno.readTextFile(file), /^ana:admin:\S+\nJosé:read:\S+\n$/);
});

Deno.test("a server does not start with a file that is missing, broken, open to others or shared", async () => {
  await using folder = await tempDir({ share: {}, broken: "ana\n", open: "", empty: "\n" });
  Deno.chmodSync(folder.join("broken"), 0o600);
  Deno.chmodSync(folder.join("empty"), 0o600);
  Deno.chmodSync(folder.join("open"), 0o644);
  await writeUsers(folder.join("share", "users"), { ana: "read" });
  for (
    const [args, why] of [
      [["--users", folder.join("none")], /There is no file .*enchufe-server passwd/],
      [["--users", folder.join("broken")], /Line 1 of .* is broken/],
      [["--users", folder.join("open")], /open to others/],
      [["--users", folder.join("share", "users")], /is in the shared folder/],
      [["--password-file", folder.join("empty")], /has no password in its first line/],
      [["--require-password", "all"], /wants a password: give --users FILE/],
    ] as const
  ) {
    const args2 = [folder.join("share"), "--port", "0", "--chat-port", "off", ...args];
    const { code, stdout, stderr } = await runProgram(...programCommand("server", args2));
    assert(code === 1 || code === 2, String(code));
    assertEquals(stdout, "");
    assertMatch(stderr, why);
  }
});

Deno.test("--require-password admin: of two without a password that put a file in one place at once, one does", async () => {
  await using folder = await tempDir({ share: {} });
  const users = await writeUsers(folder.join("users"), { ana: "write" });
  const share = folder.join("share");
  await using server = await startServer({
    folder: share,
    args: ["--users", users, "--require-password", "admin", "--access", "write", "--keep-free", "0"],
  });
  using first = await RespClient.connect(server);
  using second = await RespClient.connect(server);
  for (let round = 0; round < 20; round++) {
    const path = `${round}.txt`;
    const replies = await Promise.all([first.call("SET", path, "first"), second.call("SET", path, "second")]);
    assertEquals(replies.map(String).sort(), ["-NOAUTH Authentication required.", "OK"], path);
    const winner = replies[0] === "OK" ? "first" : "second";
    assertEquals(await Deno.readTextFile(`${share}/${path}`), winner);
    assertEquals(await first.call("SET", path, "x", "XX"), "-NOAUTH Authentication required.");
    assertEquals(await first.call("SET", path, "x", "NX"), null);
  }
  assertEquals(await first.call("SET", "none.txt", "x", "XX"), null);
});

Deno.test("an upload is not that of another user whom the same session has become", async () => {
  await using folder = await tempDir({ share: {} });
  const users = await writeUsers(folder.join("users"), { ana: "write", eva: "write" });
  await using server = await startServer({
    folder: folder.join("share"),
    args: ["--users", users, "--keep-free", "0"],
  });
  using client = await RespClient.connect(server);
  const sha256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
  const begin = async () => (await client.call("UPLOAD.BEGIN", "a.txt", "5", sha256) as string[]).slice(1);
  const become = async (name: string) =>
    assertEquals(await client.call("AUTH", name, passwordOf(name)), "OK");
  await become("ana");
  const [id = ""] = await begin();
  assertEquals(await client.call("UPLOAD.WRITE", id, "0", "hello"), 5);
  for (const reset of [false, true]) {
    if (reset) assertEquals(await client.call("RESET"), "RESET");
    await become("eva");
    for (const words of [["STAT", id], ["WRITE", id, "5", ""], ["COMMIT", id], ["ABORT", id]]) {
      assertMatch(String(await client.call(`UPLOAD.${words[0]}`, ...words.slice(1))), /^-NOUPLOAD/);
    }
    assertEquals(await client.call("UPLOAD.LIST"), []);
    await become("ana");
    assertEquals(await begin(), [id, "offset", 5]);
  }
  assertEquals((await client.call("UPLOAD.COMMIT", id) as string[])[1], "a.txt");
});
