/**
 * The rooms that exist, and who is in each.
 *
 * @module
 */
import { failure } from "../failure.ts";
import type { Member } from "./events.ts";
import { DEFAULT_ROOM, quote, roomKey } from "./names.ts";
import type { LogStore } from "./log_store.ts";
import type { RoomLog } from "./room_log.ts";
import { Roster } from "./roster.ts";

/** One room: its members and its log. */
export class Room {
  /** Who is in it. */
  readonly members: Roster<Member> = new Roster();
  /** Names of its members, kept sorted: sorting anew for each of 10,000 who join took seconds. */
  readonly #names: string[] = [];
  /** Where the one connects from who came in when nobody was here, and so keeps the room from giving way. */
  opener: string | undefined;

  /**
   * Opens an empty room.
   *
   * @param name Its name, checked.
   * @param log Its messages.
   * @param activity When something last happened in it, in milliseconds since 1970.
   */
  constructor(readonly name: string, readonly log: RoomLog, public activity: number) {}

  /** The names of its members, sorted by UTF-16 unit; a copy. */
  get names(): string[] {
    return this.#names.slice();
  }

  /**
   * Lets a member in.
   *
   * @param member Who.
   * @param name Its name, which it keeps while it is here.
   * @returns Whether it was not in yet.
   */
  enter(member: Member, name: string): boolean {
    if (!this.members.add(member)) return false;
    this.#names.splice(this.#place(name), 0, name);
    return true;
  }

  /**
   * Lets a member out.
   *
   * @param member Who.
   * @param name The name it came in with.
   * @returns Whether it was in.
   */
  exit(member: Member, name: string): boolean {
    if (!this.members.delete(member)) return false;
    this.#names.splice(this.#place(name), 1);
    return true;
  }

  /** Index of a name, or where it belongs. */
  #place(name: string): number {
    let low = 0;
    let high = this.#names.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#names[middle] as string) < name) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Options of {@linkcode RoomTable}. */
export interface RoomTableOptions {
  /** Rooms at once, the default one included. */
  readonly maxRooms: number;
  /** Of them, those with members that were opened from one address. */
  readonly maxRoomsPerAddress: number;
  /** The time in milliseconds since 1970. */
  readonly now: () => number;
  /** Where the logs are kept. */
  readonly store: LogStore;
}

/** The rooms by name. The default room always exists; another goes when nobody is in it and it keeps no message. */
export class RoomTable {
  readonly #options: RoomTableOptions;
  readonly #rooms = new Map<string, Room>();

  /**
   * Opens the default room, and those that the store holds.
   *
   * @param options See {@linkcode RoomTableOptions}.
   */
  constructor(options: RoomTableOptions) {
    this.#options = options;
    this.#create(DEFAULT_ROOM);
    // Created in this order, the one that was silent for longest is the first to give way.
    for (const room of options.store.rooms(options.maxRooms)) {
      if (room !== DEFAULT_ROOM && this.#rooms.size < options.maxRooms) this.#create(room);
    }
  }

  /**
   * Finds a room, be it only in the store.
   *
   * @param name Its name as it arrived, checked or not.
   * @returns The room, its old messages dropped.
   * @throws {EnchufeError} NOROOM if there is none; TOOMANY if it is in the store and every other room has members.
   */
  get(name: string): Room {
    const key = roomKey(name);
    const room = this.#rooms.get(key) ?? (this.#options.store.holds(key) ? this.open(key) : undefined);
    if (room === undefined || this.settle(room)) {
      throw failure("noRoom", { text: quote(name) });
    }
    return room;
  }

  /**
   * Finds a room, or makes it. At the limit the empty room that keeps the fewest messages gives way, of several the one
   * where nothing has happened for longest: so nobody drives out what others said by opening rooms with a word in each.
   *
   * @param name Its name, checked.
   * @returns The room.
   * @throws {EnchufeError} TOOMANY at the limit when every other room has members.
   */
  open(name: string): Room {
    const found = this.#rooms.get(name);
    if (found !== undefined) return found;
    const { maxRooms } = this.#options;
    if (this.#rooms.size >= maxRooms) {
      const empty = this.all().filter((room) => room.members.size === 0 && room.name !== DEFAULT_ROOM);
      const kept = ({ log }: Room) => log.next - log.first;
      const [least] = empty.sort((a, b) => kept(a) - kept(b) || a.activity - b.activity);
      // Dropping old messages may have made room already.
      if (this.#rooms.size >= maxRooms) {
        if (least === undefined) throw failure("tooManyRooms", { name: quote(name), most: maxRooms });
        this.#remove(least);
      }
    }
    return this.#create(name);
  }

  /**
   * Opens a room for somebody to come in. A room with members never gives way, so an address may keep only some of them
   * so: else a few sessions could keep everybody from opening rooms.
   *
   * @param name Its name, checked.
   * @param from The address of who comes in.
   * @returns The room.
   * @throws {EnchufeError} TOOMANY, as {@linkcode RoomTable.open}, and for the address.
   */
  openFor(name: string, from: string): Room {
    const found = this.#rooms.get(name);
    if (name === DEFAULT_ROOM || (found !== undefined && found.members.size > 0)) return this.open(name);
    const { maxRoomsPerAddress: most } = this.#options;
    let count = 0;
    for (const { members, opener } of this.#rooms.values()) {
      if (members.size > 0 && opener === from) count++;
    }
    if (count >= most) throw failure("tooManyOpened", { most });
    const room = this.open(name);
    room.opener = from;
    return room;
  }

  /**
   * Every room, the old messages dropped and with them the rooms that nothing holds.
   *
   * @returns The rooms, sorted by name.
   */
  all(): Room[] {
    for (const room of [...this.#rooms.values()]) this.settle(room);
    return [...this.#rooms.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /**
   * Drops a room's old messages, and the room if nothing holds it.
   *
   * @param room The room.
   * @returns Whether it is gone.
   */
  settle(room: Room): boolean {
    room.log.expire(this.#options.now());
    if (room.members.size > 0 || room.name === DEFAULT_ROOM || room.log.first < room.log.next) return false;
    this.#remove(room);
    return true;
  }

  #create(name: string): Room {
    const room = new Room(name, this.#options.store.open(name), this.#options.now());
    this.#rooms.set(name, room);
    return room;
  }

  #remove(room: Room): void {
    if (this.#rooms.get(room.name) !== room) return;
    this.#rooms.delete(room.name);
    this.#options.store.release(room.name, room.log);
  }
}
