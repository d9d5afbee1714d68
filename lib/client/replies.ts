/**
 * Replies of the server as the shapes that the client shows; what does not fit is refused.
 *
 * @module
 */
import { EnchufeError } from "../errors.ts";
import { isUnsafe } from "../escape.ts";
import { type Reply, Verbatim } from "../framing/reply.ts";
import { textOf } from "../framing/reply_decoder.ts";
import { texts } from "../texts/texts.ts";

/** An entry of the share. */
export interface Entry {
  /** Path in the share. */
  readonly path: string;
  /** Last component of the path. */
  readonly name: string;
  /** What it is. */
  readonly type: "file" | "dir";
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly mtime: number;
}

/** A page of a listing. */
export interface Page {
  /** Where to go on; `0` at the end. */
  readonly cursor: string;
  /** Entries, in the server's order. */
  readonly entries: readonly Entry[];
}

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

/**
 * A reply of another shape than expected.
 *
 * @returns The error, to be thrown.
 */
export function misfit(): EnchufeError {
  return new EnchufeError("BADREPLY", texts.client.misfit());
}

/**
 * Text that must be there.
 *
 * @param reply A received value.
 * @returns Its text.
 * @throws {EnchufeError} BADREPLY if it is none.
 */
export function asText(reply: Reply | undefined): string {
  const text = textOf(reply);
  if (text === undefined) throw misfit();
  return text;
}

/**
 * A whole number that must be there.
 *
 * @param reply A received value, a number or its digits.
 * @returns The number.
 * @throws {EnchufeError} BADREPLY if it is none.
 */
export function asNumber(reply: Reply | undefined): number {
  const number = typeof reply === "number" ? reply : Number(asText(reply) || NaN);
  if (!Number.isFinite(number)) throw misfit();
  return number;
}

/** Milliseconds from 1970 that a date can have, as ECMAScript has them. */
const MOST_TIME = 8.64e15;
/** Longer than any name that a server could let somebody have. */
const MOST_NAME = 1_000;

/**
 * A time that must be there.
 *
 * @param value Milliseconds since 1970.
 * @returns The same.
 * @throws {EnchufeError} BADREPLY if no date is that far away.
 */
export function asTime(value: number): number {
  if (!isTime(value)) throw misfit();
  return value;
}

/**
 * Whether there is such a date.
 *
 * @param value Milliseconds since 1970.
 * @returns `false` also for what is no number.
 */
export function isTime(value: unknown): boolean {
  return typeof value === "number" && Math.abs(value) <= MOST_TIME;
}

/** A name of a room or member: the session puts them into lines of its own, so they must look like what they are. */
function asName(reply: Reply | undefined): string {
  const name = asText(reply);
  if (name.length > MOST_NAME || isUnsafe(name)) throw misfit();
  return name;
}

/**
 * A list that must be there.
 *
 * @param reply A received value.
 * @returns Its items.
 * @throws {EnchufeError} BADREPLY if it is none.
 */
export function asList(reply: Reply | undefined): readonly Reply[] {
  if (!Array.isArray(reply)) throw misfit();
  return reply as readonly Reply[];
}

function asMap(reply: Reply | undefined): ReadonlyMap<string, Reply> {
  if (!(reply instanceof Map)) throw misfit();
  return reply;
}

/**
 * Reads an entry.
 *
 * @param reply Answer of `FILE.STAT`, or an item of `FILE.LIST`.
 * @returns The entry.
 * @throws {EnchufeError} BADREPLY.
 */
export function toEntry(reply: Reply): Entry {
  const map = asMap(reply);
  return {
    path: asText(map.get("path")),
    name: asText(map.get("name")),
    type: asText(map.get("type")) === "dir" ? "dir" : "file",
    size: asNumber(map.get("size")),
    mtime: asTime(asNumber(map.get("mtime"))),
  };
}

/**
 * Reads a page of a listing.
 *
 * @param reply Answer of `FILE.LIST`.
 * @returns The page.
 * @throws {EnchufeError} BADREPLY.
 */
export function toPage(reply: Reply): Page {
  const [cursor, entries] = asList(reply);
  return { cursor: asText(cursor), entries: asList(entries).map(toEntry) };
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

/**
 * Reads `INFO`.
 *
 * @param reply The answer.
 * @returns Keys and values by section, both in lower case; as they came otherwise.
 * @throws {EnchufeError} BADREPLY.
 */
export function toInfo(reply: Reply): Record<string, Record<string, string>> {
  const text = reply instanceof Verbatim ? reply.content : asText(reply);
  // Maps until the end: a section that is called `constructor` must not reach one of ours.
  let section = new Map<string, string>();
  const sections = new Map([["server", section]]);
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith("#")) {
      const name = line.slice(1).trim().toLowerCase();
      section = sections.get(name) ?? new Map();
      sections.set(name, section);
      continue;
    }
    const colon = line.indexOf(":");
    if (colon > 0) section.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return Object.fromEntries([...sections].map(([name, keys]) => [name, Object.fromEntries(keys)]));
}

/**
 * A reply as JSON would write it.
 *
 * @param reply Any received value.
 * @returns Text for bytes, objects for maps, arrays for sets.
 */
export function toJson(reply: Reply): unknown {
  const text = typeof reply === "number" ? undefined : textOf(reply);
  if (text !== undefined) return text;
  if (reply instanceof Map) return Object.fromEntries([...reply].map(([key, value]) => [key, toJson(value)]));
  if (reply instanceof Set) return [...reply].map(toJson);
  if (Array.isArray(reply)) return (reply as readonly Reply[]).map(toJson);
  return reply;
}
