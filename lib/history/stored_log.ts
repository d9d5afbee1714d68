/**
 * The log of a room that is also in a file.
 *
 * @module
 */
import type { MessageRecord } from "../rooms/events.ts";
import { type HistoryLimits, MemoryLog, type NewMessage, type RoomLog } from "../rooms/room_log.ts";
import type { StoredRoom } from "./history_file.ts";

/** What a log asks of its store. Nothing of it throws: what cannot be stored stays in memory. */
export interface Keeper {
  /**
   * Reads a room's messages.
   *
   * @param log Its log.
   * @returns The messages up to `log.next`; none if they cannot be read.
   */
  load(log: StoredLog): readonly MessageRecord[];
  /**
   * Writes what the file lacks.
   *
   * @param log The log.
   */
  save(log: StoredLog): void;
  /**
   * Drops what is older than a time from the file.
   *
   * @param log The log.
   * @param at The time in milliseconds since 1970.
   * @returns The oldest message that is left.
   */
  youngest(log: StoredLog, at: number): { readonly first: number; readonly at: number } | undefined;
}

/** A log that is read from memory and written to a file as well. The messages are read when they are first needed. */
export class StoredLog implements RoomLog {
  /** Number of the room in the file; `undefined` while it is not there. */
  id: number | undefined;
  /** The first offset that the file lacks. */
  saved: number;
  /** The first offset that the file may hold. */
  pruned: number;
  readonly #limits: HistoryLimits;
  readonly #keeper: Keeper;
  #memory: MemoryLog | undefined;
  #first: number;
  readonly #next: number;
  #oldest: number | undefined;

  /**
   * Opens the log of a room.
   *
   * @param room Its name.
   * @param start `stored`: what the file knows of it; `next`: the next offset, if that is later, and then what is
   * stored does not count any more; `limits` of the history; `keeper`: the store.
   */
  constructor(
    readonly room: string,
    { stored, next, limits, keeper }: {
      readonly stored: StoredRoom | undefined;
      readonly next: number;
      readonly limits: HistoryLimits;
      readonly keeper: Keeper;
    },
  ) {
    const whole = stored !== undefined && stored.next >= next;
    this.id = stored?.id;
    this.#next = whole ? stored.next : next;
    this.#first = whole ? Math.max(stored.first, stored.next - limits.historyMessages) : next;
    this.#oldest = whole ? stored.oldest : undefined;
    this.saved = stored?.next ?? next;
    this.pruned = stored?.first ?? next;
    this.#limits = limits;
    this.#keeper = keeper;
    if (this.#first === this.#next) this.#memory = new MemoryLog(limits, this.#next);
  }

  get first(): number {
    return this.#memory?.first ?? this.#first;
  }

  get next(): number {
    return this.#memory?.next ?? this.#next;
  }

  append(message: NewMessage): MessageRecord {
    const record = this.#loaded().append(message);
    this.#keeper.save(this);
    return record;
  }

  read(from: number, count: number): MessageRecord[] {
    return this.#loaded().read(from, count);
  }

  expire(now: number): void {
    if (this.#memory !== undefined) return this.#memory.expire(now);
    const since = now - this.#limits.historyAge;
    if (this.#oldest === undefined || this.#oldest >= since) return;
    const left = this.#keeper.youngest(this, since);
    this.#oldest = left?.at;
    this.#first = Math.max(this.#first, left?.first ?? this.#next);
  }

  #loaded(): MemoryLog {
    if (this.#memory !== undefined) return this.#memory;
    this.#memory = new MemoryLog(this.#limits, this.#next);
    const records = this.#keeper.load(this).filter(({ offset }) => offset >= this.#first);
    // A hole cannot be, and would give every message before it the offset of another.
    let begin = records.length;
    while (begin > 0 && records[begin - 1]?.offset === this.#next - (records.length - begin) - 1) begin--;
    this.#memory.restore(records.slice(begin));
    // By number and size, which may be limited more narrowly than when they were said.
    this.#memory.expire(-Infinity);
    return this.#memory;
  }
}
