/**
 * Finds the file that an upload has become, when a server was killed before it could tell.
 *
 * @module
 */
import { entryOf } from "./entries.ts";
import { numberedName } from "./free_names.ts";
import { type Jail, joinPath } from "./jail.ts";
import type { UploadState } from "./upload_state.ts";
import type { Published } from "./writing.ts";

/** Names tried. */
const MOST_NAMES = 100;

/**
 * Finds a file with the bytes of an upload, under the name that it was to have or was given for want of that.
 *
 * @param state What was to be uploaded.
 * @param share Where to look, and how to tell what is in a file.
 * @returns The file, or `undefined`.
 * @throws EnchufeError What reading throws.
 */
export async function findPublished(
  state: UploadState,
  share: { readonly jail: Jail; readonly hash: (path: string) => Promise<string> },
): Promise<Published | undefined> {
  const slash = state.path.lastIndexOf("/");
  const above = slash < 0 ? "." : state.path.slice(0, slash);
  for (let n = 1; n <= (state.exists === "rename" ? MOST_NAMES : 1); n++) {
    const path = joinPath(above, numberedName(state.path.slice(slash + 1), n));
    const place = share.jail.resolve(path);
    if (place === undefined) return undefined;
    if (!place.info.isFile || place.info.size !== state.size) continue;
    if (await share.hash(path) !== state.sha256) continue;
    return { entry: entryOf(place), place, replaced: false };
  }
  return undefined;
}
