/**
 * Redis's own clients say who they are, each in its own way.
 *
 * @module
 */
import { Redis } from "ioredis";
import { createClient } from "redis";
import { passwordOf, writeUsers } from "../helpers/accounts.ts";
import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "../helpers/assert.ts";
import { within } from "../helpers/patience.ts";
import { installed, runProgram, startServer, type TestServer } from "../helpers/processes.ts";
import { type TempDir, tempDir } from "../helpers/temp.ts";

async function guarded(folder: TempDir): Promise<TestServer> {
  folder.fill({ share: { "a.txt": "hola" }, password: "compartida\n" });
  Deno.chmodSync(folder.join("password"), 0o600);
  const users = await writeUsers(folder.join("users"), { ana: "admin" });
  return await startServer({
    folder: folder.join("share"),
    args: ["--users", users, "--password-file", folder.join("password")],
  });
}

Deno.test({
  name: "redis-cli: -a, --user, REDISCLI_AUTH, CLIENT LIST and CLIENT KILL",
  ignore: !installed("redis-cli"),
  async fn() {
    await using folder = await tempDir();
    await using server = await guarded(folder);
    const cli = async (args: string[], env: Record<string, string> = {}) =>
      (await runProgram("redis-cli", ["-p", String(server.port()), ...args], { env })).stdout.trim();
    const ana = ["--user", "ana", "-a", passwordOf("ana"), "--no-auth-warning"];
    assertEquals(await cli(["get", "a.txt"]), "NOAUTH Authentication required.");
    assertEquals(await cli(["-a", "compartida", "--no-auth-warning", "get", "a.txt"]), "hola");
    assertEquals(await cli(["get", "a.txt"], { REDISCLI_AUTH: "compartida" }), "hola");
    for (const version of ["-2", "-3"]) {
      assertEquals(await cli([version, ...ana, "acl", "whoami"]), version === "-2" ? "ana" : "ana");
      assertStringIncludes(await cli([version, ...ana, "client", "list"]), "user=ana");
    }
    assertMatch(await cli(["-a", "compartida", "--no-auth-warning", "client", "kill", "id", "0"]), /^NOPERM/);
    assertEquals(await cli([...ana, "client", "kill", "user", "default"]), "0");
    const wrong = await runProgram("redis-cli", ["-p", String(server.port()), "-a", "x", "ping"]);
    assertMatch(wrong.stderr + wrong.stdout, /AUTH failed: WRONGPASS[^]*NOAUTH/);
  },
});

Deno.test("ioredis: password, and username with password", async () => {
  await using folder = await tempDir();
  await using server = await guarded(folder);
  for (const options of [{ password: "compartida" }, { username: "ana", password: passwordOf("ana") }]) {
    const redis = new Redis(server.port(), options);
    assertEquals(await within(redis.get("a.txt"), "answer"), "hola");
    const user = options.username ?? "default";
    assertEquals(await redis.call("ACL", "WHOAMI"), user);
    assertStringIncludes(String(await redis.client("LIST")), `user=${user} `);
    // Only an administrator ends sessions.
    const killed = redis.client("KILL", "ID", 0);
    if (user === "ana") assertEquals(await killed, 0);
    else await assertRejects(() => killed, Error, "NOPERM");
    await redis.quit();
  }
  const stranger = new Redis(server.port(), {
    password: "x",
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  });
  const errors: string[] = [];
  stranger.on("error", (error: Error) => errors.push(error.message));
  await assertRejects(() => within(stranger.get("a.txt"), "refusal"));
  stranger.disconnect();
  assertMatch(errors.join("\n"), /WRONGPASS/);
});

Deno.test("node-redis: a URL with user and password, and with a password only", async () => {
  await using folder = await tempDir();
  await using server = await guarded(folder);
  for (
    const [login, user] of [[`ana:${passwordOf("ana")}`, "ana"], [":compartida", "default"]] as const
  ) {
    const redis = createClient({ url: `redis://${login}@127.0.0.1:${server.port()}` });
    await within(redis.connect(), "connection");
    assertEquals(await redis.get("a.txt"), "hola");
    assertEquals(await redis.aclWhoAmI(), user);
    const clients = await redis.clientList();
    assertEquals(clients.map(({ user }) => user), [user]);
    const killed = redis.sendCommand(["CLIENT", "KILL", "ID", "0"]);
    if (user === "ana") assertEquals(Number(await killed), 0);
    else await assertRejects(() => killed, Error, "NOPERM");
    await redis.close();
  }
  const stranger = createClient({
    url: `redis://ana:x@127.0.0.1:${server.port()}`,
    socket: { reconnectStrategy: false },
  });
  stranger.on("error", () => {});
  const error = await assertRejects(() => within(stranger.connect(), "refusal"), Error);
  assertMatch(error.message, /WRONGPASS/);
});
