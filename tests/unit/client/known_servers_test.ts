import { KnownServers } from "../../../lib/client/known_servers.ts";
import { assert, assertEquals } from "../../helpers/assert.ts";
import { tempDir } from "../../helpers/temp.ts";
import { putCertificate } from "../../helpers/tls.ts";

Deno.test("KnownServers remembers a line for each server, for its owner only", async () => {
  await using folder = await tempDir();
  const known = new KnownServers(folder.join("new", "known_servers"));
  assertEquals(await known.find("a:1"), undefined);
  const one = putCertificate(folder.path), two = putCertificate(folder.path);
  await known.remember("a:1", one.der);
  await known.remember("[::1]:5050", two.der);
  assertEquals(await known.find("a:1"), one.der);
  assertEquals(await known.find("A:1"), one.der);
  assertEquals(await known.find("[::1]:5050"), two.der);
  await known.remember("a:1", two.der);
  assertEquals(await known.find("a:1"), two.der);
  const lines = Deno.readTextFileSync(known.file).trimEnd().split("\n");
  assertEquals(lines.map((line) => line.split(" ").slice(0, 2)), [
    ["[::1]:5050", two.fingerprint],
    ["a:1", two.fingerprint],
  ]);
  if (Deno.build.os !== "windows") assertEquals((Deno.statSync(known.file).mode ?? 0) & 0o777, 0o600);
  assertEquals([...Deno.readDirSync(folder.join("new"))].length, 1);
});

Deno.test("KnownServers obeys no line that is damaged", async () => {
  await using folder = await tempDir();
  const { der, fingerprint } = putCertificate(folder.path);
  const known = new KnownServers(folder.join("known_servers"));
  await known.remember("a:1", der);
  const text = Deno.readTextFileSync(known.file);
  Deno.writeTextFileSync(known.file, text.replace(fingerprint, fingerprint.replace(/.$/, "x")));
  assertEquals(await known.find("a:1"), undefined);
  Deno.writeTextFileSync(known.file, `a:1\na:1 ${fingerprint}\n`);
  assertEquals(await known.find("a:1"), undefined);
  Deno.writeTextFileSync(known.file, `\n# mine\r\n${text}`);
  assert(await known.find("a:1") !== undefined);
});
