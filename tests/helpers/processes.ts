/**
 * Real servers and clients as processes of their own: from source, or the compiled executables that
 * `SERVER_BIN` and `CLIENT_BIN` name.
 *
 * @module
 */
import { fromFileUrl } from "../../lib/std/path.ts";
import { tempDir } from "./temp.ts";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));
/** The permissions of the tasks, so that a test notices one that is missing. */
const PERMISSIONS: Readonly<Record<"server" | "client", readonly string[]>> = taskPermissions();
/** The language of a developer's machine must not change what the programs print. */
const ENGLISH: Readonly<Record<string, string>> = { LC_ALL: "C.UTF-8", ENCHUFE_LANG: "" };
const START_TIMEOUT_MS = 20_000;

// What is started speaks English, whatever this machine speaks, unless a test says otherwise.
Deno.env.set("ENCHUFE_LANG", "en");

/** Name of a listener. */
export type Protocol = "resp" | "chat" | "echo" | "list" | "file" | "menu";

function taskPermissions(): Record<"server" | "client", string[]> {
  const { tasks } = JSON.parse(Deno.readTextFileSync(`${ROOT}deno.json`)) as {
    tasks: Record<string, { command: string }>;
  };
  const of = (task: string) =>
    (tasks[task]?.command ?? "").split(" ").filter((word) => word.startsWith("--"));
  return { server: of("server"), client: of("client") };
}

/**
 * The command that runs one of the two programs.
 *
 * @param program Which.
 * @param args Its arguments.
 */
export function programCommand(program: "server" | "client", args: readonly string[]): [string, string[]] {
  const compiled = Deno.env.get(program === "server" ? "SERVER_BIN" : "CLIENT_BIN");
  if (compiled) return [compiled, [...args]];
  return [Deno.execPath(), ["run", "--quiet", ...PERMISSIONS[program], `${ROOT}${program}.ts`, ...args]];
}

/** Collects what a process prints, and waits for lines of it. */
export class Output {
  text = "";
  ended = false;
  #wake: (() => void)[] = [];
  readonly done: Promise<void>;

  constructor(stream: ReadableStream<Uint8Array>) {
    this.done = this.#collect(stream);
  }

  async #collect(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      this.text += decoder.decode(chunk, { stream: true });
      this.#notify();
    }
    this.ended = true;
    this.#notify();
  }

  #notify(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }

  /** Waits until the text satisfies a condition. @throws {Error} if the output ends or the time is over first. */
  async until(
    condition: (text: string) => boolean,
    what: string,
    timeout = START_TIMEOUT_MS,
  ): Promise<string> {
    const deadline = Date.now() + timeout;
    while (!condition(this.text)) {
      if (this.ended) throw new Error(`Output ended before ${what}: ${this.text}`);
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`No ${what} in time: ${this.text}`);
      let timer: ReturnType<typeof setTimeout> | undefined;
      await new Promise<void>((resolve) => {
        this.#wake.push(resolve);
        timer = setTimeout(resolve, left);
      });
      clearTimeout(timer);
    }
    return this.text;
  }
}

/** Settings of {@linkcode startServer}. */
export interface StartServerOptions {
  /** The share; a temporary one if it is not given. */
  readonly folder?: string;
  /** Further arguments. */
  readonly args?: readonly string[];
  /** Listeners besides RESP. */
  readonly classic?: readonly Exclude<Protocol, "resp">[];
  readonly env?: Readonly<Record<string, string>>;
  /** A command that runs the server, whose words are put behind its own. */
  readonly under?: readonly string[];
}

/** A server process; disposing of it stops it. */
export interface TestServer extends AsyncDisposable {
  readonly folder: string;
  readonly stdout: Output;
  /** The log. */
  readonly stderr: Output;
  readonly process: Deno.ChildProcess;
  port(protocol?: Protocol): number;
  /** Sends a signal and waits for the end. @returns The exit status. */
  stop(signal?: Deno.Signal): Promise<number>;
}

/** Starts a server on free ports and waits until it listens. */
export async function startServer(options: StartServerOptions = {}): Promise<TestServer> {
  const temporary = options.folder === undefined ? await tempDir() : undefined;
  const folder = options.folder ?? (temporary as { path: string }).path;
  const classic = options.classic ?? [];
  const [program, args] = programCommand("server", [
    folder,
    "--port",
    "0",
    "--chat-port",
    classic.includes("chat") ? "0" : "off",
    ...classic.filter((name) => name !== "chat").flatMap((name) => [`--${name}-port`, "0"]),
    ...options.args ?? [],
  ]);
  const [first, ...rest] = [...options.under ?? [], program, ...args] as [string, ...string[]];
  const process = new Deno.Command(first, {
    args: rest,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    env: { ...ENGLISH, ...options.env },
  }).spawn();
  const stdout = new Output(process.stdout), stderr = new Output(process.stderr);
  const ports = new Map<string, number>();
  const wanted = 1 + classic.length;
  const read = (text: string) => {
    for (const match of text.matchAll(/^listening (\w+) .*:(\d+)$/gm)) {
      ports.set(match[1] as string, Number(match[2]));
    }
    return ports.size >= wanted;
  };
  const finish = async () => {
    const { code } = await process.status;
    await Promise.all([stdout.done, stderr.done]);
    await temporary?.[Symbol.asyncDispose]();
    return code;
  };
  try {
    await stdout.until(read, "listening lines");
  } catch (error) {
    try {
      process.kill("SIGKILL");
    } catch { /* It has ended by itself. */ }
    await finish();
    throw new Error(`The server did not start: ${stderr.text}`, { cause: error });
  }
  let ended: Promise<number> | undefined;
  const stop = (signal: Deno.Signal = "SIGTERM") =>
    ended ??= (() => {
      try {
        process.kill(signal);
      } catch { /* It has ended by itself. */ }
      return finish();
    })();
  return {
    folder,
    stdout,
    stderr,
    process,
    port: (protocol = "resp") => ports.get(protocol) ?? -1,
    stop,
    async [Symbol.asyncDispose]() {
      await stop("SIGKILL");
    },
  };
}

/** What a finished process left. */
export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs any program to its end. */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: { input?: string | Uint8Array; cwd?: string; env?: Record<string, string>; timeout?: number } = {},
): Promise<Finished> {
  const signal = AbortSignal.timeout(options.timeout ?? 60_000);
  const process = new Deno.Command(program, {
    args: [...args],
    stdin: options.input === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
    signal,
    ...options.cwd === undefined ? {} : { cwd: options.cwd },
    env: { ...ENGLISH, ...options.env },
  }).spawn();
  if (options.input !== undefined) {
    const writer = process.stdin.getWriter();
    const bytes = typeof options.input === "string" ? new TextEncoder().encode(options.input) : options.input;
    await writer.write(bytes).catch(() => {});
    await writer.close().catch(() => {});
  }
  const { code, stdout, stderr } = await process.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Runs our client to its end. */
export function runClient(
  args: readonly string[],
  options: Parameters<typeof runProgram>[2] = {},
): Promise<Finished> {
  const [program, all] = programCommand("client", args);
  return runProgram(program, all, options);
}

/** Whether a program is installed; if not, prints why the tests that need it are skipped. */
export function installed(program: string, args: readonly string[] = ["--version"]): boolean {
  try {
    new Deno.Command(program, { args: [...args], stdin: "null", stdout: "null", stderr: "null" })
      .outputSync();
    return true;
  } catch {
    // deno-lint-ignore no-console -- a skipped test must say why, and tests have no other voice
    console.log(`skipped: ${program} is not installed`);
    return false;
  }
}
