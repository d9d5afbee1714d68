/**
 * What the server says of itself, for people: the short form of `INFO`.
 *
 * @module
 */
import { escapeText } from "../escape.ts";
import { dateAndTime, duration } from "../texts/format.ts";
import { language, texts } from "../texts/texts.ts";
import { size } from "./render.ts";

/** The sections of `INFO`. */
export type Info = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * The state of a server in a few lines.
 *
 * @param info What it said; a line whose facts are missing is left out, since not every server has them all.
 * @param now Milliseconds since 1970.
 * @returns The lines, escaped.
 */
export function statusLines(info: Info, now: number): string[] {
  const { status } = texts.client;
  const { server = {}, clients = {}, memory = {}, stats = {}, rooms = {}, transfers = {} } = info;
  const { enchufe_version: own, redis_version: version = own } = server;
  const [up] = numbers(server, "uptime_in_seconds");
  const [connections] = numbers(clients, "connected_clients");
  const [members, places, messages] = numbers(rooms, "members", "rooms", "messages");
  const [fetched, sent] = numbers(transfers, "downloads", "file_bytes_sent");
  const [handedIn, received] = numbers(transfers, "files_received", "file_bytes_received");
  const [unfinished = 0] = numbers(transfers, "uploads_unfinished");
  const [used, commands] = numbers({ ...memory, ...stats }, "used_memory_rss", "total_commands_processed");
  const lines: (string | undefined)[] = [
    version === undefined ? undefined : own === undefined ? `Redis ${version}` : `Enchufe ${own}`,
    up === undefined ? undefined : status.up(moment(now - up * 1000), duration(up, language)),
    accessLine(server),
    connections === undefined ? undefined : status.people({ connections, members, rooms: places, messages }),
    sent === undefined ? undefined : status.fetched(fetched ?? 0, size(sent)),
    received === undefined ? undefined : status.handedIn(handedIn ?? 0, size(received), unfinished),
    used === undefined ? undefined : status.load(size(used), commands ?? 0),
  ];
  return lines.filter((line) => line !== undefined).map((line) => escapeText(line));
}

/** Columns keep months of one width; here is none. */
function moment(at: number): string {
  return dateAndTime(at, language).replace(/ {2,}/g, " ");
}

/** Fields of a section, or nothing if one of them is no number. */
function numbers(section: Info[string], ...names: string[]): number[] {
  const found = names.map((name) => Number(section[name] ?? NaN));
  return found.every(Number.isFinite) ? found : [];
}

function accessLine({ access, drop_box: box }: Info[string]): string | undefined {
  const { status } = texts.client;
  if (access !== "read" && access !== "drop" && access !== "write") return undefined;
  return status.access[access](box === undefined || box === "" ? undefined : box);
}
