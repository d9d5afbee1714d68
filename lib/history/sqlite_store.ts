/**
 * The logs of all rooms in an SQLite file. Memory is what is read and what counts; the file follows it within the same
 * call, so what was acknowledged is stored. Where it cannot follow, the rooms go on in memory, and it is tried again
 * until the file has caught up.
 *
 * @module
 */
import type { Log } from "../log.ts";
import type { MessageRecord } from "../rooms/events.ts";
import { type LogStore, randomEpoch, RetiredOffsets, type StoreStatus } from "../rooms/log_store.ts";
import type { HistoryLimits } from "../rooms/room_log.ts";
import type { GapMark } from "./gap_mark.ts";
import type { HistoryFile } from "./history_file.ts";
import { type Keeper, StoredLog } from "./stored_log.ts";

/** Between two turns at what need not be done at once, in milliseconds. */
const TURN_MS = 1_000;
/** Turns after which it is tried again to store what could not be stored: twice as many each time, up to this. */
const MOST_TURNS = 32;
/** Messages of a room that the file may have too many, so that not every message costs a deletion as well. */
const PRUNE_AT_ONCE = 64;
/** Rooms that are forgotten together when there are too many, since finding the silent ones takes a while. */
const DROP_AT_ONCE = 32;
/** Errors that say that the file itself is spoiled (SQLITE_CORRUPT, SQLITE_NOTADB): writing on would make it worse. */
const SPOILED: ReadonlySet<number> = new Set([11, 26]);

/** Options of {@linkcode SqliteStore}. */
export interface SqliteStoreOptions {
  /** What bounds each room. */
  readonly limits: HistoryLimits;
  /** Rooms that the file may hold; those that were silent for longest are forgotten. */
  readonly maxRooms: number;
  /** Told when messages cannot be stored, and when they are again. */
  readonly log: Log;
  /** Stands beside the file while messages are not stored. */
  readonly mark: GapMark;
  /** What SQLite writes to first; synced in the background, so that a loss of power costs about a second at most. */
  readonly written: Pick<Deno.FsFile, "syncData" | "close">;
  /** Lets other servers use the file. */
  readonly unlock: () => void;
  /** The time in milliseconds since 1970. Default: `Date.now`. */
  readonly now?: () => number;
}

/** Logs in memory and in a file. */
export class SqliteStore implements LogStore, Keeper {
  readonly #file: HistoryFile;
  readonly #options: SqliteStoreOptions;
  readonly #now: () => number;
  readonly #open = new Map<string, StoredLog>();
  /** Rooms that were let go of before the file had all of them, and whether any was since it last had all. */
  readonly #lost = new RetiredOffsets();
  #hasLost = false;
  readonly #clock: ReturnType<typeof setInterval>;
  #epoch: string;
  #failure: string | undefined;
  /** Whether the file is not to be touched any more. */
  #spoiled = false;
  /** How often the file could not be written since the start. */
  #failures = 0;
  /** Turns until it is tried again. */
  #turnsLeft = 0;
  #unsynced = false;
  #syncing: Promise<void> | undefined;
  #closed: Promise<void> | undefined;
  /** Number of the room that was tidied last. */
  #tidied = 0;

  /**
   * Begins to use a file.
   *
   * @param file The file; it is closed with the store.
   * @param options See {@linkcode SqliteStoreOptions}.
   */
  constructor(file: HistoryFile, options: SqliteStoreOptions) {
    this.#file = file;
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#epoch = file.meta.epoch;
    this.#clock = setInterval(() => this.turn(), TURN_MS);
  }

  get epoch(): string {
    return this.#epoch;
  }

  get status(): StoreStatus {
    return { engine: "sqlite", failure: this.#failure };
  }

  rooms(most: number): string[] {
    return this.#try(() => this.#file.latestRooms(most).reverse()) ?? [];
  }

  holds(room: string): boolean {
    if (this.#spoiled || this.#open.has(room)) return false;
    const stored = this.#try(() => this.#file.findRoom(room));
    return stored !== undefined && stored.first < stored.next;
  }

  open(room: string): StoredLog {
    const found = this.#spoiled ? undefined : this.#try(() => {
      const stored = this.#file.findRoom(room);
      return { stored, next: stored?.next ?? this.#file.meta.floor };
    });
    // Offsets that were given before are not known, so they must not mean what is said from now on.
    if (found === undefined) this.#epoch = randomEpoch();
    const log = new StoredLog(room, {
      stored: found?.stored,
      next: Math.max(found?.next ?? 1, this.#lost.take(room)),
      limits: this.#options.limits,
      keeper: this,
    });
    this.#open.set(room, log);
    return log;
  }

  release(room: string): void {
    const log = this.#open.get(room);
    if (log === undefined) return;
    this.#open.delete(room);
    if (log.saved < log.next) {
      this.#lost.add(room, log.next);
      this.#hasLost = true;
    } else if (this.#failure === undefined) this.#try(() => this.#prune(log));
  }

  load(log: StoredLog): readonly MessageRecord[] {
    const { id } = log;
    if (id === undefined || this.#spoiled) return [];
    return this.#try(() => this.#file.read(id, log.room)) ?? [];
  }

  save(log: StoredLog): void {
    if (this.#failure === undefined) this.#try(() => this.#write(log));
  }

  youngest(log: StoredLog, at: number): { readonly first: number; readonly at: number } | undefined {
    const { id, next } = log;
    if (id === undefined || this.#spoiled) return undefined;
    const left = this.#try(() => this.#file.firstSince(id, at));
    if (this.#failure === undefined) {
      const first = left?.first ?? next;
      this.#try(() => this.#file.prune(id, { first, next }));
      log.pruned = first;
    }
    return left;
  }

  /** Does what need not be done at once; called by a clock. */
  turn(): void {
    if (this.#failure === undefined) this.#tidy();
    else if (--this.#turnsLeft <= 0) this.#catchUp();
    if (!this.#unsynced || this.#syncing !== undefined) return;
    this.#unsynced = false;
    this.#syncing = this.#options.written.syncData()
      .catch((error) => this.#fail(error))
      .finally(() => this.#syncing = undefined);
  }

  close(): Promise<void> {
    return this.#closed ??= this.#close();
  }

  async #close(): Promise<void> {
    clearInterval(this.#clock);
    await this.#syncing;
    if (this.#failure !== undefined) this.#catchUp();
    if (this.#failure === undefined) {
      this.#try(() => {
        for (const log of this.#open.values()) this.#prune(log);
        this.#file.durably(true);
        this.#file.setBoot("");
      });
    }
    // Windows would not let SQLite take away what we hold open.
    this.#options.written.close();
    try {
      this.#file.close();
    } catch (error) {
      this.#fail(error);
    }
    this.#options.unlock();
  }

  /** Writes what the file lacks of a room. */
  #write(log: StoredLog): void {
    log.id ??= this.#addRoom(log);
    this.#file.write(log.id, log.read(log.saved, Infinity));
    // Without a message nothing in the file would say how far the offsets have come.
    if (log.first === log.next || log.first - log.pruned >= PRUNE_AT_ONCE) this.#prune(log);
    log.saved = log.next;
    this.#unsynced = true;
  }

  #prune(log: StoredLog): void {
    if (log.id === undefined || log.first === log.pruned) return;
    this.#file.prune(log.id, log);
    log.pruned = log.first;
  }

  #addRoom(log: StoredLog): number {
    if (this.#file.countRooms() >= this.#options.maxRooms) {
      const silent = this.#file.silentRooms().filter(({ name }) => !this.#open.has(name));
      this.#file.dropRooms(silent.slice(0, DROP_AT_ONCE));
    }
    return this.#file.addRoom(log.room, log.saved);
  }

  /** Tidies one room; each has its turn. Where that fails, no message is lost by it. */
  #tidy(): void {
    try {
      this.#tidyNext();
    } catch (error) {
      if (isSpoiled(error)) this.#fail(error);
    }
  }

  /** Drops what is too old of the next room, opened or not. */
  #tidyNext(): void {
    const room = this.#file.roomAfter(this.#tidied);
    const stored = room === undefined ? undefined : this.#file.findRoom(room);
    this.#tidied = stored?.id ?? 0;
    if (room === undefined || stored === undefined) return;
    const log = this.#open.get(room);
    if (log !== undefined) {
      log.expire(this.#now());
      return this.#prune(log);
    }
    const since = this.#now() - this.#options.limits.historyAge;
    if (stored.oldest === undefined || stored.oldest >= since) return;
    const first = this.#file.firstSince(stored.id, since)?.first ?? stored.next;
    this.#file.prune(stored.id, { first, next: stored.next });
  }

  /** Tries to store what could not be stored; nobody is told of another failure. */
  #catchUp(): void {
    if (this.#spoiled) return;
    try {
      for (const log of this.#open.values()) {
        if (log.saved === log.next) continue;
        this.#write(log);
        this.#prune(log);
      }
      // What is lost must not be taken for something that nobody ever said, by who asks after the next start.
      if (this.#hasLost) this.#file.setEpoch(randomEpoch());
      this.#options.mark.remove();
    } catch (error) {
      this.#spoiled = isSpoiled(error);
      this.#countFailure();
      return;
    }
    this.#hasLost = false;
    this.#failure = undefined;
    this.#options.log.info("history is stored again");
  }

  /** Does something with the file; where it fails, the rooms go on in memory. */
  #try<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  #fail(error: unknown): void {
    const failure = error instanceof Error ? error.message : String(error);
    this.#spoiled ||= isSpoiled(error);
    if (this.#failure !== undefined) return;
    this.#failure = failure;
    this.#countFailure();
    // So that one who asks after the next start learns that something may be missing, even if we are killed.
    this.#options.mark.put();
    this.#options.log.warn("history is not stored: rooms go on in memory", { error: failure });
  }

  #countFailure(): void {
    this.#turnsLeft = Math.min(2 ** this.#failures++, MOST_TURNS);
  }
}

/**
 * Whether an error says that a file is no database of SQLite's, or not any more.
 *
 * @param error What SQLite threw.
 * @returns Whether it does.
 */
export function isSpoiled(error: unknown): boolean {
  return SPOILED.has(((error as { errcode?: number }).errcode ?? 0) & 0xff);
}
