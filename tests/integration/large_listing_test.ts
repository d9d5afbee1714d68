import { assert, assertEquals } from "../helpers/assert.ts";
import { startServer } from "../helpers/processes.ts";
import { RespClient } from "../helpers/resp_client.ts";
import { tempDir } from "../helpers/temp.ts";

const ENTRIES = 100_000;
const PAGE = 1_000;

/** Pages through the whole share with one of the two commands; gives every path. */
async function pages(client: RespClient, request: (cursor: string) => string[]): Promise<string[]> {
  const paths: string[] = [];
  for (let cursor = "0", first = true; first || cursor !== "0"; first = false) {
    const [next, found] = await client.call(...request(cursor)) as [string, (string | { path: string })[]];
    for (const entry of found) paths.push(typeof entry === "string" ? entry : entry.path);
    cursor = next;
  }
  return paths;
}

Deno.test("FILE.LIST and SCAN page through 100,000 entries while others are answered", async () => {
  await using dir = await tempDir();
  for (let i = 0; i < ENTRIES; i++) Deno.writeTextFileSync(`${dir.path}/file ${i}.txt`, "");
  await using server = await startServer({ folder: dir.path });
  using lister = await RespClient.connect(server);
  await lister.call("HELLO", "3");
  using other = await RespClient.connect(server);
  let listing = true, answered = 0, slowest = 0;
  const pinging = (async () => {
    while (listing) {
      const start = performance.now();
      assertEquals(await other.call("PING"), "PONG");
      slowest = Math.max(slowest, performance.now() - start);
      answered++;
    }
  })();
  const start = performance.now();
  const listed = await pages(lister, (cursor) => ["FILE.LIST", "/", "CURSOR", cursor, "COUNT", String(PAGE)]);
  const took = performance.now() - start;
  const scanned = await pages(lister, (cursor) => ["SCAN", cursor, "COUNT", String(PAGE)]);
  listing = false;
  await pinging;
  // deno-lint-ignore no-console -- the figures are what whoever runs this wants to see
  console.log(`listed in ${took.toFixed()} ms; ${answered} PINGs, the slowest ${slowest.toFixed(1)} ms`);
  const expected = Array.from({ length: ENTRIES }, (_, i) => `file ${i}.txt`).sort();
  assertEquals(listed.length, ENTRIES);
  assert(listed.every((path, i) => path === expected[i]), "all, once each, in order");
  assert(
    scanned.sort().every((path, i) => path === expected[i]) && scanned.length === ENTRIES,
    "all, once each",
  );
  assert(answered > 10, `${answered} PINGs answered`);
});
