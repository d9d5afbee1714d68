/** What the tests of the client have in common. @module */
import { Output, programCommand, type TestServer } from "../helpers/processes.ts";
import { type TempDir, tempDir } from "../helpers/temp.ts";

/** Arguments of a client of a server. */
export function at(server: TestServer, ...args: string[]): string[] {
  return ["--port", String(server.port()), ...args];
}

/** A folder to share. */
export function filled(): Promise<TempDir> {
  return tempDir({ "hola.txt": "hola ñ", "con espacio.txt": "x", docs: { "y.txt": "y" }, vacío: "" });
}

/** Starts the client and keeps it running. */
export function startClient(
  args: readonly string[],
  options: { cwd?: string } = {},
): { process: Deno.ChildProcess; stdout: Output; stderr: Output } {
  const [program, all] = programCommand("client", args);
  const process = new Deno.Command(program, {
    args: all,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    ...options,
  }).spawn();
  return { process, stdout: new Output(process.stdout), stderr: new Output(process.stderr) };
}
