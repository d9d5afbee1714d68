import { KnownServers } from "../../../lib/client/known_servers.ts";
import { Trust, type Verification } from "../../../lib/client/trust.ts";
import { EnchufeError } from "../../../lib/errors.ts";
import { pemOf } from "../../../lib/tls/certificate.ts";
import { assert, assertEquals, assertRejects } from "../../helpers/assert.ts";
import { tempDir } from "../../helpers/temp.ts";
import { putCertificate, type TestCertificate } from "../../helpers/tls.ts";

/** A server with a certificate of its own making; connecting works for whoever trusts that. */
class FakeServer {
  readonly asked: Verification[] = [];
  looks = 0;
  constructor(public certificate: TestCertificate) {}
  readonly reach = {
    connect: (verification: Verification) => {
      this.asked.push(verification);
      if (verification.caCerts.includes(pemOf(this.certificate.der))) return Promise.resolve("open");
      return Promise.reject(new Deno.errors.InvalidData("invalid peer certificate: UnknownIssuer"));
    },
    look: () => {
      this.looks++;
      return Promise.resolve(this.certificate.der);
    },
  };
}

async function setting() {
  const folder = await tempDir();
  const server = new FakeServer(putCertificate(folder.path, ["school.example", "localhost"]));
  const notices: string[] = [];
  const file = folder.join("known_servers");
  const trust = (more: { ca?: string; fingerprint?: string; file?: string | undefined } = {}) =>
    new Trust({
      host: "10.0.0.1",
      where: "10.0.0.1:5050",
      ca: more.ca,
      fingerprint: more.fingerprint,
      known: "file" in more ? undefined : new KnownServers(file),
      notice: (line) => notices.push(line),
    });
  return { folder, server, notices, file, trust };
}

Deno.test("Trust remembers a server at the first connection, and says so once", async () => {
  const { folder, server, notices, file, trust } = await setting();
  await using _ = folder;
  assertEquals(await trust().open(server.reach), "open");
  assertEquals(notices.length, 1);
  assert(notices[0]?.includes(server.certificate.fingerprint) && notices[0].includes(file));
  assertEquals(await trust().open(server.reach), "open");
  assertEquals([notices.length, server.looks], [1, 1]);
});

Deno.test("Trust checks a known server against a name of its own that no authority signs", async () => {
  const { folder, server, trust } = await setting();
  await using _ = folder;
  await trust().open(server.reach);
  assertEquals(server.asked.map(({ hostname }) => hostname), ["10.0.0.1", "localhost"]);
});

Deno.test("Trust refuses a certificate that has changed, telling both fingerprints and the file", async () => {
  const { folder, server, notices, file, trust } = await setting();
  await using _ = folder;
  const session = trust();
  await session.open(server.reach);
  const before = server.certificate.fingerprint;
  server.certificate = putCertificate(folder.path);
  for (const each of [trust(), session]) {
    const error = await assertRejects(() => each.open(server.reach), EnchufeError);
    assertEquals(error.code, "UNTRUSTED");
    for (const part of [before, server.certificate.fingerprint, file, "10.0.0.1:5050"]) {
      assert(error.message.includes(part), error.message);
    }
  }
  assertEquals(notices.length, 1);
});

Deno.test("Trust with a fingerprint trusts only that, and remembers nothing", async () => {
  const { folder, server, notices, file, trust } = await setting();
  await using _ = folder;
  const { fingerprint } = server.certificate;
  assertEquals(await trust({ fingerprint }).open(server.reach), "open");
  const other = fingerprint.replace(/..$/, (end) => end === "00" ? "11" : "00");
  const error = await assertRejects(() => trust({ fingerprint: other }).open(server.reach), EnchufeError);
  assert(error.message.includes(fingerprint) && error.message.includes(other));
  assertEquals(notices, []);
  await assertRejects(() => Deno.stat(file), Deno.errors.NotFound);
});

Deno.test("Trust with a file of authorities asks for the server's own name, and trusts nobody else", async () => {
  const { folder, server, notices, trust } = await setting();
  await using _ = folder;
  assertEquals(await trust({ ca: server.certificate.cert }).open(server.reach), "open");
  assertEquals(server.asked[0]?.hostname, "10.0.0.1");
  const ca = folder.join("other.pem");
  Deno.copyFileSync(server.certificate.cert, ca);
  server.certificate = putCertificate(folder.path);
  const error = await assertRejects(() => trust({ ca }).open(server.reach), EnchufeError);
  assert(error.message.includes("--ca"), error.message);
  await assertRejects(
    () => trust({ ca: folder.join("none") }).open(server.reach),
    EnchufeError,
    "no such file",
  );
  await assertRejects(
    () => trust({ ca: server.certificate.key }).open(server.reach),
    EnchufeError,
    "no certificate",
  );
  assertEquals([notices.length, server.looks], [0, 0]);
});

Deno.test("Trust goes on where there is no place to remember, and says that", async () => {
  const { folder, server, notices, trust } = await setting();
  await using _ = folder;
  assertEquals(await trust({ file: undefined }).open(server.reach), "open");
  assertEquals(notices.length, 1);
  assert(!notices[0]?.includes("remembered"));
});

Deno.test("Trust does not trust anew where the file of known servers cannot be read", async () => {
  const { folder, server, file, trust } = await setting();
  await using _ = folder;
  Deno.mkdirSync(file);
  const error = await assertRejects(() => trust().open(server.reach), EnchufeError);
  assertEquals(error.code, "IO");
  assertEquals(server.asked, []);
});
