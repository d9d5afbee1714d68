/**
 * The server's console: a line is said to every room as the server; lines that begin with `/` are orders.
 *
 * @module
 */
import { EnchufeError } from "../errors.ts";
import { escapeText } from "../escape.ts";
import type { Hub } from "../rooms/hub.ts";
import { errorText } from "../texts/errors.ts";
import { texts } from "../texts/texts.ts";

/** Settings of a {@linkcode Console}. */
export interface ConsoleOptions {
  /** The rooms. */
  readonly hub: Hub;
  /** Begins an orderly stop. */
  readonly stop: (reason: string) => void;
  /** Prints one line. */
  readonly print: (line: string) => void;
}

/** Obeys lines typed at the server's terminal. */
export class Console {
  readonly #hub: Hub;
  readonly #stop: (reason: string) => void;
  readonly #print: (line: string) => void;

  /** Makes one that prints and obeys as told. */
  constructor(options: ConsoleOptions) {
    this.#hub = options.hub;
    this.#stop = options.stop;
    this.#print = options.print;
  }

  /**
   * Obeys one line.
   *
   * @param typed The line without its line break.
   */
  obey(typed: string): void {
    const line = typed.trim();
    if (line === "") return;
    try {
      if (/^(salir|sair)$/i.test(line)) this.#stop("console");
      else if (line.startsWith("/")) this.#order(line);
      else this.#print(texts.console.said(this.#hub.announce(line)));
    } catch (error) {
      if (!(error instanceof EnchufeError)) throw error;
      this.#print(texts.console.refused(error.code, escapeText(errorText(error.code, error.message))));
    }
  }

  #order(line: string): void {
    const [word = "", name = ""] = line.slice(1).split(/\s+/);
    switch (word.toLowerCase()) {
      case "who":
        return this.#who();
      case "rooms":
        for (const room of this.#hub.list()) this.#print(texts.console.room(room));
        return;
      case "kick":
        if (name === "") return this.#print(texts.console.kickUsage);
        this.#hub.kick(name, texts.console.kickReason);
        return this.#print(texts.console.kicked(escapeText(name)));
      case "stop":
        return this.#stop("console");
      case "help":
        return this.#print(texts.console.help);
      default:
        return this.#print(texts.console.unknown(escapeText(word)));
    }
  }

  #who(): void {
    const members = this.#hub.who();
    if (members.length === 0) this.#print(texts.console.nobody);
    for (const member of members) {
      this.#print(
        texts.console.member(escapeText(member.name), member.address, member.rooms.map((r) => escapeText(r))),
      );
    }
  }
}

/**
 * Reads lines typed at a terminal or sent through a pipe.
 *
 * @param input Chunks of UTF-8, as `Deno.stdin.readable` gives them.
 * @param obey Called for each line.
 * @returns At the end of the input.
 */
export async function readLines(
  input: ReadableStream<Uint8Array>,
  obey: (line: string) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of input) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split(/\r?\n/);
    rest = lines.pop() ?? "";
    for (const line of lines) obey(line);
  }
  if (rest !== "") obey(rest);
}
