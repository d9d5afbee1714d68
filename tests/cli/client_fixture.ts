/** What the tests of the client have in common. @module */
import { programCommand, type TestServer } from "../helpers/processes.ts";
import { Running } from "../helpers/running.ts";
import { type TempDir, tempDir } from "../helpers/temp.ts";

/** Arguments of a client of a server. */
export function at(server: TestServer, ...args: string[]): string[] {
  return ["--port", String(server.port()), ...args];
}

/** A folder to share. */
export function filled(): Promise<TempDir> {
  return tempDir({ "hola.txt": "hola ñ", "con espacio.txt": "x", docs: { "y.txt": "y" }, vacío: "" });
}

/** Starts the client and keeps it running, with an input. */
export function startClient(args: readonly string[], options: { cwd?: string } = {}): Running {
  return new Running(programCommand("client", args), { ...options, input: true });
}
