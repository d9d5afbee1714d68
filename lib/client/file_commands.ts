/**
 * The commands that transfer and remove files: each is tried, the worst status counts.
 *
 * @module
 */
import { texts } from "../texts/texts.ts";
import { knownError } from "../texts/errors.ts";
import { EnchufeError } from "../errors.ts";
import { escapeText } from "../escape.ts";
import type { CommandContext } from "./commands.ts";
import { AlreadyTold, exitStatus, STATUS } from "./exit.ts";
import {
  type FetchFile,
  type FetchFolder,
  type FetchStep,
  needsRecursive,
  planFetches,
} from "./fetch_plan.ts";
import { type HandoverFile, planHandover } from "./handover_plan.ts";
import { sharePath } from "./listing.ts";
import { realClock } from "./pacer.ts";
import type { FolderStep } from "./plan.ts";
import { lineProgress, type Progress } from "./progress.ts";
import { makeRateLimiter } from "./rate_limiter.ts";
import { size } from "./render.ts";
import { asText } from "./replies.ts";
import { serverLimit } from "./server_limits.ts";
import { spoolInput } from "./standard_input.ts";
import { fetchTar } from "./tar.ts";
import type { TransferHooks, TransferOptions, Transferred } from "./transfer.ts";
import { type Skipped, TransferResults } from "./transfer_results.ts";
import { runSteps } from "./transfer_steps.ts";
import { fetchFile, sendFile, sendSource, type Target } from "./transfers.ts";

/**
 * `get PATH…`: fetches files and directories into the current directory, or where `output` says.
 *
 * @param context What it works with.
 * @param words Paths in the share and patterns.
 */
export async function fetchCommand(context: CommandContext, words: readonly string[]): Promise<void> {
  const { output, recursive, exclude = [], link, streams } = context;
  if (context.tar) return await tarCommand(context, sharePath(words[0] as string));
  const steps: FetchStep[] = output === "-"
    ? [{
      kind: "file",
      path: sharePath(words[0] as string),
      nested: false,
      place: () => Promise.resolve("-"),
    }]
    : await planFetches(() => link.get(), words, { output, recursive, exclude });
  const transfers = transfersOf(context, { fetching: true, several: steps.length > 1 });
  const taken = new Set<string>();
  await runSteps<FetchFile, FetchFolder>(steps, {
    nameOf: ({ path }) => path,
    folder: async ({ place }) => void await place(),
    async file({ path, place }, hooks): Promise<Transferred | Skipped> {
      const file = await place();
      if (transfers.options.ifExists !== "rename" && taken.has(file)) {
        throw new EnchufeError("IO", texts.client.sameTarget(path, file));
      }
      taken.add(file);
      const target: Target = file === "-" ? { write: (part) => streams.out(part) } : { file };
      const got = await fetchFile(link, path, target, { ...transfers.options, hooks }).catch((thrown) => {
        const isDirectory = thrown instanceof EnchufeError && thrown.code === "WRONGTYPE";
        throw isDirectory ? needsRecursive(path) : thrown;
      });
      return got ?? { path, file, why: "exists" };
    },
  }, transfers);
}

/** What transfers have in common. */
interface Transfers {
  readonly options: Omit<TransferOptions, "hooks">;
  readonly progress: Progress;
  readonly results: TransferResults;
  readonly inTurn: boolean;
}

function transfersOf(
  { show, signal, ifExists = "replace", limitRate, progress = silent() }: CommandContext,
  { fetching, several }: { readonly fetching: boolean; readonly several: boolean },
): Transfers {
  return {
    options: {
      ifExists,
      signal: signal ?? new AbortController().signal,
      limiter: limitRate === undefined ? undefined : makeRateLimiter(limitRate, realClock),
    },
    progress,
    // What one has taken ahead, another would have to wait for.
    inTurn: limitRate !== undefined,
    results: new TransferResults({ show, progress, fetching, several }),
  };
}

function silent(): Progress {
  return lineProgress({ clock: realClock, print: () => {}, every: Infinity });
}

/** One transfer that is no step of a plan. */
async function runOne(
  transfers: Transfers,
  path: string,
  run: (hooks: TransferHooks) => Promise<Transferred | Skipped>,
): Promise<void> {
  const step = { kind: "file", path, nested: false } as const;
  const folder = () => Promise.resolve();
  await runSteps([step], { nameOf: () => path, folder, file: (_step, hooks) => run(hooks) }, transfers);
}

/** `get --tar DIR`: fetches a directory as one archive. */
async function tarCommand(context: CommandContext, path: string): Promise<void> {
  const { link, output, exclude = [], streams } = context;
  const transfers = transfersOf(context, { fetching: true, several: false });
  await runOne(transfers, path, async (hooks) => {
    const options = {
      ...transfers.options,
      hooks,
      output,
      exclude,
      write: (part: Uint8Array) => streams.out(part),
    };
    return await fetchTar(link, path, options);
  });
}

/**
 * `put FILE… [PATH]`: hands in files and directories.
 *
 * @param context What it works with.
 * @param words Files, patterns, and perhaps where to.
 */
export async function putCommand(context: CommandContext, words: readonly string[]): Promise<void> {
  if (words.includes("-")) return await putInput(context, words);
  const { link, recursive, exclude = [] } = context;
  const isRemoteDirectory = async (path: string) =>
    asText(await (await link.get()).request(["TYPE", path])) === "dir";
  const steps = await planHandover(words, { recursive, exclude, isRemoteDirectory });
  const transfers = transfersOf(context, { fetching: false, several: steps.length > 1 });
  const taken = new Set<string>();
  let hiddenRefused = false;
  await runSteps<HandoverFile, FolderStep>(steps, {
    nameOf: ({ file }) => file,
    folder: async ({ path }) => void await (await link.get()).request(["FILE.MKDIR", path]),
    async file({ path, file, nested }, hooks): Promise<Transferred | Skipped> {
      const hidden = nested && path.split("/").some((name) => name.startsWith("."));
      if (hidden && hiddenRefused) return { path, file, why: "hidden" };
      if (transfers.options.ifExists !== "rename" && taken.has(path)) {
        throw new EnchufeError("IO", texts.client.sameTarget(file, path));
      }
      taken.add(path);
      try {
        const sent = await sendFile(link, file, path, { ...transfers.options, hooks });
        return sent ?? { path, file, why: "exists" };
      } catch (thrown) {
        // Nobody asked for it by its name, and there may be thousands of them.
        if (!hidden || !isRefusedAsHidden(thrown)) throw thrown;
        hiddenRefused = true;
        return { path, file, why: "hidden" };
      }
    },
  }, transfers);
}

function isRefusedAsHidden(thrown: unknown): boolean {
  return thrown instanceof EnchufeError && knownError(thrown.code, thrown.message)?.name === "pathHidden";
}

/** `put - PATH`: hands in the standard input, which has no name of its own and comes only once. */
async function putInput(context: CommandContext, words: readonly string[]): Promise<void> {
  const { link, streams, signal } = context;
  const [file, typed = ""] = words;
  if (words.length !== 2 || file !== "-" || typed === "-" || typed.endsWith("/")) {
    throw new EnchufeError("USAGE", texts.help.wrong.inputNeedsPath);
  }
  const path = sharePath(typed);
  const most = await serverLimit(await link.get(), "max-upload");
  const tooMuch = () => new EnchufeError("TOOBIG", texts.help.wrong.inputTooBig(size(most)));
  using source = await spoolInput(streams, { most, tooMuch, signal });
  const transfers = transfersOf(context, { fetching: false, several: false });
  await runOne(transfers, path, async (hooks) => {
    const sent = await sendSource(link, source, path, { ...transfers.options, hooks });
    return sent ?? { path, file: "-", why: "exists" };
  });
}

/**
 * `rm PATH…`: removes files and empty directories, or directories with all that is in them.
 *
 * @param context What it works with.
 * @param words Paths in the share.
 */
export async function removeCommand(context: CommandContext, words: readonly string[]): Promise<void> {
  let worst: number = STATUS.done;
  for (const path of words.map(sharePath)) {
    try {
      await remove(context, path);
    } catch (thrown) {
      const status = exitStatus(thrown);
      // Whoever reads stdout is gone, or the person wants to stop: the others need not be tried.
      const ends = thrown instanceof Deno.errors.BrokenPipe || status === STATUS.interrupted;
      if (ends || words.length === 1) throw thrown;
      context.show.failed(thrown);
      worst = Math.max(worst, status);
    }
  }
  if (worst !== STATUS.done) throw new AlreadyTold(worst);
}

async function remove({ link, show, recursive }: CommandContext, path: string): Promise<void> {
  const more = recursive ? ["RECURSIVE"] : [];
  await (await link.get()).request(["FILE.REMOVE", path, ...more]).catch((thrown) => {
    if (!(thrown instanceof EnchufeError) || thrown.code !== "NOTEMPTY") throw thrown;
    throw new EnchufeError("NOTEMPTY", texts.client.notEmpty(path));
  });
  await show.item({ path, removed: true }, escapeText(texts.client.removed(path)));
}
