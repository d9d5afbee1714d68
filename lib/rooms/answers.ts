/**
 * What a hub is given and what it answers.
 *
 * @module
 */
import type { Broker } from "./broker.ts";
import type { Member } from "./events.ts";
import type { LogStore } from "./log_store.ts";
import type { HistoryLimits } from "./room_log.ts";

/** The limits that concern rooms; names and units are those of `lib/limits.ts`, whose `Limits` will do. */
export interface RoomLimits extends HistoryLimits {
  /** Rooms at once, the default one included. */
  readonly maxRooms: number;
  /** Rooms with members that were opened from one address. */
  readonly maxRoomsPerAddress: number;
  /** Rooms that one member may be in. */
  readonly maxJoined: number;
  /** Characters (code points) of a message. */
  readonly maxMessage: number;
  /** Messages of one member in any second; 0 is no limit. */
  readonly chatRate: number;
  /** Characters (code points) of a name or room. */
  readonly maxName: number;
}

/** Options of {@linkcode Hub}. */
export interface HubOptions {
  /** The limits of names, messages, rooms and history. */
  readonly limits: RoomLimits;
  /** Where room events are published, on channel `room:NAME`. */
  readonly broker: Broker;
  /** The time in milliseconds since 1970. Default: `Date.now`. */
  readonly now?: () => number;
  /** Where what is said is kept. Default: in memory. */
  readonly store?: LogStore;
  /** What a name looks like: nobody gets one that looks like another's. Default: what it is. */
  readonly skeleton?: (name: string) => string;
  /** Whether a name belongs to somebody other than the member. Default: none does. */
  readonly isOwned?: (name: string, member?: Member) => boolean;
  /** What counts as one address, of `Member.address`. Default: the address itself. */
  readonly networkOf?: (address: string) => string;
  /** Called with what a member threw; the others are told all the same. Default: nothing is done. */
  readonly onError?: (thrown: unknown) => void;
}

/** What one who joins learns. */
export interface Joined {
  /** The room's name in NFC, as in its channel `room:NAME`. */
  readonly room: string;
  /** The member's name. */
  readonly name: string;
  /** The epoch of the offset. */
  readonly epoch: string;
  /** Offset of the next message. */
  readonly offset: number;
  /** Names of all members, sorted. */
  readonly members: string[];
}

/** A member, for `ROOM.WHO`. */
export interface MemberInfo {
  /** Its name, in its own spelling. */
  readonly name: string;
  /** Where it connects from. */
  readonly address: string;
  /** Names of its rooms, sorted. */
  readonly rooms: string[];
  /** When it took its name, in milliseconds since 1970. */
  readonly since: number;
}

/** A room, for `ROOM.LIST`. */
export interface RoomInfo {
  /** Its name. */
  readonly room: string;
  /** How many are in it. */
  readonly members: number;
  /** How many messages are kept. */
  readonly messages: number;
  /** Offset of the next message. */
  readonly offset: number;
}
