/**
 * How long a message may be. A longer one would make the server close the session, so it is measured beforehand.
 *
 * @module
 */
import { textOf } from "../framing/reply_decoder.ts";
import type { Connection } from "./connection.ts";

/** What servers have unless they are told otherwise. */
const USUAL_LIMIT = 1000;

/**
 * Asks the server how many characters a message may have.
 *
 * @param connection An open connection.
 * @returns The limit; the usual one if the server does not say.
 */
export async function messageLimit(connection: Connection): Promise<number> {
  try {
    const reply = await connection.request(["CONFIG", "GET", "max-message"]);
    const value = reply instanceof Map ? reply.get("max-message") : undefined;
    const limit = Number(textOf(value ?? null) ?? NaN);
    return Number.isSafeInteger(limit) && limit > 0 ? limit : USUAL_LIMIT;
  } catch {
    return USUAL_LIMIT;
  }
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
