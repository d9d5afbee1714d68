/**
 * What the server pushes: events of rooms and files, private messages.
 *
 * @module
 */
import type { Push } from "../framing/reply.ts";
import { textOf } from "../framing/reply_decoder.ts";
import { isTime } from "./replies.ts";

/** An event and the channel it came on. Which fields there are depends on `event`. */
export interface ServerEvent {
  /** `room:plaza`, `tell:ana`, `file:notes.txt`. */
  readonly channel: string;
  /** `message`, `join`, `leave`, `closing`, `tell`, `kicked`, `created`, `changed`, `removed`; perhaps others. */
  readonly event: string;
  /** Where it happened. */
  readonly room?: string;
  /** Who said it. */
  readonly from?: string;
  /** Who joined or left. */
  readonly name?: string;
  /** What was said. */
  readonly text?: string;
  /** Whom a private message is for. */
  readonly to?: string;
  /** Why someone left or was put out. */
  readonly reason?: string;
  /** The entry that changed. */
  readonly path?: string;
  /** `file` or `dir`. */
  readonly type?: string;
  /** Who changed it; empty if another program did, in the folder itself. */
  readonly by?: string;
  /** Milliseconds since 1970. */
  readonly at?: number;
  /** Place in the room's log. */
  readonly offset?: number;
  /** Bytes. */
  readonly size?: number;
}

const TEXTS = ["room", "from", "name", "text", "to", "reason", "path", "type", "by"] as const;
const NUMBERS = ["at", "offset", "size"] as const;

/**
 * Reads a push.
 *
 * @param push What came.
 * @returns The event, with only the fields that we know and that have the right type; `undefined` for a push that
 * is no event, such as the confirmation of a subscription.
 */
export function toEvent(push: Push): ServerEvent | undefined {
  const [kind, ...rest] = push.items.map(textOf);
  const [channel, payload] = kind === "message" ? rest : kind === "pmessage" ? rest.slice(1) : [];
  if (channel === undefined || payload === undefined) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(payload);
  } catch {
    return undefined;
  }
  if (typeof json !== "object" || json === null || !("event" in json)) return undefined;
  if (typeof json.event !== "string") return undefined;
  const fields = json as Record<string, unknown>;
  const event: Record<string, unknown> = { channel, event: json.event };
  for (const name of TEXTS) if (typeof fields[name] === "string") event[name] = fields[name];
  for (const name of NUMBERS) if (Number.isFinite(fields[name])) event[name] = fields[name];
  if (!isTime(event.at)) delete event.at;
  return event as unknown as ServerEvent;
}
