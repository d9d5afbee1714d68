/**
 * The programs that are compared, and those that make the load: which are here, and of what version.
 *
 * @module
 */

/** A program's version, or `undefined` where it is not installed. */
export type ProgramVersions = Readonly<Record<string, string | undefined>>;

/** How each is asked. Some answer on stderr, and some call it a failure. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  "redis-server": ["--version"],
  "redis-benchmark": ["--version"],
  nginx: ["-v"],
  wrk: ["-v"],
  python3: ["--version"],
  ncat: ["--version"],
  strace: ["--version"],
};

/** The first thing in a program's words that looks like a version. */
export function versionIn(words: string): string | undefined {
  return /\d+\.\d+[\w.]*(-\w[\w.+]*)?/.exec(words)?.[0];
}

/**
 * What a program calls its version.
 *
 * @param program As it is started.
 * @returns `undefined` if it is not installed.
 */
export function programVersion(program: string): string | undefined {
  const args = [...PROGRAMS[program] ?? ["--version"]];
  try {
    const { stdout, stderr } = new Deno.Command(program, { args, stdin: "null" }).outputSync();
    const decoder = new TextDecoder();
    return versionIn(decoder.decode(stdout) + decoder.decode(stderr)) ?? "of unknown version";
  } catch {
    return undefined;
  }
}

/** Versions of all of them, and of Deno, which makes some of the load. */
export function programVersions(): ProgramVersions {
  const found = Object.keys(PROGRAMS).map((program) => [program, programVersion(program)] as const);
  return { ...Object.fromEntries(found), deno: Deno.version.deno };
}

/** Those of some programs that are not installed. */
export function notInstalled(...programs: readonly string[]): string[] {
  return programs.filter((program) => programVersion(program) === undefined);
}
