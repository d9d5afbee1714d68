/**
 * Many sessions that say nothing, held by a process of their own.
 *
 * @module
 */
import { fromFileUrl } from "../../lib/std/path.ts";
import { Running } from "../../tests/helpers/running.ts";

const PROGRAM = fromFileUrl(new URL("./idle_program.ts", import.meta.url));
/** Descriptors that a process needs besides its sessions. */
const OTHERS = 200;

/** How many sessions a process may have here, at most as many as are wanted. */
export function possibleSessions(wanted: number): number {
  const { stdout } = new Deno.Command("sh", { args: ["-c", "ulimit -n"], stdin: "null" }).outputSync();
  const limit = Number(new TextDecoder().decode(stdout));
  return Number.isInteger(limit) ? Math.max(0, Math.min(wanted, limit - OTHERS)) : wanted;
}

/**
 * Opens them, and waits until each has been answered a PING.
 *
 * @param port Of this machine.
 * @returns Disposing of it closes them.
 * @throws {Error} if the server takes fewer, or answers wrongly.
 */
export async function holdSessions(port: number, count: number): Promise<AsyncDisposable> {
  const args = ["run", "--quiet", "--allow-net=127.0.0.1", PROGRAM, String(port), String(count)];
  const running = new Running([Deno.execPath(), args], { input: true });
  try {
    await running.stdout.until((text) => text.includes("ready"), `${count} sessions`, 60_000);
  } catch (error) {
    await running[Symbol.asyncDispose]();
    throw new Error(`No ${count} sessions: ${running.stderr.text}`, { cause: error });
  }
  return running;
}
