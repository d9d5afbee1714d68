/**
 * Makes an executable: a bundle of the modules that it uses, then `deno compile` of that bundle. What is imported only
 * when it is needed is a file of its own in the bundle: together with what it imports of Node, the interactive session
 * would make every command of the client start 17 ms later (36 against 53).
 *
 * Compiled as it stands, each program embeds every npm package of the lock file, those of the tests among them: 16 MB, and
 * 20 ms more to start. With `--exclude-unused-npm` it is 1.9 MB, with a bundle 0.1 (client) and 0.4 (server). Deno's own
 * `--bundle` comes to the same, but leaves no bundle in hand to write the commit into, and 2.7 lacks it. The bundle is not
 * minified: that saves 0.1 % of the executable and makes the stacks in the server's log unreadable.
 *
 * @module
 */
import { fromFileUrl, join } from "../../lib/std/path.ts";
import type { Target } from "./targets.ts";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));

/** The programs: the entry module, which is also the task that has the permissions, and the executable's name. */
export const PROGRAMS = [
  { task: "server", name: "enchufe-server" },
  { task: "client", name: "enchufe" },
] as const;

/** One of the two programs. */
export type Program = typeof PROGRAMS[number];

/** What a build says of itself. */
export interface Stamp {
  /** The commit, short; `+` behind it where files differ from it. */
  readonly commit: string;
  /** When it was made. */
  readonly date: Date;
}

/**
 * Runs a command to its end.
 *
 * @param program What to run.
 * @param args Its arguments.
 * @returns What it printed.
 * @throws {Error} if it fails, with its last words.
 */
async function run(program: string, args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  if (success) return decoder.decode(stdout);
  throw new Error(`'${program} ${args[0]}' failed: ${decoder.decode(stderr).trim()}`);
}

/**
 * Asks git what is being built.
 *
 * @returns `unknown` and the start of 1980, the earliest that a zip can say, where there is no repository.
 */
export async function readStamp(): Promise<Stamp> {
  try {
    const [commit = "", seconds] = (await run("git", ["log", "-1", "--format=%h %ct", "--abbrev=7"])).split(
      " ",
    );
    const changed = await run("git", ["status", "--porcelain", "--untracked-files=no"]) !== "";
    return { commit: changed ? `${commit}+` : commit, date: new Date(Number(seconds) * 1000) };
  } catch {
    return { commit: "unknown", date: new Date(Date.UTC(1980, 0, 1)) };
  }
}

/**
 * The permissions that a program's task in deno.json has.
 *
 * @param program Which.
 * @returns Flags of `deno run` and `deno compile`.
 * @throws {Error} if there are none: an executable without any would only fail later.
 */
export function permissions(program: Program): string[] {
  const config = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json"))) as {
    tasks: Record<string, { command: string } | undefined>;
  };
  const flags = config.tasks[program.task]?.command.match(/--allow-\S+/g);
  if (!flags) throw new Error(`Task '${program.task}' in deno.json names no permissions`);
  return flags;
}

/**
 * Puts the commit into a bundle, and takes the places on the building machine's disk out of it.
 *
 * @param files The texts that `deno bundle` made, by name.
 * @param commit What `--version` shall say.
 * @returns The same on every machine.
 * @throws {Error} if the bundle has no one place for the commit.
 */
export function stampBundle(files: ReadonlyMap<string, string>, commit: string): Map<string, string> {
  const placeholder = 'COMMIT = "source"';
  const places = [...files.values()].reduce((sum, text) => sum + text.split(placeholder).length - 1, 0);
  if (places !== 1) throw new Error(`The commit has ${places} places in the bundle: want one`);
  return new Map(
    [...files].map(([name, text]) => [
      name,
      text.replace(placeholder, () => `COMMIT = ${JSON.stringify(commit)}`)
        // In a comment above each module, and as the key of each in CommonJS.
        .replaceAll(/(^\/\/ |")(?:\.\.\/)+[^"\n]*?\/npm\/[^/"\n]+\//gm, "$1npm/"),
    ]),
  );
}

/**
 * Writes what is not ASCII as escapes: V8 reads such a text 2 ms sooner, and keeps it in half the memory.
 *
 * @param text JavaScript, without tagged templates that look at their raw text.
 * @returns The same program.
 * @throws {Error} if a character has a backslash before it already.
 */
export function asciiOnly(text: string): string {
  // deno-lint-ignore no-control-regex -- ASCII is what this is about
  const [, escaped] = /(?<!\\)(?:\\\\)*(\\[^\x00-\x7f])/.exec(text) ?? [];
  if (escaped !== undefined) throw new Error(`'${escaped}' in the bundle is escaped already`);
  // deno-lint-ignore no-control-regex -- ASCII is what this is about
  return text.replace(/[^\x00-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/**
 * Bundles a program.
 *
 * @param program Which.
 * @param stamp What it shall say of itself.
 * @param folder Where its files go; it is made.
 * @returns The path of the one to run.
 */
export async function bundle(program: Program, stamp: Stamp, folder: string): Promise<string> {
  const entry = `${program.task}.ts`;
  await run(Deno.execPath(), [
    "bundle",
    "--quiet",
    "--frozen",
    "--code-splitting",
    "--outdir",
    folder,
    entry,
  ]);
  const files = new Map<string, string>();
  for (const { name } of Deno.readDirSync(folder)) {
    files.set(name, await Deno.readTextFile(join(folder, name)));
  }
  for (const [name, text] of stampBundle(files, stamp.commit)) {
    await Deno.writeTextFile(join(folder, name), asciiOnly(text));
    // The executable has the files' times in it.
    await Deno.utime(join(folder, name), stamp.date, stamp.date);
  }
  return join(folder, `${program.task}.js`);
}

/** Where {@linkcode compile} compiles to. */
export interface CompileOptions {
  /** For which system. */
  readonly target: Target;
  /** The executable to write. */
  readonly output: string;
}

/**
 * Compiles a bundle.
 *
 * V8's code cache is off: it would save 1.5 ms, but lies under a name that anyone can guess in the folder for temporary files,
 * where another user of the machine could put one of their own making.
 *
 * @param program Whose permissions it gets.
 * @param source The bundle's file.
 * @param options For which system, and where to.
 */
export async function compile(program: Program, source: string, options: CompileOptions): Promise<void> {
  const { target, output } = options;
  await run(Deno.execPath(), [
    "compile",
    "--quiet",
    "--no-config",
    "--no-check",
    "--no-code-cache",
    "--no-prompt",
    ...permissions(program),
    "--target",
    target.triple,
    "--output",
    output,
    source,
  ]);
}
