/**
 * The interactive session: a chat in one room, with commands, that survives a lost connection.
 *
 * @module
 */
import type { CommandName } from "../cli/client_commands.ts";
import { texts } from "../texts/texts.ts";
import { EnchufeError } from "../errors.ts";
import { escapeText } from "../escape.ts";
import type { Push } from "../framing/reply.ts";
import { type CommandContext, COMMANDS } from "./commands.ts";
import { completeLine } from "./completion.ts";
import type { Connection } from "./connection.ts";
import { type ServerEvent, toEvent } from "./events.ts";
import { errorLine, Interrupted, STATUS } from "./exit.ts";
import { Link, type LinkOptions, openConnection } from "./link.ts";
import { type Clock, Pacer } from "./pacer.ts";
import { reconnect } from "./reconnect.ts";
import { eventLine, messageLine } from "./render.ts";
import type { JoinedRoom, Message } from "./replies.ts";
import { type FeedHandler, RoomFeed } from "./room_feed.ts";
import { messageLength, messageLimit } from "./message_limit.ts";
import { Dialog } from "./session_dialog.ts";
import { sessionHelp } from "./session_help.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** The server closes after these, and would again. */
const FATAL: readonly string[] = ["TOOFAST", "TOOLONG"];
/** How often a quiet connection is tried, in milliseconds: a peer that vanished says nothing. */
const PROBE = 20_000;

/** Options of {@linkcode Session}. */
export interface SessionOptions {
  /** How to reach the server, and as whom. */
  readonly link: LinkOptions;
  /** The first room. */
  readonly room: string;
  /** Opens the terminal, once the server has been reached. */
  readonly openTerminal: () => Terminal;
  /** The time. */
  readonly clock: Clock;
  /** From 0 to 1; spreads reconnecting. */
  readonly random: () => number;
}

/** One person at a terminal. */
export class Session {
  readonly #options: SessionOptions;
  readonly #stop = new AbortController();
  readonly #pacer: Pacer;
  readonly #handler: FeedHandler;
  #terminal!: Terminal;
  #connection!: Connection;
  #feed: RoomFeed;
  /** Rooms that were left, by name: who comes back sees what was missed, not all of it again. */
  readonly #left = new Map<string, RoomFeed>();
  /** The room that is being gone to. */
  #joining: RoomFeed | undefined;
  #name = "";
  readonly #dialog = new Dialog();
  /** Whether this connection's server has said that it is stopping. */
  #closing = false;
  /** Most characters of a message, as the server that we are connected to has it. */
  #limit: Promise<number> = Promise.resolve(0);
  /** Own messages that the room has yet to send back: they stand there already, as they were typed. */
  #echoes = 0;
  /** Why the session must end, once the connection has. */
  #fatal: EnchufeError | undefined;
  #busy: Promise<void> = Promise.resolve();

  /**
   * Does nothing until it runs.
   *
   * @param options See {@linkcode SessionOptions}.
   */
  constructor(options: SessionOptions) {
    this.#options = options;
    this.#pacer = new Pacer(options.clock);
    this.#handler = {
      message: (message) => this.#message(message),
      event: (event) => this.#print(eventLine(event)),
      gap: () => this.#print(texts.session.gap()),
    };
    this.#feed = new RoomFeed(options.room, this.#handler);
  }

  /**
   * Runs until the person leaves.
   *
   * @returns The exit status.
   * @throws {EnchufeError} If the server cannot be reached at first, or refuses us for good.
   */
  async run(): Promise<number> {
    const { link, openTerminal } = this.#options;
    this.#connection = await openConnection(link, (push) => this.#push(push));
    this.#terminal = openTerminal();
    const probe = setInterval(() => this.#probe(), PROBE);
    try {
      this.#terminal.complete = (line) => completeLine(line, this.#connection);
      await Promise.race([this.#enter(this.#connection, true), this.#interruption()]);
      return await Promise.race([this.#read(), this.#interruption(), this.#stay()]);
    } catch (thrown) {
      if (thrown instanceof Interrupted) return STATUS.interrupted;
      throw this.#fatal ?? thrown;
    } finally {
      clearInterval(probe);
      this.#stop.abort(new Interrupted());
      this.#connection.close();
      await this.#terminal.close();
    }
  }

  async #interruption(): Promise<never> {
    await this.#terminal.interrupted;
    throw new Interrupted();
  }

  #probe(): void {
    // Its time-out ends the connection, which is all that is wanted of it.
    if (!this.#connection.over) this.#connection.request(["PING"]).catch(() => {});
  }

  async #enter(connection: Connection, first: boolean): Promise<void> {
    this.#closing = false;
    await this.#feed.join(connection, (joined) => {
      this.#entered(joined);
      const { where } = this.#options.link;
      if (first) this.#print(escapeText(texts.session.welcome(joined.room, joined.name, where)));
      else this.#print(escapeText(texts.session.backAgain(joined.room)));
      this.#print(escapeText(texts.session.members(joined.members.join(", "))));
    });
    this.#limit = messageLimit(connection);
  }

  #entered(joined: JoinedRoom): void {
    this.#name = joined.name;
    this.#terminal.prompt(escapeText(texts.session.prompt(joined.name, joined.room)));
  }

  /** Stays connected; only ends by throwing. */
  async #stay(): Promise<never> {
    for (;;) {
      const why = await this.#connection.ended;
      // The command whose refusal ended the connection must have its say first.
      await this.#busy;
      if (this.#fatal !== undefined) throw this.#fatal;
      this.#stop.signal.throwIfAborted();
      if (why !== undefined && why.code !== "LOST") this.#print(errorLine(why));
      this.#print(escapeText(texts.session.sessionLost(this.#options.link.where)));
      this.#echoes = 0;
      this.#connection = await reconnect(() => this.#return(), {
        clock: this.#options.clock,
        random: this.#options.random,
        signal: this.#stop.signal,
        onWait: (ms) => this.#print(texts.session.retrying((ms / 1000).toFixed(1))),
      });
    }
  }

  async #return(): Promise<Connection> {
    const connection = await openConnection(this.#options.link, (push) => this.#push(push));
    try {
      await this.#enter(connection, false);
      return connection;
    } catch (thrown) {
      connection.close();
      throw thrown;
    }
  }

  #push(push: Push): void {
    const event = toEvent(push);
    if (event === undefined) return;
    if (event.event === "kicked") this.#kicked(event);
    else if (event.event === "closing") this.#announceClosing(event);
    else if (event.room === undefined) this.#print(eventLine(event));
    else if (event.room === this.#feed.room || this.#joining === undefined) this.#feed.push(event);
    else this.#joining.push(event);
  }

  #announceClosing(event: ServerEvent): void {
    if (!this.#closing) this.#print(eventLine(event));
    this.#closing = true;
  }

  #kicked(event: ServerEvent): void {
    this.#fatal = new EnchufeError("NOPERM", texts.client.kicked(event.reason ?? "?"));
  }

  #message(message: Message): void {
    if (message.from === this.#name && this.#echoes > 0) this.#echoes--;
    else this.#print(messageLine(message));
  }

  #print(text: string): void {
    this.#terminal.print(text);
  }

  async #read(): Promise<number> {
    for await (const line of this.#terminal.lines) {
      const { meaning, notes } = this.#dialog.take(line);
      for (const note of notes) this.#print(escapeText(note));
      if (meaning.kind === "command" && meaning.command === "quit") break;
      if (meaning.kind === "say") await this.#attempt(() => this.#say(meaning.text, line));
      if (meaning.kind === "command") await this.#command(meaning.command, meaning.args, line);
    }
    return STATUS.done;
  }

  /** Runs something that the server may refuse, and tells if it does. */
  #attempt(run: () => Promise<void>): Promise<void> {
    return this.#busy = run().catch((thrown) => {
      if (thrown instanceof EnchufeError && FATAL.includes(thrown.code)) this.#fatal = thrown;
      else if (!this.#stop.signal.aborted) this.#print(errorLine(thrown));
    });
  }

  /** Tells and gives the line back if the text is longer than the server takes: it would put us out. */
  async #fits(text: string, line: string): Promise<boolean> {
    const limit = await this.#limit, length = messageLength(text);
    if (length <= limit) return true;
    this.#print(texts.session.tooLong(length, limit));
    this.#terminal.edit(line);
    return false;
  }

  async #say(text: string, line: string): Promise<void> {
    const connection = await this.#online();
    if (!await this.#fits(text, line)) return;
    this.#echoes++;
    try {
      await this.#pacer.send(
        () => connection.request(["ROOM.SAY", this.#feed.room, text]),
        this.#stop.signal,
      );
    } catch (thrown) {
      this.#echoes = Math.max(0, this.#echoes - 1);
      throw thrown;
    }
  }

  #online(): Promise<Connection> {
    if (this.#connection.over) return Promise.reject(new EnchufeError("LOST", texts.session.offline()));
    return Promise.resolve(this.#connection);
  }

  async #command(name: CommandName, args: readonly string[], line: string): Promise<void> {
    switch (name) {
      case "help":
        return this.#print(sessionHelp(this.#terminal.columns));
      case "menu":
        return this.#print(this.#dialog.openMenu());
      case "join":
        return await this.#attempt(() => this.#move(args[0] as string));
      case "leave":
        return await this.#attempt(() => this.#move(this.#options.room));
      case "get":
      case "put": {
        // On a connection of its own and without waiting for it: the talk goes on meanwhile.
        const link = new Link({ ...this.#options.link, name: undefined }, this.#stop.signal);
        void this.#runApart(name, args, link).finally(() => link.close());
        return;
      }
      case "tell":
        return await this.#attempt(async () => {
          if (!await this.#fits(args[1] ?? "", line)) return;
          await this.#pacer.send(() => this.#runHere(name, args), this.#stop.signal);
        });
      default:
        return await this.#attempt(() => this.#runHere(name, args));
    }
  }

  /** Runs a command on the session's own connection. */
  #runHere(name: CommandName, args: readonly string[]): Promise<void> {
    const context = this.#context({ onPush: () => {}, get: () => this.#online() });
    return COMMANDS[name]?.(context, args) ?? Promise.resolve();
  }

  async #runApart(name: CommandName, args: readonly string[], link: Link): Promise<void> {
    try {
      await COMMANDS[name]?.(this.#context(link), args);
    } catch (thrown) {
      if (!this.#stop.signal.aborted) this.#print(errorLine(thrown));
    }
  }

  #context(link: CommandContext["link"]): CommandContext {
    const item = (_value: unknown, text: string | undefined): Promise<void> => {
      if (text !== undefined) this.#print(text);
      return Promise.resolve();
    };
    return {
      link,
      show: { json: false, item },
      streams: { out: () => Promise.resolve(), err: (line) => this.#print(line) },
      room: this.#feed.room,
      output: undefined,
      recursive: false,
    };
  }

  async #move(room: string): Promise<void> {
    const connection = await this.#online();
    const old = this.#feed;
    if (room.normalize("NFC") === old.room) return this.#print(escapeText(texts.session.alreadyIn(old.room)));
    const name = room.normalize("NFC");
    const next = this.#joining = this.#left.get(name) ?? new RoomFeed(name, this.#handler);
    try {
      await next.join(connection, (joined) => {
        this.#entered(joined);
        this.#print(escapeText(texts.session.movedTo(joined.room)));
        this.#print(escapeText(texts.session.members(joined.members.join(", "))));
      });
    } finally {
      this.#joining = undefined;
    }
    this.#left.set(old.room, old);
    this.#feed = next;
    await connection.request(["ROOM.LEAVE", old.room]);
  }
}
