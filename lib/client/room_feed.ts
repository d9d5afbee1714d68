/**
 * Following one room so that every message is seen exactly once, in order, across lost connections.
 *
 * @module
 */
import type { Connection } from "./connection.ts";
import type { ServerEvent } from "./events.ts";
import { type JoinedRoom, type Message, toHistory, toJoined } from "./room_replies.ts";

/** Messages of before that a newcomer is shown. */
const RECENT = 20;

/** Takes what a feed brings. */
export interface FeedHandler {
  /** A message of the room, once each, in the order of their offsets. */
  message(message: Message): void;
  /** Anything else that happened in the room. */
  event(event: ServerEvent): void;
  /** Messages may be missing before the next one. */
  gap(): void;
}

/** One room, as this client sees it. */
export class RoomFeed {
  /** The room's name, once joined in the server's spelling. */
  room: string;
  readonly #handler: FeedHandler;
  #epoch: string | undefined;
  /** Offset of the first message that was not seen yet. */
  #next = 0;
  /** What came while the history was being fetched, which is older or has it too. */
  #held: ServerEvent[] | undefined;

  /**
   * Follows nothing until it joins.
   *
   * @param room The room's name.
   * @param handler Takes what it brings.
   */
  constructor(room: string, handler: FeedHandler) {
    this.room = room;
    this.#handler = handler;
  }

  /**
   * Joins the room, and tells what was said: at the first time the most recent messages, later all that were missed.
   *
   * @param connection An open connection, whose events go to {@linkcode RoomFeed.push}.
   * @param onJoined Called before any message is told.
   * @throws {EnchufeError} What the server says; the feed can join again.
   */
  async join(connection: Connection, onJoined: (joined: JoinedRoom) => void): Promise<void> {
    const held: ServerEvent[] = this.#held = [];
    try {
      await this.#catchUp(connection, onJoined);
    } finally {
      this.#held = undefined;
    }
    // Only now, and not after a failure: showing them would step over what was missed before them.
    for (const event of held) this.push(event);
  }

  async #catchUp(connection: Connection, onJoined: (joined: JoinedRoom) => void): Promise<void> {
    const joined = toJoined(await connection.request(["ROOM.JOIN", this.room]));
    this.room = joined.room;
    onJoined(joined);
    const since = this.#epoch === undefined
      ? ["COUNT", String(RECENT)]
      : ["SINCE", `${this.#epoch}:${this.#next}`];
    const page = toHistory(await connection.request(["ROOM.HISTORY", this.room, ...since]));
    if (!page.recovered) this.#handler.gap();
    // In another epoch the offsets say nothing about what was seen: all of it is new.
    if (page.epoch !== this.#epoch) this.#next = 0;
    this.#epoch = page.epoch;
    for (const message of page.messages) this.#tell(message);
    this.#next = Math.max(this.#next, page.next);
  }

  /**
   * Takes an event of the room.
   *
   * @param event As the server pushed it.
   */
  push(event: ServerEvent): void {
    if (this.#held !== undefined) {
      this.#held.push(event);
      return;
    }
    const { from, text, at, offset } = event;
    if (event.event !== "message") this.#handler.event(event);
    else if (from !== undefined && text !== undefined && at !== undefined && offset !== undefined) {
      this.#tell({ room: this.room, from, text, at, offset });
    }
  }

  #tell(message: Message): void {
    if (message.offset < this.#next) return;
    this.#next = message.offset + 1;
    this.#handler.message(message);
  }
}
