/**
 * A server on a real terminal: a shell in a tmux of its own, whose screen can be read.
 *
 * @module
 */
import { installed, programCommand } from "./processes.ts";
import { eventually } from "./resp_client.ts";
import { tempDir } from "./temp.ts";

/** Whether the tests on a terminal cannot run here; prints why. */
export const NO_TMUX: boolean = Deno.build.os === "windows" || !installed("tmux", ["-V"]);

/** Settings of {@linkcode consoleServer}. */
export interface ConsoleServerOptions {
  /** Its share. */
  readonly folder: string;
  /** Further arguments. */
  readonly args?: readonly string[];
  /** Of the terminal; default 80 × 24. */
  readonly size?: { readonly columns: number; readonly rows: number };
  /** Whether the log goes to a file rather than to the terminal. */
  readonly redirect?: boolean;
  /** `TERM` of the server; that of tmux by default. */
  readonly term?: string;
}

/** A server that was started in a shell on a terminal. */
export interface ConsoleServer extends AsyncDisposable {
  /** Port of a listener that the screen has shown. */
  port(protocol?: string): number;
  /** The screen now, line by line, without blanks at the ends of lines and empty lines at the end. */
  screen(): Promise<string[]>;
  /** Waits until the whole screen satisfies a condition. @returns The screen. */
  until(condition: (screen: string) => boolean, what: string): Promise<string[]>;
  /** Types text as it is. */
  type(text: string): Promise<void>;
  /** Presses keys by tmux's names (`Enter`, `C-c`). */
  press(...keys: string[]): Promise<void>;
  /** Types a line and presses Enter. */
  enter(line: string): Promise<void>;
  /** Sends the server a signal. */
  signal(signal: Deno.Signal): Promise<void>;
  /** The log, if it goes to a file. */
  log(): Promise<string>;
}

/** What the shell asks with; nothing else on the screen looks like it. */
export const SHELL_PROMPT = "shell:";

/** Starts a server in a shell on a terminal and waits until it listens. */
export async function consoleServer(options: ConsoleServerOptions): Promise<ConsoleServer> {
  const terminal = await startShell(options);
  try {
    await terminal.until((screen) => /^listening resp /m.test(screen), "listening line");
    await terminal.until((screen) => /^>/m.test(screen) || options.term === "dumb", "prompt of the console");
  } catch (error) {
    await terminal[Symbol.asyncDispose]();
    throw error;
  }
  return terminal;
}

/** Starts a server in a shell on a terminal. */
export async function startShell(options: ConsoleServerOptions): Promise<ConsoleServer> {
  const { columns, rows } = options.size ?? { columns: 80, rows: 24 };
  const scratch = await tempDir();
  // A socket of its own: whoever runs the tests may sit in a tmux.
  const socket = scratch.join("tmux");
  const tmux = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await new Deno.Command("tmux", {
      args: ["-S", socket, "-f", "/dev/null", ...args],
      stdin: "null",
      env: { LC_ALL: "C.UTF-8" },
    }).output();
    if (code !== 0) throw new Error(`tmux ${args[0]}: ${new TextDecoder().decode(stderr)}`);
    return new TextDecoder().decode(stdout);
  };
  Deno.writeTextFileSync(scratch.join("start.sh"), script(options, scratch.path));
  await tmux("new-session", "-d", "-x", `${columns}`, "-y", `${rows}`, `PS1='${SHELL_PROMPT} ' exec sh`);
  let last = "";
  const screen = async (): Promise<string[]> => {
    last = await tmux("capture-pane", "-p");
    return last.trimEnd().split("\n").map((line) => line.trimEnd());
  };
  const ports = new Map<string, number>();
  const until = async (condition: (screen: string) => boolean, what: string): Promise<string[]> => {
    let lines: string[] = [];
    await eventually(async () => {
      lines = await screen();
      const text = lines.join("\n");
      for (const [, name, port] of text.matchAll(/^listening (\w+) .*:(\d+)$/gm)) {
        ports.set(name as string, Number(port));
      }
      return condition(text);
    }, what).catch((error) => {
      throw new Error(`${(error as Error).message}; the screen:\n${last}`);
    });
    return lines;
  };
  const type = async (text: string) => void await tmux("send-keys", "-l", text);
  const press = async (...keys: string[]) => void await tmux("send-keys", ...keys);
  await until((text) => text.includes(SHELL_PROMPT), "prompt of the shell");
  await type(`clear; . ${scratch.join("start.sh")}`);
  await press("Enter");
  return {
    port: (protocol = "resp") => ports.get(protocol) ?? -1,
    screen,
    until,
    type,
    press,
    async enter(line) {
      await type(line);
      await press("Enter");
    },
    signal: async (signal) => Deno.kill(Number(await Deno.readTextFile(scratch.join("pid"))), signal),
    log: () => Deno.readTextFile(scratch.join("log")),
    async [Symbol.asyncDispose]() {
      await tmux("kill-server");
      await scratch[Symbol.asyncDispose]();
    },
  };
}

/** What the shell runs: the server as its child, which leaves its number. */
function script({ folder, args = [], redirect, term }: ConsoleServerOptions, scratch: string): string {
  const [program, all] = programCommand("server", [folder, "--port", "0", "--chat-port", "off", ...args]);
  const quoted = [program, ...all].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
  return [
    term === undefined ? "" : `export TERM=${term}`,
    `sh -c 'echo $$ > "$0/pid"; exec "$@"' '${scratch}' ${quoted}${redirect ? ` 2> '${scratch}/log'` : ""}`,
    "",
  ].join("\n");
}
