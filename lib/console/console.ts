/**
 * The server's console: a line is said to every room as the server; lines that begin with `/` are orders; what happens
 * on the server is shown above the line that is being typed.
 *
 * @module
 */
import type { ListenerInfo, Services } from "../commands/context.ts";
import { EnchufeError } from "../errors.ts";
import { escapeText } from "../escape.ts";
import { errorText } from "../texts/errors.ts";
import { texts } from "../texts/texts.ts";
import { addressLines, type NetworkAddress } from "./addresses.ts";
import type { Feed } from "./feed.ts";
import { accessLine, completeOrder, type Desk, findOrder, nearestOrder } from "./orders.ts";
import { editorScreen, plainScreen, type Screen } from "./screen.ts";
import { Watch } from "./watch.ts";

/** Addresses that are shown at the start; `/addresses` shows all. */
const MOST_ADDRESSES = 4;

/** Options of {@linkcode Console}. */
export interface ConsoleOptions {
  /** What the server has. */
  readonly services: Services;
  /** Where lines come from and go to. */
  readonly screen: Screen;
  /** What happens; without it the console only answers. */
  readonly feed: Feed | undefined;
  /** Addresses of this machine; asked for anew each time, since a laptop changes networks. */
  readonly interfaces: () => readonly NetworkAddress[];
  /** What people type to start the client. */
  readonly client: string;
}

/** Obeys what is typed at the server's terminal, and shows what happens. */
export class Console {
  readonly #options: ConsoleOptions;
  readonly #desk: Desk;
  readonly #watch: Watch | undefined;
  #closing = false;

  /**
   * Makes one; nothing is shown yet.
   *
   * @param options See {@linkcode ConsoleOptions}.
   */
  constructor(options: ConsoleOptions) {
    const { services, screen, feed } = options;
    this.#options = options;
    this.#desk = {
      services,
      palette: screen.palette,
      recent: (wanted) => feed?.recent(screen.palette, wanted) ?? [],
      addresses: () => this.#addresses(),
    };
    if (feed !== undefined) {
      this.#watch = new Watch({ ...services, note: (note) => feed.add(note) });
    }
  }

  /**
   * Says what to tell others, and begins to show and to obey.
   *
   * @returns Once no more lines come; the server goes on.
   */
  async run(): Promise<void> {
    const { screen, feed, services } = this.#options;
    if (feed === undefined) screen.print(texts.console.help);
    else {
      const lines = [...this.#addresses(MOST_ADDRESSES), accessLine(services.share), texts.console.hint];
      screen.print(lines.join("\n"));
    }
    screen.complete = (line) =>
      completeOrder(line, Array.from(services.hub.members, ({ name }) => name ?? ""));
    void screen.interrupted.then(() => {
      // Asking twice would mean to hurry.
      if (!this.#closing) services.server.stop("SIGINT");
    });
    feed?.open(screen);
    for await (const line of screen.lines) {
      if (screen.echo !== undefined) screen.print(screen.echo + escapeText(line, { keepNewlines: true }));
      this.obey(line);
    }
    if (this.#closing) return;
    await screen.release();
    if (feed !== undefined && !this.#closing) screen.print(texts.console.inputEnded);
  }

  /** Whether signals that end a process reach us by the terminal. */
  get hearsSignals(): boolean {
    return this.#options.screen.hearsSignals;
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
      if (/^(salir|sair)$/i.test(line)) this.#order(`/${line}`);
      else if (line.startsWith("/")) this.#order(line);
      else this.#print(texts.console.said(this.#announce(line)));
    } catch (error) {
      if (!(error instanceof EnchufeError)) throw error;
      this.#print(texts.console.refused(error.code, escapeText(errorText(error.code, error.message))));
    }
  }

  /**
   * Gives the terminal back, and says that the server is stopping.
   *
   * @returns When the terminal is as it was.
   */
  async close(): Promise<void> {
    const { screen, feed } = this.#options;
    this.#closing = true;
    feed?.close();
    await screen.release();
    if (feed !== undefined) screen.print(texts.console.stopping);
  }

  /**
   * Says that the server has stopped.
   *
   * @returns When that is written, unless the terminal stands still.
   */
  async end(): Promise<void> {
    const { screen, feed } = this.#options;
    if (feed !== undefined) screen.print(texts.console.stopped);
    await screen.flush();
  }

  #order(line: string): void {
    const [, word = "", name = "", rest = ""] = /^\/(\S*)\s*(\S*)\s*(.*)$/s.exec(line) ?? [];
    const order = findOrder(word);
    if (order === undefined) this.#print(texts.console.unknown(escapeText(word), nearestOrder(word)));
    else if (order.wantsName && name === "") this.#print(texts.console.whom(order.name));
    else {
      const lines = order.run(this.#desk, name, rest);
      if (lines.length > 0) this.#print(lines.join("\n"));
    }
  }

  #announce(line: string): number {
    const announce = () => this.#options.services.hub.announce(line);
    return this.#watch === undefined ? announce() : this.#watch.quietly(announce);
  }

  #addresses(most?: number): string[] {
    const { services, interfaces, client } = this.#options;
    const listeners: readonly ListenerInfo[] = services.server.listeners;
    return addressLines({
      listeners,
      interfaces: interfaces(),
      client,
      ...most === undefined ? {} : { most },
    });
  }

  #print(text: string): void {
    this.#options.screen.print(text);
  }
}

/**
 * Opens the console of the process and lets it run.
 *
 * @param services What the server has; its listeners are bound.
 * @param feed What happens; `undefined` if stdout is no terminal, and then the console only answers.
 * @returns The console, to be closed at the stop.
 */
export function openConsole(services: Services, feed: Feed | undefined): Console {
  const dumb = (Deno.env.get("TERM") ?? "") === "dumb";
  const console = new Console({
    services,
    screen: feed === undefined || dumb ? plainScreen() : editorScreen(),
    feed,
    interfaces: networkAddresses,
    client: Deno.build.standalone ? "enchufe" : "deno task client",
  });
  void console.run();
  return console;
}

/** Asks for no permission: a question in the terminal would hold up the server. */
function networkAddresses(): readonly NetworkAddress[] {
  const { state } = Deno.permissions.querySync({ name: "sys", kind: "networkInterfaces" });
  return state === "granted" ? Deno.networkInterfaces() : [];
}
