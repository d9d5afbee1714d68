/**
 * Makes the executables: `deno task compile` for this machine, `deno task compile --all` archives for every system, with
 * their digests. Everything goes to `dist/`.
 *
 * @module
 */
import { basename, dirname, fromFileUrl, join } from "../../lib/std/path.ts";
import { parseArgs } from "../../lib/std/cli.ts";
import { VERSION } from "../../lib/version.ts";
import { type ArchivedFile, sha256, tarGz, zip } from "./archive.ts";
import { bundle, compile, type Program, PROGRAMS, readStamp, type Stamp } from "./programs.ts";
import { archiveName, executableName, ownTarget, type Target, TARGETS } from "./targets.ts";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));
const DIST = join(ROOT, "dist");

const USAGE = `Usage: deno task compile [--all | --target NAME…]

Without a flag: dist/enchufe-server and dist/enchufe for this machine. With one: an archive for each target
that is named, or for all, and SHA256SUMS. Targets: ${TARGETS.map(({ name }) => name).join(" ")}
`;

/** A mistake of whoever typed the command. */
class UsageError extends Error {
  override readonly name = "UsageError";
}

/** What to make. */
interface Plan {
  readonly targets: readonly Target[];
  readonly archives: boolean;
}

/** A bundle on disk. */
interface Bundled {
  readonly program: Program;
  readonly file: string;
}

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** @throws {UsageError} */
function readPlan(args: readonly string[]): Plan {
  const { all, target } = parseArgs([...args], {
    boolean: ["all"],
    string: ["target"],
    collect: ["target"],
    unknown: (word) => {
      throw new UsageError(`Argument '${word}' is unknown`);
    },
  });
  const own = ownTarget();
  const names = target as string[];
  const wanted = all ? TARGETS : names.map(findTarget);
  const targets = wanted.length > 0 ? wanted : own ? [own] : [];
  if (targets.length === 0) throw new UsageError(`Deno makes no executables for ${Deno.build.target}`);
  // Deno would put that runtime into the executables of every target, without a word.
  const foreign = targets.filter((each) => each !== own).map(({ name }) => name);
  if (Deno.env.get("DENORT_BIN") && foreign.length > 0) {
    throw new UsageError(
      `DENORT_BIN is a runtime for ${own?.name ?? "this machine"} only, so ${
        foreign.join(", ")
      } cannot be made`,
    );
  }
  return { targets, archives: wanted.length > 0 };
}

/** @throws {UsageError} */
function findTarget(name: string): Target {
  const target = TARGETS.find((each) => each.name === name);
  if (target === undefined) throw new UsageError(`Target '${name}' is unknown`);
  return target;
}

/** Bytes of the files of a folder. */
function sizeOf(folder: string): number {
  return [...Deno.readDirSync(folder)].reduce(
    (sum, { name }) => sum + Deno.statSync(join(folder, name)).size,
    0,
  );
}

/** Compiles both programs for a target into a folder. */
async function compileBoth(bundles: readonly Bundled[], target: Target, folder: string): Promise<void> {
  for (const { program, file } of bundles) {
    const name = executableName(program.name, target);
    const output = join(folder, name);
    await compile(program, file, { target, output });
    const { size } = await Deno.stat(output);
    const source = sizeOf(dirname(file));
    say(`${target.name}: ${name} ${megabytes(size)}, of which ours ${megabytes(source)}`);
  }
}

/** What else is in an archive. */
const TEXTS = ["README.md", "README.es.md", "README.pt.md", "LICENSE"];
const MANUALS = PROGRAMS.map(({ name }) => `docs/man/${name}.1`);

/** Packs both programs of a target, the README, the licence and the manuals. @returns The line of SHA256SUMS. */
async function pack(target: Target, folder: string, stamp: Stamp): Promise<string> {
  const programs = PROGRAMS.map(({ name }) => ({
    file: join(folder, executableName(name, target)),
    executable: true,
  }));
  const texts = [...TEXTS, ...MANUALS].map((name) => ({ file: join(ROOT, name), executable: false }));
  const files: ArchivedFile[] = [];
  for (const { file, executable } of [...programs, ...texts]) {
    const name = `enchufe-${VERSION}/${basename(file)}`;
    files.push({ name, data: await Deno.readFile(file), executable });
  }
  const make = target.archive === "zip" ? zip : tarGz;
  const data = await make(files, stamp.date);
  const name = archiveName(target);
  await Deno.writeFile(join(DIST, name), data);
  say(`${target.name}: ${name} ${megabytes(data.length)}`);
  return `${await sha256(data)}  ${name}\n`;
}

async function build({ targets, archives }: Plan, work: string): Promise<void> {
  const stamp = await readStamp();
  say(`enchufe ${VERSION}, commit ${stamp.commit}, Deno ${Deno.version.deno}`);
  const bundles: Bundled[] = [];
  for (const program of PROGRAMS) {
    bundles.push({ program, file: await bundle(program, stamp, join(work, program.name)) });
  }
  await Deno.mkdir(DIST, { recursive: true });
  let sums = "";
  for (const target of targets) {
    const folder = archives ? join(work, target.name) : DIST;
    await compileBoth(bundles, target, folder);
    if (archives) sums += await pack(target, folder, stamp);
  }
  if (archives) await Deno.writeTextFile(join(DIST, "SHA256SUMS"), sums);
}

/** Runs the script and returns its exit status. */
async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help")) {
    say(USAGE.trimEnd());
    return 0;
  }
  const work = await Deno.makeTempDir({ prefix: "enchufe-compile-" });
  try {
    await build(readPlan(args), work);
    return 0;
  } catch (error) {
    const usage = error instanceof UsageError;
    const message = error instanceof Error ? error.message : String(error);
    Deno.stderr.writeSync(new TextEncoder().encode(`compile: ${message}${usage ? "; see --help" : ""}\n`));
    return usage ? 2 : 1;
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
