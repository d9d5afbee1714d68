/** Uploads over real sockets: begun, written, described, put in place, given up. @module */
import { assert, assertEquals, assertMatch } from "../helpers/assert.ts";
import { eventually } from "../helpers/patience.ts";
import { startServer } from "../helpers/processes.ts";
import { RespClient } from "../helpers/resp_client.ts";
import { tempDir } from "../helpers/temp.ts";
import { fields, namesIn, noise, sha256, UploadClient } from "./uploads_fixture.ts";

const WRITE = { args: ["--access", "write", "--keep-free", "0"] };

Deno.test("UPLOAD: a file in pieces of every kind appears whole, with its time, when it is committed", async () => {
  await using server = await startServer(WRITE);
  using ana = await UploadClient.connect(server, "ana");
  using watcher = await RespClient.connect(server);
  await watcher.call("PSUBSCRIBE", "file:*");
  const content = noise(3_000_000);
  const { id, offset } = await ana.begin("d/e/f.bin", content, "MTIME", "1700000000123");
  assertMatch(id, /^[0-9a-f]{32}$/);
  assertEquals([offset, namesIn(server.folder)], [0, [`.enchufe-${id}.json`, `.enchufe-${id}.part`]]);
  assertEquals(await ana.write(id, 0, content.subarray(0, 10)), 10);
  assertEquals(await ana.write(id, 10, content.subarray(10, 10)), 10, "nothing");
  assertEquals(await ana.write(id, 10, content.subarray(10, 2_500_000)), 2_500_000, "streamed");
  assertEquals(fields(await ana.call("UPLOAD.STAT", id)), {
    id,
    path: "d/e/f.bin",
    size: content.length,
    offset: 2_500_000,
    sha256: sha256(content),
  });
  assertEquals(await ana.call("KEYS", "*"), []);
  await ana.writeAll(id, content, { offset: 2_500_000, step: 60_000 });
  assertEquals(await ana.call("EXISTS", "d"), 0, "not before it is committed");
  const receipt = {
    path: "d/e/f.bin",
    size: content.length,
    sha256: sha256(content),
    mtime: 1700000000123,
    replaced: 0,
  };
  assertEquals(await ana.commit(id), receipt);
  assertEquals(namesIn(server.folder), ["d"]);
  assertEquals(namesIn(`${server.folder}/d/e`), ["f.bin"]);
  assertEquals(Deno.readFileSync(`${server.folder}/d/e/f.bin`), content);
  assertEquals(await ana.call("FILE.HASH", "d/e/f.bin"), sha256(content));
  const events = [];
  for (let n = 0; n < 3; n++) {
    const { event, path, by } = JSON.parse(String((await watcher.receive() as string[])[3]));
    events.push([event, path, by]);
  }
  assertEquals(events, [["created", "d", "ana"], ["created", "d/e", "ana"], ["created", "d/e/f.bin", "ana"]]);
  // The answer was lost: asked once more, also from another connection and by the same words.
  assertEquals(await ana.commit(id), receipt);
  using again = await UploadClient.connect(server, "ana");
  assertEquals(await again.begin("d/e/f.bin", content, "MTIME", "1700000000123"), {
    id,
    offset: content.length,
  });
  assertEquals([await again.commit(id), namesIn(`${server.folder}/d/e`)], [receipt, ["f.bin"]]);
  // Not once the file is another one.
  await ana.call("SET", "d/e/f.bin", "other");
  assertMatch(String(await again.call("UPLOAD.COMMIT", id)), /^-NOUPLOAD /);
});

Deno.test("UPLOAD: wrong bytes, too few and too many are never seen under the name", async () => {
  await using server = await startServer(WRITE);
  Deno.writeTextFileSync(`${server.folder}/f`, "old");
  using ana = await UploadClient.connect(server, "ana");
  const content = noise(200_000);
  const { id } = await ana.begin("f", content, "EXISTS", "replace");
  assertEquals(await ana.write(id, 0, content.subarray(0, 100_000)), 100_000);
  assertMatch(String(await ana.call("UPLOAD.COMMIT", id)), /^-SHORT .*100000 of its 200000/);
  assertMatch(String(await ana.write(id, 99_999, content.subarray(99_999))), /^-OFFSET .*100000 bytes/);
  assertMatch(String(await ana.write(id, 0, content)), /^-OFFSET /);
  assertMatch(String(await ana.write(id, 100_000, noise(100_001))), /^-TOOBIG .*200000/);
  assertEquals(await ana.write(id, 100_000, noise(100_000, 2)), 200_000);
  assertEquals(await ana.call("GET", "f"), "old");
  assertMatch(String(await ana.call("UPLOAD.COMMIT", id)), /^-DIGEST /);
  assertMatch(String(await ana.call("UPLOAD.COMMIT", id)), /^-NOUPLOAD /);
  assertEquals([await ana.call("GET", "f"), namesIn(server.folder)], ["old", ["f"]]);
  // Begun again, it begins at the beginning.
  const again = await ana.begin("f", content, "EXISTS", "replace");
  assertEquals(again, { id, offset: 0 });
  await ana.writeAll(id, content);
  assertEquals((await ana.commit(id)).replaced, 1);
  assertEquals(namesIn(server.folder), ["f"]);
});

Deno.test("UPLOAD: on a taken name nothing, the new file, or another name; two at once are one or the other", async () => {
  await using server = await startServer(WRITE);
  using ana = await UploadClient.connect(server, "ana");
  using ben = await UploadClient.connect(server, "ben");
  const contents = [noise(150_000, 3), noise(160_000, 4)] as const;
  for (const exists of ["error", "replace", "rename"]) {
    const path = `${exists}.tar.gz`;
    const ids = [
      (await ana.begin(path, contents[0], "EXISTS", exists)).id,
      (await ben.begin(path, contents[1], "exists", exists.toUpperCase())).id,
    ] as const;
    await Promise.all([ana.writeAll(ids[0], contents[0]), ben.writeAll(ids[1], contents[1])]);
    const replies = await Promise.all([
      ana.call("UPLOAD.COMMIT", ids[0]),
      ben.call("UPLOAD.COMMIT", ids[1]),
    ]);
    const stored = Deno.readFileSync(`${server.folder}/${path}`);
    assert(contents.some((content) => sha256(content) === sha256(stored)), "one whole file or the other");
    const refused = replies.filter((reply) => String(reply).startsWith("-EXISTS "));
    assertEquals(refused.length, exists === "error" ? 1 : 0);
    if (exists === "rename") {
      assertEquals(replies.map((reply) => fields(reply).path).sort(), ["rename (2).tar.gz", path]);
    }
  }
  assertEquals(namesIn(server.folder), [
    "error.tar.gz",
    "rename (2).tar.gz",
    "rename.tar.gz",
    "replace.tar.gz",
  ]);
  const taken = await ana.call("UPLOAD.BEGIN", "error.tar.gz", "5", sha256(noise(5)));
  assertMatch(String(taken), /^-EXISTS /, "refused before the first byte");
  await ana.call("FILE.MKDIR", "d");
  for (const exists of ["replace", "error"]) {
    const reply = String(await ana.call("UPLOAD.BEGIN", "d", "5", sha256(noise(5)), "EXISTS", exists));
    assertMatch(reply, /^-(WRONGTYPE|EXISTS) /);
  }
});

Deno.test("UPLOAD: a newer session takes over, the older one writes no more, and others see nothing of it", async () => {
  await using server = await startServer(WRITE);
  using old = await UploadClient.connect(server, "ana");
  using eve = await UploadClient.connect(server, "eve");
  const content = noise(500_000);
  const { id } = await old.begin("f", content);
  // Half of a command has come when its connection goes silent.
  await old.client.sendRaw(
    `*4\r\n$12\r\nUPLOAD.WRITE\r\n$32\r\n${id}\r\n$1\r\n0\r\n$${content.length}\r\n`,
  );
  await old.client.sendRaw(content.subarray(0, 200_000));
  const part = `${server.folder}/.enchufe-${id}.part`;
  await eventually(() => Deno.statSync(part).size === 200_000, "the bytes that were sent");
  using young = await UploadClient.connect(server, "ana");
  assertEquals(await young.begin("f", content), { id, offset: 200_000 });
  // What the old one sends now goes nowhere.
  await old.client.sendRaw(noise(content.length - 200_000, 9));
  await old.client.sendRaw("\r\n");
  assertMatch(String(await old.client.receive()), /^-NOUPLOAD .*another session/);
  assertMatch(String(await old.write(id, 200_000, noise(1))), /^-NOUPLOAD /);
  assertMatch(String(await old.call("UPLOAD.COMMIT", id)), /^-NOUPLOAD /);
  assertEquals(fields(await young.call("UPLOAD.STAT", id)).offset, 200_000);
  // Loopback is where an administrator sits, so of somebody else only what is written is refused here.
  assertMatch(String(await eve.write(id, 200_000, content.subarray(200_000))), /^-NOUPLOAD /);
  assertMatch(String(await eve.call("UPLOAD.COMMIT", id)), /^-NOUPLOAD /);
  assertEquals(
    (await eve.begin("f", content)).id === id,
    false,
    "the same words of another are another upload",
  );
  await young.call("CLIENT", "SETNAME", "anna");
  await young.writeAll(id, content, { offset: 200_000 });
  assertEquals(
    (await young.commit(id)).sha256,
    sha256(content),
    "a name that changes in between is no other owner",
  );
  assertEquals((await eve.call("UPLOAD.LIST") as unknown[]).length, 1);
  const [mine] = (await eve.call("UPLOAD.LIST") as string[][]).map(fields);
  assertEquals([mine?.owner, mine?.path], ["eve@127.0.0.1", "f"]);
  assertEquals(await young.call("UPLOAD.ABORT", String(mine?.id)), "OK", "from the server's own machine");
  assertEquals(namesIn(server.folder), ["f"]);
});

Deno.test("UPLOAD: what arrived before a cut stays, and the next session goes on from there", async () => {
  await using server = await startServer(WRITE);
  const content = noise(2_000_000);
  let id = "", sent = 0;
  for (let cut = 1; cut <= 4; cut++) {
    using ana = await UploadClient.connect(server, "ana");
    const begun = await ana.begin("f", content);
    assertEquals(begun.offset, sent, "no byte is lost, and none is there twice");
    id = begun.id;
    const part = `${server.folder}/.enchufe-${id}.part`;
    await ana.client.sendRaw(
      `*4\r\n$12\r\nUPLOAD.WRITE\r\n$32\r\n${id}\r\n$${String(sent).length}\r\n${sent}\r\n$${
        content.length - sent
      }\r\n`,
    );
    await ana.client.sendRaw(content.subarray(sent, sent + 400_001));
    sent += 400_001;
    await eventually(() => Deno.statSync(part).size === sent, "the bytes that were sent");
  }
  using ana = await UploadClient.connect(server, "ana");
  const { offset } = await ana.begin("f", content);
  await ana.writeAll(id, content, { offset });
  assertEquals((await ana.commit(id)).sha256, sha256(content));
  assertEquals(namesIn(server.folder), ["f"]);
});

Deno.test("UPLOAD: a directory that is moved, removed or swapped for a link by hand is a clean error", async () => {
  await using server = await startServer(WRITE);
  await using outside = await tempDir();
  using ana = await UploadClient.connect(server, "ana");
  const content = noise(1000);
  for (const how of ["moved", "swapped", "removed"]) {
    const dir = `${server.folder}/${how}`;
    Deno.mkdirSync(dir);
    const { id } = await ana.begin(`${how}/f`, content);
    await ana.write(id, 0, content);
    if (how === "removed") Deno.removeSync(dir, { recursive: true });
    else Deno.renameSync(dir, `${dir}-away`);
    if (how === "swapped") {
      if (Deno.build.os === "windows") continue;
      Deno.symlinkSync(outside.path, dir);
    }
    assertMatch(String(await ana.call("UPLOAD.COMMIT", id)), /^-NOUPLOAD .*gone/);
    assertMatch(String(await ana.write(id, 1000, content)), /^-NOUPLOAD /);
  }
  assertEquals(namesIn(outside.path), []);
  assertEquals(await ana.call("KEYS", "*"), []);
  // And by hand changed or cut: the digest tells, and the length is what it is.
  const { id } = await ana.begin("f", content);
  await ana.write(id, 0, content);
  const part = `${server.folder}/.enchufe-${id}.part`;
  Deno.truncateSync(part, 400);
  assertMatch(String(await ana.call("UPLOAD.COMMIT", id)), /^-SHORT .*400 of/);
  assertEquals(await ana.begin("f", content), { id, offset: 400 });
  Deno.writeFileSync(part, noise(1001));
  assertEquals(await ana.begin("f", content), { id, offset: 0 }, "longer than it can be");
  await ana.write(id, 0, content);
  Deno.writeFileSync(part, noise(1000, 5));
  Deno.utimeSync(part, 1, 1);
  assertMatch(String(await ana.call("UPLOAD.COMMIT", id)), /^-DIGEST /);
});
