/**
 * The status line of the session: where one is, with how many, and how far away the server is.
 *
 * @module
 */
import { escapeText } from "../escape.ts";
import { texts } from "../texts/texts.ts";
import type { ServerEvent } from "./events.ts";
import type { JoinedRoom } from "./room_replies.ts";

/** Keeps what the line says. */
export class SessionStatus {
  readonly #where: string;
  readonly #show: (text: string) => void;
  #room = "";
  #members = new Set<string>();
  #latency: number | undefined;
  /** When the next attempt to connect is; `undefined` while connected. */
  #retryAt: number | undefined;

  /**
   * Says nothing until a room was entered.
   *
   * @param where The server.
   * @param show Takes the line, escaped.
   */
  constructor(where: string, show: (text: string) => void) {
    this.#where = where;
    this.#show = show;
  }

  /**
   * A room was entered.
   *
   * @param joined As the server said.
   */
  entered(joined: JoinedRoom): void {
    this.#retryAt = undefined;
    this.#room = joined.room;
    this.#members = new Set(joined.members);
    this.#tell(0);
  }

  /**
   * Something happened in the room.
   *
   * @param event As it came.
   */
  happened({ event, name }: ServerEvent): void {
    if (name === undefined || (event !== "join" && event !== "leave")) return;
    if (event === "join") this.#members.add(name);
    else this.#members.delete(name);
    this.#tell(0);
  }

  /**
   * The server answered.
   *
   * @param ms After how many milliseconds.
   */
  answered(ms: number): void {
    this.#latency = ms;
    this.#tell(0);
  }

  /**
   * The connection is lost.
   *
   * @param now The time.
   * @param retryAt When it is tried again.
   */
  away(now: number, retryAt: number): void {
    this.#retryAt = retryAt;
    this.#latency = undefined;
    this.#tell(now);
  }

  /**
   * Counts down.
   *
   * @param now The time.
   */
  tick(now: number): void {
    if (this.#retryAt !== undefined) this.#tell(now);
  }

  #tell(now: number): void {
    const text = this.#retryAt === undefined
      ? texts.session.status({
        room: this.#room,
        members: this.#members.size,
        latency: this.#latency === undefined ? undefined : Math.max(1, Math.round(this.#latency)),
        where: this.#where,
      })
      : texts.session.away(this.#where, Math.max(0, Math.ceil((this.#retryAt - now) / 1000)));
    this.#show(escapeText(text));
  }
}
