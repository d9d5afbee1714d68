import { hashPassword, passwordBytes } from "../../../lib/accounts/password_hash.ts";
import { parseUsers, readSecretFile, withUser, writeSecretFile } from "../../../lib/accounts/users_file.ts";
import { EnchufeError } from "../../../lib/errors.ts";
import { CHEAP } from "../../helpers/accounts.ts";
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "../../helpers/assert.ts";
import { tempDir } from "../../helpers/temp.ts";

const HASH = "$scrypt$ln=4,r=8,p=1$c2FsdHNhbHRzYWx0$c2FsdHNhbHRzYWx0c2FsdHNhbHQ";

Deno.test("parseUsers() reads users whatever their case, blank lines and comments aside", () => {
  const users = parseUsers(`\ufeff# staff\n\nAna:admin:${HASH}\r\n  josé:drop:${HASH}\n`, "users");
  assertEquals([...users.keys()], ["ana", "josé"]);
  assertEquals([...users.values()].map(({ name, role }) => [name, role]), [["Ana", "admin"], [
    "josé",
    "drop",
  ]]);
});

const BROKEN: readonly (readonly [line: string, why: RegExp])[] = [
  ["ana", /^Line 2 of "users" is broken; want NAME:ROLE:HASH/],
  [`ana:root:${HASH}`, /is broken/],
  [`ana:read:secret`, /is broken/],
  [`ana:read:${HASH}:`, /is broken/],
  [`:read:${HASH}`, /is broken/],
  [`server:read:${HASH}`, /is broken/],
  [`10.0.0.7:read:${HASH}`, /is broken/],
  [`a b:read:${HASH}`, /is broken/],
  [`${"a".repeat(33)}:read:${HASH}`, /is broken/],
  [`EVA:read:${HASH}`, /^Line 2 of "users" has a user that another line has/],
];

for (const [line, why] of BROKEN) {
  Deno.test(`parseUsers() refuses a file with ${JSON.stringify(line.slice(0, 40))}`, () => {
    const error = assertThrows(() => parseUsers(`eva:read:${HASH}\n${line}\n`, "users"), EnchufeError);
    assert(why.test(error.message), error.message);
  });
}

Deno.test("withUser() replaces the line of a user where it stands, or adds one, and leaves the rest", async () => {
  const hash = await hashPassword(passwordBytes("x"), CHEAP);
  const text = `# staff\nana:admin:${HASH}\neva:read:${HASH}`;
  const lines = withUser(text, { name: "ANA", role: "write", hash }).split("\n");
  assertEquals([lines[0], lines[2]], ["# staff", `eva:read:${HASH}`]);
  assertStringIncludes(lines[1] as string, "ANA:write:$scrypt$ln=4");
  const more = withUser("", { name: "luz", role: "read", hash });
  assertEquals(more.split("\n").length, 2);
});

Deno.test({
  name: "writeSecretFile() makes a file for its owner only, whole or not at all; readSecretFile() wants one",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await tempDir({ users: "old" });
    const file = folder.join("users");
    for (const mode of [0o604, 0o660, 0o644]) {
      Deno.chmodSync(file, mode);
      const error = await assertRejects(() => readSecretFile(file), EnchufeError);
      assertEquals(error.code, "NOPERM");
      assertStringIncludes(error.message, "chmod 600");
    }
    await writeSecretFile(file, "new");
    assertEquals((Deno.statSync(file).mode ?? 0) & 0o777, 0o600);
    assertEquals(await readSecretFile(file), "new");
    // A group that may only read it is that of the service.
    Deno.chmodSync(file, 0o640);
    assertEquals(await readSecretFile(file), "new");
    assertEquals([...Deno.readDirSync(folder.path)].map(({ name }) => name), ["users"]);
  },
});

Deno.test("readSecretFile() says which file is missing, writeSecretFile() where it cannot write", async () => {
  await using folder = await tempDir();
  const missing = await assertRejects(() => readSecretFile(folder.join("none")), EnchufeError);
  assertEquals(missing.code, "NOTFOUND");
  const unwritable = await assertRejects(() => writeSecretFile(folder.join("no/such"), "x"), EnchufeError);
  assertEquals(unwritable.code, "IO");
});
