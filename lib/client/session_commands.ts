/**
 * The commands of the session that are those of the command line too, run where they disturb nothing.
 *
 * @module
 */
import type { CommandName } from "../cli/client_commands.ts";
import { texts } from "../texts/texts.ts";
import { type CommandContext, COMMANDS } from "./commands.ts";
import type { Connection } from "./connection.ts";
import { AlreadyTold } from "./exit.ts";
import { Link, type LinkOptions } from "./link.ts";
import { realClock } from "./pacer.ts";
import { lineProgress } from "./progress.ts";
import { toHistory } from "./room_replies.ts";
import type { SessionView } from "./session_view.ts";

/** Files handed in that are remembered. */
const MOST_PUT = 10_000;
/** Milliseconds between two lines that say how far a transfer is: they must not drown the talk. */
const SELDOM = 10_000;

/** Options of {@linkcode SessionCommands}. */
export interface SessionCommandsOptions {
  /** How to reach the server, for commands that need a connection of their own. */
  readonly link: () => LinkOptions;
  /** Shows what they answer. */
  readonly view: SessionView;
  /** Ends those that are under way. */
  readonly signal: AbortSignal;
  /** The session's own connection. Rejects while there is none. */
  readonly online: () => Promise<Connection>;
  /** The room where one is. */
  readonly room: () => string;
}

/** Runs commands. */
export class SessionCommands {
  readonly #options: SessionCommandsOptions;
  /** What was handed in, until the server has told of it too; and how many commands are still at it. */
  readonly #put = new Set<string>();
  #putting = 0;

  /**
   * Runs nothing yet.
   *
   * @param options See {@linkcode SessionCommandsOptions}.
   */
  constructor(options: SessionCommandsOptions) {
    this.#options = options;
  }

  /**
   * Runs a command on the session's connection.
   *
   * @param name Its name.
   * @param args Its arguments.
   * @returns Resolves when it is done.
   */
  run(name: CommandName, args: readonly string[]): Promise<void> {
    if (name === "history") return this.#history(args[0]);
    return this.#run(name, args, { onPush: () => {}, get: this.#options.online });
  }

  #run(name: CommandName, args: readonly string[], link: CommandContext["link"]): Promise<void> {
    // The only option, which stands before what it is about.
    const recursive = ["get", "put", "rm"].includes(name) && args.length > 1 && args[0] === "-r";
    const context = { ...this.#context(link, name === "put"), recursive };
    return COMMANDS[name]?.(context, recursive ? args.slice(1) : args) ?? Promise.resolve();
  }

  /**
   * Runs a command on a connection of its own: transfers, so that the talk goes on meanwhile, and whatever could
   * change what the session's connection is.
   *
   * @param name Its name.
   * @param args Its arguments.
   * @returns Resolves when it is done; never rejects.
   */
  async runApart(name: CommandName, args: readonly string[]): Promise<void> {
    const { signal, view } = this.#options, options = this.#options.link();
    // The server's console says who fetches; a raw command must not claim the name that the session's connection has.
    const link = new Link(name === "raw" ? { ...options, name: undefined } : options, signal);
    const putting = name === "put" ? 1 : 0;
    this.#putting += putting;
    try {
      await this.#run(name, args, link);
    } catch (thrown) {
      if (!signal.aborted && !(thrown instanceof AlreadyTold)) view.error(thrown);
    } finally {
      this.#putting -= putting;
      link.close();
    }
  }

  /**
   * Whether a file that came was handed in here, which the command says itself.
   *
   * @param path Its path.
   * @returns Whether it was; only once for each.
   */
  hasPut(path: string): boolean {
    return this.#put.delete(path) || this.#putting > 0;
  }

  #remember(value: unknown): void {
    if (typeof value !== "object" || value === null || !("path" in value)) return;
    if (this.#put.size >= MOST_PUT) this.#put.clear();
    if (typeof value.path === "string") this.#put.add(value.path.normalize("NFC"));
  }

  #context(link: CommandContext["link"], puts = false): CommandContext {
    const { view, room } = this.#options;
    const item = (value: unknown, text: string | undefined): Promise<void> => {
      if (puts) this.#remember(value);
      if (text !== undefined) view.output(text);
      return Promise.resolve();
    };
    return {
      link,
      show: { json: false, item, failed: (thrown) => view.error(thrown) },
      onTold: (name, text) => view.sent(name, text),
      streams: { out: () => Promise.resolve() },
      room: room(),
      signal: this.#options.signal,
      progress: lineProgress({ clock: realClock, print: (line) => view.note(line), every: SELDOM }),
      output: undefined,
      recursive: false,
    };
  }

  /** As messages look here. */
  async #history(room: string = this.#options.room()): Promise<void> {
    const { view, online } = this.#options;
    const { messages } = toHistory(await (await online()).request(["ROOM.HISTORY", room]));
    for (const message of messages) view.message(message);
    if (messages.length === 0) view.output(texts.client.noHistory());
  }
}
