/**
 * The interactive session: a chat in one room, with commands, that survives a lost connection.
 *
 * @module
 */
import type { CommandName } from "../cli/client_commands.ts";
import { EnchufeError } from "../errors.ts";
import type { Push } from "../framing/reply.ts";
import type { Palette } from "../terminal/colors.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { texts } from "../texts/texts.ts";
import { escapeText } from "../escape.ts";
import { completeLine } from "./completion.ts";
import type { Connection } from "./connection.ts";
import { type ServerEvent, toEvent } from "./events.ts";
import { Interrupted, STATUS } from "./exit.ts";
import { FileNews } from "./file_news.ts";
import { refusedName } from "./free_name.ts";
import { Intake } from "./intake.ts";
import { type LinkOptions, openConnection } from "./link.ts";
import { type Clock, Pacer } from "./pacer.ts";
import { reconnect } from "./reconnect.ts";
import { kickedText } from "./render.ts";
import type { JoinedRoom, Message } from "./room_replies.ts";
import { messageLength, serverLimit } from "./server_limits.ts";
import { SessionCommands } from "./session_commands.ts";
import { Dialog } from "./session_dialog.ts";
import { sessionHelp } from "./session_help.ts";
import { SessionRooms } from "./session_rooms.ts";
import { SessionStatus } from "./session_status.ts";
import { SessionView } from "./session_view.ts";

/** The server closes after these, and would again. */
const FATAL: readonly string[] = ["TOOFAST", "TOOLONG"];
/** Most members that are named to who comes in. */
const MOST_NAMES = 30;
const SECOND = 1_000;
/** Seconds from one probe to the next. A peer that vanished says nothing, and the latency is shown. */
const PROBE = 10;

/** Options of {@linkcode Session}. */
export interface SessionOptions {
  /** How to reach the server, and as whom. */
  readonly link: LinkOptions;
  /** The first room. */
  readonly room: string;
  /** Opens the terminal, once the server has been reached. */
  readonly openTerminal: () => Terminal;
  /** Its colours. */
  readonly palette: Palette;
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
  readonly #rooms: SessionRooms;
  readonly #dialog = new Dialog();
  readonly #intake = new Intake();
  readonly #status: SessionStatus;
  readonly #news: FileNews;
  #terminal!: Terminal;
  #view!: SessionView;
  #commands!: SessionCommands;
  #connection!: Connection;
  /** How to reach the server, and under which name now. */
  #link: LinkOptions;
  /** Whether this connection's server has said that it is stopping. */
  #closing = false;
  /** Most characters of a message, as the server that we are connected to has it. */
  #limit: Promise<number> = Promise.resolve(0);
  /** On a plain terminal: own messages that the room has yet to send back; they stand there already, as typed. */
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
    this.#link = options.link;
    this.#pacer = new Pacer(options.clock);
    this.#rooms = new SessionRooms(options.room, {
      message: (message) => this.#message(message),
      event: (event) => {
        this.#status.happened(event);
        this.#view.event(event);
      },
      gap: () => this.#view.note(texts.session.gap()),
    });
    this.#status = new SessionStatus(options.link.where, (text) => this.#terminal.status?.(text));
    this.#news = new FileNews({
      show: (line) => this.#view.note(line),
      isTold: (path, by) => by === this.#view.self && this.#commands.hasPut(path),
      clock: options.clock,
      signal: this.#stop.signal,
    });
  }

  /**
   * Runs until the person leaves.
   *
   * @returns The exit status.
   * @throws {EnchufeError} If the server cannot be reached at first, or refuses us for good.
   */
  async run(): Promise<number> {
    this.#connection = await openConnection(this.#link, (push) => this.#push(push));
    this.#open();
    const ticking = this.#tick();
    try {
      await Promise.race([this.#enterAtFirst(this.#connection), this.#interruption()]);
      return await Promise.race([this.#read(), this.#interruption(), this.#stay()]);
    } catch (thrown) {
      if (thrown instanceof Interrupted) return STATUS.interrupted;
      throw this.#fatal ?? thrown;
    } finally {
      clearInterval(ticking);
      this.#stop.abort(new Interrupted());
      this.#connection.close();
      await this.#terminal.close();
    }
  }

  #open(): void {
    const { palette, openTerminal } = this.#options;
    this.#terminal = openTerminal();
    const { credentials } = this.#link;
    // The terminal is ours now; without it nobody could be asked.
    if (credentials?.question !== undefined) credentials.question = (user) => this.#askPassword(user);
    this.#terminal.complete = (line) => completeLine(line, this.#connection);
    this.#view = new SessionView({ terminal: this.#terminal, palette, now: Date.now() });
    this.#commands = new SessionCommands({
      link: () => this.#link,
      view: this.#view,
      signal: this.#stop.signal,
      online: () => this.#online(),
      room: () => this.#rooms.here,
    });
  }

  #askPassword(user: string | undefined): Promise<string | undefined> {
    return this.#terminal.askSecret(texts.client.askPassword(user && escapeText(user)));
  }

  async #interruption(): Promise<never> {
    await this.#terminal.interrupted;
    throw new Interrupted();
  }

  /** Counts the seconds: for the status line, and for probing. */
  #tick(): ReturnType<typeof setInterval> {
    let count = 0;
    return setInterval(() => {
      this.#status.tick(this.#options.clock.now());
      const left = this.#intake.renew();
      if (left > 0) this.#view.note(texts.session.leftOut(left));
      if (++count % PROBE === 0) this.#probe(this.#connection);
    }, SECOND);
  }

  #probe(connection: Connection): void {
    if (connection.over) return;
    const { clock } = this.#options, begin = clock.now();
    // A time-out ends the connection, which is all that is wanted of it.
    connection.request(["PING"]).then(() => this.#status.answered(clock.now() - begin), () => {});
  }

  #enterAtFirst(connection: Connection): Promise<void> {
    const { where } = this.#link;
    return this.#enter(connection, {
      rename: true,
      news: ({ room, name }) => texts.session.welcome(room, name, where),
    });
  }

  async #enter(
    connection: Connection,
    { rename, news }: { rename: boolean; news: (joined: JoinedRoom) => string },
  ): Promise<void> {
    this.#closing = false;
    const enter = () => this.#rooms.enter(connection, (joined) => this.#entered(joined, news(joined)));
    await enter().catch(async (thrown) => {
      if (!rename) throw thrown;
      await this.#rename(connection, thrown);
      await enter();
    });
    // The confirmation comes as a push; no reply is due.
    connection.send(["PSUBSCRIBE", "file:*"]);
    this.#limit = serverLimit(connection, "max-message");
    this.#probe(connection);
  }

  /** Takes the name that the server says is free; throws what it refused us with if it says none. */
  async #rename(connection: Connection, thrown: unknown): Promise<void> {
    const refused = refusedName(thrown);
    if (refused === undefined) throw thrown;
    const { wanted, free } = refused;
    await connection.request(["CLIENT", "SETNAME", free]);
    this.#link = { ...this.#link, name: free };
    this.#view.self = free;
    this.#view.note(texts.session.renamed(wanted, free));
  }

  #entered(joined: JoinedRoom, news: string): void {
    this.#view.self = joined.name;
    this.#status.entered(joined);
    this.#terminal.prompt(escapeText(texts.session.prompt(joined.name, joined.room)));
    this.#view.note(news);
    const more = joined.members.length - MOST_NAMES;
    const names = joined.members.slice(0, MOST_NAMES).join(", ");
    this.#view.note(texts.session.members(more > 0 ? `${names} … +${more}` : names));
  }

  /** Stays connected; only ends by throwing. */
  async #stay(): Promise<never> {
    const { clock, random } = this.#options;
    for (;;) {
      const why = await this.#connection.ended;
      // The command whose refusal ended the connection must have its say first.
      await this.#busy;
      if (this.#fatal !== undefined) throw this.#fatal;
      this.#stop.signal.throwIfAborted();
      if (why !== undefined && why.code !== "LOST") this.#view.error(why);
      this.#view.note(texts.session.sessionLost(this.#link.where));
      this.#echoes = 0;
      this.#connection = await reconnect((nameGone) => this.#return(nameGone), {
        clock,
        random,
        signal: this.#stop.signal,
        onWait: (ms) => this.#status.away(clock.now(), clock.now() + ms),
      });
    }
  }

  async #return(rename: boolean): Promise<Connection> {
    const connection = await openConnection(this.#link, (push) => this.#push(push));
    try {
      await this.#enter(connection, {
        rename,
        // A guest is numbered anew.
        news: ({ room, name }) => texts.session.backAgain(room, name === this.#view.self ? undefined : name),
      });
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
    else if (event.channel.startsWith("file:")) this.#news.take(event);
    else if (!this.#intake.take()) return;
    else if (event.room === undefined) this.#view.event(event);
    else this.#rooms.push(event);
  }

  #announceClosing(event: ServerEvent): void {
    if (!this.#closing) this.#view.event(event);
    this.#closing = true;
  }

  #kicked(event: ServerEvent): void {
    this.#fatal = new EnchufeError("NOPERM", kickedText(event));
  }

  #message(message: Message): void {
    if (message.from === this.#view.self && this.#echoes > 0) this.#echoes--;
    else this.#view.message(message);
  }

  async #read(): Promise<number> {
    for await (const line of this.#terminal.lines) {
      const { meaning, notes } = this.#dialog.take(line);
      if (meaning.kind === "command" && meaning.command === "quit") break;
      if (!["say", "nothing", "doubt"].includes(meaning.kind)) this.#view.typed(line);
      for (const note of notes) this.#view.note(note);
      if (meaning.kind === "doubt") this.#terminal.edit(line);
      if (meaning.kind === "say") await this.#deliver(line, meaning.text, () => this.#say(meaning.text));
      if (meaning.kind === "command") await this.#command(meaning.command, meaning.args, line);
    }
    return STATUS.done;
  }

  /** Runs something that the server may refuse, and tells if it does. */
  #attempt(run: () => Promise<void>): Promise<void> {
    return this.#busy = run().catch((thrown) => {
      if (thrown instanceof EnchufeError && FATAL.includes(thrown.code)) this.#fatal = thrown;
      else if (!this.#stop.signal.aborted) this.#view.error(thrown);
    });
  }

  /** Sends a text when it may be sent; one that did not arrive comes back to be corrected. */
  #deliver(line: string, text: string, send: () => Promise<void>): Promise<void> {
    return this.#attempt(async () => {
      try {
        await this.#online();
        // The server would put us out for it.
        const limit = await this.#limit, length = messageLength(text);
        if (length <= limit) return void await this.#pacer.send(send, this.#stop.signal);
        this.#view.error(texts.session.tooLong(length, limit));
        this.#terminal.edit(line);
      } catch (thrown) {
        this.#terminal.edit(line);
        throw thrown;
      }
    });
  }

  async #say(text: string): Promise<void> {
    const connection = await this.#online();
    if (this.#terminal.plain) this.#echoes++;
    try {
      await connection.request(["ROOM.SAY", this.#rooms.here, text]);
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
        return this.#view.output(sessionHelp(this.#terminal.columns, args[0]));
      case "menu":
        return this.#view.output(this.#dialog.openMenu());
      case "join":
        return await this.#attempt(() => this.#move(args[0] as string));
      case "leave":
        return await this.#attempt(() => this.#move(this.#options.room));
      case "get":
      case "put":
      case "raw":
        // Not waited for.
        return void this.#commands.runApart(name, args);
      case "say":
      case "tell":
        return await this.#deliver(line, args[1] ?? "", () => this.#commands.run(name, args));
      default:
        return await this.#attempt(() => this.#commands.run(name, args));
    }
  }

  async #move(room: string): Promise<void> {
    const connection = await this.#online();
    const name = room.normalize("NFC");
    if (name === this.#rooms.here) return this.#view.note(texts.session.alreadyIn(name));
    await this.#rooms.move(
      name,
      connection,
      (joined) => this.#entered(joined, texts.session.movedTo(joined.room)),
    );
  }
}
