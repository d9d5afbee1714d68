import { EnchufeError } from "../../../lib/errors.ts";
import { selfSignedFiles } from "../../../lib/tls/certificate_files.ts";
import { loadCredentials, loadPrivateCredentials } from "../../../lib/tls/credentials.ts";
import { assert, assertEquals, assertRejects } from "../../helpers/assert.ts";
import { tempDir } from "../../helpers/temp.ts";
import { putCertificate } from "../../helpers/tls.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

Deno.test("loadCredentials() makes a certificate once and keeps it, its key for the owner only", async () => {
  await using folder = await tempDir();
  const files = selfSignedFiles(folder.join("new", "enchufe"));
  const first = await loadCredentials(files);
  const again = await loadCredentials(files);
  assertEquals(again, first);
  assert(first.until.getTime() > Date.now() + 3000 * DAY_MS);
  assert(!first.authority);
  if (Deno.build.os !== "windows") {
    assertEquals((Deno.statSync(files.key).mode ?? 0) & 0o777, 0o600);
    assertEquals((Deno.statSync(folder.join("new", "enchufe")).mode ?? 0) & 0o777, 0o700);
  }
  assertEquals([...Deno.readDirSync(folder.join("new", "enchufe"))].length, 2);
});

Deno.test("loadCredentials() makes none where one of the two is there", async () => {
  await using folder = await tempDir({ "server-key.pem": "x" });
  const error = await assertRejects(() => loadCredentials(selfSignedFiles(folder.path)), EnchufeError);
  assert(error.message.includes("server-cert.pem") && error.message.includes("no such file"), error.message);
});

Deno.test("loadCredentials() says which file is wrong", async () => {
  await using folder = await tempDir({ empty: "", one: {}, two: {} });
  const one = putCertificate(folder.join("one")), two = putCertificate(folder.join("two"));
  const missing = folder.join("none");
  const cases: [cert: string, key: string, words: string[]][] = [
    [missing, one.key, [missing, "no such file"]],
    [one.cert, missing, [missing, "no such file"]],
    [folder.join("empty"), one.key, ["empty", "no certificate"]],
    [one.key, one.key, [one.key, "no certificate"]],
    [one.cert, folder.join("empty"), ["empty", "no private key"]],
    [one.cert, one.cert, [one.cert, "no private key"]],
    [one.cert, two.key, [one.cert, two.key, "is not that of"]],
  ];
  for (const [cert, key, words] of cases) {
    const error = await assertRejects(() => loadCredentials({ cert, key, make: false }), EnchufeError);
    assertEquals(error.code, "IO");
    for (const word of words) assert(error.message.includes(word), `${word} in: ${error.message}`);
    assert(!error.message.includes("\n"));
  }
});

Deno.test("loadPrivateCredentials() refuses a key that the share would serve", async () => {
  await using folder = await tempDir({ share: { open: {}, ".hidden": {} }, beside: {} });
  const share = folder.join("share");
  const load = async (place: string, hidden: boolean) => {
    const { cert, key } = putCertificate(place);
    await loadPrivateCredentials({ cert, key, make: false }, { folder: share, hidden });
  };
  for (const [place, hidden] of [[share, false], [folder.join("share", "open"), false]] as const) {
    await assertRejects(() => load(place, hidden), EnchufeError, "in the shared folder");
  }
  await assertRejects(
    () => load(folder.join("share", ".hidden"), true),
    EnchufeError,
    "in the shared folder",
  );
  await load(folder.join("share", ".hidden"), false);
  await load(folder.join("beside"), true);
});
