/**
 * The messages that a room keeps.
 *
 * @module
 */
import type { MessageRecord } from "./events.ts";
import { measureText } from "./text.ts";

/** What bounds a log; names and units are those of `lib/limits.ts`. */
export interface HistoryLimits {
  /** Messages. */
  readonly historyMessages: number;
  /** Bytes of their texts in UTF-8. */
  readonly historyBytes: number;
  /** Age of a message in milliseconds; one that is older goes. */
  readonly historyAge: number;
}

/** A message without its offset, which the log gives. */
export type NewMessage = Omit<MessageRecord, "event" | "offset">;

/**
 * The log of one room. Offsets rise by one and never repeat; the oldest messages go when a limit of the history is
 * reached. Knows nothing of epochs, which are the store's.
 */
export interface RoomLog {
  /** Offset of the oldest message kept; `next` if none is. */
  readonly first: number;
  /** Offset that the next message will have. */
  readonly next: number;
  /**
   * Adds a message, dropping old ones as needed.
   *
   * @param message What was said.
   * @returns The record, with its offset.
   */
  append(message: NewMessage): MessageRecord;
  /**
   * Reads messages in order.
   *
   * @param from Offset of the first; what is older than the oldest kept is left out.
   * @param count How many at most.
   * @returns The messages.
   */
  read(from: number, count: number): MessageRecord[];
  /**
   * Drops the messages that are too old.
   *
   * @param now The time in milliseconds since 1970.
   */
  expire(now: number): void;
}

interface Kept {
  readonly record: MessageRecord;
  /** Size of the text in UTF-8, so that dropping does not measure again. */
  readonly bytes: number;
}

/** A log in memory, bounded by `historyMessages`, `historyBytes` and `historyAge`. */
export class MemoryLog implements RoomLog {
  readonly #limits: HistoryLimits;
  /** Messages in order; those before `#head` are dropped, and cut off now and then so that appending stays O(1). */
  readonly #kept: (Kept | undefined)[] = [];
  #head = 0;
  #bytes = 0;
  #next: number;

  /**
   * Starts empty.
   *
   * @param limits The limits of the history.
   * @param next Offset of the first message.
   */
  constructor(limits: HistoryLimits, next: number) {
    this.#limits = limits;
    this.#next = next;
  }

  /**
   * Takes back messages that were kept elsewhere, before any is appended.
   *
   * @param records The last messages of the room, without a gap and up to the next offset.
   */
  restore(records: Iterable<MessageRecord>): void {
    for (const record of records) this.#keep(record);
  }

  get first(): number {
    return this.#next - (this.#kept.length - this.#head);
  }

  get next(): number {
    return this.#next;
  }

  append(message: NewMessage): MessageRecord {
    const { room, from, text, at } = message;
    const record: MessageRecord = { event: "message", room, from, text, at, offset: this.#next++ };
    this.#keep(record);
    this.expire(at);
    return record;
  }

  read(from: number, count: number): MessageRecord[] {
    const begin = this.#head + Math.max(0, from - this.first);
    const messages: MessageRecord[] = [];
    for (let index = begin; index < this.#kept.length && messages.length < count; index++) {
      messages.push((this.#kept[index] as Kept).record);
    }
    return messages;
  }

  expire(now: number): void {
    const { historyMessages, historyBytes, historyAge } = this.#limits;
    while (this.#head < this.#kept.length) {
      const oldest = this.#kept[this.#head] as Kept;
      const held = this.#kept.length - this.#head;
      if (held <= historyMessages && this.#bytes <= historyBytes && now - oldest.record.at <= historyAge) {
        break;
      }
      this.#bytes -= oldest.bytes;
      this.#kept[this.#head++] = undefined;
    }
    if (this.#head >= 64 && this.#head * 2 >= this.#kept.length) {
      this.#kept.splice(0, this.#head);
      this.#head = 0;
    }
  }

  #keep(record: MessageRecord): void {
    const bytes = measureText(record.text).bytes;
    this.#kept.push({ record, bytes });
    this.#bytes += bytes;
  }
}
