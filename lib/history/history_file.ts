/**
 * The file of the history: an SQLite database. Every method may throw what SQLite throws, and knows nothing of what
 * then becomes of the messages.
 *
 * @module
 */
import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { MessageRecord } from "../rooms/events.ts";
import { SCHEMA, STATEMENTS } from "./schema.ts";

/** What the file knows of a room. */
export interface StoredRoom {
  /** Its number in the file. */
  readonly id: number;
  /** Offset of the oldest message; `next` if there is none. */
  readonly first: number;
  /** Offset of the next message. */
  readonly next: number;
  /** When the oldest message was said; `undefined` if there is none. */
  readonly oldest: number | undefined;
}

/** A room that may be dropped. */
export interface SilentRoom {
  /** Its number in the file. */
  readonly id: number;
  /** Its name. */
  readonly name: string;
  /** Offset of the next message. */
  readonly next: number;
}

/** What holds for all rooms. */
export interface FileMeta {
  /** Names the run of offsets. */
  readonly epoch: string;
  /** Where the offsets of a room begin that the file does not know. */
  readonly floor: number;
  /** The run of the machine in which the file was last used; empty if it was closed in order. */
  readonly boot: string;
}

/** An open database. */
export class HistoryFile {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /**
   * Opens a database, and makes the tables in one that is empty.
   *
   * @param path Where it is.
   * @param epoch Names the run of offsets of a new one.
   */
  constructor(path: string, epoch: string) {
    // Somebody who holds the file locked for a while must not hold up what is said.
    this.#db = new DatabaseSync(path, { timeout: 0 });
    try {
      const { user_version: version } = this.#db.prepare("PRAGMA user_version").get() as {
        user_version: number;
      };
      // Still without a write-ahead log, so that the header of the file itself says at once whose it is.
      if (version === 0) {
        this.transaction(() => {
          this.#db.exec(SCHEMA);
          this.#db.prepare("INSERT INTO meta (epoch, floor, boot) VALUES (?, 1, '')").run(epoch);
        });
      }
      this.#db.prepare("PRAGMA journal_mode = WAL").get();
      this.#db.prepare("PRAGMA journal_size_limit = 8388608").get();
      this.durably(false);
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  /** What holds for all rooms. */
  get meta(): FileMeta {
    return this.#get("meta") as unknown as FileMeta;
  }

  /**
   * Chooses whether a change is on the disk before it is done, or only in the system's memory, which is as good unless
   * the machine loses its power.
   *
   * @param full Whether it is to be on the disk.
   */
  durably(full: boolean): void {
    this.#db.exec(`PRAGMA synchronous = ${full ? "FULL" : "NORMAL"}`);
  }

  /**
   * Begins a new run of offsets.
   *
   * @param epoch Its name.
   */
  setEpoch(epoch: string): void {
    this.#run("setEpoch", epoch);
  }

  /**
   * Says in which run of the machine the file is in use.
   *
   * @param boot Its name; empty if it is not in use any more.
   */
  setBoot(boot: string): void {
    this.#run("setBoot", boot);
  }

  /**
   * Finds a room.
   *
   * @param name Its name.
   * @returns What is known of it, or `undefined`.
   */
  findRoom(name: string): StoredRoom | undefined {
    const row = this.#get("findRoom", name) as
      | { id: number; next: number; first: number | null; last: number | null; oldest: number | null }
      | undefined;
    if (row === undefined) return undefined;
    const next = Math.max(row.next, (row.last ?? 0) + 1);
    return { id: row.id, next, first: row.first ?? next, oldest: row.oldest ?? undefined };
  }

  /**
   * Adds a room.
   *
   * @param name Its name.
   * @param next Offset of its first message.
   * @returns Its number.
   */
  addRoom(name: string, next: number): number {
    return Number(this.#run("addRoom", name, next).lastInsertRowid);
  }

  /**
   * The rooms that hold messages.
   *
   * @param most How many at most.
   * @returns Their names, the one where something was said last first.
   */
  latestRooms(most: number): string[] {
    return this.#all("latestRooms", most).map(({ name }) => name as string);
  }

  /**
   * All rooms, the one that was silent for longest first.
   *
   * @returns The rooms.
   */
  silentRooms(): SilentRoom[] {
    return this.#all("silentRooms") as unknown as SilentRoom[];
  }

  /**
   * The room that comes next in the file, for walking through all.
   *
   * @param id Number of the room before; 0 for the first.
   * @returns Its name, or `undefined` at the end.
   */
  roomAfter(id: number): string | undefined {
    return this.#get("roomAfter", id)?.name as string | undefined;
  }

  /**
   * How many rooms there are.
   *
   * @returns The number.
   */
  countRooms(): number {
    return this.#get("countRooms")?.count as number;
  }

  /**
   * Forgets rooms and what was said in them. A room that comes back begins behind all their offsets.
   *
   * @param rooms The rooms.
   */
  dropRooms(rooms: readonly SilentRoom[]): void {
    this.transaction(() => {
      for (const { id, next } of rooms) {
        this.#run("raiseFloor", Math.max(next, this.#lastOf(id) + 1));
        this.#run("deleteBefore", id, Number.MAX_SAFE_INTEGER);
        this.#run("deleteRoom", id);
      }
    });
  }

  /**
   * Adds messages of a room: all or none.
   *
   * @param id Number of the room.
   * @param records The messages.
   */
  write(id: number, records: readonly MessageRecord[]): void {
    const add = () => {
      for (const { offset, at, from, text } of records) this.#run("addMessage", id, offset, at, from, text);
    };
    // A statement alone is a transaction already, in half the time.
    if (records.length === 1) add();
    else if (records.length > 1) this.transaction(add);
  }

  /**
   * Reads the messages of a room, oldest first.
   *
   * @param id Number of the room.
   * @param room Its name.
   * @returns The messages.
   */
  read(id: number, room: string): MessageRecord[] {
    return this.#all("messages", id).map(({ offset, at, sender, text }) => ({
      event: "message",
      room,
      from: sender as string,
      text: text as string,
      at: at as number,
      offset: offset as number,
    }));
  }

  /**
   * Finds the oldest message that is young enough.
   *
   * @param id Number of the room.
   * @param at A time in milliseconds since 1970.
   * @returns Its offset and when it was said; `undefined` if all are older than that.
   */
  firstSince(id: number, at: number): { readonly first: number; readonly at: number } | undefined {
    return this.#get("firstSince", id, at) as unknown as { first: number; at: number } | undefined;
  }

  /**
   * Drops the oldest messages of a room.
   *
   * @param id Number of the room.
   * @param log `first`: the offset to begin with; `next`: that of the next message, which outlives them.
   */
  prune(id: number, { first, next }: { readonly first: number; readonly next: number }): void {
    this.transaction(() => {
      this.#run("deleteBefore", id, first);
      this.#run("setNext", next, id);
    });
  }

  /**
   * Does several things together or none of them.
   *
   * @param work What to do.
   */
  transaction(work: () => void): void {
    // Prepared, since Deno's errors of `exec` do not say what kind of error it was.
    this.#run("begin");
    try {
      work();
      this.#run("commit");
    } catch (error) {
      // SQLite itself has gone back already after some errors, and would then have nothing to go back from.
      if (this.#db.isTransaction) this.#run("rollback");
      throw error;
    }
  }

  /** Puts everything into the file itself, and closes it. */
  close(): void {
    this.#statements.clear();
    this.#db.close();
  }

  #lastOf(id: number): number {
    return this.#db.prepare('SELECT max("offset") AS last FROM message WHERE room = ?').get(id)?.last as
      | number
      | null ?? 0;
  }

  #prepared(name: keyof typeof STATEMENTS): StatementSync {
    let statement = this.#statements.get(name);
    if (statement === undefined) {
      this.#statements.set(name, statement = this.#db.prepare(STATEMENTS[name]));
    }
    return statement;
  }

  #get(name: keyof typeof STATEMENTS, ...values: (string | number)[]): Record<string, unknown> | undefined {
    return this.#prepared(name).get(...values);
  }

  #all(name: keyof typeof STATEMENTS, ...values: (string | number)[]): Record<string, unknown>[] {
    return this.#prepared(name).all(...values);
  }

  #run(name: keyof typeof STATEMENTS, ...values: (string | number)[]): { lastInsertRowid: number | bigint } {
    return this.#prepared(name).run(...values);
  }
}
