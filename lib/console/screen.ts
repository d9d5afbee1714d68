/**
 * The terminal as the console sees it: with an editor for the line that is typed where it can, else line by line.
 * Nothing here waits for a terminal that stands still.
 *
 * @module
 */
import process from "node:process";
import { BoundedWriter } from "../cli/bounded_writer.ts";
import { makePalette, wantsColor } from "../terminal/colors.ts";
import { type Completion, openTerminal } from "../terminal/terminal.ts";
import { texts } from "../texts/texts.ts";
import type { LineSink } from "./feed.ts";

/** Where lines come from and go to. */
export interface Screen extends LineSink {
  /** Typed lines; ends when the person closes the input (Ctrl-D) or the screen is released. */
  readonly lines: AsyncIterable<string>;
  /** Resolves when the person presses Ctrl-C while the editor has the keyboard; else that is a signal. */
  readonly interrupted: Promise<void>;
  /** Whether Ctrl-C and the signals that end a process come by `interrupted`; until the screen is released. */
  readonly hearsSignals: boolean;
  /** What a finished line is shown behind; `undefined` where it stays on the screen by itself. */
  readonly echo: string | undefined;
  /** Completes the line that is typed. */
  complete: (line: string) => Completion;
  /**
   * Gives the keyboard back; what is printed from now on stands by itself. May be called twice.
   *
   * @returns When the terminal is as it was, or stands still.
   */
  release(): Promise<void>;
  /**
   * Waits for what was printed.
   *
   * @returns When it is written, or the terminal stands still.
   */
  flush(): Promise<void>;
}

/** Bytes that may wait for the terminal before no more activity is printed. */
const MOST_WAITING = 16 * 1024;
/** Milliseconds that a terminal which stands still may hold up the end. */
const PATIENCE_MS = 1000;
/** What stands before the line that is typed. */
const PROMPT = "> ";

/**
 * Opens a terminal that has an editor for the line that is typed.
 *
 * @returns The screen; only one may be open.
 */
export function editorScreen(): Screen {
  const output = process.stdout;
  // On Windows a console does not stand still for long, and writes through it know its code page.
  if (Deno.build.os !== "windows") writeBehind(output);
  const palette = makePalette(wantsColor("auto", (name) => Deno.env.get(name), Deno.stdout.isTerminal()));
  const terminal = openTerminal({ palette, leaveHint: () => texts.console.leaveHint, ignoreHangup: true });
  terminal.complete = (line) => Promise.resolve(screen.complete(line));
  terminal.prompt(PROMPT);
  let released: Promise<void> | undefined;
  const screen: Screen = {
    palette,
    lines: terminal.lines,
    interrupted: terminal.interrupted,
    echo: PROMPT,
    get hearsSignals() {
      return released === undefined;
    },
    complete: () => [[], ""],
    get ready() {
      return output.writableLength < MOST_WAITING;
    },
    print: (text) => terminal.print(text),
    release() {
      // What the shell or we say next should not stand behind a prompt that nobody answers.
      if (released === undefined) terminal.prompt("");
      return released ??= patiently(terminal.close());
    },
    flush: () => patiently(new Promise((resolve) => output.write("", () => resolve()))),
  };
  return screen;
}

/**
 * Reads and prints line by line, for a terminal that cannot move its cursor and for a pipe.
 *
 * @returns The screen.
 */
export function plainScreen(): Screen {
  let waiting = 0;
  const writer = new BoundedWriter({
    sink: {
      async write(bytes) {
        waiting = bytes.length;
        const count = await Deno.stdout.write(bytes);
        waiting = 0;
        return count;
      },
    },
  });
  return {
    palette: makePalette(false),
    lines: readLines(Deno.stdin.readable),
    // Without an editor Ctrl-C is a signal.
    interrupted: new Promise(() => {}),
    hearsSignals: false,
    echo: undefined,
    complete: () => [[], ""],
    get ready() {
      return waiting === 0;
    },
    print: (text) => writer.write(`${text}\n`),
    release: () => Promise.resolve(),
    flush: () => writer.flush(PATIENCE_MS),
  };
}

/**
 * Reads lines typed at a terminal or sent through a pipe.
 *
 * @param input Chunks of UTF-8, as `Deno.stdin.readable` gives them.
 * @returns Each line without its line break, the last one also without having had one.
 */
export async function* readLines(input: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for await (const chunk of input) {
      rest += decoder.decode(chunk, { stream: true });
      const lines = rest.split(/\r?\n/);
      rest = lines.pop() ?? "";
      yield* lines;
    }
  } catch {
    // The terminal is gone, which is as good as its end: the server goes on.
  }
  if (rest !== "") yield rest;
}

/**
 * Makes writes to a terminal leave one after the other in the background, where Node's and Deno's hold up the whole
 * process until the terminal has taken them: a server must not stop because somebody is marking text in a window.
 */
function writeBehind(output: typeof process.stdout): void {
  const encoder = new TextEncoder();
  async function write(chunk: Uint8Array | string): Promise<void> {
    const bytes = typeof chunk === "string" ? encoder.encode(chunk) : chunk;
    for (let at = 0; at < bytes.length;) at += await Deno.stdout.write(bytes.subarray(at));
  }
  output._write = (chunk: Uint8Array | string, _encoding, done) => {
    // A terminal that is gone takes nothing; the signal that says so ends the process.
    write(chunk).then(() => done(), () => done());
  };
  Object.defineProperty(output, "_writev", { value: null });
}

async function patiently(wait: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => timer = setTimeout(resolve, PATIENCE_MS));
  await Promise.race([wait, late]);
  clearTimeout(timer);
}
