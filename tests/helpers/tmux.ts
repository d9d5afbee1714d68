/**
 * A program on a real terminal: a tmux of its own, whose screen can be read.
 *
 * @module
 */
import { installed } from "./processes.ts";
import { type TempDir, tempDir } from "./temp.ts";

/** Settings of {@linkcode Tmux.start}. */
export interface TmuxOptions {
  readonly columns: number;
  readonly rows: number;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Under bash instead of alone; it is given the terminal back when the program ends or is suspended. */
  readonly shell?: boolean;
}

/** What the shell around the program prints. */
const ENDED = /\[ended with (\d+)\]/;
const PATIENCE_MS = 20_000;
/** Between two looks at the screen: tmux cannot tell when it changes. */
const LOOK_MS = 20;

/** Whether tmux can be used here; prints why not. */
export function tmuxInstalled(): boolean {
  return Deno.build.os !== "windows" && installed("tmux", ["-V"]);
}

/** Waits. For pacing what is sent only, never for something to have happened. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** One program on one screen. */
export class Tmux implements AsyncDisposable {
  /** Holds the socket, which tmux leaves behind. */
  readonly #folder: TempDir;

  private constructor(folder: TempDir) {
    this.#folder = folder;
  }

  /** Runs a program; disposing of the terminal ends it. */
  static async start(command: readonly [string, readonly string[]], options: TmuxOptions): Promise<Tmux> {
    const { columns, rows, cwd, env = {}, shell = false } = options;
    const tmux = new Tmux(await tempDir());
    const [program, args] = command;
    const line = [program, ...args].map(quoted).join(" ");
    // Only what is given here decides about colours and language.
    const variables = { LANG: "C.UTF-8", NO_COLOR: "", TERM: "screen-256color", ...env };
    const all = Object.entries(variables).map(([name, value]) => `${name}=${quoted(value)}`).join(" ");
    const start = shell
      ? `env ${all} PS1='$ ' bash --norc -i`
      // Ctrl-C is for the program; afterwards the screen is still to be looked at.
      : `trap : INT; env ${all} ${line}; echo "[ended with $?]"; exec sleep 600`;
    await tmux.#run([
      ...["-f", "/dev/null", "-u", "start-server", ";", "set", "-g", "history-limit", "50000", ";"],
      ...["new-session", "-d", "-x", String(columns), "-y", String(rows)],
      ...cwd === undefined ? [] : ["-c", cwd],
      ...["sh", "-c", start],
    ]);
    if (shell) {
      await tmux.type(line);
      await tmux.keys("Enter");
    }
    return tmux;
  }

  /** Types text as it is. */
  async type(text: string): Promise<void> {
    // At the end of a word it would end the command.
    await this.#run(["send-keys", "-l", "--", text.replace(/;$/, "\\;")]);
  }

  /** Presses keys: `Enter`, `C-c`, `Tab`. */
  async keys(...keys: string[]): Promise<void> {
    await this.#run(["send-keys", ...keys]);
  }

  /** Pastes as a terminal does, between marks if the program asked for them. */
  async paste(text: string): Promise<void> {
    await this.#run(["set-buffer", "--", text, ";", "paste-buffer", "-p"]);
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#run(["resize-window", "-x", String(columns), "-y", String(rows)]);
  }

  /** The rows that are to be seen. */
  async screen(): Promise<string[]> {
    return (await this.#run(["capture-pane", "-p"])).replace(/\n$/, "").split("\n");
  }

  /** With the escape sequences of its colours. */
  coloured(): Promise<string> {
    return this.#run(["capture-pane", "-p", "-e"]);
  }

  /** Also the rows that have scrolled away. */
  all(): Promise<string> {
    return this.#run(["capture-pane", "-p", "-S", "-"]);
  }

  /** Process id of the program. Needs `pgrep`. */
  async pid(): Promise<number> {
    const shell = (await this.#run(["display-message", "-p", "#{pane_pid}"])).trim();
    const { stdout } = await new Deno.Command("pgrep", { args: ["-P", shell] }).output();
    return Number(new TextDecoder().decode(stdout));
  }

  /** The exit status, once the program has ended. tmux itself does not always learn it. */
  async status(): Promise<number> {
    const all = await this.until((text) => ENDED.test(text), "end of the program");
    return Number(ENDED.exec(all)?.[1]);
  }

  /** Waits until all that was ever on the screen meets a condition. */
  until(condition: (all: string) => boolean, what: string): Promise<string> {
    return this.#eventually(() => this.all(), condition, what);
  }

  /** Waits until the screen has the text. */
  shows(text: string): Promise<string> {
    return this.until((all) => all.includes(text), JSON.stringify(text));
  }

  async #eventually(
    look: () => Promise<string>,
    condition: (text: string) => boolean,
    what: string,
  ): Promise<string> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const text = await look();
      if (condition(text)) return text;
      if (Date.now() > deadline) throw new Error(`No ${what} in time:\n${await this.all()}`);
      await pause(LOOK_MS);
    }
  }

  async #run(args: readonly string[]): Promise<string> {
    const { success, stdout, stderr } = await new Deno.Command("tmux", {
      args: ["-S", this.#folder.join("tmux"), ...args],
      stdin: "null",
    }).output();
    if (!success) throw new Error(`tmux ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
    return new TextDecoder().decode(stdout);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#run(["kill-server"]).catch(() => {});
    await this.#folder[Symbol.asyncDispose]();
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
