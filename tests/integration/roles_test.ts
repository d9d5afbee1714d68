/**
 * What each role may do, with every kind of command, on servers that ask for passwords in each way.
 *
 * @module
 */
import { assertEquals } from "../helpers/assert.ts";
import { passwordOf, writeUsers } from "../helpers/accounts.ts";
import { startServer, type TestServer } from "../helpers/processes.ts";
import { RespClient } from "../helpers/resp_client.ts";
import { tempDir } from "../helpers/temp.ts";

const USERS = { rita: "read", dora: "drop", wil: "write", ada: "admin" } as const;
type Who = keyof typeof USERS | "nobody";
const EVERYBODY: readonly Who[] = ["nobody", "rita", "dora", "wil", "ada"];
const NOTHING = "0".repeat(64);

/** Kinds of commands; none of them changes what a later one finds. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  ping: ["PING"],
  whoami: ["ACL", "WHOAMI"],
  read: ["GET", "a.txt"],
  list: ["FILE.LIST", "/"],
  say: ["ROOM.LIST"],
  replace: ["SET", "a.txt", "hola"],
  add: ["UPLOAD.BEGIN", "new.txt", "5", NOTHING],
  append: ["APPEND", "b.txt", "x"],
  remove: ["DEL", "none.txt"],
  removeTree: ["FILE.REMOVE", "none"],
  handIn: ["SET", "box/a.txt", "x"],
  kill: ["CLIENT", "KILL", "ID", "0"],
  mute: ["ROOM.MUTE", "pedro"],
};

/** `+` it may, `A` it must authenticate, `P` its role does not allow it. */
type Row = Readonly<Record<keyof typeof KINDS, string>>;

/** In the order of {@linkcode EVERYBODY}. */
const TABLES: readonly (readonly [what: string, args: readonly string[], row: Row])[] = [
  ["everything wants a password, --access read", ["--access", "read"], {
    ping: "A++++",
    whoami: "A++++",
    read: "A++++",
    list: "A++++",
    say: "A++++",
    replace: "APP++",
    add: "APP++",
    append: "APP++",
    remove: "APP++",
    removeTree: "APP++",
    handIn: "AP+++",
    kill: "APPP+",
    mute: "APPP+",
  }],
  ["only what administrates and destroys wants one, --access write", [
    "--access",
    "write",
    "--require-password",
    "admin",
  ], {
    ping: "+++++",
    whoami: "+++++",
    read: "+++++",
    list: "+++++",
    say: "+++++",
    replace: "APP++",
    add: "+PP++",
    append: "APP++",
    remove: "APP++",
    removeTree: "APP++",
    handIn: "+P+++",
    kill: "APPP+",
    mute: "APPP+",
  }],
];

async function as(server: TestServer, who: Who): Promise<RespClient> {
  const client = await RespClient.connect(server);
  if (who !== "nobody") assertEquals(await client.call("AUTH", who, passwordOf(who)), "OK");
  return client;
}

function outcome(reply: string): string {
  if (/^-NOAUTH Authentication required\.$/.test(reply)) return "A";
  if (/^-NOPERM (User '\w+' has no permissions to run|Files are taken only in the drop box)/.test(reply)) {
    return "P";
  }
  return /^-(?!NOTFOUND|EXISTS)/.test(reply) ? reply : "+";
}

for (const [what, args, rows] of TABLES) {
  Deno.test(`roles × commands: ${what}`, async (t) => {
    await using folder = await tempDir({ share: { "a.txt": "hola", "b.txt": "x", box: {} } });
    const users = await writeUsers(folder.join("users"), USERS);
    await using server = await startServer({
      folder: folder.join("share"),
      args: ["--users", users, "--drop-box", "box", ...args],
    });
    for (const [kind, expected] of Object.entries(rows)) {
      await t.step(`${kind}: ${expected}`, async () => {
        let got = "";
        for (const who of EVERYBODY) {
          using client = await as(server, who);
          got += outcome(String(await client.call(...KINDS[kind] as string[])));
        }
        assertEquals(got, expected);
      });
    }
  });
}

Deno.test("an administrator sees what everybody handed in; others only their own, from wherever they come", async () => {
  await using folder = await tempDir({ share: { "a.txt": "hola" } });
  const users = await writeUsers(folder.join("users"), USERS);
  const args = ["--users", users, "--drop-box", "box"];
  await using server = await startServer({ folder: folder.join("share"), args });
  {
    using dora = await as(server, "dora");
    assertEquals(await dora.call("SET", "box/t.txt", "d"), "OK");
    using wil = await as(server, "wil");
    assertEquals(await wil.call("SET", "box/t.txt", "w"), "OK");
  }
  const seen: Record<string, number> = {};
  for (const who of ["rita", "dora", "wil", "ada"] as const) {
    using client = await as(server, who);
    seen[who] = (await client.call("KEYS", "box/*") as string[]).length;
  }
  assertEquals(seen, { rita: 0, dora: 1, wil: 1, ada: 2 });
  using ada = await as(server, "ada");
  const [path = ""] = await ada.call("KEYS", "box/dora/*") as string[];
  assertEquals(await ada.call("GET", path), "d");
  // A receipt stands, whoever asks.
  assertEquals(String(await ada.call("DEL", path)).startsWith("-NOPERM"), true);
});
