/**
 * The room where one is, and those that were left: one at a time is followed.
 *
 * @module
 */
import type { Connection } from "./connection.ts";
import type { ServerEvent } from "./events.ts";
import type { JoinedRoom } from "./room_replies.ts";
import { type FeedHandler, RoomFeed } from "./room_feed.ts";

/** Goes from room to room. */
export class SessionRooms {
  readonly #handler: FeedHandler;
  #feed: RoomFeed;
  /** Rooms that were left, by name: who comes back sees what was missed, not all of it again. */
  readonly #left = new Map<string, RoomFeed>();
  /** The room that is being gone to. */
  #joining: RoomFeed | undefined;

  /**
   * Is nowhere until it enters.
   *
   * @param room The first room.
   * @param handler Takes what the room brings.
   */
  constructor(room: string, handler: FeedHandler) {
    this.#handler = handler;
    this.#feed = new RoomFeed(room, handler);
  }

  /** The room's name. */
  get here(): string {
    return this.#feed.room;
  }

  /**
   * Enters the room over a new connection.
   *
   * @param connection An open connection.
   * @param onJoined As of {@linkcode RoomFeed.join}.
   * @throws {EnchufeError} What the server says.
   */
  async enter(connection: Connection, onJoined: (joined: JoinedRoom) => void): Promise<void> {
    await this.#feed.join(connection, onJoined);
  }

  /**
   * Goes to another room, and leaves this one.
   *
   * @param room Its name, in NFC.
   * @param connection The connection over which this one was entered.
   * @param onJoined As of {@linkcode RoomFeed.join}.
   * @throws {EnchufeError} What the server says; one is still here then.
   */
  async move(room: string, connection: Connection, onJoined: (joined: JoinedRoom) => void): Promise<void> {
    const old = this.#feed;
    const next = this.#joining = this.#left.get(room) ?? new RoomFeed(room, this.#handler);
    try {
      await next.join(connection, onJoined);
    } finally {
      this.#joining = undefined;
    }
    this.#left.set(old.room, old);
    this.#feed = next;
    await connection.request(["ROOM.LEAVE", old.room]);
  }

  /**
   * Takes an event of a room.
   *
   * @param event As the server pushed it.
   */
  push(event: ServerEvent): void {
    const here = this.#joining === undefined || event.room === this.#feed.room;
    (here ? this.#feed : this.#joining as RoomFeed).push(event);
  }
}
