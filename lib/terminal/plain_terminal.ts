/**
 * A terminal of which nothing is expected but that it shows lines: the system's own line editing, nothing drawn.
 *
 * @module
 */
import process from "node:process";
import { createInterface } from "node:readline";
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
  reader.on("line", (line: string) => lines.push(line));
  reader.on("close", () => lines.end());
  stdout.on("error", () => lines.end());
  // Without a hint the program has its own ideas of these.
  const ignore = listen(
    leaveHint === undefined ? {} : {
      // The system has dropped what was typed.
      SIGINT: () => {
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
    async close() {
      ignore();
      lines.end();
      reader.close();
      stdin.unref();
      await new Promise<void>((resolve) => stdout.write("", () => resolve()));
    },
  };
}
