/**
 * A directory of many entries, listed.
 *
 * @module
 */
import { join } from "../../lib/std/path.ts";
import { asked, makeContest } from "../contest.ts";
import type { ListTask } from "../load/lister.ts";
import { measureOnce, whereTheyRun } from "../load/own_generator.ts";
import { type ManyFiles, manyFiles } from "../many_files.ts";
import { startEnchufe } from "../peers/enchufe.ts";
import type { Peer } from "../peers/peer.ts";
import { notInstalled } from "../programs.ts";
import type { Contender, Contest, Effort, Row } from "../row.ts";
import { runProgram } from "../../tests/helpers/processes.ts";

/** Entries of the directory. */
export const ENTRIES: Readonly<Record<Effort, number>> = { full: 100_000, quick: 2_000 };
const LS = "ls -lU", ASKED = "20 ms", ASKED_MS = 20;
/** A name behind those of all others. */
const LAST = "last.txt";
/** What `FILE.LIST` answers unless told otherwise, and the most that it answers. */
const USUAL_PAGE = 1_000;
/** Entries of a page, when all are wanted. */
export const LARGEST_PAGE = 10_000;

/** Milliseconds that a listing takes. */
export function listing(peer: Peer, task: Omit<ListTask, "port">): () => Promise<number> {
  return () => measureOnce("lister.ts", { ...task, port: peer.port });
}

/** Milliseconds of `ls`, its start included. */
async function ls({ path }: ManyFiles, entries: number): Promise<number> {
  const began = performance.now();
  const { code, stdout } = await runProgram("ls", ["-lU", path]);
  const took = performance.now() - began;
  const lines = stdout.split("\n").length - 2;
  if (code !== 0 || lines !== entries) throw new Error(`ls: exit status ${code}, ${lines} entries`);
  return took;
}

/** A file comes, or goes if it is there. */
function comeOrGo(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    Deno.createSync(path).close();
  }
}

/** @param changed Whether the directory has changed since the last time, so that what the server knows of it is void. */
async function prepareFirst(changed: boolean, effort: Effort): Promise<Contest> {
  await using stack = new AsyncDisposableStack();
  const entries = ENTRIES[effort];
  const files = stack.use(await manyFiles(entries));
  const server = stack.use(await startEnchufe({ folder: files.folder }));
  const measure = listing(server, { path: files.name, entries, count: USUAL_PAGE, first: true });
  const contender: Contender = {
    name: server.name,
    measure() {
      if (changed) comeOrGo(join(files.path, LAST));
      return measure();
    },
  };
  return makeContest([contender, asked(ASKED, ASKED_MS)], { stack });
}

async function prepareAll(effort: Effort): Promise<Contest> {
  await using stack = new AsyncDisposableStack();
  const entries = ENTRIES[effort], missing = notInstalled("ls");
  const files = stack.use(await manyFiles(entries));
  const server = stack.use(await startEnchufe({ folder: files.folder }));
  const measure = listing(server, { path: files.name, entries, count: LARGEST_PAGE, first: false });
  const contenders = [{ name: server.name, measure }];
  if (missing.length === 0) contenders.push({ name: LS, measure: () => ls(files, entries) });
  return makeContest(contenders, { stack, missing });
}

/** Milliseconds. */
export const listingRows: readonly Row[] = [
  {
    id: "listing-first",
    what: "Listing of 100,000 entries, first page",
    setting: `FILE.LIST COUNT ${USUAL_PAGE}, with the connection; a file has just come or gone`,
    unit: "ms",
    targets: [{ peer: ASKED, ratio: 1, bound: "at most" }],
    prepare: whereTheyRun((effort) => prepareFirst(true, effort)),
  },
  {
    id: "listing-first-again",
    what: "Listing of 100,000 entries, first page",
    setting: `FILE.LIST COUNT ${USUAL_PAGE}, with the connection; the directory is as it was`,
    unit: "ms",
    targets: [{ peer: ASKED, ratio: 1, bound: "at most" }],
    prepare: whereTheyRun((effort) => prepareFirst(false, effort)),
  },
  {
    id: "listing-all",
    what: "Listing of 100,000 entries, all",
    setting: `FILE.LIST COUNT ${LARGEST_PAGE}, page by page, beside ls with its start`,
    unit: "ms",
    targets: [{ peer: LS, ratio: 2, bound: "at most" }],
    prepare: whereTheyRun(prepareAll),
  },
];
