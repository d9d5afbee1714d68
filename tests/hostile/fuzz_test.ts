/**
 * Ten thousand fuzzed inputs, over real sockets and in process. The seed is printed; `ENCHUFE_SEED` repeats a run and
 * `ENCHUFE_FUZZ` sets how many.
 *
 * @module
 */
import { ReplyDecoder } from "../../lib/framing/reply_decoder.ts";
import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertStringIncludes,
} from "../helpers/assert.ts";
import { within } from "../helpers/patience.ts";
import { runProgram, startServer } from "../helpers/processes.ts";
import { othersEnded, RespClient } from "../helpers/resp_client.ts";
import { tempDir } from "../helpers/temp.ts";
import { FUZZ_TARGETS, type FuzzTarget } from "./fuzz_targets.ts";
import { fuzz, fuzzInput } from "./fuzzing.ts";
import { concat, cut, nextInput, Random, show } from "./mutations.ts";

const SEED = Number(Deno.env.get("ENCHUFE_SEED") ?? Math.floor(Math.random() * 2 ** 31));
const COUNT = Number(Deno.env.get("ENCHUFE_FUZZ") ?? 10_000);
/** Connections at a time. */
const AT_ONCE = 24;
/** Inputs of one connection, at the most. */
const MOST_INPUTS = 8;

function printSeed(): void {
  // deno-lint-ignore no-console -- without its seed a failure cannot be repeated
  console.log(`fuzz: ENCHUFE_SEED=${SEED} ENCHUFE_FUZZ=${COUNT}`);
}

/** What a peer does in the end. */
type Ending = "half-close and listen" | "close at once" | "close after a reply";
const ENDINGS: readonly Ending[] = ["half-close and listen", "close at once", "close after a reply"];

/** Takes what the server says until it ends; whatever comes in, what goes out must be RESP. */
async function listen(client: RespClient): Promise<void> {
  const decoder = new ReplyDecoder();
  for (;;) {
    while (decoder.next() === "value");
    let bytes: Uint8Array | null;
    try {
      bytes = await client.readSome();
    } catch (error) {
      // Closing over bytes that the server had still to read resets the connection.
      if (error instanceof Deno.errors.ConnectionReset) return;
      throw error;
    }
    if (bytes === null) return;
    decoder.push(bytes);
  }
}

/** Takes what a plain service says until it ends. */
async function drain(client: RespClient): Promise<void> {
  while (await client.readSome().catch(() => null) !== null);
}

async function misbehave(
  client: RespClient,
  pieces: readonly Uint8Array[],
  ending: Ending,
  hear: (client: RespClient) => Promise<void> = listen,
): Promise<void> {
  const listening = ending === "half-close and listen" ? hear(client) : undefined;
  try {
    for (const piece of pieces) await client.sendRaw(piece);
    if (listening !== undefined) await client.closeWrite();
  } catch (error) {
    // The server has closed already, after a breach: that is its right.
    if (!(error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.ConnectionReset)) {
      if (!(error instanceof Deno.errors.NotConnected)) throw error;
    }
  }
  await listening;
  if (ending === "close after a reply") {
    await client.send("PING").catch(() => {});
    await client.closeWrite().catch(() => {});
    await client.readSome().catch(() => null);
  }
}

/** Everything under a folder, hidden files too. */
function* everything(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    yield `${folder}/${name}`;
    if (isDirectory) yield* everything(`${folder}/${name}`);
  }
}

Deno.test(`server: ${COUNT} fuzzed inputs leave it serving`, async () => {
  printSeed();
  const random = new Random(SEED);
  await using outside = await tempDir({
    "fuera.txt": "intacto",
    share: { "hola.txt": "hola", "grande.bin": new Uint8Array(100_000), carpeta: { "a.txt": "a" } },
  });
  const limits = ["--max-upload", "1M", "--keep-free", "0", "--chat-rate", "1000000"];
  await using server = await startServer({
    folder: outside.join("share"),
    args: ["--access", "write", "--sync", "off", ...limits],
  });
  using witness = await RespClient.connect(server);
  assertEquals(await witness.call("PING"), "PONG");
  let left = COUNT, connections = 0;
  const worker = async () => {
    while (left > 0) {
      // All choices of a connection are made before anything is awaited, so that the seed alone decides.
      const inputs = Array.from(
        { length: Math.min(left, 1 + random.below(MOST_INPUTS)) },
        () => nextInput(random),
      );
      left -= inputs.length;
      const bytes = concat(...inputs);
      const pieces = cut(bytes, random);
      const ending = random.pick(ENDINGS);
      const nth = ++connections;
      try {
        using client = await RespClient.connect(server);
        await within(misbehave(client, pieces, ending), `end of connection ${nth}`);
        if (nth % 50 === 0) {
          using fresh = await RespClient.connect(server);
          assertEquals(await fresh.call("PING"), "PONG");
        }
      } catch (error) {
        left = 0;
        throw new Error(
          `ENCHUFE_SEED=${SEED}, connection ${nth}, ${ending}: ${show(bytes)}\n${
            server.stderr.text.slice(-2000)
          }`,
          {
            cause: error,
          },
        );
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));

  assertEquals(await witness.call("PING"), "PONG");
  await othersEnded(witness);
  const defects = server.stderr.text.split("\n").filter((line) =>
    /session failed|command failed|delivery failed/.test(line)
  );
  assertEquals(defects, [], `ENCHUFE_SEED=${SEED}`);
  assert(
    !/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u.test(server.stderr.text),
    "control characters in the log",
  );
  // The jail held, and no unfinished upload was left behind.
  assertEquals([...Deno.readDirSync(outside.path)].map(({ name }) => name).sort(), ["fuera.txt", "share"]);
  assertEquals(Deno.readTextFileSync(outside.join("fuera.txt")), "intacto");
  assertEquals([...everything(outside.join("share"))].filter((path) => path.endsWith(".part")), []);
  assertEquals(await server.stop(), 0);
});

Deno.test("server: fuzzed messages leave the five plain services serving", async () => {
  printSeed();
  const random = new Random(SEED);
  const targets = FUZZ_TARGETS.filter(({ name }) => ["lines", "pickle", "inline"].includes(name));
  const classic = ["chat", "echo", "list", "file", "menu"] as const;
  await using server = await startServer({ classic, args: ["--chat-rate", "1000000"] });
  using witness = await RespClient.connect(server);
  for (let times = 0; times < COUNT / 100; times++) {
    await Promise.all(classic.map(async (service) => {
      const target = targets[times % targets.length] as FuzzTarget;
      const input = concat(nextInput(random, target.corpus), nextInput(random, target.corpus));
      const pieces = cut(input, random), ending = random.pick(ENDINGS);
      using client = await RespClient.connect({ port: () => server.port(service) });
      await within(misbehave(client, pieces, ending, drain), `end of ${service}: ${show(input)}`);
    }));
  }
  await othersEnded(witness);
  assertEquals(
    server.stderr.text.match(/session failed|command failed|delivery failed/g),
    null,
    server.stderr.text,
  );
  assert(
    !/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u.test(server.stderr.text),
    "control characters in the log",
  );
  assertEquals(await server.stop(), 0);
});

/** Milliseconds that each target gets here; `deno task fuzz` has the inputs by the million. */
const TIME_MS = 1500;

for (const target of FUZZ_TARGETS) {
  Deno.test(`fuzz: ${target.name} give the same however they are cut, and nothing but refusals`, async () => {
    printSeed();
    const { inputs, values, refused, slowest, failures } = await fuzz(target, {
      seed: SEED,
      inputs: Infinity,
      time: TIME_MS,
    });
    // deno-lint-ignore no-console -- what a fixed time was enough for
    console.log(
      `${target.name}: ${inputs} inputs, ${values} values, ${refused} refused, ${slowest.ms.toFixed(1)} ms`,
    );
    const shown = failures.map(({ input, why }) =>
      `--target ${target.name} --replay ${input.toBase64()}: ${why}`
    );
    assertEquals(shown, [], `ENCHUFE_SEED=${SEED}`);
    // A fuzzer whose inputs never arrive anywhere would prove nothing.
    assert(
      values > inputs / 20 && refused > inputs / 20,
      `${values} values, ${refused} of ${inputs} refused`,
    );
  });
}

Deno.test("fuzz: the same seed gives the same inputs, and a decoder that minds how bytes are cut is caught", async () => {
  const [target] = FUZZ_TARGETS as [FuzzTarget];
  const input = (seed: number) => fuzzInput(target, { seed, index: 7 });
  assertEquals(input(1), input(1));
  assertNotEquals(input(1), input(2));
  const careless: FuzzTarget = {
    ...target,
    decode: (pieces) => ({ values: [pieces.length], refused: undefined, rest: undefined }),
  };
  const broken: FuzzTarget = { ...target, decode: () => null as never };
  for (const wrong of [careless, broken]) {
    const { failures } = await fuzz(wrong, { seed: 1, inputs: 50 });
    assert(failures.length > 0);
  }
});

Deno.test("deno task fuzz prints the seed, the inputs of each target and the slowest, and replays one", async () => {
  const run = (...args: string[]) =>
    runProgram(Deno.execPath(), ["run", "--allow-env", "tests/fuzz.ts", ...args], { env: { NO_COLOR: "1" } });
  const first = await run("--inputs", "700", "--seed", "5");
  assertEquals(first.code, 0, first.stdout);
  assertStringIncludes(first.stdout, "seed 5\n");
  for (const { name } of FUZZ_TARGETS) {
    assertMatch(first.stdout, new RegExp(`^${name} +100 .* ms \\(input`, "m"));
  }
  assertMatch(first.stdout, /^700 inputs in [\d.]+ s, 0 failed, seed 5$/m);
  const again = await run(
    "--target",
    "inline",
    "--replay",
    new TextEncoder().encode("ECHO hola\r\n").toBase64(),
  );
  assertEquals(again.code, 0);
  assertMatch(again.stdout, /inline: .*"ECHO", "hola"/s);
  assertEquals((await run("--target", "nothing")).code, 2);
});
