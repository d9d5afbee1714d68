/**
 * What was received, as lines for people. Everything is escaped here.
 *
 * @module
 */
import { errorText } from "../texts/errors.ts";
import { dateAndTime, decimal } from "../texts/format.ts";
import { CLOSINGS, KICKS } from "../texts/endings.ts";
import { language, texts } from "../texts/texts.ts";
import { escapeText } from "../escape.ts";
import { ErrorReply, type Reply } from "../framing/reply.ts";
import { textOf } from "../framing/reply_decoder.ts";
import { formatBytes } from "../std/fmt.ts";
import type { ServerEvent } from "./events.ts";
import type { Entry } from "./replies.ts";
import type { MemberEntry, Message, RoomEntry } from "./room_replies.ts";

const MOST_NESTING = 32;
const EVERY_CLOSING: ReadonlySet<string> = new Set(Object.values(CLOSINGS));
const EVERY_KICK: ReadonlySet<string> = new Set(Object.values(KICKS));

/**
 * A time of day.
 *
 * @param at Milliseconds since 1970.
 * @returns `HH:MM:SS`, local.
 */
export function clock(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(":");
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

/**
 * A size.
 *
 * @param bytes How many.
 * @returns `13 B`, `1.5 KiB`; `1,5 KiB` where that is the custom.
 */
export function size(bytes: number): string {
  // The library sets thousands apart, and writes kiB where the standard has KiB. Left alone it writes numbers as the
  // machine's language does, which need not be the one that we speak.
  const text = formatBytes(bytes, { binary: true, maximumFractionDigits: 1, locale: "en" });
  const [number = "", unit = ""] = text.replaceAll(",", "").split(" ");
  return `${decimal(Number(number), language)} ${unit === "kiB" ? "KiB" : unit}`;
}

/**
 * An entry as a line of a listing: type, size, time, name. The name comes last, so that its width does not matter.
 *
 * @param entry The entry.
 * @param name What to call it; default its name.
 * @returns The line; a directory ends in `/` and shows no size.
 */
export function entryLine(entry: Entry, name: string = entry.name): string {
  const directory = entry.type === "dir";
  const length = directory ? "-" : size(entry.size);
  const end = directory ? "/" : "";
  const time = dateAndTime(entry.mtime, language);
  return `${texts.client.entryType(entry.type)}  ${length.padStart(10)}  ${time}  ${escapeText(name)}${end}`;
}

/**
 * An entry as its path alone.
 *
 * @param entry The entry.
 * @returns The path; that of a directory ends in `/`.
 */
export function pathLine(entry: Entry): string {
  return escapeText(entry.path) + (entry.type === "dir" ? "/" : "");
}

/**
 * Members as lines, in columns.
 *
 * @param members The members.
 * @returns A line each: name, address, rooms, and since when.
 */
export function memberLines(members: readonly MemberEntry[]): string[] {
  return inColumns(members.map(({ name, address, rooms, since }) => {
    return [name, address, rooms.length === 0 ? "-" : rooms.join(","), clock(since)];
  }));
}

/**
 * Rooms as lines, in columns.
 *
 * @param rooms The rooms.
 * @returns A line each: name, members, messages kept.
 */
export function roomLines(rooms: readonly RoomEntry[]): string[] {
  return inColumns(rooms.map(({ room, members, messages }) => texts.client.room(room, members, messages)));
}

/** Each column is as wide as the widest cell in it. */
function inColumns(rows: readonly (readonly string[])[]): string[] {
  const cells = rows.map((row) => row.map((cell) => escapeText(cell)));
  const widths = (cells[0] ?? []).map((_none, column) =>
    cells.reduce((widest, row) => Math.max(widest, row[column]?.length ?? 0), 0)
  );
  return cells.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd());
}

/**
 * A message as a line.
 *
 * @param message The message.
 * @returns `04:00:00 ana: hola`.
 */
export function messageLine(message: Pick<Message, "at" | "from" | "text">): string {
  return escapeText(texts.client.message(clock(message.at), message.from, message.text));
}

/**
 * An event as a line.
 *
 * @param event The event.
 * @returns The line; an event of a kind that we do not know is shown by its kind and channel.
 */
export function eventLine(event: ServerEvent): string {
  return escapeText(describe(event));
}

function describe(event: ServerEvent): string {
  const time = clock(event.at ?? Date.now());
  const { from = "?", name = "?", text = "" } = event;
  switch (event.event) {
    case "message":
      return texts.client.message(time, from, text);
    case "join":
      return texts.client.joined(time, name);
    case "leave":
      return texts.client.left(time, name, event.reason && endingText(event.reason));
    case "tell":
      return texts.client.told(time, from, text);
    case "closing":
      // It would only repeat the words before it.
      return texts.client.closing(text === "" || EVERY_CLOSING.has(text) ? undefined : text);
    case "kicked":
      return kickedText(event);
    default: {
      const { path = event.channel, type, by } = event;
      const bytes = type === "file" && event.size !== undefined ? size(event.size) : undefined;
      return `${time} ${texts.client.fileEvent(event.event, type === "dir" ? `${path}/` : path, by, bytes)}`;
    }
  }
}

/** Whoever was kicked left with that for a reason, and whoever broke a rule with the error. */
function endingText(reason: string): string {
  return EVERY_KICK.has(reason) ? texts.console.kickReason : errorText(undefined, reason);
}

/**
 * What somebody who was kicked is told.
 *
 * @param event The event.
 * @returns The text, not escaped; without the reason if none was given.
 */
export function kickedText({ reason, text }: ServerEvent): string {
  const given = reason ?? text;
  return texts.client.kicked(given === undefined || EVERY_KICK.has(given) ? undefined : given);
}

/**
 * An event as a line, with the room it is from.
 *
 * @param event The event.
 * @returns `[plaza] 04:00:00 ana: hola`; events that are from no room are as {@linkcode eventLine} has them.
 */
export function watchLine(event: ServerEvent): string {
  const line = eventLine(event);
  return event.room === undefined ? line : texts.client.inRoom(escapeText(event.room), line);
}

/**
 * Any reply, laid out as `redis-cli` does.
 *
 * @param reply The reply.
 * @param depth How deep it is nested.
 * @returns Lines, without the last line break.
 */
export function replyText(reply: Reply, depth = 0): string {
  if (reply === null) return "(nil)";
  if (typeof reply === "boolean") return `(${reply})`;
  if (typeof reply === "number" || typeof reply === "bigint") {
    return Number.isInteger(Number(reply)) ? `(integer) ${reply}` : `(double) ${reply}`;
  }
  if (reply instanceof ErrorReply) return escapeText(`(error) ${reply.code} ${reply.message}`);
  const text = textOf(reply);
  if (text !== undefined) return escapeText(text, { keepNewlines: depth === 0 });
  const rows = rowsOf(reply);
  if (rows.length === 0) return "(empty)";
  if (depth >= MOST_NESTING) return "(…)";
  return rows.map(([label, value]) => {
    const inner = replyText(value, depth + 1);
    return `${label} ${inner.replaceAll("\n", `\n${" ".repeat(label.length + 1)}`)}`;
  }).join("\n");
}

function rowsOf(reply: Reply): [string, Reply][] {
  if (reply instanceof Map) return [...reply].map(([key, value]) => [`${escapeText(key)}:`, value]);
  const items = reply instanceof Set ? [...reply] : Array.isArray(reply) ? reply as readonly Reply[] : [];
  return items.map((value, index) => [`${index + 1})`, value]);
}
