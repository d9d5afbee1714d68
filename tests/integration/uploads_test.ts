/** Uploads over real sockets: begun, written, described, put in place, given up. @module */
import { assertEquals, assertMatch } from "../helpers/assert.ts";
import { startServer } from "../helpers/processes.ts";
import { RespClient } from "../helpers/resp_client.ts";
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
