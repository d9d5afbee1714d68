/**
 * How long the compiled client takes from its start to its first answer, beside programs that everyone knows, turn and turn about:
 *
 *     deno task bench:startup [SERVER CLIENT]
 *
 * The programs are those in `dist/` unless others are named.
 *
 * @module
 */
import { resolve } from "../lib/std/path.ts";
import { installed, startServer } from "../tests/helpers/processes.ts";

const ROUNDS = 21;

/** One row of the table. */
interface Contender {
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
  readonly times: number[];
}

/** Milliseconds from the start of a program to its end. @throws {Error} if it fails. */
async function time([program, ...args]: Contender["command"]): Promise<number> {
  const began = performance.now();
  const { success, stderr } = await new Deno.Command(program, { args, stdin: "null" }).output();
  const took = performance.now() - began;
  if (!success) throw new Error(`'${program} ${args.join(" ")}' failed: ${new TextDecoder().decode(stderr)}`);
  return took;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] as number;
}

/** Python itself: what stands for it on the PATH may be a script that looks for it, which would be measured too. */
function realPython(): string {
  const { stdout } = new Deno.Command("python3", { args: ["-c", "import sys; print(sys.executable)"] })
    .outputSync();
  return new TextDecoder().decode(stdout).trim();
}

function contenders(client: string, port: string): Contender[] {
  const all: [string, Contender["command"]][] = [
    ["enchufe echo hola", [client, "--port", port, "echo", "hola"]],
    ["enchufe --version", [client, "--version"]],
  ];
  if (installed("redis-cli")) all.push(["redis-cli PING", ["redis-cli", "-p", port, "PING"]]);
  if (installed("python3")) all.push(["python3 -c 1", [realPython(), "-c", "1"]]);
  return all.map(([name, command]) => ({ name, command, times: [] }));
}

function print(rows: readonly Contender[]): void {
  const base = median(rows[0]?.times ?? []);
  const lines = rows.map(({ name, times }) => {
    const middle = median(times);
    const cells = [middle, Math.min(...times)].map((value) => value.toFixed(1).padStart(8));
    return `${name.padEnd(20)}${cells.join("")}${(middle / base).toFixed(2).padStart(8)}`;
  });
  // deno-lint-ignore no-console -- this program exists to print
  console.log([`${"start to end, ms".padEnd(20)}  median     min   ratio`, ...lines].join("\n"));
}

async function main(
  [server = "dist/enchufe-server", client = "dist/enchufe"]: readonly string[],
): Promise<void> {
  Deno.env.set("SERVER_BIN", resolve(server));
  await using running = await startServer();
  const rows = contenders(resolve(client), String(running.port()));
  for (let round = 0; round < ROUNDS; round++) {
    for (const { command, times } of rows) times.push(await time(command));
  }
  print(rows);
}

if (import.meta.main) await main(Deno.args);
