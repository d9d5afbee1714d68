/**
 * Programs on a terminal whose every byte can be looked at, by `script` of util-linux.
 *
 * @module
 */
import { installed } from "./processes.ts";
import { Running, type RunningOptions } from "./running.ts";

/** Whether the tests of bytes cannot run here; prints why. Elsewhere than on Linux `script` takes other flags. */
export const NO_SCRIPT: boolean = Deno.build.os !== "linux" || !installed("script");

/** Runs a line of the shell on a terminal: what is written to it is typed, `\r` is Enter. */
export function runScript(line: string, options: Omit<RunningOptions, "input"> = {}): Running {
  return new Running(["script", ["-qec", line, "/dev/null"]], { ...options, input: true });
}
