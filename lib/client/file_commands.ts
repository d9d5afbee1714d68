/**
 * The commands that take several files: each is tried, the worst status counts.
 *
 * @module
 */
import { texts } from "../texts/texts.ts";
import { EnchufeError } from "../errors.ts";
import { escapeText } from "../escape.ts";
import { join } from "../std/path.ts";
import type { CommandContext } from "./commands.ts";
import { AlreadyTold, exitStatus, STATUS } from "./exit.ts";
import { size } from "./render.ts";
import { serverLimit } from "./server_limits.ts";
import { spoolInput } from "./standard_input.ts";
import type { TransferOptions } from "./transfer.ts";
import {
  fetchFile,
  localName,
  localSize,
  planHandover,
  sendFile,
  sendSource,
  type Target,
} from "./transfers.ts";

/**
 * `get PATH…`: fetches files into the current directory, or where `output` says.
 *
 * @param context What it works with.
 * @param paths Paths in the share.
 */
export async function fetchCommand(context: CommandContext, paths: readonly string[]): Promise<void> {
  await eachOf(context, paths, async (path) => {
    const target = await targetFor(context, path);
    const got = await fetchFile(context.link, path, target, transferOptions(context));
    // Where the bytes are on stdout, nothing else may be.
    if (got === undefined || "write" in target) return;
    await context.show.item(got, escapeText(texts.client.got(path, got.file, size(got.size), got.replaced)));
  });
}

function transferOptions({ signal }: CommandContext): TransferOptions {
  return { ifExists: "replace", signal: signal ?? new AbortController().signal };
}

async function targetFor({ output, streams }: CommandContext, path: string): Promise<Target> {
  if (output === undefined) return { file: localName(path) };
  if (output === "-") return { write: (part) => streams.out(part) };
  const directory = await Deno.stat(output).then((info) => info.isDirectory, () => false);
  return { file: directory ? join(output, localName(path)) : output };
}

/**
 * `put FILE… [PATH]`: hands in files.
 *
 * @param context What it works with.
 * @param words Files, and perhaps where to.
 */
export async function putCommand(context: CommandContext, words: readonly string[]): Promise<void> {
  if (words.includes("-")) return await putInput(context, words);
  // Before anything is sent or made: a mistyped first name should not leave an empty directory behind.
  await localSize(words[0] as string);
  const plan = await planHandover(await context.link.get(), words);
  await eachOf(context, plan, async ({ file, path }) => {
    const sent = await sendFile(context.link, file, path, transferOptions(context));
    if (sent === undefined) return;
    await context.show.item(sent, escapeText(texts.client.put(file, path, size(sent.size), sent.replaced)));
  });
}

/** `put - PATH`: hands in the standard input, which has no name of its own and comes only once. */
async function putInput(context: CommandContext, words: readonly string[]): Promise<void> {
  const { link, show, streams, signal } = context;
  const [file, path = ""] = words;
  if (words.length !== 2 || file !== "-" || path === "-" || path.endsWith("/")) {
    throw new EnchufeError("USAGE", texts.help.wrong.inputNeedsPath);
  }
  const most = await serverLimit(await link.get(), "max-upload");
  const tooMuch = () => new EnchufeError("TOOBIG", texts.help.wrong.inputTooBig(size(most)));
  using source = await spoolInput(streams, { most, tooMuch, signal });
  const sent = await sendSource(link, source, path, transferOptions(context));
  if (sent === undefined) return;
  await show.item(sent, escapeText(texts.client.put("-", path, size(sent.size), sent.replaced)));
}

/**
 * `rm PATH…`: removes files and empty directories, or directories with all that is in them.
 *
 * @param context What it works with.
 * @param paths Paths in the share.
 */
export async function removeCommand(context: CommandContext, paths: readonly string[]): Promise<void> {
  await eachOf(context, paths, async (path) => {
    const connection = await context.link.get();
    const more = context.recursive ? ["RECURSIVE"] : [];
    await connection.request(["FILE.REMOVE", path, ...more]).catch((thrown) => {
      if (!(thrown instanceof EnchufeError) || thrown.code !== "NOTEMPTY") throw thrown;
      throw new EnchufeError("NOTEMPTY", texts.client.notEmpty(path));
    });
    await context.show.item({ path, removed: true }, escapeText(texts.client.removed(path)));
  });
}

async function eachOf<T>(
  { show }: CommandContext,
  items: readonly T[],
  run: (item: T) => Promise<void>,
): Promise<void> {
  if (items.length === 1) return await run(items[0] as T);
  let worst: number = STATUS.done;
  for (const item of items) {
    try {
      await run(item);
    } catch (thrown) {
      const status = exitStatus(thrown);
      // Whoever reads stdout is gone, or the person wants to stop: the others need not be tried.
      if (thrown instanceof Deno.errors.BrokenPipe || status === STATUS.interrupted) throw thrown;
      show.failed(thrown);
      worst = Math.max(worst, status);
    }
  }
  if (worst !== STATUS.done) throw new AlreadyTold(worst);
}
