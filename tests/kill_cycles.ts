/**
 * Kills servers and clients and cuts connections at random bytes of uploads and downloads, lets them go on, and looks
 * whether every file is whole in the end, none appears early, and nothing is sent twice or left behind:
 *
 *     deno task test:kill --cycles 1000 --seed 7
 *
 * @module
 */
import { createHash } from "node:crypto";
import { taskNumbers } from "./helpers/task_flags.ts";
import { Random } from "./hostile/mutations.ts";
import { assert, assertEquals } from "./helpers/assert.ts";
import { within } from "./helpers/patience.ts";
import { programCommand, startServer, type TestServer } from "./helpers/processes.ts";
import { Proxy } from "./helpers/proxy.ts";
import { Running } from "./helpers/running.ts";
import { type TempDir, tempDir } from "./helpers/temp.ts";

const MIB = 1024 * 1024;
/** What may be sent twice for each interruption: the piece that was under way. */
const CHUNK = 8 * MIB;
/** For each attempt: greetings, heads and small replies. */
const TALK = 4096;
const MOST_BYTES = 24 * MIB;

/** What is done to a transfer. */
type Blow = "kill the server" | "kill the client" | "cut the connection";

/** Settings of {@linkcode runCycles}. */
export interface CycleOptions {
  /** How many blows at least. */
  readonly cycles: number;
  /** Gives the same transfers, sizes and bytes at which a blow falls; what the system makes of it differs. */
  readonly seed: number;
  /** Transfers at the same time, each with a server of its own. */
  readonly lanes?: number;
}

/** What came of it. */
export interface CycleReport {
  readonly seed: number;
  /** Blows that met a transfer under way. */
  cycles: number;
  readonly blows: Record<Blow, number>;
  /** Files that arrived. */
  files: number;
  /** Attempts that went on where an earlier one had stopped. */
  resumed: number;
  /** Bytes of files that passed more than once. */
  resent: number;
  /** The most for one blow. */
  mostResent: number;
}

/**
 * Runs cycles.
 *
 * @param options How many.
 * @returns What came of it.
 * @throws {Error} at the first thing that is not as it should be.
 */
export async function runCycles({ cycles, seed, lanes = 4 }: CycleOptions): Promise<CycleReport> {
  const report: CycleReport = {
    seed,
    cycles: 0,
    blows: { "kill the server": 0, "kill the client": 0, "cut the connection": 0 },
    files: 0,
    resumed: 0,
    resent: 0,
    mostResent: 0,
  };
  const run = async (number: number) => {
    await using lane = await Lane.open(new Random(seed + number), report);
    while (report.cycles < cycles) await lane.transfer();
  };
  await Promise.all(Array.from({ length: lanes }, (_, number) => run(number)));
  return report;
}

/** A server, a client, and the cable between them. */
class Lane implements AsyncDisposable {
  readonly #random: Random;
  readonly #report: CycleReport;
  readonly #share: TempDir;
  readonly #here: TempDir;
  readonly #proxy = new Proxy(0);
  #server: TestServer | undefined;
  #count = 0;

  private constructor(random: Random, report: CycleReport, folders: readonly [TempDir, TempDir]) {
    this.#random = random;
    this.#report = report;
    [this.#share, this.#here] = folders;
  }

  static async open(random: Random, report: CycleReport): Promise<Lane> {
    const lane = new Lane(random, report, [await tempDir(), await tempDir()]);
    await lane.#startServer();
    return lane;
  }

  /** One file goes one way, with one to three blows. */
  async transfer(): Promise<void> {
    const random = this.#random;
    const name = `f${this.#count++}.bin`;
    // Small ones too: they are where beginning and end fall together.
    const size = random.below(4) === 0 ? random.below(64 * 1024) : random.below(MOST_BYTES);
    const upload = random.below(2) === 0;
    const [from, to] = upload ? [this.#here, this.#share] : [this.#share, this.#here];
    const content = this.#content(size);
    Deno.writeFileSync(from.join(name), content);
    const digest = digestOf(content);
    const blows = Array.from({ length: 1 + random.below(3) }, () => this.#blow());
    const before = this.#proxy[upload ? "up" : "down"];
    const told = `seed ${this.#report.seed}, ${upload ? "put" : "get"} ${name} of ${size} bytes, ${
      blows.join(", ")
    }`;
    try {
      let met = await this.#runWith({
        upload,
        name,
        size,
        blows,
        look: () => notEarly(to.join(name), digest),
      });
      if (met > 0) this.#report.resumed++;
      met = Math.max(met, 1);
      assertEquals(digestOf(Deno.readFileSync(to.join(name))), digest, "the file that arrived");
      const passed = this.#proxy[upload ? "up" : "down"] - before;
      const resent = Math.max(0, passed - size - TALK * (met + 8));
      assert(resent <= CHUNK * met, `${resent} bytes were sent twice in ${met} blows`);
      this.#report.resent += resent;
      this.#report.mostResent = Math.max(this.#report.mostResent, resent / met);
      this.#report.files++;
      for (const folder of [this.#share, this.#here]) {
        assertEquals(
          [...Deno.readDirSync(folder.path)].map((entry) => entry.name).filter((other) => other !== name),
          [],
        );
      }
    } catch (error) {
      throw new Error(`${told}: ${error instanceof Error ? error.message : error}`, { cause: error });
    }
    Deno.removeSync(from.join(name));
    Deno.removeSync(to.join(name));
  }

  #blow(): Blow {
    return this.#random.pick<Blow>(["kill the server", "kill the client", "cut the connection"]);
  }

  #content(size: number): Uint8Array {
    const bytes = new Uint8Array(size);
    for (let at = 0; at < size; at += 65_536) {
      crypto.getRandomValues(bytes.subarray(at, Math.min(size, at + 65_536)));
    }
    return bytes;
  }

  /** Runs the client until it succeeds, with blows on the way. @returns How many of them met it. */
  async #runWith(
    { upload, name, size, blows, look }: {
      upload: boolean;
      name: string;
      size: number;
      blows: readonly Blow[];
      look: () => void;
    },
  ): Promise<number> {
    let met = 0;
    let client = this.#startClient(upload, name);
    try {
      for (const blow of blows) {
        const sprung = this.#proxy.after(upload ? "up" : "down", 1 + this.#random.below(size + 1000));
        const outcome = await within(
          Promise.race([sprung.then(() => "sprung" as const), client.ended().then(() => "ended" as const)]),
          "byte at which to strike",
          120_000,
        );
        if (outcome === "ended") break;
        met++;
        this.#report.cycles++;
        this.#report.blows[blow]++;
        if (blow === "cut the connection") this.#proxy.cutAll();
        else if (blow === "kill the client") {
          await client.stop("SIGKILL");
          this.#proxy.cutAll();
          look();
          client = this.#startClient(upload, name);
        } else {
          this.#proxy.target = 0;
          await this.#server?.stop("SIGKILL");
          this.#proxy.cutAll();
          look();
          await this.#startServer();
        }
        look();
      }
      const code = await within(client.ended(), "end of the client", 120_000);
      assertEquals([code, client.stderr.text.replace(/^.*lost.*\n/gm, "")], [0, ""]);
      return met;
    } finally {
      await client[Symbol.asyncDispose]();
    }
  }

  #startClient(upload: boolean, name: string): Running {
    const args = ["--port", String(this.#proxy.port), "--name", "ana", upload ? "put" : "get", name];
    return new Running(programCommand("client", args), { cwd: this.#here.path });
  }

  async #startServer(): Promise<void> {
    const args = ["--access", "write", "--keep-free", "0", "--watch", "off"];
    this.#server = await startServer({ folder: this.#share.path, args });
    this.#proxy.target = this.#server.port();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.[Symbol.asyncDispose]();
    this.#proxy[Symbol.dispose]();
    for (const folder of [this.#share, this.#here]) await folder[Symbol.asyncDispose]();
  }
}

/** Under its name a file is there whole or not at all. */
function notEarly(path: string, digest: string): void {
  let content: Uint8Array;
  try {
    content = Deno.readFileSync(path);
  } catch {
    return;
  }
  assertEquals(digestOf(content), digest, "a file that appeared before its time");
}

function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * The report in one line.
 *
 * @param report What came of it.
 */
export function reportLine(report: CycleReport): string {
  const { seed, cycles, files, resumed, resent, mostResent, blows } = report;
  const kinds = Object.entries(blows).map(([blow, count]) => `${blow} ${count}`).join(", ");
  return `seed ${seed}, cycles ${cycles} (${kinds}), files ${files}, resumed ${resumed}, ` +
    `sent twice ${(resent / MIB).toFixed(1)} MiB, at most ${(mostResent / MIB).toFixed(2)} MiB for one blow`;
}

if (import.meta.main) {
  const started = performance.now();
  const report = await runCycles(
    taskNumbers("test:kill", { cycles: 50, seed: 1 + Date.now() % 1_000_000, lanes: 4 }),
  );
  // deno-lint-ignore no-console -- its report is what it is run for
  console.log(`${reportLine(report)}, ${((performance.now() - started) / 1000).toFixed(0)} s`);
}
