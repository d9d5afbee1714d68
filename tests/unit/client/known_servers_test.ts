import { KnownServers } from "../../../lib/client/known_servers.ts";
import { EnchufeError } from "../../../lib/errors.ts";
import { assert, assertEquals, assertRejects } from "../../helpers/assert.ts";
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

Deno.test("KnownServers refuses a damaged line of the server, and minds no other", async () => {
  await using folder = await tempDir();
  const { der, fingerprint } = putCertificate(folder.path);
  const known = new KnownServers(folder.join("known_servers"));
  await known.remember("a:1", der);
  const text = Deno.readTextFileSync(known.file);
  const damaged = [
    text.replace(fingerprint, fingerprint.replace(/.$/, "x")),
    text.replace(/.{8}$/m, ""),
    `a:1\na:1 ${fingerprint}\n`,
  ];
  for (const each of damaged) {
    Deno.writeTextFileSync(known.file, each);
    const error = await assertRejects(() => known.find("a:1"), EnchufeError);
    assert(error.message.includes("a:1") && error.message.includes(known.file), error.message);
    assertEquals(await known.find("b:1"), undefined);
  }
  Deno.writeTextFileSync(known.file, `\n# mine\r\n${text}`);
  assert(await known.find("a:1") !== undefined);
});

Deno.test({
  name: "KnownServers writes through a link, which stays one",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await tempDir({ mine: {} });
    Deno.symlinkSync(folder.join("mine", "known"), folder.join("known_servers"));
    Deno.writeTextFileSync(folder.join("mine", "known"), "");
    const { der } = putCertificate(folder.path);
    await new KnownServers(folder.join("known_servers")).remember("a:1", der);
    assert(Deno.lstatSync(folder.join("known_servers")).isSymlink);
    assertEquals(await new KnownServers(folder.join("mine", "known")).find("a:1"), der);
  },
});
