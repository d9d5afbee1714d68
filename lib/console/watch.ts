/**
 * From the events of rooms and files, which everybody may subscribe to, to the notes of the console.
 *
 * @module
 */
import type { Broker, Publication, Subscriber } from "../rooms/broker.ts";
import { type Hub, type RoomEvent, SERVER_NAME } from "../rooms/hub.ts";
import type { Change } from "../share/share.ts";
import type { Note } from "./notes.ts";

/** Options of {@linkcode Watch}. */
export interface WatchOptions {
  /** Where rooms and files tell of themselves. */
  readonly broker: Broker;
  /** Who has which address. */
  readonly hub: Pick<Hub, "members">;
  /** Takes the notes. */
  readonly note: (note: Note) => void;
}

/** Hears everything that happens in rooms and to files. */
export class Watch implements Subscriber {
  readonly #options: WatchOptions;
  /** Addresses of those in rooms: the hub has forgotten whoever leaves by the time it tells of it. */
  readonly #addresses = new Map<string, string>();
  /** A change that may be the first half of a move. */
  #removed: Change | undefined;
  #quiet = false;

  /**
   * Begins to listen.
   *
   * @param options See {@linkcode WatchOptions}.
   */
  constructor(options: WatchOptions) {
    this.#options = options;
    for (const pattern of ["room:*", "file:*"]) options.broker.psubscribe(pattern, this);
  }

  /** It subscribes to no channel by name. */
  deliver(): void {}

  /**
   * Makes a note of an event.
   *
   * @param pattern Which kind.
   * @param publication The event as JSON.
   */
  deliverMatch(pattern: string, { payload }: Publication): void {
    if (typeof payload !== "string") return;
    const event = JSON.parse(payload);
    if (pattern === "file:*") this.#changed(event as Change);
    else this.#inRoom(event as RoomEvent);
  }

  /**
   * Does something without noting what the server itself says meanwhile: whoever makes it say that knows.
   *
   * @param action What to do.
   * @returns What the action returns.
   */
  quietly<T>(action: () => T): T {
    this.#quiet = true;
    try {
      return action();
    } finally {
      this.#quiet = false;
    }
  }

  #inRoom(event: RoomEvent): void {
    const { note } = this.#options;
    if (event.event === "message") {
      if (this.#quiet && event.from === SERVER_NAME) return;
      note({ kind: "message", room: event.room, name: event.from, text: event.text });
    } else if (event.event !== "closing") {
      note({ kind: event.event, room: event.room, name: event.name, address: this.#addressOf(event.name) });
    }
  }

  #addressOf(name: string): string {
    const { members } = this.#options.hub;
    const present = members.get(name)?.address;
    if (present !== undefined) this.#addresses.set(name, present);
    // Whoever goes leaves all rooms at once; it is told of them one after the other.
    else queueMicrotask(() => members.get(name) ?? this.#addresses.delete(name));
    return present ?? this.#addresses.get(name) ?? "";
  }

  /** A move is told as a removal and, in the same breath, a creation; people think of it as one thing. */
  #changed(change: Change): void {
    const { note } = this.#options;
    const { event, ...rest } = change;
    const removed = this.#removed;
    this.#removed = undefined;
    if (event === "removed") {
      if (removed !== undefined) note({ ...removed, kind: "removed" });
      this.#removed = change;
      queueMicrotask(() => {
        if (this.#removed !== change) return;
        this.#removed = undefined;
        note({ ...rest, kind: "removed" });
      });
      return;
    }
    // What other programs did is found later, and not in one breath.
    const moved = removed !== undefined && event === "created" && removed.by === change.by &&
      change.by !== "" &&
      removed.size === change.size && removed.type === change.type;
    if (moved) return note({ kind: "moved", by: change.by, from: removed.path, path: change.path });
    if (removed !== undefined) note({ ...removed, kind: "removed" });
    note({ ...rest, kind: event });
  }
}
