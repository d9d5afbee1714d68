/**
 * Replies of the server as the shapes that the client shows; what does not fit is refused. Those of rooms stand in
 * `room_replies.ts`.
 *
 * @module
 */
import { EnchufeError } from "../errors.ts";
import { type Reply, Verbatim } from "../framing/reply.ts";
import { textOf } from "../framing/reply_decoder.ts";
import { texts } from "../texts/texts.ts";

/** An entry of the share. */
export interface Entry {
  /** Path in the share. */
  readonly path: string;
  /** Last component of the path. */
  readonly name: string;
  /** What it is. */
  readonly type: "file" | "dir";
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly mtime: number;
}

/** A page of a listing. */
export interface Page {
  /** Where to go on; `0` at the end. */
  readonly cursor: string;
  /** Entries, in the server's order. */
  readonly entries: readonly Entry[];
}

/**
 * A reply of another shape than expected.
 *
 * @returns The error, to be thrown.
 */
export function misfit(): EnchufeError {
  return new EnchufeError("BADREPLY", texts.client.misfit());
}

/**
 * Text that must be there.
 *
 * @param reply A received value.
 * @returns Its text.
 * @throws {EnchufeError} BADREPLY if it is none.
 */
export function asText(reply: Reply | undefined): string {
  const text = textOf(reply);
  if (text === undefined) throw misfit();
  return text;
}

/**
 * A whole number that must be there.
 *
 * @param reply A received value, a number or its digits.
 * @returns The number.
 * @throws {EnchufeError} BADREPLY if it is none.
 */
export function asNumber(reply: Reply | undefined): number {
  const number = typeof reply === "number" ? reply : Number(asText(reply) || NaN);
  if (!Number.isFinite(number)) throw misfit();
  return number;
}

/** Milliseconds from 1970 that a date can have, as ECMAScript has them. */
const MOST_TIME = 8.64e15;

/**
 * A time that must be there.
 *
 * @param value Milliseconds since 1970.
 * @returns The same.
 * @throws {EnchufeError} BADREPLY if no date is that far away.
 */
export function asTime(value: number): number {
  if (!isTime(value)) throw misfit();
  return value;
}

/**
 * Whether there is such a date.
 *
 * @param value Milliseconds since 1970.
 * @returns `false` also for what is no number.
 */
export function isTime(value: unknown): boolean {
  return typeof value === "number" && Math.abs(value) <= MOST_TIME;
}

/**
 * A list that must be there.
 *
 * @param reply A received value.
 * @returns Its items.
 * @throws {EnchufeError} BADREPLY if it is none.
 */
export function asList(reply: Reply | undefined): readonly Reply[] {
  if (!Array.isArray(reply)) throw misfit();
  return reply as readonly Reply[];
}

/**
 * A map that must be there.
 *
 * @param reply A received value.
 * @returns Its fields.
 * @throws {EnchufeError} BADREPLY if it is none.
 */
export function asMap(reply: Reply | undefined): ReadonlyMap<string, Reply> {
  if (!(reply instanceof Map)) throw misfit();
  return reply;
}

/**
 * Reads an entry.
 *
 * @param reply Answer of `FILE.STAT`, or an item of `FILE.LIST`.
 * @returns The entry.
 * @throws {EnchufeError} BADREPLY.
 */
export function toEntry(reply: Reply): Entry {
  const map = asMap(reply);
  return {
    path: asText(map.get("path")),
    name: asText(map.get("name")),
    type: asText(map.get("type")) === "dir" ? "dir" : "file",
    size: asNumber(map.get("size")),
    mtime: asTime(asNumber(map.get("mtime"))),
  };
}

/**
 * Reads a page of a listing.
 *
 * @param reply Answer of `FILE.LIST`.
 * @returns The page.
 * @throws {EnchufeError} BADREPLY.
 */
export function toPage(reply: Reply): Page {
  const [cursor, entries] = asList(reply);
  return { cursor: asText(cursor), entries: asList(entries).map(toEntry) };
}

/**
 * Reads `INFO`.
 *
 * @param reply The answer.
 * @returns Keys and values by section, both in lower case; as they came otherwise.
 * @throws {EnchufeError} BADREPLY.
 */
export function toInfo(reply: Reply): Record<string, Record<string, string>> {
  const text = reply instanceof Verbatim ? reply.content : asText(reply);
  // Maps until the end: a section that is called `constructor` must not reach one of ours.
  let section = new Map<string, string>();
  const sections = new Map([["server", section]]);
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith("#")) {
      const name = line.slice(1).trim().toLowerCase();
      section = sections.get(name) ?? new Map();
      sections.set(name, section);
      continue;
    }
    const colon = line.indexOf(":");
    if (colon > 0) section.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return Object.fromEntries([...sections].map(([name, keys]) => [name, Object.fromEntries(keys)]));
}

/**
 * A reply as JSON would write it.
 *
 * @param reply Any received value.
 * @returns Text for bytes, objects for maps, arrays for sets.
 */
export function toJson(reply: Reply): unknown {
  const text = typeof reply === "number" ? undefined : textOf(reply);
  if (text !== undefined) return text;
  if (reply instanceof Map) return Object.fromEntries([...reply].map(([key, value]) => [key, toJson(value)]));
  if (reply instanceof Set) return [...reply].map(toJson);
  if (Array.isArray(reply)) return (reply as readonly Reply[]).map(toJson);
  return reply;
}
