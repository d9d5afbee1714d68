/**
 * The systems that executables are made for.
 *
 * @module
 */

/** One system. */
export interface Target {
  /** Short name, as in the name of its archive. */
  readonly name: string;
  /** What `deno compile --target` calls it. */
  readonly triple: string;
  /** What its archives are. */
  readonly archive: "tar.gz" | "zip";
}

/** Every target of `deno compile`. */
export const TARGETS: readonly Target[] = [
  { name: "linux-x64", triple: "x86_64-unknown-linux-gnu", archive: "tar.gz" },
  { name: "linux-arm64", triple: "aarch64-unknown-linux-gnu", archive: "tar.gz" },
  { name: "macos-x64", triple: "x86_64-apple-darwin", archive: "tar.gz" },
  { name: "macos-arm64", triple: "aarch64-apple-darwin", archive: "tar.gz" },
  { name: "windows-x64", triple: "x86_64-pc-windows-msvc", archive: "zip" },
];

/**
 * The target that this machine is.
 *
 * @returns It, or `undefined` where Deno compiles for no such machine.
 */
export function ownTarget(): Target | undefined {
  return TARGETS.find(({ triple }) => triple === Deno.build.target);
}

/**
 * The name of an executable.
 *
 * @param program Its name without an ending.
 * @param target Where it runs.
 */
export function executableName(program: string, target: Target): string {
  return target.archive === "zip" ? `${program}.exe` : program;
}

/**
 * The name of an archive. It has no version in it, so that `releases/latest/download/NAME` stays the same.
 *
 * @param target Whose.
 */
export function archiveName(target: Target): string {
  return `enchufe-${target.name}.${target.archive}`;
}
