/**
 * What the server tells of rooms, their members and their messages, as the shapes that the client shows.
 *
 * @module
 */
import { isUnsafe } from "../escape.ts";
import type { Reply } from "../framing/reply.ts";
import { asList, asMap, asNumber, asText, asTime, misfit } from "./replies.ts";

/** Longer than any name that a server could let somebody have. */
const MOST_NAME = 1_000;

/** A member, as `who` shows it. */
export interface MemberEntry {
  /** Its name. */
  readonly name: string;
  /** Where it connects from. */
  readonly address: string;
  /** Names of its rooms. */
  readonly rooms: readonly string[];
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** A room, as `rooms` shows it. */
export interface RoomEntry {
  /** Its name. */
  readonly room: string;
  /** How many are in it. */
  readonly members: number;
  /** How many are kept. */
  readonly messages: number;
  /** Offset of the next message. */
  readonly offset: number;
}

/** What one who joins learns. */
export interface JoinedRoom {
  /** The room's name, in the server's spelling. */
  readonly room: string;
  /** One's own name. */
  readonly name: string;
  /** Names the run of offsets. */
  readonly epoch: string;
  /** Offset of the next message. */
  readonly offset: number;
  /** Names of all members. */
  readonly members: readonly string[];
}

/** A message of a room. */
export interface Message {
  /** Where it was said. */
  readonly room: string;
  /** Who said it. */
  readonly from: string;
  /** What was said. */
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Place in the room's log. */
  readonly offset: number;
}

/** What `ROOM.HISTORY` answers. */
export interface HistoryPage {
  /** Names the run of offsets. */
  readonly epoch: string;
  /** Whether nothing is missing before the first message. */
  readonly recovered: boolean;
  /** Offset after the last message. */
  readonly next: number;
  /** Oldest first. */
  readonly messages: readonly Message[];
}

/** A name of a room or member: the session puts them into lines of its own, so they must look like what they are. */
function asName(reply: Reply | undefined): string {
  const name = asText(reply);
  if (name.length > MOST_NAME || isUnsafe(name)) throw misfit();
  return name;
}

/**
 * Reads a member.
 *
 * @param reply An item of `ROOM.WHO`.
 * @returns The member.
 * @throws {EnchufeError} BADREPLY.
 */
export function toMember(reply: Reply): MemberEntry {
  const map = asMap(reply);
  return {
    name: asText(map.get("name")),
    address: asText(map.get("address")),
    rooms: asList(map.get("rooms")).map(asText),
    since: asTime(asNumber(map.get("since"))),
  };
}

/**
 * Reads a room.
 *
 * @param reply An item of `ROOM.LIST`.
 * @returns The room.
 * @throws {EnchufeError} BADREPLY.
 */
export function toRoom(reply: Reply): RoomEntry {
  const map = asMap(reply);
  return {
    room: asText(map.get("room")),
    members: asNumber(map.get("members")),
    messages: asNumber(map.get("messages")),
    offset: asNumber(map.get("offset")),
  };
}

/**
 * Reads the answer to joining.
 *
 * @param reply Answer of `ROOM.JOIN`.
 * @returns What it says.
 * @throws {EnchufeError} BADREPLY.
 */
export function toJoined(reply: Reply): JoinedRoom {
  const map = asMap(reply);
  return {
    room: asName(map.get("room")),
    name: asName(map.get("name")),
    epoch: asText(map.get("epoch")),
    offset: asNumber(map.get("offset")),
    members: asList(map.get("members")).map(asName),
  };
}

/**
 * Reads the history of a room.
 *
 * @param reply Answer of `ROOM.HISTORY`.
 * @returns The messages and where they end.
 * @throws {EnchufeError} BADREPLY.
 */
export function toHistory(reply: Reply): HistoryPage {
  const map = asMap(reply);
  return {
    epoch: asText(map.get("epoch")),
    recovered: map.get("recovered") === true,
    next: asNumber(map.get("next")),
    messages: asList(map.get("messages")).map((item) => {
      const message = asMap(item);
      return {
        room: asText(message.get("room")),
        from: asText(message.get("from")),
        text: asText(message.get("text")),
        at: asTime(asNumber(message.get("at"))),
        offset: asNumber(message.get("offset")),
      };
    }),
  };
}
