/**
 * The machine on which was measured: figures of another one cannot be compared.
 *
 * @module
 */
import { tmpdir } from "node:os";
import { procText } from "./proc.ts";

/** What a table says below its rows. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly kernel: string;
  /** File system of the temporary folder, where the shares are. */
  readonly fileSystem: string;
  /** ISO, with the time. */
  readonly date: string;
  /** Processes that wanted a core, in the last 1, 5 and 15 minutes. */
  readonly load: readonly number[];
}

/** The processor's name in a `/proc/cpuinfo`. */
export function parseProcessor(cpuinfo: string): string | undefined {
  return /^model name\s*:\s*(.+)$/m.exec(cpuinfo)?.[1];
}

/** Type of the file system that holds a path, by a `/proc/self/mounts`: the longest mount point that is above it wins. */
export function fileSystemOf(path: string, mounts: string): string | undefined {
  const holds = (point: string) => path === point || path.startsWith(point === "/" ? "/" : `${point}/`);
  const candidates = mounts.split("\n").map((line) => line.split(" ")).filter(([, point]) =>
    point !== undefined && holds(point)
  );
  // Of two at the same place the later one lies on top.
  return candidates.toSorted(([, a = ""], [, b = ""]) => a.length - b.length).at(-1)?.[2];
}

/** Looks at this machine now. */
export function thisMachine(): Machine {
  return {
    processor: parseProcessor(procText("/proc/cpuinfo")) ?? Deno.build.arch,
    cores: navigator.hardwareConcurrency,
    memoryGib: Deno.systemMemoryInfo().total / 2 ** 30,
    kernel: `${Deno.build.os} ${Deno.osRelease()}`,
    fileSystem: fileSystemOf(tmpdir(), procText("/proc/self/mounts")) ?? "unknown",
    date: new Date().toISOString(),
    load: Deno.loadavg(),
  };
}
