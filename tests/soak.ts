/**
 * A server under the load of a busy class for as long as one likes: people talk, come and go, hand in and fetch files,
 * and fall off the network. In the end every message was heard exactly once by everyone who stayed, every file was
 * whole, and the server is as large as before:
 *
 *     deno task soak --minutes 60
 *
 * @module
 */
import { parseArgs } from "../lib/std/cli.ts";
import type { Reply } from "../lib/framing/reply.ts";
import { Random } from "./hostile/mutations.ts";
import { assertEquals } from "./helpers/assert.ts";
import { pause } from "./helpers/patience.ts";
import { connectPeer, type Peer } from "./helpers/peer.ts";
import { startServer, type TestServer } from "./helpers/processes.ts";
import { plain } from "./helpers/replies.ts";
import { tempDir } from "./helpers/temp.ts";

const ROOMS = ["plaza", "patio", "aula"] as const;
const CHATTERS = 12;
const VISITORS = 6;
const PORTERS = 4;
/** Messages of one chatter in a second; the server's limit is 5. */
const MESSAGES_PER_SECOND = 4;
/** Load before the first measurement: the engine has compiled what is hot and sized its heap. */
const WARM_UP = 0.3;
const SAMPLE_MS = 250;

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
  readonly messages: { sent: number; delivered: number; lost: number; duplicated: number };
  /** Sessions that came and went, in order or not. */
  readonly visits: number;
  /** Peers that were cut off. */
  readonly killed: number;
  /** Files handed in, fetched and compared. */
  readonly files: number;
  readonly descriptors: { readonly start: number; readonly end: number };
  /** Medians of the resident memory, in bytes, behind the warm-up and at the end, under the same load. */
  readonly memory: { readonly start: number; readonly end: number };
  /** Milliseconds. */
  readonly slowest: number;
}

/** What is under way while it lasts. */
class Load {
  readonly messages = { sent: 0, delivered: 0, lost: 0, duplicated: 0 };
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
    const members: { peer: Peer; name: string; room: number; hears: Map<string, Map<number, number>> }[] = [];
    for (let at = 0; at < CHATTERS; at++) {
      const hears = new Map<string, Map<number, number>>();
      const name = `socia-${at}`, room = at % ROOMS.length;
      const peer = await connectPeer(this.#port, { version: 3, name, onPush: (items) => note(items, hears) });
      await peer.call("ROOM.JOIN", ROOMS[room] as string);
      members.push({ peer, name, room, hears });
    }
    const counts = await Promise.all(members.map((member) => this.#talk(member)));
    // What is said last is heard behind the replies; an answer to everybody means that it has been sent.
    for (const { peer } of members) await peer.call("PING");
    members.forEach(({ name, room }, at) => {
      const count = counts[at] as number;
      this.messages.sent += count;
      for (const listener of members.filter((other) => other.room === room)) {
        const times = listener.hears.get(name) ?? new Map<number, number>();
        for (let number = 0; number < count; number++) {
          const heardTimes = times.get(number) ?? 0;
          if (heardTimes === 0) this.messages.lost++;
          else this.messages.delivered++;
          this.messages.duplicated += Math.max(0, heardTimes - 1);
        }
      }
    });
    for (const { peer } of members) await peer[Symbol.asyncDispose]();
  }

  async #talk({ peer, room }: { readonly peer: Peer; readonly room: number }): Promise<number> {
    let number = 0;
    while (!this.over) {
      await this.#asked(peer, "ROOM.SAY", ROOMS[room] as string, `n ${number++} ñandú`);
      await pause((0.9 + this.#random.next() * 0.2) * 1000 / MESSAGES_PER_SECOND);
    }
    return number;
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
function note(items: readonly Reply[], hears: Map<string, Map<number, number>>): void {
  const [kind, , payload] = plain([...items]) as unknown[];
  if (kind !== "message") return;
  const event = JSON.parse(String(payload)) as Record<string, unknown>;
  const number = /^n (\d+) ñandú$/.exec(String(event.text))?.[1];
  if (event.event !== "message" || number === undefined) return;
  const from = String(event.from);
  const times = hears.get(from) ?? new Map<number, number>();
  times.set(Number(number), (times.get(Number(number)) ?? 0) + 1);
  hears.set(from, times);
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
    args: ["--access", "write", "--keep-free", "0", "--sync", "off"],
  });
  const load = new Load(server, new Random(seed));
  const descriptorsBefore = descriptors(server);
  const running = Promise.all([
    load.chatters(),
    load.prober(),
    ...Array.from({ length: VISITORS }, (_, number) => load.visitors(number)),
    ...Array.from({ length: PORTERS }, (_, number) => load.porter(number)),
  ]);
  const memory = await Promise.race([sample(server, seconds), running.then(() => [])]);
  load.over = true;
  await running;
  // Sessions that were cut off are noticed by now.
  await pause(500);
  const third = Math.max(1, Math.floor(memory.length / 3));
  return {
    seed,
    seconds,
    messages: load.messages,
    visits: load.visits,
    killed: load.killed,
    files: load.files,
    descriptors: { start: descriptorsBefore, end: descriptors(server) },
    memory: { start: median(memory.slice(0, third)), end: median(memory.slice(-third)) },
    slowest: load.slowest,
  };
}

/** Resident memory, again and again, from the end of the warm-up on. */
async function sample(server: TestServer, seconds: number): Promise<number[]> {
  const started = performance.now();
  const samples: number[] = [];
  for (let gone = 0; gone < seconds; gone = (performance.now() - started) / 1000) {
    if (gone > seconds * WARM_UP) samples.push(resident(server));
    await pause(SAMPLE_MS);
  }
  return samples;
}

/** Bytes; 0 where the system does not tell. */
function resident({ process }: TestServer): number {
  try {
    return Number(
      /^VmRSS:\s+(\d+) kB$/m.exec(Deno.readTextFileSync(`/proc/${process.pid}/status`))?.[1] ?? 0,
    ) * 1024;
  } catch {
    return 0;
  }
}

/** How many; 0 where the system does not tell. */
function descriptors({ process }: TestServer): number {
  try {
    return [...Deno.readDirSync(`/proc/${process.pid}/fd`)].length;
  } catch {
    return 0;
  }
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

if (import.meta.main) {
  const flags = parseArgs(Deno.args, { string: ["minutes", "seed"] });
  const seconds = Number(flags.minutes ?? 1) * 60;
  const report = await soak({ seconds, seed: Number(flags.seed ?? Date.now() % 1_000_000) });
  // deno-lint-ignore no-console -- its report is what it is run for
  console.log(reportLines(report).join("\n"));
  const { lost, duplicated } = report.messages;
  if (lost + duplicated > 0) Deno.exit(1);
}
