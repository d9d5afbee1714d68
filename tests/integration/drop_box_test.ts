/** A drop box with real servers: handing in, seeing one's own, over restarts; quotas. */
import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "../helpers/assert.ts";
import { startServer } from "../helpers/processes.ts";
import { RespClient } from "../helpers/resp_client.ts";
import { tempDir } from "../helpers/temp.ts";
import { noise, UploadClient } from "./uploads_fixture.ts";

const LEDGER = ".enchufe-ledger.jsonl";

Deno.test("drop box: handed in, killed, started again: each still sees their own and nothing else", async () => {
  await using folder = await tempDir({ docs: { "a.txt": "a" } });
  const start = () => startServer({ folder: folder.path, args: ["--drop-box", "inbox", "--keep-free", "0"] });
  const content = noise(300_000);
  let receipt: Record<string, unknown>;
  {
    await using server = await start();
    using ana = await UploadClient.connect(server, "ana");
    const { id } = await ana.begin("inbox/a/b.bin", content);
    await ana.writeAll(id, content, { offset: 0, step: 60_000 });
    receipt = await ana.commit(id) as Record<string, unknown>;
    assertMatch(String(receipt.path), /^inbox\/ana\/\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d\/a\/b\.bin$/);
    assertEquals(receipt.replaced, 0);
    // The answer was lost: the same words find the same receipt, and nothing is handed in twice.
    assertEquals(await ana.commit(id), receipt);
    assertEquals(await ana.begin("inbox/a/b.bin", content), { id, offset: content.length });
    assertEquals(await ana.call("KEYS", "inbox*"), [receipt.path as string]);
    await server.stop("SIGKILL");
  }
  // As after a stop of the machine in the middle of a line.
  Deno.writeTextFileSync(`${folder.path}/${LEDGER}`, '{"at":"2026', { append: true });
  await using server = await start();
  using ana = await UploadClient.connect(server, "ana");
  using ben = await UploadClient.connect(server, "ben");
  assertEquals(await ana.call("FILE.HASH", String(receipt.path)), receipt.sha256 as string);
  assertEquals(await ana.call("KEYS", "inbox*"), [receipt.path as string]);
  assertEquals(await ben.call("KEYS", "*"), ["docs/a.txt"]);
  assertEquals(await ben.call("GET", String(receipt.path)), null);
  assertEquals(Deno.readTextFileSync(`${folder.path}/${LEDGER}`).trimEnd().split("\n").length, 1);
  for (const path of [LEDGER, `docs/../${LEDGER}`]) {
    assertMatch(String(await ana.call("EXISTS", path)), /^(?:0|-BADPATH .*)$/);
  }
});

Deno.test("drop box: an upload goes on after the server was killed, and its owner gets the receipt", async () => {
  await using folder = await tempDir();
  const start = () => startServer({ folder: folder.path, args: ["--access", "drop", "--keep-free", "0"] });
  const content = noise(500_000);
  let id: string;
  {
    await using server = await start();
    using ana = await UploadClient.connect(server, "ana");
    ({ id } = await ana.begin("essay.txt", content));
    await ana.write(id, 0, content.subarray(0, 200_000));
    await server.stop("SIGKILL");
  }
  await using server = await start();
  using ben = await UploadClient.connect(server, "ben");
  assertMatch(String(await ben.call("UPLOAD.COMMIT", id)), /^-NOUPLOAD /);
  using ana = await UploadClient.connect(server, "ana");
  assertEquals(await ana.begin("essay.txt", content), { id, offset: 200_000 });
  await ana.writeAll(id, content, { offset: 200_000, step: 60_000 });
  const receipt = await ana.commit(id) as Record<string, unknown>;
  assertEquals(Deno.readFileSync(`${folder.path}/${receipt.path}`), content);
  assertEquals(await ben.call("DBSIZE"), 0);
  assertEquals(await ana.call("DBSIZE"), 1);
});

Deno.test("drop box: a file that was put in place, and nobody told, is found again and not handed in twice", async () => {
  await using folder = await tempDir();
  const start = () => startServer({ folder: folder.path, args: ["--access", "drop", "--keep-free", "0"] });
  const content = noise(1_000);
  let state: Uint8Array, receipt: Record<string, unknown>, id: string;
  {
    await using server = await start();
    using ana = await UploadClient.connect(server, "ana");
    ({ id } = await ana.begin("essay.txt", content));
    state = Deno.readFileSync(`${folder.path}/.enchufe-${id}.json`);
    await ana.write(id, 0, content);
    receipt = await ana.commit(id) as Record<string, unknown>;
    await server.stop("SIGKILL");
  }
  // What says what the upload was is still there, as after a kill between the two.
  Deno.writeFileSync(`${folder.path}/.enchufe-${id}.json`, state);
  await using server = await start();
  using ana = await UploadClient.connect(server, "ana");
  assertEquals(await ana.begin("essay.txt", content), { id, offset: content.length });
  assertEquals(await ana.commit(id), receipt);
  assertEquals(await ana.call("DBSIZE"), 1);
});

Deno.test("--quota: refused before the first byte, by SET and UPLOAD.BEGIN, also after a restart", async () => {
  await using folder = await tempDir();
  const start = () =>
    startServer({ folder: folder.path, args: ["--drop-box", "in", "--quota", "100K", "--keep-free", "0"] });
  {
    await using server = await start();
    using ana = await UploadClient.connect(server, "ana");
    assertEquals(await ana.call("SET", "in/a", noise(60_000)), "OK");
    await assertRejects(() => ana.begin("in/b", noise(50_000)), Error, "-QUOTA");
    await server.stop();
  }
  await using server = await start();
  using ana = await RespClient.connect(server);
  await ana.call("CLIENT", "SETNAME", "ana");
  // A payload that is streamed: announced, and refused before any of it came.
  await ana.sendRaw("*3\r\n$3\r\nSET\r\n$4\r\nin/c\r\n$5000000\r\n");
  assertStringIncludes(String(await ana.receive()), "-QUOTA ");
  using again = await RespClient.connect(server);
  await again.call("CLIENT", "SETNAME", "ana");
  assertStringIncludes(
    String(await again.call("UPLOAD.BEGIN", "in/d", "50000", "0".repeat(64))),
    "--quota",
  );
  using ben = await RespClient.connect(server);
  await ben.call("CLIENT", "SETNAME", "ben");
  assertEquals(await ben.call("SET", "in/c", "x".repeat(60_000)), "OK");
  const path = (await again.call("KEYS", "in/*") as string[])[0];
  Deno.removeSync(`${folder.path}/${path}`);
  assertEquals(await again.call("SET", "in/e", "x".repeat(60_000)), "OK");
});

Deno.test("administrative verbs are refused from elsewhere, and the refusal says from where they work", {
  ignore: Deno.build.os !== "linux",
}, async () => {
  const address = Deno.networkInterfaces().find(({ family, address }) =>
    family === "IPv4" && !address.startsWith("127.")
  )?.address;
  if (address === undefined) {
    // deno-lint-ignore no-console -- a skipped test must say why, and tests have no other voice
    console.log("skipped: this machine has no address but loopback");
    return;
  }
  await using server = await startServer({ args: ["--host", "0.0.0.0"] });
  const connection = await Deno.connect({ hostname: address, port: server.port() });
  try {
    await connection.write(
      new TextEncoder().encode("SERVER.SAY hi\r\nROOM.KICK ana\r\nROOM.MUTE ana\r\nQUIT\r\n"),
    );
    const text = await new Response(connection.readable).text();
    assertEquals(
      text.match(/-NOPERM '[a-z.]+' works only from the server's own machine; use its console/g)?.length,
      3,
    );
  } finally {
    try {
      connection.close();
    } catch { /* Closed with its stream. */ }
  }
  assert(!server.stderr.text.includes("stopping"));
});
