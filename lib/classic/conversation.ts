/**
 * What the plain-text services have in common: message in, answer out, until one of the two sides ends it.
 *
 * @module
 */
import { ProtocolError } from "../errors.ts";
import { decodeUtf8 } from "../framing/lines.ts";
import type { Log } from "../log.ts";
import type { Session } from "../session/session.ts";
import { MessageReader } from "./message_reader.ts";

/** Answers waiting beyond this make the service wait before it goes on: whoever asks must also listen. */
export const MOST_UNREAD: number = 256 * 1024;

/** Refusals logged per session; the rest is dropped, so that a peer cannot fill the log. */
const MOST_ERRORS_LOGGED = 20;

/** Logs what a session is refused. */
export class RefusalLog {
  readonly #session: Session;
  readonly #log: Log;
  #count = 0;

  /**
   * Starts with nothing refused.
   *
   * @param session Whose refusals.
   * @param log Where to.
   */
  constructor(session: Session, log: Log) {
    this.#session = session;
    this.#log = log;
  }

  /**
   * Logs one refusal.
   *
   * @param error What was refused and why, for the operator.
   */
  add(error: string): void {
    if (++this.#count > MOST_ERRORS_LOGGED) return;
    const { id, address, name, protocol } = this.#session;
    this.#log.info("command error", {
      id,
      address,
      name: name || undefined,
      command: protocol,
      error,
      last: this.#count === MOST_ERRORS_LOGGED ? true : undefined,
    });
  }
}

/** Answers one message; returns why the session ends, or `undefined` if it goes on. */
export type Answer = (text: string) => Promise<string | undefined> | string | undefined;

/** Options of {@linkcode Conversation}. */
export interface ConversationOptions {
  /** With whom. */
  readonly session: Session;
  /** Where refusals and the name go. */
  readonly log: Log;
  /** Bytes that a message may have. */
  readonly maxLine: number;
  /** Last words to a peer whose message is longer. */
  readonly tooLong: string;
  /** Last words to a peer whose message is not UTF-8. */
  readonly notText: string;
}

/** The exchange of messages and answers over one session. */
export class Conversation {
  readonly #options: ConversationOptions;
  readonly #session: Session;
  readonly #reader: MessageReader;
  readonly #refusals: RefusalLog;

  /**
   * Nothing is read yet.
   *
   * @param options With whom, and the texts for those who do not keep to the protocol.
   */
  constructor(options: ConversationOptions) {
    const { session, log, maxLine } = options;
    this.#options = options;
    this.#session = session;
    this.#reader = new MessageReader(session, { maxLine });
    this.#refusals = new RefusalLog(session, log);
  }

  /**
   * Has each message answered, one after the other.
   *
   * @param answer Makes the answers.
   * @returns Why it is over; the session is still to be finished.
   */
  async run(answer: Answer): Promise<string> {
    const session = this.#session;
    for (;;) {
      if (session.outbox.pending > MOST_UNREAD) await session.outbox.drained();
      const end = await this.#exchange(answer);
      if (end !== undefined) return end;
      await session.rest();
    }
  }

  /**
   * Appends a text and sends it.
   *
   * @param text A whole answer.
   */
  say(text: string): void {
    this.#session.outbox.writer.utf8(text);
    this.#session.outbox.flush();
  }

  /**
   * Logs that something was refused; the peer is told by whoever calls this.
   *
   * @param error What and why, for the operator.
   */
  refused(error: string): void {
    this.#refusals.add(error);
  }

  /**
   * Gives the session the name that lists and the log show.
   *
   * @param name A checked name.
   */
  named(name: string): void {
    const { id, address } = this.#session;
    this.#session.name = name;
    this.#options.log.info("session name", { id, address, name });
  }

  async #exchange(answer: Answer): Promise<string | undefined> {
    const session = this.#session;
    const message = await this.#next();
    // What was still waiting when the session ended is not obeyed any more.
    if (session.ended) return session.endReason ?? "closed";
    if (message instanceof ProtocolError) return this.#breach(message.message, this.#options.tooLong);
    if (message === undefined) return "closed by peer";
    if (session.stopping) return "server stopped";
    session.commands++;
    const text = decodeUtf8(message);
    if (text === undefined) return this.#breach("Message is not UTF-8", this.#options.notText);
    session.busy = true;
    try {
      return await answer(text);
    } finally {
      session.busy = false;
    }
  }

  async #next(): Promise<Uint8Array | ProtocolError | undefined> {
    try {
      return await this.#reader.next();
    } catch (error) {
      if (error instanceof ProtocolError) return error;
      throw error;
    }
  }

  #breach(reason: string, lastWords: string): string {
    this.refused(reason);
    this.say(lastWords);
    return reason;
  }
}
