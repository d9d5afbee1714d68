/** What docs/operating.md tells operators to write works as it stands there. */
import { assertEquals, assertMatch } from "../helpers/assert.ts";
import { connectPeer } from "../helpers/peer.ts";
import { startServer } from "../helpers/processes.ts";
import { plain } from "../helpers/replies.ts";
import { tempDir } from "../helpers/temp.ts";

const DOCS = new URL("../../docs/", import.meta.url);

/** The variables of `/etc/enchufe.env`, read as systemd does. */
async function environmentFile(): Promise<Record<string, string>> {
  const page = await Deno.readTextFile(new URL("operating.md", DOCS));
  const block = /`\/etc\/enchufe\.env` has a variable[^]*?```sh\n([^]*?)```/.exec(page)?.[1] ?? "";
  return Object.fromEntries(block.trim().split("\n").map((line) => line.split("=", 2) as [string, string]));
}

Deno.test("environment file of docs/operating.md: every line of it holds", async () => {
  const env = await environmentFile();
  assertEquals(Object.keys(env), [
    "ENCHUFE_HOST",
    "ENCHUFE_DROP_BOX",
    "ENCHUFE_QUOTA",
    "ENCHUFE_LOG_FORMAT",
  ]);
  await using folder = await tempDir({ homework: {} });
  // The tests are for nobody else on the network.
  await using server = await startServer({ folder: folder.path, env, args: ["--host", "127.0.0.1"] });
  await using peer = await connectPeer(server.port(), { name: "ana" });
  assertEquals(plain(await peer.call("CONFIG", "GET", "quota")), ["quota", String(500 * 1024 ** 2)]);
  assertEquals(plain(await peer.call("SET", "homework/a.txt", "x")), "OK");
  const first = (await server.stderr.until((log) => log.includes("\n"), "a line of the log")).split("\n")[0];
  assertMatch(JSON.parse(first as string).time, /^\d{4}-\d\d-\d\dT/);
});
