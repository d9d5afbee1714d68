/**
 * Ten thousand fuzzed inputs, over real sockets and in process. The seed is printed; `ENCHUFE_SEED` repeats a run and
 * `ENCHUFE_FUZZ` sets how many.
 *
 * @module
 */
import type { Request } from "../../lib/framing/request.ts";
import { ReplyDecoder } from "../../lib/framing/reply_decoder.ts";
import { RequestDecoder } from "../../lib/framing/request_decoder.ts";
import { makeLimits } from "../../lib/limits.ts";
import { assert, assertEquals } from "../helpers/assert.ts";
import { within } from "../helpers/patience.ts";
import { startServer } from "../helpers/processes.ts";
import { othersEnded, RespClient } from "../helpers/resp_client.ts";
import { tempDir } from "../helpers/temp.ts";
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

async function misbehave(
  client: RespClient,
  pieces: readonly Uint8Array[],
  ending: Ending,
): Promise<void> {
  const listening = ending === "half-close and listen" ? listen(client) : undefined;
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

/** Small, so that inputs of a few hundred bytes reach each of them. */
const LIMITS = makeLimits({
  maxLine: 100,
  maxArguments: 8,
  maxArgument: 40,
  maxRequest: 200,
  maxUpload: 500,
});

/** The content of `SET` may be streamed, as the server's table has it. */
function payloadArgument(request: Request): number {
  return request.is(0, "SET") ? 2 : -1;
}

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

/** All requests in some bytes that come in pieces, the streamed payloads, and how it ended. */
function decode(pieces: readonly Uint8Array[]): unknown[] {
  const decoder = new RequestDecoder({ limits: LIMITS, payloadArgument });
  const found: unknown[] = [];
  let payload = "";
  for (const piece of pieces) {
    decoder.push(piece);
    for (;;) {
      while (decoder.payloadLeft > 0) {
        const part = decoder.takePayload();
        if (part.length === 0) break;
        payload += latin1(part);
      }
      // `next` may be called again only when the whole payload has been taken.
      if (decoder.payloadLeft > 0) break;
      const status = decoder.next();
      if (status === "more") break;
      if (status === "fatal") return [...found, decoder.error?.message];
      if (status === "payload") continue;
      const { request } = decoder;
      const parts = Array.from({ length: request.count }, (_, i) => latin1(request.bytes(i)));
      found.push({ parts, payload: request.payloadIndex < 0 ? undefined : payload });
      payload = "";
    }
  }
  return [...found, { payloadLeft: decoder.payloadLeft, payload }];
}

Deno.test({
  name: `RequestDecoder ${COUNT} fuzzed inputs give the same whole and in random pieces`,
  permissions: "none",
  fn() {
    printSeed();
    const random = new Random(SEED);
    let requests = 0, breaches = 0, payloads = 0;
    for (let i = 0; i < COUNT; i++) {
      const bytes = concat(...Array.from({ length: 1 + random.below(4) }, () => nextInput(random)));
      const whole = decode([bytes]);
      for (const pieces of [cut(bytes, random), Array.from(bytes, (byte) => new Uint8Array([byte]))]) {
        assertEquals(decode(pieces), whole, `ENCHUFE_SEED=${SEED}, input ${i}: ${show(bytes)}`);
      }
      requests += whole.length - 1;
      if (typeof whole.at(-1) === "string") breaches++;
      if (JSON.stringify(whole).includes('"payload":"x')) payloads++;
    }
    // A fuzzer whose inputs never arrive anywhere would prove nothing.
    assert(requests > COUNT / 4 && breaches > COUNT / 20, `${requests} requests, ${breaches} breaches`);
    assert(payloads > 0, "no payload was ever streamed");
  },
});
