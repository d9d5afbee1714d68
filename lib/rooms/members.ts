/**
 * Who holds which name.
 *
 * @module
 */
import { failure } from "../failure.ts";
import type { Member } from "./events.ts";
import { isReserved, nameKey, numberedName, parseName, quote } from "./names.ts";
import type { Room } from "./room.ts";

/** A named member, as the hub sees it. */
export interface MemberRecord {
  /** Who. */
  readonly member: Member;
  /** Its name, as it writes it. */
  name: string;
  /** Its name's key. */
  readonly key: string;
  /** When it took the name, in milliseconds since 1970. */
  readonly since: number;
  /** What its name looks like, as it is written and in lower case. */
  readonly looks: readonly string[];
  /** The rooms it is in. */
  readonly rooms: Set<Room>;
}

/** Who holds which name, to be read. */
export interface MemberDirectory extends Iterable<Member> {
  /** How many members have a name. */
  readonly size: number;
  /**
   * Finds a member.
   *
   * @param name Its name, in any case.
   * @returns The member, or `undefined` if nobody has that name.
   */
  get(name: string): Member | undefined;
}

/** Options of {@linkcode Members}. */
export interface MembersOptions {
  /** Characters of a name. */
  readonly maxName: number;
  /** The time in milliseconds since 1970. */
  readonly now: () => number;
  /** What a name looks like. Default: what it is. */
  readonly skeleton?: ((name: string) => string) | undefined;
  /** Whether a name belongs to somebody, so that nobody else may have it; for whom it is asked may be nobody. */
  readonly isOwned?: ((name: string, member?: Member) => boolean) | undefined;
}

/** Gives names out and takes them back; sets `Member.name`. No two names have the same key, or look alike. */
export class Members implements MemberDirectory {
  readonly #options: MembersOptions;
  readonly #byKey = new Map<string, MemberRecord>();
  readonly #byLooks = new Map<string, MemberRecord>();
  readonly #byMember = new Map<Member, MemberRecord>();
  /** Members that were kicked: a command of theirs that was already on its way must not bring them back. */
  readonly #expelled = new WeakSet<Member>();

  /**
   * Starts without names.
   *
   * @param options See {@linkcode MembersOptions}.
   */
  constructor(options: MembersOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#byKey.size;
  }

  get(name: string): Member | undefined {
    return this.#byKey.get(nameKey(name))?.member;
  }

  /**
   * The members that have a name, in the order they took it.
   *
   * @returns All members.
   */
  *[Symbol.iterator](): IterableIterator<Member> {
    yield* this.#byMember.keys();
  }

  /**
   * The records, oldest first.
   *
   * @returns All records.
   */
  records(): IterableIterator<MemberRecord> {
    return this.#byMember.values();
  }

  /**
   * The record of a member.
   *
   * @param member Who.
   * @returns Its record, or `undefined` if it has no name.
   */
  record(member: Member): MemberRecord | undefined {
    return this.#byMember.get(member);
  }

  /**
   * The record of a member; one that has no name gets `guest-ID`, or the next free.
   *
   * @param member Who.
   * @returns Its record.
   */
  named(member: Member): MemberRecord {
    return this.#byMember.get(member) ??
      this.#assign(member, this.#free(`guest-${member.id}`));
  }

  /**
   * Gives a member the name it asks for.
   *
   * @param member Who.
   * @param name The name.
   * @returns Its record.
   * @throws {EnchufeError} BADNAME; NAMETAKEN with a free suggestion; ERR for another name while it is in a room.
   */
  claim(member: Member, name: string): MemberRecord {
    return this.#assign(member, parseName(name, "Name", this.#options.maxName));
  }

  /**
   * Gives a member the name it asks for, or one like it that is free.
   *
   * @param member Who.
   * @param wanted The name.
   * @returns Its record.
   * @throws {EnchufeError} BADNAME; ERR for another name while it is in a room.
   */
  claimFree(member: Member, wanted: string): MemberRecord {
    const name = parseName(wanted, "Name", this.#options.maxName);
    const own = this.#byMember.get(member)?.key === nameKey(name);
    return this.#assign(member, own ? name : this.#free(name));
  }

  /**
   * A name that is free.
   *
   * @param wanted The name to begin with.
   * @returns That name in NFC, or with the suffix `-2`, `-3`… if it is taken.
   * @throws {EnchufeError} BADNAME.
   */
  freeName(wanted: string): string {
    return this.#free(parseName(wanted, "Name", this.#options.maxName));
  }

  /**
   * Whether a text could be claimed as a name.
   *
   * @param label Any text.
   * @returns Whether it is a valid name that nobody has and that is not reserved.
   */
  isFree(label: string): boolean {
    try {
      return this.freeName(label) === label.normalize("NFC");
    } catch {
      return false;
    }
  }

  /**
   * Takes a member's name back.
   *
   * @param member Who.
   * @returns Its record as it was, or `undefined` if it had no name.
   */
  release(member: Member): MemberRecord | undefined {
    const record = this.#byMember.get(member);
    if (record === undefined) return undefined;
    this.#byMember.delete(member);
    this.#byKey.delete(record.key);
    for (const looks of record.looks) this.#byLooks.delete(looks);
    member.name = undefined;
    return record;
  }

  /**
   * Lets a member have no name ever again.
   *
   * @param member Who.
   */
  expel(member: Member): void {
    this.#expelled.add(member);
  }

  #assign(member: Member, name: string): MemberRecord {
    if (this.#expelled.has(member)) {
      throw failure("expelled");
    }
    const key = nameKey(name);
    const current = this.#byMember.get(member);
    const own = current?.key === key;
    // In a room the others know it by the spelling it came in with.
    if (own && (current.rooms.size > 0 || current.name === name)) return current;
    const [room] = current?.rooms ?? [];
    if (room !== undefined) throw failure("nameInUse", { name: quote(current?.name ?? ""), room: room.name });
    const holder = this.#holder(name, member);
    if (holder !== undefined) {
      const taken = { name: quote(name), free: quote(this.#free(name, member)) };
      if (holder === "server") throw failure("nameReserved", taken);
      if (holder === "owner") throw failure("nameOwned", taken);
      if (holder.key === key) throw failure("nameTaken", taken);
      throw failure("nameLike", { ...taken, like: quote(holder.name) });
    }
    this.release(member);
    const looks = this.#looks(name);
    const since = own ? current.since : this.#options.now();
    const record = { member, name, key, looks, since, rooms: new Set<Room>() };
    this.#byMember.set(member, record);
    this.#byKey.set(key, record);
    for (const each of looks) this.#byLooks.set(each, record);
    member.name = name;
    return record;
  }

  /** In lower case too: `ANA` looks like nothing that the key of `ana` would be compared with. */
  #looks(name: string): string[] {
    const { skeleton = (text) => text } = this.#options;
    return [...new Set([skeleton(name), skeleton(nameKey(name))])];
  }

  /** Who has a name or one that looks like it, besides who asks; an owner has theirs also while they are away. */
  #holder(name: string, asking?: Member): MemberRecord | "server" | "owner" | undefined {
    const key = nameKey(name), looks = this.#looks(name);
    if (isReserved(key) || looks.some(isReserved)) return "server";
    if (this.#options.isOwned?.(name, asking) === true) return "owner";
    for (const found of [this.#byKey.get(key), ...looks.map((each) => this.#byLooks.get(each))]) {
      if (found !== undefined && found.member !== asking) return found;
    }
    return undefined;
  }

  /** Doubles, then halves: with 10,000 members called `ana`, trying one number after another would take seconds. */
  #free(name: string, asking?: Member): string {
    if (this.#holder(name, asking) === undefined) return name;
    const numbered = (number: number): string => numberedName(name, number, this.#options.maxName);
    const taken = (number: number): boolean => this.#holder(numbered(number), asking) !== undefined;
    let low = 1;
    let high = 2;
    while (taken(high)) [low, high] = [high, high * 2];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (taken(middle)) low = middle;
      else high = middle;
    }
    return numbered(high);
  }
}
