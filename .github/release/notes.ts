/**
 * Whether a release agrees with itself, and what it says is new:
 *
 *     deno run --allow-read .github/release/notes.ts [TAG]
 *
 * prints the section of the changelog of the version in deno.json. Status 1, and a line for each, if the tag, lib/version.ts or
 * the changelog says something else.
 *
 * @module
 */
import { VERSION } from "../../lib/version.ts";

/** What has to agree. */
export interface Release {
  /** As pushed; `undefined` when nothing is released yet. */
  readonly tag: string | undefined;
  /** In deno.json. */
  readonly version: string;
  /** In lib/version.ts. */
  readonly source: string;
  /** The text of docs/changelog.md. */
  readonly changelog: string;
}

/**
 * Finds what does not agree.
 *
 * @param release What is to be released.
 * @returns A line for each disagreement; none if all is well.
 */
export function disagreements({ tag, version, source, changelog }: Release): string[] {
  const found: string[] = [];
  if (tag !== undefined && tag !== `v${version}`) {
    found.push(`Tag '${tag}' is not v${version}, as in deno.json`);
  }
  if (source !== version) {
    found.push(`VERSION '${source}' in lib/version.ts is not ${version}, as in deno.json`);
  }
  const [newest] = changelog.matchAll(/^## \[(\d[^\]]*)\] - \d{4}-\d\d-\d\d$/gm);
  if (newest?.[1] !== version) {
    found.push(
      `docs/changelog.md has '${
        newest?.[1] ?? "no version"
      }' on top: want '## [${version}] - YEAR-MONTH-DAY'`,
    );
  } else if (sectionOf(changelog, version) === "") found.push(`docs/changelog.md says nothing of ${version}`);
  return found;
}

/**
 * One version's part of the changelog.
 *
 * @param changelog The text.
 * @param version Which.
 * @returns What stands below its heading; empty if it has none.
 */
export function sectionOf(changelog: string, version: string): string {
  const parts = changelog.split(/^## /m);
  const part = parts.find((each) => each.startsWith(`[${version}]`)) ?? "";
  return part.slice(part.indexOf("\n") + 1).trim();
}

/**
 * What this repository would release.
 *
 * @param tag As pushed, if it was.
 */
export async function readRelease(tag?: string): Promise<Release> {
  const read = (path: string) => Deno.readTextFile(new URL(`../../${path}`, import.meta.url));
  const { version } = JSON.parse(await read("deno.json")) as { version: string };
  return { tag, version, source: VERSION, changelog: await read("docs/changelog.md") };
}

if (import.meta.main) {
  const release = await readRelease(Deno.args[0]);
  const wrong = disagreements(release);
  const encoder = new TextEncoder();
  for (const line of wrong) Deno.stderr.writeSync(encoder.encode(`${line}\n`));
  if (wrong.length > 0) Deno.exit(1);
  Deno.stdout.writeSync(encoder.encode(`${sectionOf(release.changelog, release.version)}\n`));
}
