/** Version of Enchufe, as `--version`, `INFO` and `HELLO` report it; a test compares it with deno.json. */
export const VERSION = "0.1.0";

/** Version of the Redis protocol surface that clients may assume (`INFO redis_version`, `HELLO`). */
export const REDIS_COMPATIBILITY = "7.2.0";

/** The commit that this was built from. `.github/release/programs.ts` writes it in place of this word. */
export const COMMIT = "source";

/**
 * What `--version` prints of either program.
 *
 * @returns Version, commit, Deno's version and the system, on a line without its break.
 */
export function versionText(): string {
  const from = COMMIT === "source" ? "from source" : `commit ${COMMIT}`;
  const { os, arch } = Deno.build;
  return `enchufe ${VERSION} (${from}, Deno ${Deno.version.deno}, ${os} ${arch})`;
}
