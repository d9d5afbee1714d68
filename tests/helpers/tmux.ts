/**
 * A program on a real terminal: a tmux of its own, whose screen can be read.
 *
 * @module
 */
import { eventually, pause } from "./patience.ts";
import { installed } from "./processes.ts";
import { quoted } from "./shell.ts";
import { type TempDir, tempDir } from "./temp.ts";

/** Settings of {@linkcode Tmux.start}. */
export interface TmuxOptions {
  /** Default: 80 × 24. */
  readonly size?: Size;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the program gets the variables of `env` and `TERM`, and no others. */
  readonly clearEnv?: boolean;
  /**
   * The shell that the program is started from, with {@linkcode SHELL_PROMPT}; it has the terminal again when the program
   * ends or is suspended. `sh` may leave the terminal's modes as they are then, `bash` sets them as it wants them.
   */
  readonly shell?: "sh" | "bash";
  /** A file for stderr, in place of the screen. */
  readonly stderr?: string;
}

/** Of a screen. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** What the shell asks with; nothing else on the screen looks like it. */
export const SHELL_PROMPT = "shell:";
/** What stands below a program that has ended, where there is no shell. */
const ENDED = /\[ended with (\d+)\]/;

/** Whether the tests on a terminal cannot run here; prints why. */
export const NO_TMUX: boolean = Deno.build.os === "windows" || !installed("tmux", ["-V"]);

/** One program on one screen. */
export class Tmux implements AsyncDisposable {
  /** Holds the socket, which tmux leaves behind. */
  readonly #folder: TempDir;

  private constructor(folder: TempDir) {
    this.#folder = folder;
  }

  /** Runs a program; disposing of the terminal ends it. */
  static async start(
    command: readonly [string, readonly string[]],
    options: TmuxOptions = {},
  ): Promise<Tmux> {
    const { size: { columns, rows } = { columns: 80, rows: 24 }, cwd, shell } = options;
    const folder = await tempDir();
    folder.fill({ "start.sh": startScript(command, { ...options, pidFile: folder.join("pid") }) });
    const start = `. ${quoted(folder.join("start.sh"))}`;
    const tmux = new Tmux(folder);
    try {
      await tmux.#run([
        ...["-f", "/dev/null", "-u", "start-server", ";", "set", "-g", "history-limit", "50000", ";"],
        ...["new-session", "-d", "-x", String(columns), "-y", String(rows)],
        ...cwd === undefined ? [] : ["-c", cwd],
        ...["sh", "-c"],
        shell !== undefined
          ? `PS1='${SHELL_PROMPT} ' exec ${shell}${shell === "bash" ? " --norc" : ""} -i`
          // Ctrl-C is for the program; afterwards the screen is still to be looked at.
          : `trap : INT; ${start}; echo "[ended with $?]"; exec sleep 600`,
      ]);
      if (shell !== undefined) {
        await tmux.shows(SHELL_PROMPT);
        await tmux.enter(`clear; ${start}`);
      }
    } catch (error) {
      await tmux[Symbol.asyncDispose]();
      throw error;
    }
    return tmux;
  }

  /** Types text as it is. */
  async type(text: string): Promise<void> {
    // At the end of a word it would end the command.
    await this.#run(["send-keys", "-l", "--", text.replace(/;$/, "\\;")]);
  }

  /** Presses keys: `Enter`, `C-c`, `Tab`. */
  async press(...keys: string[]): Promise<void> {
    // No hand is faster, and the programs take Ctrl-C twice at once for one that came twice.
    if (keys.includes("C-c")) await pause(50);
    await this.#run(["send-keys", ...keys]);
  }

  /** Types a line and presses Enter. */
  async enter(line: string): Promise<void> {
    await this.type(line);
    await this.press("Enter");
  }

  /** Pastes as a terminal does, between marks if the program asked for them. */
  async paste(text: string): Promise<void> {
    await this.#run(["set-buffer", "--", text, ";", "paste-buffer", "-p"]);
  }

  /** Makes the screen of another size, and waits until the program could know it: tmux tells it later. */
  async resize({ columns, rows }: Size): Promise<void> {
    await this.#run(["resize-window", "-x", String(columns), "-y", String(rows)]);
    const tty = (await this.#run(["display-message", "-p", "#{pane_tty}"])).trim();
    await eventually(async () => {
      const { stdout } = await new Deno.Command("sh", { args: ["-c", 'stty size < "$0"', tty] }).output();
      return new TextDecoder().decode(stdout).trim() === `${rows} ${columns}`;
    }, `${columns}×${rows} on ${tty}`);
  }

  /** The screen now, row by row, without blanks at the ends of rows and empty rows at the end. */
  async screen(): Promise<string[]> {
    return (await this.#run(["capture-pane", "-p"])).trimEnd().split("\n").map((row) => row.trimEnd());
  }

  /** The screen now, with the escape sequences of its colours. */
  coloured(): Promise<string> {
    return this.#run(["capture-pane", "-p", "-e"]);
  }

  /** The screen and the rows that have scrolled away. */
  all(): Promise<string> {
    return this.#run(["capture-pane", "-p", "-S", "-"]);
  }

  /** Waits until the screen meets a condition. @returns It, row by row. */
  async until(condition: (screen: string) => boolean, what: string): Promise<string[]> {
    let rows: string[] = [];
    await this.#eventually(async () => condition((rows = await this.screen()).join("\n")), what);
    return rows;
  }

  /** Waits until something was on the screen, and may have scrolled away since. @returns All that was there. */
  async shows(text: string | RegExp): Promise<string> {
    let all = "";
    const isThere = () => typeof text === "string" ? all.includes(text) : text.test(all);
    await this.#eventually(async () => (all = await this.all(), isThere()), String(text));
    return all;
  }

  /** Process id of the program. */
  async pid(): Promise<number> {
    return Number(await Deno.readTextFile(this.#folder.join("pid")));
  }

  /** The exit status, once the program has ended; where there is a shell, ask it. tmux does not always learn it. */
  async status(): Promise<number> {
    return Number(ENDED.exec(await this.shows(ENDED))?.[1]);
  }

  async #eventually(condition: () => Promise<boolean>, what: string): Promise<void> {
    try {
      await eventually(condition, what);
    } catch (error) {
      throw new Error(`${(error as Error).message}; on the screen was\n${await this.all()}`, {
        cause: error,
      });
    }
  }

  async #run(args: readonly string[]): Promise<string> {
    const { success, stdout, stderr } = await new Deno.Command("tmux", {
      // A socket of its own: whoever runs the tests may sit in a tmux.
      args: ["-S", this.#folder.join("tmux"), ...args],
      stdin: "null",
      env: { LC_ALL: "C.UTF-8" },
    }).output();
    if (!success) throw new Error(`tmux ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
    return new TextDecoder().decode(stdout);
  }

  /** Closes the terminal, as who closes a window does. */
  async close(): Promise<void> {
    await this.#run(["kill-server"]).catch(() => {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
    await this.#folder[Symbol.asyncDispose]();
  }
}

/** What a shell runs: the program as its child, which leaves its number. */
function startScript(
  [program, args]: readonly [string, readonly string[]],
  { env = {}, clearEnv = false, stderr, pidFile }: TmuxOptions & { readonly pidFile: string },
): string {
  // Only what is given here decides about colours and language.
  const usual = clearEnv ? {} : { LANG: "C.UTF-8", NO_COLOR: "" };
  const variables = Object.entries({ TERM: "screen-256color", ...usual, ...env });
  const words = [
    ...["/usr/bin/env", ...clearEnv ? ["-i"] : [], ...variables.map(([name, value]) => `${name}=${value}`)],
    ...[program, ...args],
  ];
  const redirection = stderr === undefined ? "" : ` 2> ${quoted(stderr)}`;
  return `sh -c 'echo $$ > "$0"; exec "$@"' ${[pidFile, ...words].map(quoted).join(" ")}${redirection}\n`;
}
