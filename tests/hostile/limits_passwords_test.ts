/**
 * Peers that have not said who they are: guessing, sending much, staying without a word, and all coming at once.
 *
 * @module
 */
import { DEFAULT_COST } from "../../lib/accounts/password_hash.ts";
import { passwordOf, writeUsers } from "../helpers/accounts.ts";
import { assert, assertEquals, assertMatch } from "../helpers/assert.ts";
import { startServer, type StartServerOptions, type TestServer } from "../helpers/processes.ts";
import { infoNumber, RespClient } from "../helpers/resp_client.ts";
import { type TempDir, tempDir } from "../helpers/temp.ts";
import { logged } from "./limits_fixture.ts";

async function guarded(folder: TempDir, options: StartServerOptions = {}): Promise<TestServer> {
  const users = await writeUsers(folder.join("users"), { ana: "admin", eva: "write" });
  folder.fill({ share: { "a.txt": "hola" } });
  return await startServer({
    ...options,
    folder: folder.join("share"),
    args: ["--users", users, ...options.args ?? []],
  });
}

Deno.test("guessing: --auth-failures wrong passwords, each slower, then the address waits --auth-wait", async () => {
  await using folder = await tempDir();
  await using server = await guarded(folder, { args: ["--auth-failures", "3", "--auth-wait", "1h"] });
  using inside = await RespClient.connect(server);
  assertEquals(await inside.call("AUTH", "ana", passwordOf("ana")), "OK");
  using guesser = await RespClient.connect(server);
  for (let guess = 0; guess < 3; guess++) {
    assertMatch(String(await guesser.call("AUTH", "ana\u001b[2J", `guess ${guess}`)), /^-WRONGPASS/);
  }
  await logged(
    server,
    /warn {2}authentication failed .*address=127\.0\.0\.1 user=\S*u\{?1b\}?\S* failures=3/,
  );
  using other = await RespClient.connect(server);
  const refused = String(await other.call("AUTH", "ana", passwordOf("ana")));
  assertMatch(
    refused,
    /^-BLOCKED Too many wrong passwords came from your address; try again in 3[56]\d\d s \(--auth-failures/,
  );
  // Who is in notices nothing.
  assertEquals(await inside.call("GET", "a.txt"), "hola");
  assertEquals(await infoNumber(inside, "acl_access_denied_auth"), 3);
  assert(!server.stderr.text.includes("\u001b"));
});

Deno.test("before a password: at most 10 arguments of 16 KiB, and nothing goes to disk", async () => {
  await using folder = await tempDir();
  await using server = await guarded(folder, { args: ["--max-argument", "1K"] });
  const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`;
  for (
    const [sent, error] of [
      ["*11\r\n", "unauthenticated multibulk length"],
      ["EXISTS 1 2 3 4 5 6 7 8 9 10\r\n", "unauthenticated multibulk length"],
      [`*3\r\n${bulk("SET")}${bulk("x")}$16385\r\n`, "unauthenticated bulk length"],
    ] as const
  ) {
    using client = await RespClient.connect(server);
    await client.sendRaw(sent);
    assertEquals(await client.readToEnd(), `-ERR Protocol error: ${error}\r\n`);
  }
  using client = await RespClient.connect(server);
  assertMatch(String(await client.call("EXISTS", ..."123456789")), /^-NOAUTH/);
  // A payload, since it is over --max-argument: answered in its turn, and staged nowhere.
  assertMatch(String(await client.call("SET", "x", "y".repeat(16_000))), /^-NOAUTH/);
  assertEquals([...Deno.readDirSync(folder.join("share"))].map(({ name }) => name), ["a.txt"]);
  assertEquals(await client.call("AUTH", "eva", passwordOf("eva")), "OK");
  assertEquals(await client.call("EXISTS", ..."123456789abcdef"), 0);
  assertEquals(await client.call("SET", "x", "y".repeat(20_000)), "OK");
  // Behind RESET it is a stranger again.
  assertEquals(await client.call("RESET"), "RESET");
  await client.sendRaw("*11\r\n");
  assertMatch(await client.readToEnd(), /unauthenticated multibulk length/);
});

Deno.test("who sends commands and no password is closed after --first-command-timeout; who gave one is not", async () => {
  await using folder = await tempDir();
  await using server = await guarded(folder, { args: ["--first-command-timeout", "500ms"] });
  using inside = await RespClient.connect(server);
  assertEquals(await inside.call("AUTH", "ana", passwordOf("ana")), "OK");
  using stranger = await RespClient.connect(server);
  const sending = (async () => {
    let answers = 0;
    for (; await stranger.receiveOrEnd() !== undefined; answers++) {
      await stranger.send("PING").catch(() => {});
    }
    return answers;
  })();
  await stranger.send("PING");
  assert(await sending > 0);
  await logged(server, /session end .*reason="not authenticated in time, over --first-command-timeout"/);
  assertEquals(await inside.call("PING"), "PONG");
});

/** The slowest answer to somebody else while something goes on. */
async function slowestWhile(inside: RespClient, work: Promise<unknown>): Promise<number> {
  let slowest = 0, over = false;
  const watched = work.finally(() => over = true);
  while (!over) {
    const begin = performance.now();
    assertEquals(await inside.call("PING"), "PONG");
    slowest = Math.max(slowest, performance.now() - begin);
  }
  await watched;
  return slowest;
}

for (const [what, password] of [["right", passwordOf("ana")], ["wrong", "no"]] as const) {
  Deno.test(`1,000 ${what} passwords at once, at the usual cost: all are answered, and so are others`, async () => {
    await using folder = await tempDir();
    await using server = await guarded(folder);
    await writeUsers(folder.join("users"), { ana: "admin", eva: "write" }, DEFAULT_COST);
    server.process.kill("SIGHUP");
    await logged(server, /users read again/);
    using inside = await RespClient.connect(server);
    assertEquals(await inside.call("AUTH", "eva", passwordOf("eva")), "OK");
    const crowd = await Promise.all(Array.from({ length: 1_000 }, () => RespClient.connect(server)));
    try {
      const answers: string[] = [];
      const asking = Promise.all(crowd.map(async (client) => {
        answers.push(String(await client.call("AUTH", "ana", password)).split(" ")[0] as string);
      }));
      const slowest = await slowestWhile(inside, asking);
      const counts = Map.groupBy(answers, (answer) => answer);
      const shown = [...counts].map(([answer, all]) => `${answer} ${all.length}`).join(", ");
      // deno-lint-ignore no-console -- the figure is what this is for
      console.log(
        `1,000 AUTHs (${what}): ${shown}; slowest answer to another session ${slowest.toFixed(0)} ms`,
      );
      if (what === "right") assertEquals(counts.get("OK")?.length, 1_000);
      else {
        assertEquals([...counts.keys()].sort(), ["-BLOCKED", "-WRONGPASS"]);
        // Those that are computed at the same time do not know of each other yet.
        assert((counts.get("-WRONGPASS")?.length ?? 0) < 10 + Math.max(1, navigator.hardwareConcurrency - 1));
      }
    } finally {
      for (const client of crowd) client.close();
    }
  });
}
