/**
 * Reading a room's log again.
 *
 * @module
 */
import { failure } from "../failure.ts";
import type { MessageRecord } from "./events.ts";
import { quote } from "./names.ts";
import type { RoomLog } from "./room_log.ts";

/** Options of `Hub.history`. */
export interface HistoryOptions {
  /** `EPOCH:OFFSET`, the first offset wanted. */
  readonly since?: string;
  /** Messages at most. Default: 50, or with `since` all that are kept. */
  readonly count?: number;
}

/** What `Hub.history` answers. */
export interface History {
  /** The epoch of the offsets. */
  readonly epoch: string;
  /** Whether nothing is missing between the offset asked for and the first message; `true` without `since`. */
  readonly recovered: boolean;
  /** Offset after the last message returned: where to go on. */
  readonly next: number;
  /** The messages, oldest first. */
  readonly messages: readonly MessageRecord[];
}

/** Messages given when not told how many. */
const HISTORY_COUNT = 50;

/** A place in the logs of one epoch. */
export interface Since {
  /** The epoch it was given in. */
  readonly epoch: string;
  /** The first offset wanted, 1 or more. */
  readonly offset: number;
}

/** Where {@linkcode readHistory} begins and how much it reads. */
export interface ReadHistoryOptions {
  /** The first offset wanted; the last messages if `undefined`. */
  readonly since: Since | undefined;
  /** Messages at most. */
  readonly count: number | undefined;
}

/**
 * Reads `EPOCH:OFFSET`.
 *
 * @param text The text; offset 0 is taken as 1, the first there is.
 * @returns The place.
 * @throws {EnchufeError} ERR, naming the form.
 */
export function parseSince(text: string): Since {
  const match = /^([^:]{1,64}):(\d{1,15})$/.exec(text);
  if (match === null) {
    throw failure("badSince", { text: quote(text) });
  }
  return { epoch: match[1] as string, offset: Math.max(1, Number(match[2])) };
}

/**
 * Reads messages, and says whether any is missing before them.
 *
 * @param log The room's log, its old messages dropped.
 * @param epoch The epoch of its offsets.
 * @param options Where to begin and how many.
 * @returns The messages.
 */
export function readHistory(log: RoomLog, epoch: string, options: ReadHistoryOptions): History {
  const { since } = options;
  const limit = options.count ?? (since === undefined ? HISTORY_COUNT : Infinity);
  const count = limit > 0 ? Math.floor(limit) : 0;
  let from = Math.max(log.first, log.next - count);
  let recovered = true;
  if (since !== undefined) {
    recovered = since.epoch === epoch && since.offset >= log.first && since.offset <= log.next;
    from = recovered ? since.offset : log.first;
  }
  const messages = log.read(from, count);
  return { epoch, recovered, next: from + messages.length, messages };
}
