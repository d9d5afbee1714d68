import { Accounts, type Holder } from "../../../lib/accounts/accounts.ts";
import { EnchufeError } from "../../../lib/errors.ts";
import type { Log } from "../../../lib/log.ts";
import { CHEAP, passwordOf, writeUsers } from "../../helpers/accounts.ts";
import { assert, assertEquals, assertMatch, assertRejects } from "../../helpers/assert.ts";
import { type TempDir, tempDir } from "../../helpers/temp.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** Accounts of a file, with what they log and how long they keep somebody waiting. */
async function open(folder: TempDir, required?: "all" | "admin") {
  const lines: string[] = [], pauses: number[] = [];
  const write = (event: string, fields = {}) => void lines.push(`${event} ${JSON.stringify(fields)}`);
  const log: Log = { info: write, warn: write, error: write };
  const accounts = await Accounts.open({ users: folder.join("users"), ...required && { required } }, {
    limits: { authFailures: 3, authWait: 60_000 },
    log,
    pause: (ms) => (pauses.push(ms), Promise.resolve()),
  });
  return { accounts, lines, pauses };
}

function holder(host = "10.0.0.1"): Holder & { revocations: number } {
  return {
    id: 7,
    host,
    revocations: 0,
    revoked() {
      this.revocations++;
    },
  };
}

async function refusal(accounts: Accounts, user: string, password: string, host?: string): Promise<string> {
  const error = await assertRejects(
    () => accounts.authenticate(holder(host), user, bytes(password)),
    EnchufeError,
  );
  return `${error.code} ${error.message}`;
}

Deno.test("Accounts: wrong passwords and unknown users are refused alike, logged, slowed, and then wait", async () => {
  await using folder = await tempDir();
  await writeUsers(folder.join("users"), { ana: "admin" });
  const { accounts, lines, pauses } = await open(folder);
  const WRONG = "WRONGPASS invalid username-password pair or user is disabled.";
  assertEquals(await refusal(accounts, "ana", "x"), WRONG);
  assertEquals(await refusal(accounts, "nadie\n", "x"), WRONG);
  assertEquals(await refusal(accounts, "ana", ""), WRONG);
  assertEquals(pauses, [250, 500, 750]);
  assertMatch(
    lines[1] as string,
    /^authentication failed .*"address":"10.0.0.1","user":"nadie\\n","failures":2/,
  );
  assertMatch(await refusal(accounts, "ana", passwordOf("ana")), /^BLOCKED .*try again in 60 s/);
  assertEquals((await accounts.authenticate(holder("10.0.0.2"), "ANA", bytes("pw-ana"))).name, "ana");
  assertEquals(accounts.denied, 3);
});

Deno.test("Accounts: of many wrong passwords at once no more than allowed are looked at", async () => {
  await using folder = await tempDir();
  await writeUsers(folder.join("users"), { ana: "admin" });
  const { accounts } = await open(folder);
  const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => refusal(accounts, "ana", `x${i}`)));
  const wrong = answers.filter((answer) => answer.startsWith("WRONGPASS")).length;
  assert(wrong >= 3 && wrong < 3 + Math.max(1, navigator.hardwareConcurrency - 1), String(wrong));
  assertEquals(answers.filter((answer) => answer.startsWith("BLOCKED")).length, 200 - wrong);
});

Deno.test("Accounts.reload(): who is gone or has another password is told; a role holds at once", async () => {
  await using folder = await tempDir();
  const file = folder.join("users");
  await writeUsers(file, { ana: "admin", eva: "read", luz: "read" });
  const lines = (await Deno.readTextFile(file)).split("\n");
  const { accounts } = await open(folder);
  const [ana, eva, luz] = [holder(), holder(), holder()];
  await accounts.authenticate(ana, "ana", bytes("pw-ana"));
  const reader = await accounts.authenticate(eva, "eva", bytes("pw-eva"));
  await accounts.authenticate(luz, "luz", bytes("pw-luz"));
  await writeUsers(file, { luz: ["read", "other"] }, CHEAP);
  await Deno.writeTextFile(
    file,
    `${(lines[1] as string).replace(":read:", ":write:")}\n${await Deno.readTextFile(file)}`,
  );
  await accounts.reload();
  assertEquals([ana.revocations, eva.revocations, luz.revocations], [1, 0, 1]);
  assertEquals(reader.role, "write");
  assertMatch(await refusal(accounts, "luz", "pw-luz"), /^WRONGPASS/);
  assertEquals((await accounts.authenticate(holder(), "luz", bytes("other"))).role, "read");
});

Deno.test("Accounts.reload(): a broken file changes nothing and is told", async () => {
  await using folder = await tempDir();
  await writeUsers(folder.join("users"), { ana: "admin" });
  const { accounts, lines } = await open(folder);
  const ana = holder();
  await accounts.authenticate(ana, "ana", bytes("pw-ana"));
  await Deno.writeTextFile(folder.join("users"), "ana\n");
  await accounts.reload();
  assertMatch(lines.at(-1) as string, /^users not read again.*Line 1 of/);
  assertEquals(ana.revocations, 0);
  await accounts.authenticate(holder(), "ana", bytes("pw-ana"));
});

Deno.test("Accounts.owns() keeps the names of users for them", async () => {
  await using folder = await tempDir();
  await writeUsers(folder.join("users"), { Ana: "admin", default: "read" });
  const { accounts } = await open(folder, "admin");
  const account = await accounts.authenticate(holder(), "ana", bytes("pw-Ana"));
  assertEquals([accounts.owns("ANA"), accounts.owns("ana", account), accounts.owns("eva")], [
    true,
    false,
    false,
  ]);
  assertEquals([accounts.owns("default"), accounts.hasDefault(), accounts.required], [false, true, "admin"]);
});

Deno.test("Accounts: a file of users in the shared folder is refused", async () => {
  await using folder = await tempDir({ share: {} });
  await writeUsers(folder.join("users"), { ana: "admin" });
  const { accounts } = await open(folder);
  await accounts.insistOutside(folder.join("share"));
  await accounts.insistOutside(folder.join("use"));
  const error = await assertRejects(() => accounts.insistOutside(folder.path), EnchufeError);
  assertMatch(error.message, /is in the shared folder/);
});
