/**
 * What `put` hands in, and where each file goes.
 *
 * @module
 */
import { EnchufeError } from "../errors.ts";
import { basename, join, resolve } from "../std/path.ts";
import { texts } from "../texts/texts.ts";
import { sharePath } from "./listing.ts";
import { local } from "./local_errors.ts";
import { exclusion, expandPattern, isPattern } from "./patterns.ts";
import type { FailedStep, FileStep, FolderStep, PlanOptions, SkipStep } from "./plan.ts";

/** A file to hand in. */
export interface HandoverFile extends FileStep {
  /** Its path here. */
  readonly file: string;
}

/** A step of `put`. */
export type HandoverStep = HandoverFile | FolderStep | SkipStep | FailedStep;

/** Options of {@linkcode planHandover}. */
export interface HandoverPlanOptions extends PlanOptions {
  /** Tells whether a path of the share is a directory. */
  readonly isRemoteDirectory: (path: string) => Promise<boolean>;
}

/** What our own unfinished downloads leave. */
const UNFINISHED = /^\.enchufe-[0-9a-z-]+\.(?:part|json)$/i;

/**
 * Plans. The last word is the remote path if it ends in `/` or names nothing here that could be handed in; a remote path
 * that ends in `/` or is a directory gets each thing under its own name.
 *
 * @param words What was typed: `FILE… [PATH]`.
 * @param options See {@linkcode HandoverPlanOptions}.
 * @returns The steps; directories that are empty come last, the others arise with their files.
 * @throws {EnchufeError} USAGE if several things have no directory to go to.
 */
export async function planHandover(
  words: readonly string[],
  options: HandoverPlanOptions,
): Promise<HandoverStep[]> {
  const last = words.at(-1) as string;
  const isRemote = words.length > 1 && (last.endsWith("/") || !await isSource(last, options.recursive));
  const sources = isRemote ? words.slice(0, -1) : words;
  const isExcluded = exclusion(options.exclude);
  const steps: HandoverStep[] = [], folders: FolderStep[] = [], files: string[] = [];
  for (const word of sources) {
    try {
      const found = await filesMeant(word);
      const named = found.length === 1 && found[0] === word;
      files.push(...found.filter((file) => named || !isExcluded(basename(file))));
    } catch (thrown) {
      steps.push({ kind: "failed", thrown });
    }
  }
  const to = isRemote && files.length > 0 ? await destination(last, files, options) : "";
  for (const file of files) {
    const name = nameOf(file);
    const path = to === "" || to.endsWith("/") ? to + name : to;
    try {
      const info = await local(() => Deno.stat(file), { file, say: texts.client.cannotRead });
      if (info.isFile) steps.push({ kind: "file", file, path, size: info.size, nested: false });
      else if (!info.isDirectory) throw new EnchufeError("USAGE", texts.client.localIrregular(file));
      else if (!options.recursive) throw new EnchufeError("USAGE", texts.client.localDirectory(file));
      else await planFolder({ file, path, below: "", isExcluded, steps, folders });
    } catch (thrown) {
      steps.push({ kind: "failed", thrown });
    }
  }
  return [...steps, ...folders];
}

/** Whether a word names something here that could be handed in. */
async function isSource(word: string, recursive: boolean): Promise<boolean> {
  const info = await Deno.stat(word).catch(() => undefined);
  if (info !== undefined) return !info.isDirectory || recursive;
  return isPattern(word) && await filesMeant(word).then(() => true, () => false);
}

/** The files that a word means: the one of that name, or else those that match it as a pattern. */
async function filesMeant(word: string): Promise<string[]> {
  if (await Deno.lstat(word).then(() => true, () => false)) return [word];
  if (!isPattern(word)) throw new EnchufeError("USAGE", texts.client.localMissing(word));
  // What a shell gives is separated as the system does.
  const pattern = Deno.build.os === "windows" ? word.replaceAll("\\", "/") : word;
  const found = await expandPattern(pattern, async function* (directory) {
    const entries = await namesIn(directory === "" ? "." : directory).catch(() => []);
    for (const { name, isDirectory, isSymlink } of entries) {
      const path = directory + name;
      const type = isDirectory || isSymlink && await Deno.stat(path).then((to) => to.isDirectory, () => false)
        ? "dir"
        : "file";
      yield { name, type, path };
    }
  });
  if (found.length === 0) throw new EnchufeError("USAGE", texts.client.noLocalMatch(word));
  return found.map(({ path }) => path);
}

async function namesIn(directory: string): Promise<Deno.DirEntry[]> {
  const entries: Deno.DirEntry[] = [];
  for await (const entry of Deno.readDir(directory)) entries.push(entry);
  return entries.sort((a, b) => a.name < b.name ? -1 : 1);
}

/** The path in the share, or the directory with `/` at its end. */
async function destination(
  typed: string,
  files: readonly string[],
  { isRemoteDirectory }: HandoverPlanOptions,
): Promise<string> {
  const path = sharePath(typed).replace(/\/+$/, "");
  if (path === "" || path === ".") return "";
  if (typed.endsWith("/") || await isRemoteDirectory(path)) return `${path}/`;
  if (files.length > 1) throw new EnchufeError("USAGE", texts.client.notADirectory(typed));
  return path;
}

/** What a file is called there; a directory that only points, as `.` does, has no name, and gives what is in it. */
function nameOf(file: string): string {
  const name = basename(file);
  return name === "." || name === ".." || resolve(file) === resolve(file, "..") ? "" : name;
}

/** A directory with all that is in it. @returns Whether anything of it arises by itself. */
async function planFolder(at: {
  readonly file: string;
  readonly path: string;
  readonly below: string;
  readonly isExcluded: (below: string) => boolean;
  readonly steps: HandoverStep[];
  readonly folders: FolderStep[];
}): Promise<void> {
  const { file: directory, path: to, below, isExcluded, steps, folders } = at;
  const entries = await local(() => namesIn(directory), { file: directory, say: texts.client.cannotRead });
  let arises = false;
  for (const entry of entries) {
    const rest = below === "" ? entry.name : `${below}/${entry.name}`;
    if (isExcluded(rest) || UNFINISHED.test(entry.name)) continue;
    const file = join(directory, entry.name);
    const path = to === "" || to.endsWith("/") ? to + entry.name : `${to}/${entry.name}`;
    if (entry.isDirectory) {
      await planFolder({ ...at, file, path, below: rest }).catch((thrown) => {
        steps.push({ kind: "failed", thrown });
      });
      arises = true;
    } else if (entry.isFile) {
      const info = await Deno.lstat(file).catch(() => undefined);
      // One that has gone meanwhile is missed when it is opened.
      steps.push({
        kind: "file",
        file,
        path,
        nested: true,
        ...info === undefined ? {} : { size: info.size },
      });
      arises = true;
    } else steps.push({ kind: "skip", file, path, why: entry.isSymlink ? "link" : "special" });
  }
  const name = to.replace(/\/$/, "");
  if (!arises && name !== "") folders.push({ kind: "folder", path: name });
}
