/**
 * Starts our own load generators: processes of their own that say what they have measured in lines of JSON.
 *
 * @module
 */
import { makeContest } from "../contest.ts";
import type { Row } from "../row.ts";
import { fromFileUrl } from "../../lib/std/path.ts";
import { Output } from "../../tests/helpers/processes.ts";

const FOLDER = fromFileUrl(new URL(".", import.meta.url));
/** How long a generator may take for one thing, in milliseconds: far longer than any does. */
const PATIENCE_MS = 120_000;

/** A generator that runs; disposing of it ends it. */
export interface Generator extends AsyncDisposable {
  /** Waits for the next line. @throws {Error} if it ends without one: something was wrong. */
  told(): Promise<Readonly<Record<string, unknown>>>;
}

/**
 * Starts one.
 *
 * @param script Its name, in this folder.
 * @param task What it is to do.
 */
export function startGenerator(script: string, task: unknown): Generator {
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--frozen",
      "--allow-ffi",
      "--allow-read",
      FOLDER + script,
      JSON.stringify(task),
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stdout = new Output(process.stdout), stderr = new Output(process.stderr);
  let lines = 0;
  return {
    async told() {
      try {
        const text = await stdout.until(
          (text) => text.split("\n").length > lines + 1,
          `line of ${script}`,
          PATIENCE_MS,
        );
        return JSON.parse(text.split("\n")[lines++] ?? "");
      } catch (error) {
        await stderr.done;
        throw new Error(`${script} ${JSON.stringify(task)}: ${stderr.text}`, { cause: error });
      }
    },
    async [Symbol.asyncDispose]() {
      try {
        process.kill("SIGKILL");
      } catch { /* It has ended by itself. */ }
      await Promise.all([process.status, stdout.done, stderr.done]);
    },
  };
}

/**
 * Runs one that measures one thing.
 *
 * @returns Milliseconds that it took.
 * @throws {Error} if an answer was wrong.
 */
export async function measureOnce(script: string, task: unknown): Promise<number> {
  await using generator = startGenerator(script, task);
  return Number((await generator.told()).took);
}

/** A row that only our own generators can measure: where there are none, nobody takes part. */
export function whereTheyRun(prepare: Row["prepare"]): Row["prepare"] {
  if (Deno.build.os === "linux") return prepare;
  const nobody = makeContest([], {
    stack: new AsyncDisposableStack(),
    missing: ["Linux, for our load generators"],
  });
  return () => Promise.resolve(nobody);
}
