/**
 * A terminal of which nothing is expected but that it shows lines: the system's own line editing, nothing drawn.
 *
 * @module
 */
import process from "node:process";
import { createInterface } from "node:readline";
import { SecretLine } from "./ask_secret.ts";
import { Interrupts } from "./interrupts.ts";
import { LineQueue } from "./line_queue.ts";
import { listen } from "./signals.ts";
import type { Terminal } from "./terminal.ts";

/** Of a terminal that does not say. */
const USUAL_COLUMNS = 80;

/**
 * Opens the terminal of the process for lines only.
 *
 * @param leaveHint As in `TerminalOptions`.
 * @returns The terminal.
 */
export function openPlainTerminal(leaveHint: (() => string) | undefined): Terminal {
  const { stdin, stdout } = process;
  const lines = new LineQueue();
  const interrupts = new Interrupts(leaveHint !== undefined);
  const reader = createInterface({ input: stdin, terminal: false });
  let answer: ((text: string | undefined) => void) | undefined;
  reader.on("line", (line: string) => answer === undefined ? lines.push(line) : answer(line));
  reader.on("close", () => {
    answer?.(undefined);
    lines.end();
  });
  stdout.on("error", () => lines.end());
  // Without a hint the program has its own ideas of these.
  const ignore = listen(
    leaveHint === undefined ? {} : {
      // The system has dropped what was typed.
      SIGINT: () => {
        if (answer !== undefined) return answer(undefined);
        if (interrupts.press(true, performance.now()) === "hint") stdout.write(`${leaveHint()}\n`);
      },
      SIGTERM: () => interrupts.end(),
      SIGHUP: () => interrupts.end(),
    },
  );
  return {
    lines,
    interrupted: interrupts.leave,
    get columns() {
      return stdout.columns || USUAL_COLUMNS;
    },
    plain: true,
    complete: () => Promise.resolve([[], ""]),
    print: (text) => void stdout.write(`${text}\n`),
    prompt() {},
    edit() {},
    async askSecret(question) {
      // Before the question is seen: whoever answers at once must not see the answer.
      hide(true);
      stdout.write(`${question}: `);
      try {
        const typed = await new Promise<string | undefined>((resolve) => answer = resolve);
        return typed === undefined ? undefined : corrected(typed);
      } finally {
        answer = undefined;
        hide(false);
        stdout.write("\n");
      }
    },
    async close() {
      answer?.(undefined);
      ignore();
      lines.end();
      reader.close();
      stdin.unref();
      await new Promise<void>((resolve) => stdout.write("", () => resolve()));
    },
  };
}

/** Without its own line editing the terminal shows nothing of what is typed. */
function hide(on: boolean): void {
  try {
    Deno.stdin.setRaw(on, { cbreak: on && Deno.build.os !== "windows" });
  } catch {
    // No terminal, which shows nothing either.
  }
}

/** What was typed is given as it came, with the keys that corrected it. */
function corrected(typed: string): string {
  const line = new SecretLine();
  line.take(new TextEncoder().encode(typed));
  return line.text;
}
