/**
 * A server under the load of a busy class for as long as one likes: people talk, come and go, hand in and fetch files,
 * and fall off the network. In the end every message was heard exactly once by everyone who stayed, every file was
 * whole, and the server is as large as before:
 *
 *     deno task soak --minutes 60
 *
 * @module
 */
import { taskNumbers } from "./helpers/task_flags.ts";
import type { Reply } from "../lib/framing/reply.ts";
import { Random } from "./hostile/mutations.ts";
import { type Counts, tally, Witness } from "./hostile/tally.ts";
import { assertEquals } from "./helpers/assert.ts";
import { pause, within } from "./helpers/patience.ts";
import { connectPeer, type Peer } from "./helpers/peer.ts";
import { runProgram, startServer, type TestServer } from "./helpers/processes.ts";
import { plain } from "./helpers/replies.ts";
import { tempDir } from "./helpers/temp.ts";

const ROOMS = ["plaza", "patio", "aula"] as const;
const CHATTERS = 12;
const VISITORS = 6;
const PORTERS = 4;
/** Messages of one chatter in a second; the server's limit is 5. */
const MESSAGES_PER_SECOND = 4;
/** Part of the time before the first measurement: the engine has compiled what is hot and sized its heap. */
const WARM_UP = 0.4;
const SAMPLE_MS = 250;
/** Part of the time that a first round takes, and how long nothing is opened or closed behind it. */
const FIRST_ROUND = 0.1;
const SETTLING_MS = 500;
/** How much larger the server may be in the end. */
const MOST_GROWTH = 0.05;

/** Settings of {@linkcode soak}. */
export interface SoakOptions {
  /** How long, with the time to get warm. */
  readonly seconds: number;
  /** Gives the same names, sizes and pauses. */
  readonly seed: number;
}

/** What came of it. */
export interface SoakReport {
  readonly seed: number;
  readonly seconds: number;
  /** Messages said by those who stayed, and what those who were in the room should have heard and did hear. */
  readonly messages: Counts;
  /** Sessions that came and went, in order or not. */
  readonly visits: number;
  /** Peers that were cut off. */
  readonly killed: number;
  /** Files handed in, fetched and compared. */
  readonly files: number;
  readonly descriptors: { readonly start: number; readonly end: number };
  /** Medians of the resident memory, in bytes, of the time behind the warm-up: its first third and its last. */
  readonly memory: { readonly start: number; readonly end: number };
  /** Milliseconds. */
  readonly slowest: number;
}

/** What is under way while it lasts. */
class Load {
  messages: Counts = tally([]);
  visits = 0;
  killed = 0;
  files = 0;
  slowest = 0;
  over = false;
  readonly #port: number;
  readonly #random: Random;

  constructor(server: TestServer, random: Random) {
    this.#port = server.port();
    this.#random = random;
  }

  /** Those who stay: each says numbered lines and counts what it hears. */
  async chatters(): Promise<void> {
    const members: { peer: Peer; witness: Witness }[] = [];
    for (let at = 0; at < CHATTERS; at++) {
      const witness = new Witness(`socia-${at}`, ROOMS[at % ROOMS.length] as string);
      const onPush = (items: readonly Reply[]) => note(items, witness);
      const peer = await connectPeer(this.#port, { version: 3, name: witness.name, onPush });
      await peer.call("ROOM.JOIN", witness.room);
      members.push({ peer, witness });
    }
    await Promise.all(members.map((member) => this.#talk(member)));
    // What is said last is heard behind the replies; an answer to everybody means that it has been sent.
    for (const { peer } of members) await peer.call("PING");
    this.messages = tally(members.map(({ witness }) => witness));
    for (const { peer } of members) await peer[Symbol.asyncDispose]();
  }

  async #talk({ peer, witness }: { readonly peer: Peer; readonly witness: Witness }): Promise<void> {
    while (!this.over) {
      await this.#asked(peer, "ROOM.SAY", witness.room, `n ${witness.said++} ñandú`);
      await pause((0.9 + this.#random.next() * 0.2) * 1000 / MESSAGES_PER_SECOND);
    }
  }

  /** Those who come and go, in order or by falling off the network. */
  async visitors(number: number): Promise<void> {
    while (!this.over) {
      this.visits++;
      const peer = await connectPeer(this.#port, { version: 3, name: `visita-${number}`, onPush: () => {} });
      for (let rooms = this.#random.below(3); rooms >= 0; rooms--) {
        await peer.call("ROOM.JOIN", this.#random.pick(ROOMS));
      }
      if (this.#random.below(2) === 0) await peer.call("ROOM.SAY", "plaza", "hola");
      await pause(this.#random.below(400));
      if (this.#random.below(2) === 0) await peer.call("QUIT");
      else this.killed++;
      await peer[Symbol.asyncDispose]();
      // The name is free as soon as the server has seen the end.
      await pause(50);
    }
  }

  /** Those who hand files in and fetch them, some of whom are cut off on the way. */
  async porter(number: number): Promise<void> {
    const path = `archivo-${number}.bin`;
    while (!this.over) {
      await using peer = await connectPeer(this.#port);
      const bytes = this.#random.bytes(this.#random.below(64 * 1024));
      assertEquals(plain(await this.#asked(peer, "SET", path, bytes)), "OK");
      const fetched = await this.#asked(peer, "GET", path);
      assertEquals(fetched instanceof Uint8Array && equal(fetched, bytes), true, `${path} came back whole`);
      this.files++;
      // In the middle of handing in.
      if (this.#random.below(4) === 0) {
        this.killed++;
        await peer.raw(`*3\r\n$3\r\nSET\r\n$${path.length}\r\n${path}\r\n$1000000\r\n`);
        await peer.raw(bytes);
      }
    }
  }

  /** Somebody who only wants to know how long an answer takes. */
  async prober(): Promise<void> {
    await using peer = await connectPeer(this.#port);
    while (!this.over) {
      await this.#asked(peer, "PING");
      await pause(20);
    }
  }

  async #asked(peer: Peer, ...parts: (string | Uint8Array)[]): Promise<Reply> {
    const started = performance.now();
    const reply = await peer.call(...parts);
    this.slowest = Math.max(this.slowest, performance.now() - started);
    return reply;
  }
}

/** Notes which of somebody's numbered lines was heard. */
function note(items: readonly Reply[], witness: Witness): void {
  const [kind, , payload] = plain([...items]) as unknown[];
  if (kind !== "message") return;
  const event = JSON.parse(String(payload)) as Record<string, unknown>;
  const number = /^n (\d+) ñandú$/.exec(String(event.text))?.[1];
  if (event.event === "message" && number !== undefined) witness.hear(String(event.from), Number(number));
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/**
 * Runs the load.
 *
 * @param options How long.
 * @returns What came of it.
 * @throws {Error} If something was not answered as it should be.
 */
export async function soak({ seconds, seed }: SoakOptions): Promise<SoakReport> {
  await using share = await tempDir();
  await using server = await startServer({
    folder: share.path,
    // A history that is full before the first measurement.
    args: ["--access", "write", "--keep-free", "0", "--sync", "off", "--history-messages", "50"],
  });
  const random = new Random(seed);
  // What the server opens once and for good is open behind a first round.
  await run(new Load(server, random), pause(seconds * 1000 * FIRST_ROUND));
  await using inspector = await connectPeer(server.port(), { version: 3 });
  const before = await settled(server);
  const load = new Load(server, random);
  const memory = await run(load, sample(inspector, seconds * (1 - FIRST_ROUND)));
  const after = await settled(server);
  const third = Math.max(1, Math.floor(memory.length / 3));
  return {
    seed,
    seconds,
    messages: load.messages,
    visits: load.visits,
    killed: load.killed,
    files: load.files,
    descriptors: { start: before, end: after },
    memory: { start: median(memory.slice(0, third)), end: median(memory.slice(-third)) },
    slowest: load.slowest,
  };
}

/** Puts a load on the server as long as something lasts. */
async function run<T>(load: Load, lasting: Promise<T>): Promise<T> {
  const running = Promise.all([
    load.chatters(),
    load.prober(),
    ...Array.from({ length: VISITORS }, (_, number) => load.visitors(number)),
    ...Array.from({ length: PORTERS }, (_, number) => load.porter(number)),
  ]);
  // Whoever is not answered ends it.
  await Promise.race([lasting, running]);
  load.over = true;
  await running;
  return await lasting;
}

/** Resident memory, again and again, from the end of the warm-up on. */
async function sample(inspector: Peer, seconds: number): Promise<number[]> {
  const started = performance.now();
  const samples: number[] = [];
  for (let gone = 0; gone < seconds; gone = (performance.now() - started) / 1000) {
    const bytes = await resident(inspector);
    if (gone > seconds * WARM_UP) samples.push(bytes);
    await pause(SAMPLE_MS);
  }
  return samples;
}

/** Bytes, as the server says itself. */
async function resident(inspector: Peer): Promise<number> {
  const info = plain(await within(inspector.call("INFO", "memory"), "the server's memory"));
  return Number(/^used_memory_rss:(\d+)/m.exec(String(info))?.[1]);
}

/** Files and connections that are open when all who were cut off have been noticed. */
async function settled(server: TestServer): Promise<number> {
  let before = NaN, now = await descriptors(server);
  for (let patience = 20; now !== before && patience > 0; patience--) {
    await pause(SETTLING_MS);
    [before, now] = [now, await descriptors(server)];
  }
  return now;
}

/** How many; 0 where the system does not tell. */
async function descriptors({ process }: TestServer): Promise<number> {
  if (Deno.build.os !== "linux") return 0;
  // Not read here: Deno gives nobody /proc but who may do everything.
  const { stdout } = await runProgram("ls", [`/proc/${process.pid}/fd`]);
  return stdout.trim().split("\n").length;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/**
 * The report as lines.
 *
 * @param report What came of it.
 */
export function reportLines(report: SoakReport): string[] {
  const { messages, descriptors, memory } = report;
  const mib = (bytes: number) => (bytes / 2 ** 20).toFixed(1);
  const growth = ((memory.end / Math.max(1, memory.start) - 1) * 100).toFixed(1);
  return [
    `seed         ${report.seed}, ${report.seconds} s`,
    `messages     ${messages.sent} sent, ${messages.delivered} delivered, ${messages.lost} lost, ${messages.duplicated} duplicated`,
    `visits       ${report.visits}, peers cut off ${report.killed}`,
    `files        ${report.files} handed in, fetched and compared`,
    `descriptors  ${descriptors.start} at the start, ${descriptors.end} at the end`,
    `memory       ${mib(memory.start)} MiB at the start, ${mib(memory.end)} MiB at the end (${growth} %)`,
    `slowest      ${report.slowest.toFixed(1)} ms`,
  ];
}

/**
 * What is wrong with it.
 *
 * @param report What came of it.
 * @returns A line for each fault; none if all is as promised.
 */
export function faults({ messages, files, descriptors, memory }: SoakReport): string[] {
  const found: string[] = [];
  if (messages.delivered === 0 || files === 0) found.push("nothing was delivered");
  if (messages.lost > 0) found.push(`${messages.lost} messages lost`);
  if (messages.duplicated > 0) found.push(`${messages.duplicated} messages duplicated`);
  if (descriptors.end !== descriptors.start) {
    found.push(`${descriptors.start} descriptors have become ${descriptors.end}`);
  }
  if (!(memory.end <= memory.start * (1 + MOST_GROWTH))) found.push("memory has grown by more than 5 %");
  return found;
}

if (import.meta.main) {
  const { minutes, seed } = taskNumbers("soak", { minutes: 1, seed: 1 + Date.now() % 1_000_000 });
  const report = await soak({ seconds: minutes * 60, seed });
  // deno-lint-ignore no-console -- its report is what it is run for
  console.log(reportLines(report).join("\n"));
  const wrong = faults(report);
  // deno-lint-ignore no-console -- as above
  for (const fault of wrong) console.error(`fault        ${fault}`);
  if (wrong.length > 0) Deno.exit(1);
}
