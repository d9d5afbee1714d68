/** What uploads cost the server. @module */
import { createHash } from "node:crypto";
import { assert, assertEquals } from "../helpers/assert.ts";
import { startServer } from "../helpers/processes.ts";
import { infoNumber, RespClient } from "../helpers/resp_client.ts";
import { fields, namesIn, noise } from "./uploads_fixture.ts";

const MIB = 1024 * 1024;
/** Bytes of each of the uploads, and how many at once; 4096 and 1 are worth trying by hand. */
const SIZE = Number(Deno.env.get("UPLOAD_MIB") ?? 16) * MIB;
const AT_ONCE = Number(Deno.env.get("UPLOADS") ?? 20);
/** Bytes of one command, as our own client sends them. */
const STEP = 8 * MIB;
const MOST = 64 * MIB;

Deno.test("UPLOAD: many large ones at once do not raise the server's memory by more than 64 MiB", async () => {
  await using server = await startServer({ args: ["--access", "write", "--keep-free", "0"] });
  using watcher = await RespClient.connect(server);
  const piece = noise(STEP), hash = createHash("sha256");
  for (let at = 0; at < SIZE; at += STEP) hash.update(piece.subarray(0, SIZE - at));
  const digest = hash.digest("hex");
  const upload = async (path: string, size: number, sha256: string) => {
    using client = await RespClient.connect(server);
    const { id } = fields(await client.call("UPLOAD.BEGIN", path, String(size), sha256));
    for (let at = 0; at < size; at += STEP) {
      const bytes = piece.subarray(0, size - at);
      assertEquals(await client.call("UPLOAD.WRITE", String(id), String(at), bytes), at + bytes.length);
    }
    return fields(await client.call("UPLOAD.COMMIT", String(id)));
  };
  // A small one first, so that what is loaded once does not count.
  await upload("small", 100_000, createHash("sha256").update(piece.subarray(0, 100_000)).digest("hex"));
  const before = await infoNumber(watcher, "used_memory_rss");
  let most = before, done = false;
  const watching = (async () => {
    while (!done) most = Math.max(most, await infoNumber(watcher, "used_memory_rss"));
  })();
  const started = performance.now();
  const receipts = await Promise.all(
    Array.from({ length: AT_ONCE }, (_, at) => upload(`f${at}`, SIZE, digest)),
  );
  const seconds = (performance.now() - started) / 1000;
  done = true;
  await watching;
  // deno-lint-ignore no-console -- a measurement that nobody reads is none
  console.log(
    `${AT_ONCE} uploads of ${SIZE / MIB} MiB at once: memory ${(before / MIB).toFixed(1)} MiB before, ` +
      `${((most - before) / MIB).toFixed(1)} MiB more at most, ${
        (AT_ONCE * SIZE / MIB / seconds).toFixed(0)
      } MiB/s`,
  );
  assertEquals(receipts.map((receipt) => receipt.sha256), receipts.map(() => digest));
  assertEquals(namesIn(server.folder).length, AT_ONCE + 1);
  assert(most - before <= MOST, `${most - before} bytes more`);
});
