/**
 * Which calls to the system a program makes, and how long they take, as `strace` sees it.
 *
 * @module
 */
import { Running } from "../tests/helpers/running.ts";

/** All calls of one name. */
export interface SystemCall {
  readonly name: string;
  readonly calls: number;
  /** Of all of them together, as a clock on the wall has it. */
  readonly seconds: number;
}

/** What has to do with files; waiting for sockets would hide it. */
const CALLS = "%file,write,pwrite64,fsync,fdatasync,ftruncate,close,fchmod,lseek,flock";

/**
 * Reads the table of `strace -c -w`.
 *
 * @returns The calls that took the longest first.
 */
export function parseSystemCalls(table: string): SystemCall[] {
  const line = /^\s*[\d.]+\s+([\d.]+)\s+\d+\s+(\d+)\s+(?:\d+\s+)?(\w+)$/;
  const rows = table.split("\n").flatMap((text): SystemCall[] => {
    const [, seconds, calls, name] = line.exec(text) ?? [];
    return name === undefined || name === "total"
      ? []
      : [{ name, calls: Number(calls), seconds: Number(seconds) }];
  });
  return rows.toSorted((a, b) => b.seconds - a.seconds);
}

/**
 * Watches a process while something is done to it.
 *
 * @param pid The process; all its threads are watched.
 * @param work What is done meanwhile.
 * @throws {Error} if the system does not let us watch.
 */
export async function systemCalls(pid: number, work: () => Promise<void>): Promise<SystemCall[]> {
  await using strace = new Running(["strace", ["-f", "-c", "-w", "-e", `trace=${CALLS}`, "-p", String(pid)]]);
  await strace.stderr.until((text) => text.includes("attached"), "strace to attach");
  await work();
  // It leaves the process as it was, and prints its table.
  await strace.stop("SIGINT");
  return parseSystemCalls(strace.stderr.text);
}
