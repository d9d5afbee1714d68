/**
 * Programs that go on while a test talks to them.
 *
 * @module
 */
import { Output } from "./processes.ts";

/** Settings of {@linkcode Running}. */
export interface RunningOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether something is going to be written to it; otherwise its input is empty. */
  readonly input?: boolean;
}

/** A program that goes on until it ends by itself or is stopped; disposing of it ends it. */
export class Running implements AsyncDisposable {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly #process: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array> | undefined;

  /** Starts it. */
  constructor([program, args]: readonly [string, readonly string[]], options: RunningOptions = {}) {
    const { input = false, ...rest } = options;
    this.#process = new Deno.Command(program, {
      args: [...args],
      stdin: input ? "piped" : "null",
      stdout: "piped",
      stderr: "piped",
      ...rest,
    }).spawn();
    this.stdout = new Output(this.#process.stdout);
    this.stderr = new Output(this.#process.stderr);
    this.#input = input ? this.#process.stdin.getWriter() : undefined;
  }

  /** Its number, as the system knows it. */
  get pid(): number {
    return this.#process.pid;
  }

  /** Writes to its input. */
  async write(text: string): Promise<void> {
    await this.#input?.write(new TextEncoder().encode(text));
  }

  /** Ends its input. */
  async closeInput(): Promise<void> {
    await this.#input?.close();
  }

  /** Sends a signal and waits for the end. @returns The exit status. */
  stop(signal: Deno.Signal = "SIGTERM"): Promise<number> {
    try {
      this.#process.kill(signal);
    } catch { /* It has ended by itself. */ }
    return this.ended();
  }

  /** Waits until it has ended and its output is complete. @returns The exit status. */
  async ended(): Promise<number> {
    const { code } = await this.#process.status;
    await Promise.all([this.stdout.done, this.stderr.done]);
    // What it has not read is of no interest any more.
    await this.#input?.close().catch(() => {});
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop("SIGKILL");
  }
}
