/**
 * What happens in rooms, and who is told.
 *
 * @module
 */

/** A message as the log keeps it. Its JSON, keys in this order, is what the room's channel carries. */
export interface MessageRecord {
  /** Tells it from other events. */
  readonly event: "message";
  /** Name of the room. */
  readonly room: string;
  /** Name of who said it. */
  readonly from: string;
  /** What was said. */
  readonly text: string;
  /** When, in milliseconds since 1970. */
  readonly at: number;
  /** Place in the room's log: 1, 2, 3… */
  readonly offset: number;
}

/** Someone joined or left a room. */
export interface MembershipEvent {
  /** Which of the two. */
  readonly event: "join" | "leave";
  /** Name of the room. */
  readonly room: string;
  /** Name of who joined or left. */
  readonly name: string;
  /** When, in milliseconds since 1970. */
  readonly at: number;
  /** Offset of the next message, so that a client knows where it stands. */
  readonly offset: number;
  /** Why it left, if there is more to say than that it did. */
  readonly reason?: string;
}

/** The server is stopping. */
export interface ClosingEvent {
  /** Tells it from other events. */
  readonly event: "closing";
  /** Name of the room. */
  readonly room: string;
  /** When, in milliseconds since 1970. */
  readonly at: number;
  /** What to tell people. */
  readonly text: string;
}

/** Anything that happens in a room. */
export type RoomEvent = MessageRecord | MembershipEvent | ClosingEvent;

/** A private message. */
export interface Tell {
  /** Name of who says it. */
  readonly from: string;
  /** Name of whom it is for, as that member writes it. */
  readonly to: string;
  /** What was said. */
  readonly text: string;
  /** When, in milliseconds since 1970. */
  readonly at: number;
}

/** A session that may speak. Compared by identity. */
export interface Member {
  /** The session's id, unique. */
  readonly id: number;
  /** Its name; only the hub sets it. */
  name: string | undefined;
  /** Where it connects from. */
  readonly address: string;
  /**
   * Something happened in a room it is in, its own messages included. Its own joining and leaving are not told to it.
   * Must not wait; may call the hub, and what that brings about is told after this event, to everyone in one order.
   *
   * @param event What happened.
   */
  roomEvent(event: RoomEvent): void;
  /**
   * A private message for it.
   *
   * @param tell The message.
   * @returns `false` if this session has no way to show it.
   */
  told(tell: Tell): boolean;
  /**
   * It was kicked: the session must close. It has left its rooms and has no name any more.
   *
   * @param reason Why.
   */
  expelled(reason: string): void;
}
