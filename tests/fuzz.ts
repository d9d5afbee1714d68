/**
 * The fuzzer on its own: `deno task fuzz --inputs 1000000 --seed 42`. What fails is printed so that it can be given
 * again: `deno task fuzz --target replies --replay BASE64`. Exit status 0 only if nothing failed.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { FUZZ_TARGETS, type FuzzTarget } from "./hostile/fuzz_targets.ts";
import { fuzz, type FuzzResult, tryInput } from "./hostile/fuzzing.ts";

const USAGE = `deno task fuzz [--inputs N] [--seconds N] [--seed N] [--target NAME] [--replay BASE64]
targets: ${FUZZ_TARGETS.map(({ name }) => name).join(" ")}`;

function print(line: string): void {
  // deno-lint-ignore no-console -- this program exists to print
  console.log(line);
}

function column(values: readonly (string | number)[]): string {
  return values.map((value, at) => at === 0 ? String(value).padEnd(10) : String(value).padStart(10)).join("");
}

function report(result: FuzzResult): void {
  const { target, inputs, bytes, values, refused, slowest, failures } = result;
  print(
    column([target, inputs, bytes, values, refused]) +
      `  ${slowest.ms.toFixed(1)} ms (input ${slowest.index}, ${slowest.bytes} bytes)`,
  );
  for (const { index, input, why } of failures) {
    print(`FAIL ${target}, input ${index}: ${why}`);
    print(`     deno task fuzz --target ${target} --replay ${input.length === 0 ? "''" : input.toBase64()}`);
  }
}

/** Gives one input again; returns the exit status. */
async function replay(targets: readonly FuzzTarget[], input: Uint8Array): Promise<number> {
  let failed = 0;
  for (const target of targets) {
    try {
      print(`${target.name}: ${Deno.inspect(await tryInput(target, input))}`);
    } catch (thrown) {
      failed = 1;
      print(`FAIL ${target.name}: ${thrown}`);
    }
  }
  return failed;
}

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      inputs: { type: "string", default: "100000" },
      seconds: { type: "string", default: "Infinity" },
      seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
      target: { type: "string" },
      replay: { type: "string" },
    },
  });
  const targets = FUZZ_TARGETS.filter(({ name }) => values.target === undefined || name === values.target);
  const inputs = Number(values.inputs), seconds = Number(values.seconds), seed = Number(values.seed);
  if (targets.length === 0 || !(inputs > 0) || !(seconds > 0) || !Number.isInteger(seed)) {
    print(USAGE);
    return 2;
  }
  if (values.replay !== undefined) return await replay(targets, Uint8Array.fromBase64(values.replay));
  print(`seed ${seed}`);
  print(column(["target", "inputs", "bytes", "values", "refused"]) + "  slowest, in all its cuts");
  const begin = performance.now();
  let total = 0, failures = 0;
  for (const [at, target] of targets.entries()) {
    const share = Math.floor(inputs / targets.length) + (at < inputs % targets.length ? 1 : 0);
    const result = await fuzz(target, { seed, inputs: share, time: 1000 * seconds / targets.length });
    report(result);
    total += result.inputs;
    failures += result.failures.length;
  }
  print(
    `${total} inputs in ${
      ((performance.now() - begin) / 1000).toFixed(1)
    } s, ${failures} failed, seed ${seed}`,
  );
  return failures === 0 ? 0 : 1;
}

if (import.meta.main) {
  try {
    Deno.exit(await main(Deno.args));
  } catch (error) {
    print(`${error instanceof Error ? error.message : error}\n${USAGE}`);
    Deno.exit(2);
  }
}
