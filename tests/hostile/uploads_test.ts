/** Uploads as an attacker would have them. @module */
import { assert, assertEquals, assertMatch } from "../helpers/assert.ts";
import { eventually } from "../helpers/patience.ts";
import { startServer } from "../helpers/processes.ts";
import { RespClient } from "../helpers/resp_client.ts";
import { fields, namesIn, noise, sha256 } from "../integration/uploads_fixture.ts";

const ARGS = ["--access", "write", "--keep-free", "0", "--max-upload", "1M"];
const GOOD = "a".repeat(64);

Deno.test("UPLOAD: words that make no sense are refused, and leave nothing", async () => {
  await using server = await startServer({ args: ARGS });
  using client = await RespClient.connect(server);
  const rows: [parts: string[], refusal: RegExp][] = [
    [["f", "-1", GOOD], /^-ERR Size -1/],
    [["f", "1.5", GOOD], /^-ERR value is not an integer/],
    [["f", "1e3", GOOD], /^-ERR value/],
    [["f", "99999999999999999999", GOOD], /^-ERR value/],
    [["f", "999999999999999", GOOD], /^-TOOBIG .*1M/],
    [["f", String(1024 * 1024 + 1), GOOD], /^-TOOBIG /],
    [["f", "", GOOD], /^-ERR value/],
    [["f", "5", ""], /^-ERR SHA-256 ""/],
    [["f", "5", GOOD.slice(1)], /^-ERR SHA-256 /],
    [["f", "5", `${GOOD}a`], /^-ERR SHA-256 /],
    [["f", "5", GOOD.replace("a", "g")], /^-ERR SHA-256 /],
    [["f", "5", GOOD.replace("a", "\n")], /^-ERR SHA-256 /],
    [["f", "5", GOOD, "EXISTS"], /^-ERR syntax error/],
    [["f", "5", GOOD, "EXISTS", "overwrite"], /^-ERR syntax error/],
    [["f", "5", GOOD, "MTIME", "-1"], /^-ERR value/],
    [["f", "5", GOOD, "MTIME", "999999999999999"], /^-ERR value/],
    [["f", "5", GOOD, "FORCE", "1"], /^-ERR syntax error/],
    [["../f", "5", GOOD], /^-BADPATH /],
    [["/f", "5", GOOD], /^-BADPATH /],
    [["a\\b", "5", GOOD], /^-BADPATH /],
    [[".", "5", GOOD], /^-BADPATH /],
    [["nul", "5", GOOD], /^-BADPATH /],
    [["a\u202eb", "5", GOOD], /^-BADPATH /],
    [[".enchufe-ledger.jsonl", "5", GOOD], /^-BADPATH /],
    [[`.enchufe-${"0".repeat(32)}.json`, "5", GOOD], /^-BADPATH /],
  ];
  for (const [parts, refusal] of rows) {
    assertMatch(String(await client.call("UPLOAD.BEGIN", ...parts)), refusal, parts.join(" "));
  }
  for (const id of ["", "../../etc/passwd", "f".repeat(32), "\0", "x".repeat(10_000)]) {
    for (const rest of [["STAT"], ["COMMIT"], ["ABORT"], ["WRITE", "0", "x"]]) {
      const [verb, ...more] = rest as [string, ...string[]];
      assertMatch(String(await client.call(`UPLOAD.${verb}`, id, ...more)), /^-NOUPLOAD /);
    }
  }
  assertEquals(namesIn(server.folder), []);
  const { id } = fields(await client.call("UPLOAD.BEGIN", "f", "5", GOOD.toUpperCase()));
  for (const offset of ["-1", "1", "999999999999999", "x", "1.0", ""]) {
    assertMatch(String(await client.call("UPLOAD.WRITE", String(id), offset, "x")), /^-(ERR|OFFSET) /);
  }
  assertMatch(String(await client.call("UPLOAD.WRITE", String(id), "0", "123456")), /^-TOOBIG /);
  // Larger than an argument may be, to an upload that is none or too small: read, dropped, and on.
  assertMatch(String(await client.call("UPLOAD.WRITE", String(id), "0", noise(300_000))), /^-TOOBIG /);
  assertMatch(String(await client.call("UPLOAD.WRITE", "none", "0", noise(300_000))), /^-NOUPLOAD /);
  assertMatch(String(await client.call("UPLOAD.WRITE", String(id), "-5", noise(300_000))), /^-ERR /);
  assertEquals(await client.call("PING"), "PONG");
  assertEquals(fields(await client.call("UPLOAD.STAT", String(id))).offset, 0);
});

Deno.test("UPLOAD: nothing without --access write, and names of our own files for nobody", async () => {
  await using server = await startServer({ args: ["--hidden"] });
  using client = await RespClient.connect(server);
  Deno.writeTextFileSync(`${server.folder}/.enchufe-ledger.jsonl`, "secret");
  Deno.writeTextFileSync(`${server.folder}/.enchufe-${"0".repeat(32)}.json`, "secret");
  assertMatch(String(await client.call("UPLOAD.BEGIN", "f", "5", GOOD)), /^-NOPERM .*--access write/);
  assertMatch(String(await client.call("UPLOAD.WRITE", "0".repeat(32), "0", noise(200_000))), /^-NOPERM /);
  assertMatch(String(await client.call("UPLOAD.COMMIT", "0".repeat(32))), /^-NOPERM /);
  assertEquals(await client.call("KEYS", "*"), []);
  assertEquals(await client.call("GET", ".enchufe-ledger.jsonl"), null);
  assertEquals(await client.call("EXISTS", `.enchufe-${"0".repeat(32)}.json`), 0);
});

Deno.test("UPLOAD: a whole upload, and its undoing, in one pipeline", async () => {
  await using server = await startServer({ args: ARGS });
  using client = await RespClient.connect(server);
  const content = noise(200_000);
  const { id } = fields(await client.call("UPLOAD.BEGIN", "f", String(content.length), sha256(content)));
  await client.send("UPLOAD.WRITE", String(id), "0", content.subarray(0, 150_000));
  await client.send("UPLOAD.WRITE", String(id), "0", content.subarray(0, 150_000));
  await client.send("UPLOAD.WRITE", String(id), "150000", content.subarray(150_000));
  await client.send("UPLOAD.COMMIT", String(id));
  await client.send("UPLOAD.ABORT", String(id));
  await client.send("UPLOAD.COMMIT", String(id));
  assertEquals(await client.receive(), 150_000);
  assertMatch(String(await client.receive()), /^-OFFSET /);
  assertEquals(await client.receive(), 200_000);
  const receipt = fields(await client.receive());
  assertEquals(receipt.sha256, sha256(content));
  assertMatch(String(await client.receive()), /^-NOUPLOAD /);
  assertEquals(fields(await client.receive()), receipt);
  assertEquals(namesIn(server.folder), ["f"]);
});

Deno.test("UPLOAD: room that a session has had set aside is free again when it has gone", async () => {
  await using server = await startServer({
    args: ["--access", "write", "--keep-free", "0", "--max-upload", "100000G"],
  });
  const { statfs } = (await import("node:fs")).default.promises;
  const { bavail, bsize } = await statfs(server.folder);
  const most = String(Math.floor(bavail * bsize * 0.6));
  using ana = await RespClient.connect(server), ben = await RespClient.connect(server);
  await ana.call("CLIENT", "SETNAME", "ana");
  await ben.call("CLIENT", "SETNAME", "ben");
  assert(Array.isArray(await ana.call("UPLOAD.BEGIN", "a", most, GOOD)));
  assert(Array.isArray(await ana.call("UPLOAD.BEGIN", "a", most, GOOD)), "once, however often it is begun");
  assertMatch(String(await ben.call("UPLOAD.BEGIN", "b", most, GOOD)), /^-NOSPACE /);
  assertMatch(String(await ben.call("SET", "b", "x", "NX")), /^OK/);
  ana.close();
  await eventually(
    async () => Array.isArray(await ben.call("UPLOAD.BEGIN", "c", most, GOOD)),
    "room",
  );
});

Deno.test("UPLOAD: room that is set aside for who sends nothing is given to who asks for it", async () => {
  await using server = await startServer({
    args: ["--access", "write", "--keep-free", "0", "--max-upload", "100000G", "--write-timeout", "1s"],
  });
  const { statfs } = (await import("node:fs")).default.promises;
  const { bavail, bsize } = await statfs(server.folder);
  const most = String(Math.floor(bavail * bsize * 0.6));
  using ana = await RespClient.connect(server), ben = await RespClient.connect(server);
  await ana.call("CLIENT", "SETNAME", "ana");
  const { id } = fields(await ana.call("UPLOAD.BEGIN", "a", most, GOOD));
  assertMatch(String(await ben.call("UPLOAD.BEGIN", "b", most, GOOD)), /^-NOSPACE /);
  await eventually(async () => Array.isArray(await ben.call("UPLOAD.BEGIN", "b", most, GOOD)), "room");
  assertMatch(String(await ana.call("UPLOAD.WRITE", String(id), "0", "x")), /^-NOSPACE /, "while ben has it");
  await ben.call(
    "UPLOAD.ABORT",
    String(((await ben.call("UPLOAD.LIST")) as string[][]).map(fields).find(({ path }) => path === "b")?.id),
  );
  assertEquals(await ana.call("UPLOAD.WRITE", String(id), "0", "x"), 1);
});
