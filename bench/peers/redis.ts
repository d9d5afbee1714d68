/**
 * `redis-server`, in memory only unless asked otherwise.
 *
 * @module
 */
import { tempDir } from "../../tests/helpers/temp.ts";
import { programVersion } from "../programs.ts";
import { freePort, type Peer, startForeign } from "./peer.ts";

/** The command that serves a port. */
export function redisCommand(port: number, folder: string): [string, string[]] {
  const memoryOnly = ["--save", "", "--appendonly", "no"];
  return ["redis-server", [
    ...["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--maxclients", "11000"],
    ...memoryOnly,
  ]];
}

/** Starts one in a folder of its own. */
export async function startRedis(): Promise<Peer> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await tempDir());
  const port = freePort();
  const name = "redis-server";
  const version = programVersion(name) ?? "";
  const peer = stack.use(
    await startForeign({ name, version, port, command: redisCommand(port, folder.path) }),
  );
  const owned = stack.move();
  return { ...peer, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
