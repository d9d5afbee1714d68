/**
 * Programs in terminals of 80×24, typed at and read by `tmux`.
 *
 * @module
 */
import { runProgram } from "./processes.ts";
import { eventually } from "./resp_client.ts";
import { tempDir } from "./temp.ts";

/** A program in its terminal. */
export interface TestTerminal {
  /** Types text as a person would; `\n` is Enter. */
  type(text: string): Promise<void>;
  /** The rows that are on the screen now, without blanks at their ends. */
  rows(): Promise<string[]>;
  /** Waits until a row of the screen satisfies a condition. @throws {Error} with the screen if none does in time. */
  until(condition: (row: string) => boolean, what: string): Promise<string>;
  /** Waits until the program ends. @returns Its exit status. */
  ended(): Promise<number>;
}

/** Settings of a terminal. */
export interface TerminalOptions {
  readonly cwd: string;
  /** All variables that the program gets, TERM aside. */
  readonly env: Readonly<Record<string, string>>;
}

/** Terminals that belong together; disposing of it ends all their programs. */
export interface Terminals extends AsyncDisposable {
  /** Runs a program in a new one. */
  open(
    command: readonly [program: string, ...args: string[]],
    options: TerminalOptions,
  ): Promise<TestTerminal>;
}

/** Makes a place for terminals, with a tmux server of its own. */
export async function makeTerminals(): Promise<Terminals> {
  const folder = await tempDir();
  let opened = 0;
  const tmux = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await runProgram("tmux", [
      "-S",
      folder.join("s"),
      "-f",
      "/dev/null",
      ...args,
    ], {
      env: { LC_ALL: "C.UTF-8" },
    });
    if (code !== 0) throw new Error(`tmux ${args[0]} failed: ${stderr}`);
    return stdout;
  };
  return {
    async open(command, { cwd, env }) {
      const name = `t${++opened}`;
      const variables = Object.entries({ ...env, TERM: "screen-256color" }).map(([key, value]) =>
        `${key}=${value}`
      );
      const words = ["/usr/bin/env", "-i", ...variables, ...command];
      await tmux(
        ...["new-session", "-d", "-s", name, "-x", "80", "-y", "24", "-c", cwd],
        // Behind the program its screen and exit status can still be read.
        ...["sleep 600", ";", "set-option", "-t", name, "remain-on-exit", "on"],
        ...[";", "respawn-pane", "-k", "-t", name, "-c", cwd, words.map(quoted).join(" ")],
      );
      return terminal(name, tmux);
    },
    async [Symbol.asyncDispose]() {
      await tmux("kill-server").catch(() => {});
      await folder[Symbol.asyncDispose]();
    },
  };
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

function terminal(name: string, tmux: (...args: string[]) => Promise<string>): TestTerminal {
  const rows = async () =>
    (await tmux("capture-pane", "-p", "-t", name)).split("\n").map((row) => row.trimEnd());
  return {
    rows,
    async type(text) {
      for (const [index, line] of text.split("\n").entries()) {
        if (index > 0) await tmux("send-keys", "-t", name, "Enter");
        if (line !== "") await tmux("send-keys", "-t", name, "-l", "--", line);
      }
    },
    async until(condition, what) {
      let found: string | undefined;
      let screen: string[] = [];
      const look = async () => (found = (screen = await rows()).find(condition)) !== undefined;
      await eventually(look, what).catch((error: Error) => {
        throw new Error(`${error.message}; on the screen was\n${screen.join("\n")}`);
      });
      return found as string;
    },
    async ended() {
      const state = () => tmux("display-message", "-p", "-t", name, "#{pane_dead} #{pane_dead_status}");
      await eventually(async () => (await state()).startsWith("1 "), "end of the program");
      return Number((await state()).split(" ")[1]);
    },
  };
}
