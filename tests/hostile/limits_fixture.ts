/** What the tests of limits have in common. @module */
import { assertEquals, assertMatch } from "../helpers/assert.ts";
import type { TestServer } from "../helpers/processes.ts";
import type { Plain } from "../helpers/replies.ts";
import { RespClient } from "../helpers/resp_client.ts";

/** On RESP3, where maps and booleans come as such. */
export async function speaker(server: TestServer): Promise<RespClient> {
  const client = await RespClient.connect(server);
  await client.call("HELLO", "3");
  return client;
}

/** Insists that the session gets one error reply and is then closed. */
export async function assertLastWords(client: RespClient, expected: RegExp): Promise<void> {
  assertMatch(await client.readToEnd(), expected);
}

/** Insists that a reply is an error that says what it should, and that the session goes on. */
export async function assertRefused(client: RespClient, reply: Plain, expected: RegExp): Promise<void> {
  assertMatch(String(reply), expected);
  assertEquals(await client.call("PING"), "PONG");
}

export async function logged(server: TestServer, expected: RegExp): Promise<void> {
  await server.stderr.until((text) => expected.test(text), `log line like ${expected}`);
}
