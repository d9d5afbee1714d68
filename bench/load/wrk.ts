/**
 * `wrk`, one thread.
 *
 * @module
 */
import { runGenerator } from "./generator.ts";

/** Settings of {@linkcode wrk}. */
export interface WrkLoad {
  readonly connections: number;
  readonly seconds: number;
}

/**
 * Reads what it prints.
 *
 * @returns Requests per second.
 * @throws {Error} if any answer was an error, or none came.
 */
export function parseWrk(text: string): number {
  const wrong = /^\s*(Non-2xx or 3xx responses|Socket errors): .*$/m.exec(text);
  if (wrong !== null) throw new Error(`wrk met errors: ${wrong[0].trim()}`);
  const rate = Number(/^Requests\/sec:\s+([\d.]+)$/m.exec(text)?.[1]);
  if (!(rate > 0)) throw new Error(`wrk gave no rate: ${text}`);
  return rate;
}

/** Runs it. @returns Requests per second. */
export async function wrk(url: string, { connections, seconds }: WrkLoad): Promise<number> {
  return parseWrk(await runGenerator("wrk", ["-t1", `-c${connections}`, `-d${seconds}s`, url]));
}
