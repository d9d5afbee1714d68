/**
 * What the server takes at most. A message that is longer would make it close the session, so it is asked beforehand.
 *
 * @module
 */
import { textOf } from "../framing/reply_decoder.ts";
import type { Connection } from "./connection.ts";

/** Characters of a message, and bytes of a file. */
export type ServerLimit = "max-message" | "max-upload";

/** What servers have unless they are told otherwise. */
const USUAL: Readonly<Record<ServerLimit, number>> = { "max-message": 1000, "max-upload": 4 * 1024 ** 3 };

/**
 * Asks the server for a limit.
 *
 * @param connection An open connection.
 * @param name Which.
 * @returns The limit; the usual one if the server does not say.
 */
export async function serverLimit(connection: Connection, name: ServerLimit): Promise<number> {
  const reply = await connection.request(["CONFIG", "GET", name]).catch(() => null);
  const limit = reply instanceof Map ? Number(textOf(reply.get(name))) : NaN;
  return Number.isSafeInteger(limit) && limit > 0 ? limit : USUAL[name];
}

/**
 * The length of a message as the server counts it.
 *
 * @param text The message.
 * @returns Code points.
 */
export function messageLength(text: string): number {
  return [...text].length;
}
