/**
 * Our own server: compiled if `SERVER_BIN` says where, otherwise from source.
 *
 * @module
 */
import { programCommand, startServer, type StartServerOptions } from "../../tests/helpers/processes.ts";
import { VERSION } from "../../lib/version.ts";
import { basename, join } from "../../lib/std/path.ts";
import type { Peer } from "./peer.ts";

const DIST = join(import.meta.dirname as string, "../../dist");

/** Our server with the folder that it shares. */
export interface Enchufe extends Peer {
  /** The share. */
  readonly folder: string;
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/**
 * Decides for the whole run whether our programs are executables: those in `dist/`, if they have been made, unless
 * something else is named.
 *
 * @param server An executable of the server.
 * @throws {Error} if it is not there.
 */
export function choosePrograms(server?: string): void {
  if (server !== undefined && !exists(server)) throw new Error(`There is no server '${server}'`);
  const [compiledServer, compiledClient] = [join(DIST, "enchufe-server"), join(DIST, "enchufe")];
  if (server !== undefined) Deno.env.set("SERVER_BIN", server);
  else if (!Deno.env.get("SERVER_BIN") && exists(compiledServer)) Deno.env.set("SERVER_BIN", compiledServer);
  if (!Deno.env.get("CLIENT_BIN") && exists(compiledClient)) Deno.env.set("CLIENT_BIN", compiledClient);
}

/** Version and kind of our server, as the table tells it. */
export function ourKind(): string {
  const compiled = Deno.env.get("SERVER_BIN");
  return compiled ? `${VERSION}, executable ${basename(compiled)}` : `${VERSION}, from source with deno run`;
}

/** The command that serves a port, with as little else as possible. */
export function ourCommand(port: number, folder: string): [string, string[]] {
  return programCommand("server", [folder, "--port", String(port), "--chat-port", "off"]);
}

/** Starts one; without a folder it shares an empty one. */
export async function startEnchufe(options: StartServerOptions = {}): Promise<Enchufe> {
  const server = await startServer(options);
  return {
    name: "enchufe",
    version: VERSION,
    port: server.port(),
    pid: server.process.pid,
    folder: server.folder,
    [Symbol.asyncDispose]: async () => void await server.stop(),
  };
}
