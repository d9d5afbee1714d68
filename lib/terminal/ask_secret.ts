/**
 * Asking for a password on the terminal, without showing it.
 *
 * @module
 */

/** What a question is asked on; the tests have one in memory. */
export interface SecretTerminal {
  /** Switches echo and line editing of the terminal off and on. */
  setRaw(raw: boolean): void;
  /** Reads what was typed; `null` at its end. */
  read(into: Uint8Array): Promise<number | null>;
  /** Shows a text. */
  show(text: string): void;
}

const CTRL_C = 3, CTRL_D = 4, BACKSPACE = 8, ENTER = 13, LINE = 10, CTRL_U = 21, ESCAPE = 27, DELETE = 127;

/** The terminal of the process; the question goes to stderr, since stdout may be read by a program. */
export const PROCESS_TERMINAL: SecretTerminal = {
  setRaw: (raw) => Deno.stdin.setRaw(raw),
  read: (into) => Deno.stdin.read(into),
  show(text) {
    Deno.stderr.writeSync(new TextEncoder().encode(text));
  },
};

/**
 * Asks.
 *
 * @param question What stands before what is typed: `Password`.
 * @param terminal Where.
 * @returns What was typed; `undefined` if it was broken off with Ctrl-C, Ctrl-D or the end of the input.
 */
export async function askSecret(
  question: string,
  terminal: SecretTerminal = PROCESS_TERMINAL,
): Promise<string | undefined> {
  // Before the question is seen: whoever answers at once must not see the answer.
  terminal.setRaw(true);
  terminal.show(`${question}: `);
  try {
    return await readSecret(terminal);
  } finally {
    terminal.setRaw(false);
    terminal.show("\r\n");
  }
}

async function readSecret(terminal: SecretTerminal): Promise<string | undefined> {
  const line = new SecretLine();
  const buffer = new Uint8Array(256);
  for (;;) {
    const count = await terminal.read(buffer);
    if (count === null) return undefined;
    // A key that sends a sequence (an arrow) is no part of a password; a lone Escape neither.
    if (buffer[0] === ESCAPE) continue;
    const end = line.take(buffer.subarray(0, count));
    if (end !== undefined) return end === "done" ? line.text : undefined;
  }
}

/** A line that is typed and not shown, with the keys that correct one. */
export class SecretLine {
  readonly #typed: number[] = [];

  /** What it says so far. */
  get text(): string {
    return new TextDecoder().decode(new Uint8Array(this.#typed));
  }

  /**
   * Takes keys.
   *
   * @param bytes What they sent.
   * @returns How the line has ended: with Enter, or broken off; `undefined` if it has not.
   */
  take(bytes: Uint8Array): "done" | "broken off" | undefined {
    const typed = this.#typed;
    for (const byte of bytes) {
      if (byte === ENTER || byte === LINE) return "done";
      if (byte === CTRL_C || (byte === CTRL_D && typed.length === 0)) return "broken off";
      if (byte === CTRL_U) typed.length = 0;
      else if (byte === BACKSPACE || byte === DELETE) dropLast(typed);
      else if (byte >= 0x20) typed.push(byte);
    }
    return undefined;
  }
}

/** Removes the last character, which may be of several bytes. */
function dropLast(typed: number[]): void {
  for (;;) {
    const byte = typed.pop();
    if (byte === undefined || (byte & 0xc0) !== 0x80) return;
  }
}
