/**
 * Editing one line: `node:readline` keeps the line, its history and the keys; what is drawn is not its business, so it
 * writes to nowhere. It counts neither wide characters nor those of several parts, and knows nothing of pasting.
 *
 * @module
 */
import { createInterface, type Interface } from "node:readline";
import { PassThrough, Writable } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { BREAK, charactersOf } from "./layout.ts";

const HISTORY = 500;
/**
 * Characters of a line. Each drawing goes over all of it: what a line costs must not make the terminal, and on a server's
 * console everyone else, wait for it (16 Ki: 20 ms; a mebibyte: 1.4 s).
 */
export const MOST_TYPED: number = 16 * 1024;

/** A key, as `emitKeypressEvents` of `node:readline` decodes it. */
export interface Key {
  /** `a`, `left`, `return`. */
  readonly name?: string;
  /** The characters that it sent. */
  readonly sequence?: string;
  /** The escape sequence without its escape, if it was one. */
  readonly code?: string;
  /** With Ctrl. */
  readonly ctrl?: boolean;
  /** With Alt. */
  readonly meta?: boolean;
  /** With Shift. */
  readonly shift?: boolean;
}

/** Takes what the keys mean. */
export interface EditorHandler {
  /** A line was finished, with its line breaks. */
  line(text: string): void;
  /** The line or the place in it changed. */
  changed(): void;
  /** Tab. */
  complete(): void;
  /** Ctrl-C. */
  interrupt(): void;
  /** Ctrl-D on an empty line. */
  end(): void;
  /** Ctrl-L. */
  redraw(): void;
  /** The line takes no more; what did not fit is gone. */
  full(): void;
}

/** The line that is being typed. */
export class LineEditor {
  readonly #handler: EditorHandler;
  readonly #readline: Interface;
  #ended = false;
  /** What was pasted so far, while something is. */
  #pasted: string | undefined;
  /** Whether the keys being taken were read together with the end of a paste. */
  #justPasted = false;
  /** Whether the key before this one was the beginning of a mark of pasting, whose last character is still to come. */
  #mark = false;

  /**
   * Begins with an empty line.
   *
   * @param handler See {@linkcode EditorHandler}.
   */
  constructor(handler: EditorHandler) {
    this.#handler = handler;
    this.#readline = createInterface({
      input: new PassThrough(),
      output: new Writable({ write: (_chunk, _encoding, done) => done() }),
      terminal: true,
      historySize: HISTORY,
      removeHistoryDuplicates: true,
    });
    this.#readline.on("line", (line: string) => handler.line(line.replaceAll(BREAK, "\n")));
    this.#readline.on("close", () => {
      this.#ended = true;
      handler.end();
    });
  }

  /** The line, with {@linkcode BREAK} for its line breaks. */
  get line(): string {
    return this.#readline.line;
  }

  /** Whether a paste has begun and not ended; it may never do, and then only Ctrl-C is left. */
  get pasting(): boolean {
    return this.#pasted !== undefined;
  }

  /** The place of the cursor in it. */
  get cursor(): number {
    return this.#readline.cursor;
  }

  /**
   * Puts text at the cursor.
   *
   * @param text With line breaks of any kind; control characters are left out.
   */
  insert(text: string): void {
    const line = stripVTControlCharacters(text).replace(/\r\n?|[\n\u2028\u2029]/g, BREAK)
      // deno-lint-ignore no-control-regex -- controls are what this is about
      .replace(/[\u0000-\u0008\u000c-\u001f\u007f-\u009f]/g, "");
    const fits = line.slice(0, Math.max(0, MOST_TYPED - this.line.length)).replace(/[\ud800-\udbff]$/, "");
    if (fits !== line) this.#handler.full();
    if (fits !== "" && !this.#ended) this.#readline.write(fits);
    this.#handler.changed();
  }

  /**
   * Replaces what stands before the cursor.
   *
   * @param count How many code units.
   * @param text By what.
   */
  replace(count: number, text: string): void {
    for (let left = count; left > 0;) {
      const before = this.cursor;
      this.#readline.write(null, { name: "backspace" });
      if (this.cursor === before) break;
      left -= before - this.cursor;
    }
    this.insert(text);
  }

  /** Empties the line. */
  clear(): void {
    this.#pasted = undefined;
    if (!this.#ended) {
      this.#readline.write(null, { ctrl: true, name: "e" });
      this.#readline.write(null, { ctrl: true, name: "u" });
    }
    this.#handler.changed();
  }

  /** Lets go of everything; no more keys. */
  close(): void {
    this.#ended = true;
    this.#readline.removeAllListeners();
    this.#readline.close();
  }

  /**
   * Takes a key.
   *
   * @param text What it types, if anything.
   * @param key The key.
   */
  press(text: string | undefined, key: Key): void {
    if (this.#ended) return;
    if (this.#isMark(key)) return;
    if (this.#pasted !== undefined) {
      // One more than fits, so that it is told.
      if (this.#pasted.length <= MOST_TYPED) this.#pasted += key.sequence ?? text ?? "";
      return;
    }
    if (key.ctrl && key.name === "c") return this.#handler.interrupt();
    if (key.ctrl && key.name === "l") return this.#handler.redraw();
    // The one who opened the terminal decides whether and how it can be suspended.
    if (key.ctrl && key.name === "z") return;
    if (key.name === "tab") return key.shift || key.meta ? undefined : this.#handler.complete();
    // A return in the same breath as the end of a paste was in the paste, behind an end that somebody put there.
    if (key.name === "return" && (key.meta || this.#justPasted)) return this.insert("\n");
    if (
      this.line.length >= MOST_TYPED && !key.ctrl && !key.meta && text !== undefined && text >= " " &&
      text !== "\x7f"
    ) {
      return this.#handler.full();
    }
    if (key.ctrl && key.name === "w") return this.replace(this.#wordBefore().length, "");
    this.#wholeCharacter(key);
    this.#readline.write(text ?? "", key);
    if (!this.#ended) this.#handler.changed();
  }

  /** What is before the cursor, back to white space, as shells see words; `node:readline` stops at each sign. */
  #wordBefore(): string {
    return /\S*\s*$/.exec(this.line.slice(0, this.cursor))?.[0] ?? "";
  }

  /** Collects what is between the marks of bracketed pasting. */
  #isMark(key: Key): boolean {
    // Deno takes the last character of these marks for a key of its own.
    if (this.#mark && key.sequence === "~") {
      this.#mark = false;
      return true;
    }
    const begins = key.name === "paste-start" || key.code === "[200" || key.code === "[200~";
    const ends = key.name === "paste-end" || key.code === "[201" || key.code === "[201~";
    this.#mark = (begins || ends) && key.sequence?.endsWith("~") === false;
    if (begins) this.#pasted = "";
    if (ends) {
      const pasted = this.#pasted ?? "";
      this.#pasted = undefined;
      this.#justPasted = true;
      // The keys of one reading come one after another, with nothing between them.
      queueMicrotask(() => this.#justPasted = false);
      this.insert(pasted);
    }
    return begins || ends;
  }

  /** A person sees one character where there may be several; the last of them is left to the key itself. */
  #wholeCharacter({ name, ctrl, meta }: Key): void {
    if (ctrl || meta) return;
    const back = name === "left" || name === "backspace";
    if (!back && name !== "right" && name !== "delete") return;
    const { line, cursor } = this.#readline;
    const character = back ? charactersOf(line.slice(0, cursor)).at(-1) : charactersOf(line.slice(cursor))[0];
    for (let left = [...character ?? ""].length; left > 1; left--) this.#readline.write(null, { name });
  }
}
