/** Limits of uploads, reached over a real socket. @module */
import { assert, assertEquals, assertMatch } from "../helpers/assert.ts";
import { eventually } from "../helpers/patience.ts";
import { startServer } from "../helpers/processes.ts";
import { requestBytes } from "../helpers/replies.ts";
import { RespClient } from "../helpers/resp_client.ts";
import { fields, namesIn, noise, sha256 } from "../integration/uploads_fixture.ts";
import { assertLastWords, assertRefused } from "./limits_fixture.ts";

Deno.test("--max-upload: a larger file is refused by name of the limit, before or without its bytes", async (t) => {
  await using server = await startServer({ args: ["--access", "write", "--max-upload", "100K"] });
  using witness = await RespClient.connect(server);
  const nothingLeft = async () => {
    assertEquals(await witness.call("EXISTS", "a.bin"), 0);
    assertEquals([...Deno.readDirSync(server.folder)].map(({ name }) => name), []);
  };
  await t.step("exactly the limit is taken", async () => {
    using client = await RespClient.connect(server);
    assertEquals(await client.call("SET", "justo.bin", new Uint8Array(100 * 1024)), "OK");
    assertEquals(await client.call("DEL", "justo.bin"), 1);
  });
  await t.step("one byte more, whose bytes come", async () => {
    using client = await RespClient.connect(server);
    await client.send("SET", "a.bin", new Uint8Array(100 * 1024 + 1));
    // Whether the session goes on depends on the size; that it is told does not.
    assertMatch(String(await client.receive()), /^-TOOBIG .*100K/);
    await nothingLeft();
  });
  await t.step("one byte more, announced only", async () => {
    using client = await RespClient.connect(server);
    await client.sendRaw(`*3\r\n$3\r\nSET\r\n$5\r\na.bin\r\n$${100 * 1024 + 1}\r\n`);
    await client.closeWrite();
    assert(
      !(await client.readToEnd()).includes("Protocol error"),
      "TOOBIG, or nothing since the bytes never came",
    );
    await nothingLeft();
  });
  await t.step("5 MiB, announced only: answered at once, then a close", async () => {
    using client = await RespClient.connect(server);
    await client.sendRaw(`*3\r\n$3\r\nSET\r\n$5\r\na.bin\r\n$${5 * 1024 * 1024}\r\n`);
    await assertLastWords(client, /^-TOOBIG .*100K.*\r\n$/);
    await nothingLeft();
  });
  await t.step("5 GiB, announced only: answered at once, then a close", async () => {
    using client = await RespClient.connect(server);
    await client.sendRaw(`*3\r\n$3\r\nSET\r\n$5\r\na.bin\r\n$${5 * 1024 ** 3}\r\n`);
    await assertLastWords(client, /^-TOOBIG .*100K.*\r\n$/);
    await nothingLeft();
  });
  await t.step("a file that grows over it", async () => {
    using client = await RespClient.connect(server);
    await client.call("SET", "b.bin", new Uint8Array(90 * 1024));
    await assertRefused(
      client,
      await client.call("APPEND", "b.bin", new Uint8Array(20 * 1024)),
      /^-TOOBIG .*100K/,
    );
    await assertRefused(client, await client.call("SETRANGE", "b.bin", "102400", "x"), /^-TOOBIG .*100K/);
    assertEquals(await client.call("STRLEN", "b.bin"), 90 * 1024);
    assertEquals(await client.call("SETRANGE", "b.bin", "102399", "x"), 100 * 1024);
    assertEquals(await client.call("DEL", "b.bin"), 1);
  });
});

Deno.test("--max-upload below --max-argument: refused by name of the limit, and the session goes on", async () => {
  await using server = await startServer({ args: ["--access", "write", "--max-upload", "10K"] });
  using client = await RespClient.connect(server);
  await assertRefused(
    client,
    await client.call("SET", "a.bin", new Uint8Array(10 * 1024 + 1)),
    /^-TOOBIG .*10K/,
  );
  assertEquals(await client.call("SET", "a.bin", new Uint8Array(10 * 1024)), "OK");
});

Deno.test("--keep-free: no upload when the disk would be left with less, whatever its size", async () => {
  await using server = await startServer({ args: ["--access", "write", "--keep-free", "1000000G"] });
  Deno.writeTextFileSync(`${server.folder}/ya.txt`, "hola");
  using client = await RespClient.connect(server);
  const error = /^-NOSPACE .*1000000G/;
  await assertRefused(client, await client.call("SET", "a.bin", "x"), error);
  // Over --max-argument it is streamed: refused in front of its bytes, which are read and dropped.
  await assertRefused(client, await client.call("SET", "a.bin", new Uint8Array(200_000)), error);
  await assertRefused(client, await client.call("APPEND", "ya.txt", "x"), error);
  assertEquals(await client.call("GET", "ya.txt"), "hola");
  assertEquals([...Deno.readDirSync(server.folder)].map(({ name }) => name), ["ya.txt"]);
  // What is too much to be read for nothing is answered at once.
  await client.sendRaw(`*3\r\n$3\r\nSET\r\n$5\r\na.bin\r\n$${64 * 1024 * 1024}\r\n`);
  await assertLastWords(client, /^-NOSPACE .*1000000G.*\r\n$/);
});

Deno.test("an upload that is cut off leaves nothing behind, and the old file as it was", async () => {
  await using server = await startServer({ args: ["--access", "write"] });
  Deno.writeTextFileSync(`${server.folder}/a.bin`, "viejo");
  using witness = await RespClient.connect(server);
  const names = () => [...Deno.readDirSync(server.folder)].map(({ name }) => name);
  using client = await RespClient.connect(server);
  await client.sendRaw("*3\r\n$3\r\nSET\r\n$5\r\na.bin\r\n$1000000\r\n");
  await client.sendRaw(new Uint8Array(300_000));
  await eventually(() => names().length === 2, "the unfinished file");
  assertEquals(await witness.call("KEYS", "*"), ["a.bin"], "nobody sees it");
  client.close();
  await eventually(() => names().length === 1, "removal of the unfinished file");
  assertEquals(await witness.call("GET", "a.bin"), "viejo");
});

Deno.test("--max-uploads: thousands of BEGINs come to an end, and begin again with ABORT", async () => {
  await using server = await startServer({
    args: ["--access", "write", "--keep-free", "0", "--max-uploads", "10"],
  });
  using client = await RespClient.connect(server);
  const begin = (at: number) => requestBytes("UPLOAD.BEGIN", `f${at}`, "5", sha256(noise(5)));
  const pipeline: Uint8Array[] = [];
  for (let at = 0; at < 2000; at++) pipeline.push(begin(at));
  const sending = (async () => {
    for (const bytes of pipeline) await client.sendRaw(bytes);
  })();
  const ids: string[] = [];
  let refused = 0;
  for (let at = 0; at < pipeline.length; at++) {
    const reply = await client.receive();
    if (Array.isArray(reply)) ids.push(String(fields(reply).id));
    else if (/^-TOOMANY .*10, the limit \(--max-uploads\)/.test(String(reply))) refused++;
  }
  await sending;
  assertEquals([ids.length, refused, namesIn(server.folder).length], [10, 1990, 20]);
  // Those that are there can be begun again; one that goes makes room for another.
  assertEquals(fields(await client.call("UPLOAD.BEGIN", "f3", "5", sha256(noise(5)))).offset, 0);
  assertEquals(await client.call("UPLOAD.ABORT", ids[0] as string), "OK");
  assert(Array.isArray(await client.call("UPLOAD.BEGIN", "g", "5", sha256(noise(5)))));
  // Names are free to choose, so a host has an end too.
  let begun = 10;
  for (let name = 0; name < 20; name++) {
    await client.call("CLIENT", "SETNAME", `n${name}`);
    for (let at = 0; at < 10; at++) {
      if (Array.isArray(await client.call("UPLOAD.BEGIN", `h${at}`, "5", sha256(noise(5))))) begun++;
    }
  }
  assertEquals(begun, 80);
  client.close();
  using next = await RespClient.connect(server);
  for (const [, id] of (await next.call("UPLOAD.LIST") as string[][])) {
    await next.call("UPLOAD.ABORT", String(id));
  }
  assertEquals(namesIn(server.folder), []);
});

Deno.test("--upload-ttl: an unfinished upload is gone for who comes too late, and only then", async () => {
  await using server = await startServer({ args: ["--access", "write", "--upload-ttl", "1s"] });
  const begin = ["UPLOAD.BEGIN", "f", "5", sha256(noise(5))];
  {
    using client = await RespClient.connect(server);
    const { id } = fields(await client.call(...begin));
    await client.call("UPLOAD.WRITE", String(id), "0", noise(5).subarray(0, 3));
  }
  using client = await RespClient.connect(server);
  const names = () => [...Deno.readDirSync(server.folder)].map(({ name }) => name);
  await eventually(() => names().length === 0, "end of the unfinished upload");
  assertEquals(await client.call("UPLOAD.LIST"), []);
  assertEquals(fields(await client.call(...begin)).offset, 0);
});
