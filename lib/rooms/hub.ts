/**
 * The rooms: who is in them, what is said, who is told. RESP sessions and the classic chat are members alike.
 *
 * @module
 */
import { failure } from "../failure.ts";
import type { HubOptions, Joined, MemberInfo, RoomInfo, RoomLimits } from "./answers.ts";
import type { Member, MembershipEvent } from "./events.ts";
import { FanOut } from "./fan_out.ts";
import { type History, type HistoryOptions, parseSince, readHistory } from "./history.ts";
import { type MemberDirectory, type MemberRecord, Members } from "./members.ts";
import { Moderation } from "./moderation.ts";
import { nameKey, parseName, quote, roomKey, SERVER_NAME } from "./names.ts";
import { type Room, RoomTable } from "./room.ts";
import { type LogStore, MemoryStore } from "./log_store.ts";

export type { HubOptions, Joined, MemberInfo, RoomInfo, RoomLimits } from "./answers.ts";
export type { ClosingEvent, Member, MembershipEvent, MessageRecord, RoomEvent, Tell } from "./events.ts";
export type { History, HistoryOptions } from "./history.ts";
export type { MemberDirectory } from "./members.ts";
export type { LogStore, StoreStatus } from "./log_store.ts";
export type { HistoryLimits, NewMessage, RoomLog } from "./room_log.ts";
export { DEFAULT_ROOM, SERVER_NAME } from "./names.ts";

/** The rooms of one server. Everything is synchronous: whoever calls first is first for everyone. */
export class Hub {
  readonly #store: LogStore;
  readonly #limits: RoomLimits;
  readonly #now: () => number;
  readonly #networkOf: (address: string) => string;
  readonly #failed: (thrown: unknown) => void;
  readonly #fanOut: FanOut;
  readonly #members: Members;
  readonly #rooms: RoomTable;
  readonly #moderation: Moderation;
  #closed = false;

  /**
   * Opens the default room, and those that the store holds.
   *
   * @param options See {@linkcode HubOptions}.
   */
  constructor(options: HubOptions) {
    const { limits, broker } = options;
    this.#limits = limits;
    this.#now = options.now ?? Date.now;
    this.#networkOf = options.networkOf ?? ((address) => address);
    this.#failed = options.onError ?? (() => {});
    this.#store = options.store ?? new MemoryStore(limits);
    this.#moderation = new Moderation(limits);
    this.#fanOut = new FanOut(broker, this.#failed);
    const { skeleton, isOwned } = options;
    this.#members = new Members({ maxName: limits.maxName, now: this.#now, skeleton, isOwned });
    this.#rooms = new RoomTable({ ...limits, now: this.#now, store: this.#store });
  }

  /** Names the run of offsets. */
  get epoch(): string {
    return this.#store.epoch;
  }

  /** Who holds which name. */
  get members(): MemberDirectory {
    return this.#members;
  }

  /**
   * Gives a member a name: 1 to `limits.maxName` letters, digits, `_`, `-`, `.`, in NFC, unique whatever the case.
   * Its own name again is fine; another only while it is in no room.
   *
   * @param member Who.
   * @param name The name.
   * @returns The name in NFC; in a room, a new spelling of its own name changes nothing.
   * @throws {EnchufeError} BADNAME with the rule; NAMETAKEN with a free suggestion; ERR for another name in a room.
   */
  claim(member: Member, name: string): string {
    return this.#members.claim(member, name).name;
  }

  /**
   * Like {@linkcode Hub.claim}, but takes a free name like the wanted one where that is taken.
   *
   * @param member Who.
   * @param wanted The name.
   * @returns The name it got.
   * @throws {EnchufeError} BADNAME; ERR for another name in a room.
   */
  claimFree(member: Member, wanted: string): string {
    return this.#members.claimFree(member, wanted).name;
  }

  /**
   * Gives a member that has no name `guest-ID`, or the next free.
   *
   * @param member Who.
   * @returns Its name.
   */
  claimGuest(member: Member): string {
    return this.#members.named(member).name;
  }

  /**
   * A name that is free.
   *
   * @param wanted The name to begin with.
   * @returns That name in NFC, or with `-2`, `-3`… if it is taken.
   * @throws {EnchufeError} BADNAME.
   */
  freeName(wanted: string): string {
    return this.#members.freeName(wanted);
  }

  /**
   * Whether a label could be claimed as a name by whoever has it.
   *
   * @param label Any text.
   * @returns Whether it is a valid name that nobody else has and that is not reserved.
   */
  isFree(label: string): boolean {
    return this.#members.isFree(label);
  }

  /**
   * Lets a member into a room, which is made if it does not exist; one without a name becomes a guest. Joining twice
   * is joining once.
   *
   * @param member Who.
   * @param room The room.
   * @returns What it needs to know to follow the room.
   * @throws {EnchufeError} BADNAME; TOOMANY beyond `limits.maxRooms`, `limits.maxRoomsPerAddress` or `limits.maxJoined`; TOOFAST, fatal, for more
   * joins in a second than four times `limits.chatRate`.
   */
  join(member: Member, room: string): Joined {
    const key = parseName(room, "Room", this.#limits.maxName);
    const record = this.#members.named(member);
    // Asked before the room is made: a refused join must leave no empty room, nor make another give way to it.
    if (!Array.from(record.rooms).some((place) => place.name === key)) {
      this.#moderation.takeJoin(record, this.#now());
    }
    const place = this.#rooms.openFor(key, this.#networkOf(member.address));
    const { name } = record;
    // Told before the event goes out: what a member does on hearing of it is not part of the answer.
    const entered = place.enter(member, name);
    const joined = {
      room: place.name,
      name,
      epoch: this.epoch,
      offset: place.log.next,
      members: place.names,
    };
    if (entered) {
      record.rooms.add(place);
      this.#membership(place, "join", record);
    }
    return joined;
  }

  /**
   * Lets a member out of a room.
   *
   * @param member Who.
   * @param room The room.
   * @param reason Why, for the others.
   * @returns Whether it was in it.
   */
  leave(member: Member, room: string, reason?: string): boolean {
    const record = this.#members.record(member);
    const place = [...record?.rooms ?? []].find(({ name }) => name === roomKey(room));
    if (record === undefined || place === undefined) return false;
    this.#exit(record, [place], reason);
    return true;
  }

  /**
   * Lets a member out of every room and takes its name back: the end of a session. Safe to call twice.
   *
   * @param member Who.
   * @param reason Why, for the others.
   */
  leaveAll(member: Member, reason?: string): void {
    const record = this.#members.release(member);
    if (record !== undefined) this.#exit(record, [...record.rooms], reason);
  }

  /**
   * Says a text in a room, which is made if it does not exist. The member need not have joined: a script may say one
   * line; one without a name becomes a guest.
   *
   * @param member Who.
   * @param room The room.
   * @param text The message.
   * @returns Its offset.
   * @throws {EnchufeError} TOOLONG and TOOFAST, both fatal; MUTED; BADNAME and TOOMANY for the room; ERR for a text that
   * is empty or holds NUL.
   */
  say(member: Member, room: string, text: string): number {
    const name = parseName(room, "Room", this.#limits.maxName);
    const from = this.#speaker(member, text).name;
    return this.#log(this.#rooms.open(name), from, text);
  }

  /**
   * Says a text to one member only. It is in no log and on no channel; it counts for the rate like any message.
   *
   * @param member Who.
   * @param to Name of the other, in any case.
   * @param text The message.
   * @returns How many sessions could show it: 1 or 0.
   * @throws {EnchufeError} NOMEMBER if nobody has that name; else as {@linkcode Hub.say}.
   */
  tell(member: Member, to: string, text: string): number {
    const other = this.#holder(to);
    const from = this.#speaker(member, text).name;
    try {
      return other.told({ from, to: other.name ?? to, text, at: this.#now() }) ? 1 : 0;
    } catch (thrown) {
      this.#failed(thrown);
      return 0;
    }
  }

  /**
   * Says a text as the server, {@linkcode SERVER_NAME}; it is kept in the history and no rate limits it.
   *
   * @param text The message.
   * @param room The room; all that exist if left out.
   * @returns In how many rooms it was said.
   * @throws {EnchufeError} TOOLONG, not fatal; NOROOM; ERR for a text that is empty or holds NUL.
   */
  announce(text: string, room?: string): number {
    this.#moderation.checkText(text, { fatal: false });
    const places = room === undefined ? this.#rooms.all() : [this.#rooms.get(room)];
    for (const place of places) this.#log(place, SERVER_NAME, text);
    return places.length;
  }

  /**
   * The members that have a name.
   *
   * @param room A room; if left out, those in no room are listed too.
   * @returns The members, sorted by name.
   * @throws {EnchufeError} NOROOM.
   */
  who(room?: string): MemberInfo[] {
    const place = room === undefined ? undefined : this.#rooms.get(room);
    const found: MemberInfo[] = [];
    for (const { member, name, rooms, since } of this.#members.records()) {
      if (place !== undefined && !rooms.has(place)) continue;
      found.push({
        name,
        address: member.address,
        rooms: Array.from(rooms, ({ name }) => name).sort(),
        since,
      });
    }
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /**
   * The rooms that exist.
   *
   * @returns The rooms, sorted by name.
   */
  list(): RoomInfo[] {
    return this.#rooms.all().map(({ name, members, log }) => {
      return { room: name, members: members.size, messages: log.next - log.first, offset: log.next };
    });
  }

  /**
   * What was said in a room. A client that was away passes the epoch it knows and the first offset it lacks; where
   * that is not kept any more, or was never given, it is told so and gets what there is.
   *
   * @param room The room.
   * @param options Where to begin and how many.
   * @returns The messages, oldest first.
   * @throws {EnchufeError} NOROOM; ERR for a `since` that is not `EPOCH:OFFSET`.
   */
  history(room: string, options: HistoryOptions = {}): History {
    const since = options.since === undefined ? undefined : parseSince(options.since);
    return readHistory(this.#rooms.get(room).log, this.epoch, { since, count: options.count });
  }

  /**
   * Removes a member: it leaves every room, loses its name, and is told to close.
   *
   * @param name Its name, in any case.
   * @param reason Why, for it and for the others.
   * @throws {EnchufeError} NOMEMBER.
   */
  kick(name: string, reason: string): void {
    const member = this.#holder(name);
    this.#members.expel(member);
    this.leaveAll(member, reason);
    try {
      member.expelled(reason);
    } catch (thrown) {
      this.#failed(thrown);
    }
  }

  /**
   * Lets a name not speak, or speak again; it need not be connected, and is remembered while the server runs. A session
   * that is muted stays so under another name.
   *
   * @param name The name, in any case.
   * @param muted Whether it may not speak.
   * @throws {EnchufeError} BADNAME; TOOMANY when 1,024 names are muted.
   */
  mute(name: string, muted: boolean): void {
    const holder = this.#members.get(name);
    const key = nameKey(holder?.name ?? parseName(name, "Name", this.#limits.maxName));
    if (muted) this.#moderation.mutes.add(key, holder);
    else this.#moderation.mutes.delete(key, holder);
  }

  /**
   * Whether somebody may not speak.
   *
   * @param name The name, in any case.
   * @returns Whether the name, or who has it, is muted.
   */
  isMuted(name: string): boolean {
    return this.#moderation.mutes.has(this.#members.get(name), nameKey(name));
  }

  /**
   * Tells every room and, once, every member of a room that the server is stopping. A second call does nothing.
   *
   * @param text What to tell people.
   */
  close(text: string): void {
    if (this.#closed) return;
    this.#closed = true;
    const told = new Set<Member>();
    const at = this.#now();
    for (const room of this.#rooms.all()) {
      const recipients = room.members.list.filter((member) => !told.has(member));
      for (const member of recipients) told.add(member);
      this.#fanOut.send(room, { event: "closing", room: room.name, at, text }, { recipients });
    }
  }

  /** Whoever has a name. */
  #holder(name: string): Member {
    const member = this.#members.get(name);
    if (member === undefined) throw failure("noMember", { text: quote(name) });
    return member;
  }

  /** Who is about to speak, if it may; one without a name becomes a guest. */
  #speaker(member: Member, text: string): MemberRecord {
    this.#moderation.checkText(text, { fatal: true });
    const record = this.#members.named(member);
    this.#moderation.takeMessage(record, this.#now());
    return record;
  }

  #log(place: Room, from: string, text: string): number {
    const at = place.activity = this.#now();
    const record = place.log.append({ room: place.name, from, text, at });
    this.#fanOut.send(place, record);
    this.#rooms.settle(place);
    return record.offset;
  }

  #exit(record: MemberRecord, places: readonly Room[], reason: string | undefined): void {
    // Out of all rooms before anyone hears of it: hearing of one must not find the member in another.
    for (const place of places) {
      record.rooms.delete(place);
      place.exit(record.member, record.name);
    }
    for (const place of places) {
      this.#membership(place, "leave", record, reason);
      this.#rooms.settle(place);
    }
  }

  #membership(place: Room, event: "join" | "leave", record: MemberRecord, reason?: string): void {
    const at = place.activity = this.#now();
    const { name, member } = record;
    const told: MembershipEvent = { event, room: place.name, name, at, offset: place.log.next };
    this.#fanOut.send(place, reason === undefined ? told : { ...told, reason }, { except: member });
  }
}
