/**
 * How much memory a process has in use.
 *
 * @module
 */
import { procText } from "./proc.ts";

/**
 * KiB of memory in a `/proc/PID/status`.
 *
 * @throws {Error} if it does not say.
 */
export function parseResidentKib(status: string): number {
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(status);
  if (found === null) throw new Error(`No resident memory in '${status.slice(0, 80)}'`);
  return Number(found[1]);
}

/** KiB that a process has in memory (RSS). */
export function residentKib(pid: number): number {
  return parseResidentKib(procText(`/proc/${pid}/status`));
}
