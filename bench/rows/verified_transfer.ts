/**
 * A file fetched and handed in with our client, its digest computed at both ends, beside `sha256sum` of the same file.
 *
 * @module
 */
import { makeContest } from "../contest.ts";
import { ageAnew, insistOnSame, type LargeFile, largeFile } from "../large_file.ts";
import { type Enchufe, startEnchufe } from "../peers/enchufe.ts";
import { notInstalled } from "../programs.ts";
import type { Contender, Contest, Effort, Row } from "../row.ts";
import { join } from "../../lib/std/path.ts";
import { type Finished, runClient, runProgram } from "../../tests/helpers/processes.ts";
import { tempDir } from "../../tests/helpers/temp.ts";

const MIB = 1024 * 1024;
const SIZES: Readonly<Record<Effort, number>> = { full: 1024 * MIB, quick: 16 * MIB };
const SUM = "sha256sum", COPY = "cp";

/** Megabytes per second of a program that has to succeed, its start included. */
async function speed(size: number, run: () => Promise<Finished>): Promise<{ value: number; stdout: string }> {
  const began = performance.now();
  const { code, stdout, stderr } = await run();
  const value = size / (performance.now() - began) / 1000;
  if (code !== 0) throw new Error(`Exit status ${code}: ${stderr.trim()}`);
  return { value, stdout };
}

function summing(file: LargeFile): Contender {
  return {
    name: SUM,
    async measure() {
      const { value, stdout } = await speed(file.size, () => runProgram(SUM, [file.path]));
      if (!stdout.startsWith(file.sha256)) throw new Error(`Wrong digest: ${stdout}`);
      return value;
    },
  };
}

/** What the system takes for the bytes alone: they go into new pages of memory, which can take longer than hashing. */
function copying(file: LargeFile, copy: string): Contender {
  return {
    name: COPY,
    async measure() {
      const { value } = await speed(file.size, () => runProgram(COPY, [file.path, copy]));
      insistOnSame(file.path, copy);
      await Deno.remove(copy);
      return value;
    },
  };
}

/** A direction: what the client is told to do, and where the file is then. */
interface Transfer {
  readonly words: readonly string[];
  readonly arrived: string;
  /** Done each time beforehand. */
  readonly before?: () => void;
}

function transferring(server: Enchufe, file: LargeFile, { words, arrived, before }: Transfer): Contender {
  return {
    name: server.name,
    async measure() {
      before?.();
      const { value } = await speed(file.size, () => runClient(["--port", String(server.port), ...words]));
      insistOnSame(file.path, arrived);
      await Deno.remove(arrived);
      return value;
    },
  };
}

type Direction = (file: LargeFile, other: string) => Transfer;

async function prepare(direction: Direction, effort: Effort): Promise<Contest> {
  await using stack = new AsyncDisposableStack();
  const missing = notInstalled(SUM, COPY);
  const file = stack.use(await largeFile(SIZES[effort]));
  const other = stack.use(await tempDir());
  const server = stack.use(
    await startEnchufe({ folder: file.folder, args: ["--access", "write", "--sync", "off"] }),
  );
  const contenders = [transferring(server, file, direction(file, other.path))];
  if (missing.length === 0) contenders.push(summing(file), copying(file, join(other.path, "copy")));
  return makeContest(contenders, { stack, missing });
}

function row(id: string, what: string, direction: Direction): Row {
  return {
    id,
    what,
    setting: "1 GiB in page cache, our client with its start, SHA-256 at both ends, --sync off",
    unit: "MB/s",
    targets: [{ peer: SUM, ratio: 0.8, bound: "at least" }],
    prepare: (effort) => prepare(direction, effort),
  };
}

function download({ name }: LargeFile, other: string): Transfer {
  const arrived = join(other, name);
  return { words: ["get", name, "-o", arrived], arrived };
}

/** Megabytes per second. */
export const verifiedTransferRows: readonly Row[] = [
  row("verified-download", "Verified download, the digest not known yet", (file, other) => ({
    ...download(file, other),
    before: () => ageAnew(file.path),
  })),
  row("verified-download-again", "Verified download, the digest known", download),
  row("verified-upload", "Verified upload", ({ path, folder }) => {
    const name = "handed-in.bin";
    return { words: ["put", path, name], arrived: join(folder, name) };
  }),
];
