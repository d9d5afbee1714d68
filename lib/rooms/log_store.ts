/**
 * Where the logs of all rooms are kept. The hub knows only these interfaces, so that another engine can take the place
 * of memory.
 *
 * @module
 */
import { type HistoryLimits, MemoryLog, type RoomLog } from "./room_log.ts";

/** How a store is doing. */
export interface StoreStatus {
  /** What keeps the messages. */
  readonly engine: "memory" | "sqlite";
  /** Why messages are kept in memory only, though they should be stored; `undefined` if all is well. */
  readonly failure: string | undefined;
}

/** The logs of all rooms. Everything is synchronous: a message is kept before anybody hears of it. */
export interface LogStore {
  /** Names the run of offsets: in one epoch an offset of a room never means two messages. No `:`. */
  readonly epoch: string;
  /** How it is doing. */
  readonly status: StoreStatus;
  /**
   * The rooms that hold messages although nobody has opened them.
   *
   * @param most How many at most.
   * @returns Their names, the one where nothing was said for longest first.
   */
  rooms(most: number): string[];
  /**
   * Whether a room that is not open holds messages.
   *
   * @param room Its name.
   * @returns Whether opening it would bring messages back.
   */
  holds(room: string): boolean;
  /**
   * Opens the log of a room: with what is kept of it, or empty, behind every offset that it ever gave.
   *
   * @param room Its name.
   * @returns The log.
   */
  open(room: string): RoomLog;
  /**
   * Lets go of a log that is not needed any more. What a store keeps apart from memory stays there.
   *
   * @param room Its name.
   * @param log What `open` returned.
   */
  release(room: string, log: RoomLog): void;
  /**
   * Writes what is left to be written. Nothing may be said any more. A second call does nothing.
   *
   * @returns When that is done; it does not fail.
   */
  close(): Promise<void>;
}

/** Rooms that are gone but whose next offset is remembered; the offsets of older ones are kept out by one floor for all. */
const RETIRED_ROOMS = 1024;

/** Where the offsets of rooms go on that come back. */
export class RetiredOffsets {
  readonly #next = new Map<string, number>();
  #floor = 1;

  /**
   * Remembers a room.
   *
   * @param room Its name.
   * @param next The next offset it would have given.
   */
  add(room: string, next: number): void {
    this.#next.delete(room);
    if (next > this.#floor) this.#next.set(room, next);
    if (this.#next.size <= RETIRED_ROOMS) return;
    const [name, offset] = this.#next.entries().next().value as [string, number];
    this.#next.delete(name);
    this.#floor = Math.max(this.#floor, offset);
  }

  /**
   * Forgets a room that has come back.
   *
   * @param room Its name.
   * @returns The offset that it may go on with.
   */
  take(room: string): number {
    const next = this.#next.get(room) ?? this.#floor;
    this.#next.delete(room);
    return next;
  }
}

/** Logs in memory: a room that is let go of loses its messages, but not its place in the offsets. */
export class MemoryStore implements LogStore {
  readonly epoch: string;
  readonly status: StoreStatus;
  readonly #limits: HistoryLimits;
  readonly #retired = new RetiredOffsets();

  /**
   * Starts empty.
   *
   * @param limits The limits of the history.
   * @param options `epoch`: default 16 random hexadecimal digits; `failure`: why it stands in for another store.
   */
  constructor(
    limits: HistoryLimits,
    options: { readonly epoch?: string; readonly failure?: string } = {},
  ) {
    this.#limits = limits;
    this.epoch = options.epoch ?? randomEpoch();
    this.status = { engine: "memory", failure: options.failure };
  }

  rooms(): string[] {
    return [];
  }

  holds(): boolean {
    return false;
  }

  open(room: string): RoomLog {
    return new MemoryLog(this.#limits, this.#retired.take(room));
  }

  release(room: string, log: RoomLog): void {
    this.#retired.add(room, log.next);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/**
 * Names a run of offsets.
 *
 * @returns 16 random hexadecimal digits.
 */
export function randomEpoch(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}
