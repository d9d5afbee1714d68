import { X509Certificate } from "node:crypto";
import { fingerprintOf, namesOf, pemOf } from "../../../lib/tls/certificate.ts";
import { parseFingerprint } from "../../../lib/tls/fingerprint.ts";
import { assert, assertEquals } from "../../helpers/assert.ts";
import { tempDir } from "../../helpers/temp.ts";
import { putCertificate } from "../../helpers/tls.ts";

const HEX = "0123456789abcdef".repeat(4);
const SPELT = `SHA256:${(HEX.toUpperCase().match(/../g) ?? []).join(":")}`;

Deno.test("parseFingerprint() takes what people copy", () => {
  for (
    const text of [HEX, HEX.toUpperCase(), `SHA256:${HEX}`, `sha256=${SPELT.slice(7)}`, SPELT, ` ${SPELT} `]
  ) {
    assertEquals(parseFingerprint(text), SPELT);
  }
});

Deno.test("parseFingerprint() refuses all else", () => {
  for (const text of ["", "SHA256:", HEX.slice(1), `${HEX}0`, `SHA1:${HEX}`, HEX.replace("a", "g")]) {
    assertEquals(parseFingerprint(text), undefined, text);
  }
});

Deno.test("fingerprintOf(), pemOf() and namesOf() agree with what others read in the certificate", async () => {
  await using folder = await tempDir();
  const { cert, der, fingerprint } = putCertificate(folder.path, ["localhost", "10.1.2.3", "::1"]);
  const read = new X509Certificate(Deno.readTextFileSync(cert));
  assertEquals(fingerprint, `SHA256:${read.fingerprint256}`);
  assertEquals(fingerprintOf(new Uint8Array(new X509Certificate(pemOf(der)).raw)), fingerprint);
  const names = namesOf(der);
  assertEquals(names.slice(0, 2), ["localhost", "10.1.2.3"]);
  assertEquals(names.length, 3);
  for (const address of ["10.1.2.3", "::1"]) assertEquals(read.checkIP(address), address);
  assert(read.verify(read.publicKey), "it signs itself");
  assert(!read.ca, "rustls refuses an authority as a server");
  assertEquals(namesOf(new Uint8Array([1, 2, 3])), []);
});
