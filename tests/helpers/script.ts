/**
 * Programs on a terminal whose every byte can be looked at, by `script` of util-linux.
 *
 * @module
 */
import { installed, Output } from "./processes.ts";

/** Whether the tests of bytes cannot run here; prints why. Elsewhere than on Linux `script` takes other flags. */
export const NO_SCRIPT: boolean = Deno.build.os !== "linux" || !installed("script");

/** What a shell runs on a terminal; disposing of it ends it. */
export class Script implements AsyncDisposable {
  /** Every byte so far. */
  readonly output: Output;
  readonly #process: Deno.ChildProcess;
  readonly #keys: WritableStreamDefaultWriter<Uint8Array>;

  /** Runs a line of the shell. */
  constructor(line: string, options: { readonly cwd?: string; readonly env?: Record<string, string> } = {}) {
    this.#process = new Deno.Command("script", {
      args: ["-qec", line, "/dev/null"],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
      ...options,
    }).spawn();
    this.output = new Output(this.#process.stdout);
    this.#keys = this.#process.stdin.getWriter();
  }

  /** Types text as it is; `\r` is Enter. */
  async type(text: string): Promise<void> {
    await this.#keys.write(new TextEncoder().encode(text));
  }

  /** Waits until the line has ended and its output is complete. @returns The exit status. */
  async ended(): Promise<number> {
    const { code } = await this.#process.status;
    await this.output.done;
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#process.kill("SIGKILL");
    } catch { /* It has ended by itself. */ }
    await this.#keys.close().catch(() => {});
    await this.ended();
  }
}
