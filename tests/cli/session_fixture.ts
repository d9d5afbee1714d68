/** What the tests of sessions on terminals have in common. @module */
import { programCommand, type TestServer } from "../helpers/processes.ts";
import { RespClient } from "../helpers/resp_client.ts";

/** What a session asks with, in the usual room. */
export const PROMPT = "ana@plaza>";

/** The command that enters a session with {@linkcode PROMPT}. */
export function sessionCommand(server: TestServer, flags: readonly string[] = []): [string, string[]] {
  return programCommand("client", ["--port", String(server.port()), "--name", "ana", ...flags]);
}

/** What was said in the usual room so far, and by whom. */
export async function messages(server: TestServer): Promise<{ from: string; text: string }[]> {
  using reader = await RespClient.connect(server);
  await reader.call("HELLO", "3");
  const history = await reader.call("ROOM.HISTORY", "plaza") as {
    messages: { from: string; text: string }[];
  };
  return history.messages;
}

/** What was said in the usual room so far. */
export async function said(server: TestServer): Promise<string[]> {
  return (await messages(server)).map(({ text }) => text);
}
