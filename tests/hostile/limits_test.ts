/**
 * Every limit of `lib/limits.ts`, reached over a real socket with a small value given as a flag: what it refuses, the
 * text that names it, and what goes on unharmed. Here those of sessions and requests; the others are in `limits_*_test.ts`.
 *
 * @module
 */
import { LIMIT_NAMES, LIMIT_TABLE, type LimitName, makeLimits } from "../../lib/limits.ts";
import type { Log } from "../../lib/log.ts";
import { Sessions } from "../../lib/session/sessions.ts";
import { assertEquals, assertMatch, assertStringIncludes } from "../helpers/assert.ts";
import { eventually } from "../helpers/patience.ts";
import { startServer } from "../helpers/processes.ts";
import { infoNumber, RespClient } from "../helpers/resp_client.ts";
import { FakeConnection } from "../unit/session/fakes.ts";
import { assertRefused, logged } from "./limits_fixture.ts";

Deno.test("--max-sessions: one more is told and closed; when one leaves, the next comes in", async () => {
  await using server = await startServer({ args: ["--max-sessions", "3"] });
  using first = await RespClient.connect(server);
  using second = await RespClient.connect(server);
  using third = await RespClient.connect(server);
  for (const client of [first, second, third]) assertEquals(await client.call("PING"), "PONG");
  for (let times = 0; times < 3; times++) {
    using fourth = await RespClient.connect(server);
    assertEquals(await fourth.readToEnd(), "-ERR max number of clients reached\r\n");
  }
  await logged(server, /session refused .*max number of clients reached/);
  assertEquals(await infoNumber(first, "rejected_connections"), 3);
  third.close();
  await eventually(async () => await infoNumber(first, "connected_clients") === 2, "end of the third");
  using fifth = await RespClient.connect(server);
  assertEquals(await fifth.call("PING"), "PONG");
});

/** An IPv4 address of this machine that is not loopback. */
function ownAddress(): string | undefined {
  return Deno.networkInterfaces().find(({ family, address }) =>
    family === "IPv4" && !address.startsWith("127.")
  )?.address;
}

Deno.test({
  name: "--max-per-address: one more from the same address is told and closed, loopback aside",
  // Without a network card there is no second address to come from.
  ignore: ownAddress() === undefined,
  async fn() {
    const hostname = ownAddress() as string;
    await using server = await startServer({ args: ["--host", "0.0.0.0", "--max-per-address", "2"] });
    const port = server.port();
    using _one = await Deno.connect({ hostname, port });
    using _two = await Deno.connect({ hostname, port });
    using witness = await RespClient.connect(server);
    await eventually(async () => await infoNumber(witness, "connected_clients") === 3, "three sessions");
    using third = await Deno.connect({ hostname, port });
    assertMatch(await new Response(third.readable).text(), /^-ERR .*--max-per-address.*\r\n$/);
    using loopback = await RespClient.connect(server);
    assertEquals(await loopback.call("PING"), "PONG");
  },
});

Deno.test('"--max-per-public-address": one more is refused by the name of its flag, and a /64 counts as one address', () => {
  const limits = makeLimits({ maxPerAddress: 4, maxPerPublicAddress: 2 });
  const log: Log = { info() {}, warn() {}, error() {} };
  const sessions = new Sessions({ limits, log });
  const open = (host: string) => sessions.open(new FakeConnection(), "resp", { host, port: 1 });
  const refused = (host: string) => sessions.refusal(host)?.message.match(/--[\w-]+/)?.[0];
  const rows: readonly (readonly [hosts: readonly string[], flag: string | undefined])[] = [
    [["203.0.113.5", "203.0.113.5", "::ffff:203.0.113.5"], "--max-per-public-address"],
    [["2001:db8::1", "2001:db8::ffff", "2001:db8:0:0:5::1"], "--max-per-public-address"],
    [["2001:db8:0:1::1", "2001:db8:0:2::1", "2001:db8:0:3::1"], undefined],
    [["192.168.1.7", "192.168.1.7", "192.168.1.7", "192.168.1.7", "192.168.1.7"], "--max-per-address"],
    [["127.0.0.1", "127.0.0.1", "127.0.0.1", "127.0.0.1", "127.0.0.1"], undefined],
  ];
  for (const [hosts, flag] of rows) {
    const last = hosts.at(-1) as string;
    const before = hosts.slice(0, -1).map((host) => {
      assertEquals(refused(host), undefined, host);
      return open(host);
    });
    assertEquals(refused(last), flag, last);
    for (const session of before) session.end("left");
    assertEquals(refused(last), undefined, "when the others have left");
  }
});

Deno.test("INFO has a line for every limit, whether given as a flag or in the environment", async () => {
  const given: Partial<Record<LimitName, string>> = {};
  for (const [at, name] of LIMIT_NAMES.entries()) {
    given[name] = `${1001 + at}${LIMIT_TABLE[name].unit === "time" ? "ms" : ""}`;
  }
  const kebab = (name: string) => name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
  const args = LIMIT_NAMES.filter((_, at) => at % 2 === 0).flatMap((
    name,
  ) => [`--${kebab(name)}`, given[name] ?? ""]);
  const odd = LIMIT_NAMES.filter((_, at) => at % 2 === 1);
  const env = odd.map((
    name,
  ) => [`ENCHUFE_${kebab(name).replaceAll("-", "_").toUpperCase()}`, given[name] ?? ""]);
  await using server = await startServer({ args, env: Object.fromEntries(env) });
  using client = await RespClient.connect(server);
  const expected = LIMIT_NAMES.map((name, at) => `${kebab(name).replaceAll("-", "_")}:${1001 + at}\r\n`);
  assertEquals(await client.call("INFO", "limits"), `# Limits\r\n${expected.join("")}`);
  assertStringIncludes(String(await client.call("INFO")), expected.join(""));
});

Deno.test("INFO counts errors by their kind, sessions that were late, and those that were turned away", async () => {
  await using server = await startServer({ args: ["--max-sessions", "2", "--idle-timeout", "1s"] });
  using late = await RespClient.connect(server);
  assertEquals(await late.call("PING"), "PONG");
  using client = await RespClient.connect(server);
  using third = await RespClient.connect(server);
  await third.readToEnd();
  await client.call("SUBSCRIBE", "c");
  await client.call("HELLO", "3");
  assertMatch(String(await client.call("GET", "no.txt")), /^null$/);
  assertMatch(String(await client.call("FILE.STAT", "no.txt")), /^-NOTFOUND/);
  assertMatch(String(await client.call("FILE.STAT", "../x")), /^-BADPATH/);
  assertMatch(String(await client.call("NONSENSE")), /^-ERR/);
  assertMatch(String(await client.call("NONSENSE")), /^-ERR/);
  assertEquals(await late.readToEnd(), "");
  await eventually(async () => await infoNumber(client, "timed_out_clients") === 1, "count of the late one");
  const text = String(await client.call("INFO"));
  for (
    const line of ["rejected_connections:1", "total_error_replies:4", "slow_readers:0", "accept_errors:0"]
  ) {
    assertStringIncludes(text, `\r\n${line}\r\n`);
  }
  assertEquals(text.match(/errorstat_\w+:count=\d+/g)?.sort(), [
    "errorstat_BADPATH:count=1",
    "errorstat_ERR:count=2",
    "errorstat_NOTFOUND:count=1",
  ]);
});

Deno.test("--max-line, --max-arguments, --max-argument, --max-request: a protocol error, then a close", async () => {
  const args = ["--max-line", "100", "--max-arguments", "5", "--max-argument", "50", "--max-request", "200"];
  await using server = await startServer({ args: [...args, "--max-upload", "50"] });
  const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`;
  const rows: readonly (readonly [within: string, reply: string, beyond: string, error: string])[] = [
    // A line is counted without its line break, the carriage return included.
    [
      `ECHO ${"x".repeat(94)}\r\n`,
      `$94\r\n${"x".repeat(94)}\r\n`,
      `ECHO ${"x".repeat(95)}\r\n`,
      "too big inline request",
    ],
    ["EXISTS a b c d\r\n", ":0\r\n", "EXISTS a b c d e\r\n", "too big inline request"],
    [`*5\r\n${bulk("EXISTS")}${bulk("a").repeat(4)}`, ":0\r\n", "*6\r\n", "invalid multibulk length"],
    [
      `*2\r\n${bulk("ECHO")}${bulk("y".repeat(50))}`,
      bulk("y".repeat(50)),
      `*2\r\n${bulk("ECHO")}$51\r\n`,
      "invalid bulk length",
    ],
    [
      `*4\r\n${bulk("EXISTS")}${bulk("z".repeat(48)).repeat(3)}`,
      ":0\r\n",
      `*5\r\n${bulk("EXISTS")}${bulk("z".repeat(50)).repeat(4)}`,
      "too big request",
    ],
  ];
  for (const [within, reply, beyond, error] of rows) {
    using client = await RespClient.connect(server);
    await client.sendRaw(within + beyond);
    assertEquals(await client.readToEnd(), `${reply}-ERR Protocol error: ${error}\r\n`, beyond);
  }
});

Deno.test("--max-subscriptions: one more is refused, channels and patterns together", async () => {
  await using server = await startServer({ args: ["--max-subscriptions", "2"] });
  using client = await RespClient.connect(server);
  await client.call("HELLO", "3");
  assertEquals(await client.call("SUBSCRIBE", "a"), ["subscribe", "a", 1]);
  assertEquals(await client.call("PSUBSCRIBE", "b*"), ["psubscribe", "b*", 2]);
  const error = /^-TOOMANY .*\b2\b.*--max-subscriptions/;
  await assertRefused(client, await client.call("SUBSCRIBE", "c"), error);
  await assertRefused(client, await client.call("PSUBSCRIBE", "d*"), error);
  assertEquals(await client.call("SUBSCRIBE", "a"), ["subscribe", "a", 2], "one that it has is not one more");
  assertEquals(await client.call("UNSUBSCRIBE", "a"), ["unsubscribe", "a", 1]);
  assertEquals(await client.call("SUBSCRIBE", "c"), ["subscribe", "c", 2]);
});

Deno.test("--first-command-timeout: who says nothing, or never ends the first line, is closed; who asked stays", async () => {
  await using server = await startServer({ args: ["--first-command-timeout", "1s"] });
  using active = await RespClient.connect(server);
  assertEquals(await active.call("PING"), "PONG");
  using silent = await RespClient.connect(server);
  assertEquals(await silent.readToEnd(), "");
  using dripping = await RespClient.connect(server);
  let open = true;
  const ended = dripping.readToEnd().then((text) => {
    open = false;
    return text;
  });
  // A byte now and then must not keep it open.
  await eventually(async () => {
    await dripping.sendRaw("x").catch(() => {});
    return !open;
  }, "end of the dripping session");
  assertEquals(await ended, "");
  await logged(server, /no command in time, over --first-command-timeout/);
  assertEquals(await active.call("PING"), "PONG");
});

Deno.test("--idle-timeout: closes the silent, but no subscriber and no member of a room", async () => {
  await using server = await startServer({ args: ["--idle-timeout", "1s"] });
  using subscriber = await RespClient.connect(server);
  await subscriber.call("SUBSCRIBE", "c");
  using pattern = await RespClient.connect(server);
  await pattern.call("PSUBSCRIBE", "c*");
  using member = await RespClient.connect(server);
  await member.call("ROOM.JOIN", "plaza");
  // Each of these begins to be silent later than those above, and waiting for its end waits for theirs.
  for (let times = 0; times < 2; times++) {
    using silent = await RespClient.connect(server);
    assertEquals(await silent.call("PING"), "PONG");
    assertEquals(await silent.readToEnd(), "");
  }
  await logged(server, /idle, over --idle-timeout/);
  using publisher = await RespClient.connect(server);
  assertEquals(await publisher.call("PUBLISH", "c", "sigo aquí"), 2);
  assertEquals(await subscriber.receive(), ["message", "c", "sigo aquí"]);
  assertEquals(await pattern.receive(), ["pmessage", "c*", "c", "sigo aquí"]);
  assertEquals(await member.call("PING"), "PONG");
  assertEquals(await member.call("ROOM.LEAVE", "plaza"), 1);
  assertEquals(await member.readToEnd(), "", "silent and in no room any more");
});

Deno.test("limits: each has a test", async () => {
  const here = new URL(".", import.meta.url);
  const names = Array.from(Deno.readDirSync(here), ({ name }) => name);
  const files = names.filter((name) => /^limits_.*test\.ts$/.test(name));
  const source = (await Promise.all(files.map((name) => Deno.readTextFile(new URL(name, here))))).join("\n");
  const flags = LIMIT_NAMES.map((name) =>
    "--" + name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)
  );
  assertEquals(flags.filter((flag) => !source.includes(`"${flag}"`)), []);
});
