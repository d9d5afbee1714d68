/**
 * Lines for a shell that call our two programs by their names.
 *
 * @module
 */
import { programCommand, runProgram } from "./processes.ts";
import type { Finished } from "./processes.ts";
import { type TempDir, tempDir } from "./temp.ts";

/** Whether there is a shell of the kind that these lines are for. */
export const HAS_SHELL: boolean = Deno.build.os !== "windows";

/** A folder for the PATH. */
export interface ProgramFolder extends AsyncDisposable {
  /** Its path. */
  readonly path: string;
  /** `PATH` with it in front. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs a line with `sh`, and the two programs on the PATH. */
  run(line: string, options?: Parameters<typeof runProgram>[2]): Promise<Finished>;
}

/** A word that a shell passes on as it is. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** A line of a shell that runs a command. */
export function shellLine([program, args]: readonly [string, readonly string[]]): string {
  return [program, ...args].map(quoted).join(" ");
}

/** Where Deno keeps what it has fetched and compiled: programs from source would do all of it again in another `HOME`. */
async function denoDir(): Promise<string> {
  const { stdout } = await runProgram(Deno.execPath(), ["info", "--json"]);
  return (JSON.parse(stdout) as { denoDir: string }).denoDir;
}

/** Makes a folder with `enchufe` and `enchufe-server`, from source or compiled. */
export async function programFolder(): Promise<ProgramFolder> {
  const folder: TempDir = await tempDir();
  for (const [name, program] of [["enchufe", "client"], ["enchufe-server", "server"]] as const) {
    const line = shellLine(programCommand(program, []));
    await Deno.writeTextFile(folder.join(name), `#!/bin/sh\nexec ${line} "$@"\n`, { mode: 0o755 });
  }
  const env = { PATH: `${folder.path}:${Deno.env.get("PATH") ?? ""}`, DENO_DIR: await denoDir() };
  return {
    path: folder.path,
    env,
    run: (line, options = {}) =>
      runProgram("sh", ["-c", line], { ...options, env: { ...env, ...options.env } }),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
