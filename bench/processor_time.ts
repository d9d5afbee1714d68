/**
 * What a process has cost so far, as the system counts it.
 *
 * @module
 */
import { procText } from "./proc.ts";

/** `USER_HZ`: the kernel tells times in hundredths of a second, whatever its own clock is. */
const TICKS_PER_SECOND = 100;
/** Places behind the name, which is in parentheses and may hold blanks and parentheses itself; see proc_pid_stat(5). */
const USER_TICKS = 11, SYSTEM_TICKS = 12;

/** Whether this system tells: Linux does. */
export function tellsProcesses(): boolean {
  return Deno.build.os === "linux";
}

/**
 * Seconds of user and system time in a line of `/proc/PID/stat`.
 *
 * @throws {Error} if it is not such a line.
 */
export function parseProcessorTime(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const seconds = (Number(fields[USER_TICKS]) + Number(fields[SYSTEM_TICKS])) / TICKS_PER_SECOND;
  if (!Number.isFinite(seconds)) throw new Error(`No processor time in '${stat}'`);
  return seconds;
}

/** Seconds that all threads of a process have used, in the program and in the system. */
export function processorTime(pid: number): number {
  return parseProcessorTime(procText(`/proc/${pid}/stat`));
}
