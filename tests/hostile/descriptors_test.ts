/** A system that has too few file descriptors, as `ulimit -n` makes one. @module */
import { assert, assertEquals, assertMatch } from "../helpers/assert.ts";
import { eventually } from "../helpers/patience.ts";
import { startServer, type TestServer } from "../helpers/processes.ts";
import { othersEnded, RespClient } from "../helpers/resp_client.ts";

const ignore = Deno.build.os === "windows";

function limited(most: number, args: readonly string[] = []): Promise<TestServer> {
  return startServer({ args, under: ["sh", "-c", `ulimit -n ${most} && exec "$@"`, "sh"] });
}

Deno.test({
  name:
    "without file descriptors for one more, accepting backs off, goes on when others leave, and the log is not filled",
  ignore,
  async fn() {
    await using server = await limited(80);
    using witness = await RespClient.connect(server);
    assertEquals(await witness.call("PING"), "PONG");
    const flood = await Promise.all(Array.from({ length: 150 }, () => RespClient.connect(server)));
    try {
      // No more of `INFO`: the rest counts files, for which there is no descriptor either.
      const failures = async () =>
        /accept_errors:(\d+)/.exec(String(await witness.call("INFO", "stats")))?.[1];
      await eventually(async () => Number(await failures()) >= 3, "failures to accept");
      assertMatch(server.stderr.text, / error accept failed listener=resp .*sessions=\d+/);
    } finally {
      for (const client of flood) client.close();
    }
    // Whoever waits in the system's queue comes in as soon as there is room.
    using late = await RespClient.connect(server);
    assertEquals(await late.call("PING"), "PONG");
    late.close();
    await othersEnded(witness);
    assertEquals(server.stderr.text.match(/accept failed/g)?.length, 1);
    assert(!/session failed/.test(server.stderr.text), server.stderr.text);
    assertEquals(await server.stop(), 0);
  },
});

Deno.test({
  name: "fewer file descriptors than --max-sessions is told once at the start, and enough is not",
  ignore,
  async fn() {
    await using few = await limited(200, ["--max-sessions", "500"]);
    await few.stderr.until((text) => text.includes("few file descriptors"), "the warning");
    assertMatch(
      few.stderr.text,
      / warn {2}few file descriptors possible=\d+ maxSessions=500 advice="raise ulimit -n or/,
    );
    const possible = Number(/possible=(\d+)/.exec(few.stderr.text)?.[1]);
    assert(possible > 50 && possible < 200, `${possible}`);
    await using enough = await limited(400, ["--max-sessions", "100"]);
    using client = await RespClient.connect(enough);
    assertEquals(await client.call("PING"), "PONG");
    assertEquals(await enough.stop(), 0);
    assert(!enough.stderr.text.includes("few file descriptors"), enough.stderr.text);
    assertEquals(few.stderr.text.match(/few file descriptors/g)?.length, 1);
  },
});
