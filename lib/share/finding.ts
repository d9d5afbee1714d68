/**
 * Finds what an earlier server knew of uploads, and the file that one has become when it was killed before it could
 * tell.
 *
 * @module
 */
import { entryOf } from "./entries.ts";
import { numberedName } from "./free_names.ts";
import { type Jail, joinPath, joinReal, look } from "./jail.ts";
import { stateName } from "./paths.ts";
import { Unfinished } from "./unfinished.ts";
import { readState, type UploadState, type UploadWords } from "./upload_state.ts";
import type { Published, Writer } from "./writing.ts";

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
async function findPublished(
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

/**
 * Finds the file that an upload has become, of which only the file is left that says what it was; that one goes.
 *
 * @param id The upload.
 * @param dirs Real paths of the directories where it may be.
 * @param share Who may have put it in place, and how to tell what is in a file.
 * @returns What it was and what it has become, or `undefined`.
 * @throws EnchufeError What reading throws.
 */
export async function recover(
  id: string,
  dirs: readonly string[],
  share: { readonly writer: Writer; readonly hash: (path: string) => Promise<string> },
): Promise<{ readonly state: UploadState; readonly file: Published } | undefined> {
  const { writer, hash } = share;
  for (const dir of dirs) {
    const state = readState(joinReal(dir, stateName(id)));
    if (state === undefined) continue;
    const file = writer.recovered(state) ?? await findPublished(state, { jail: writer.disk.jail, hash });
    new Unfinished(id, dir, state).drop();
    return file && { state, file };
  }
  return undefined;
}

/**
 * Finds an upload by its files.
 *
 * @param id The upload.
 * @param dirs Real paths of the directories where they may be.
 * @param words What it must be to become; other files of that name are damaged.
 * @returns It; `published` if only the file is left that says what it was; or `undefined`.
 */
export function findOnDisk(
  id: string,
  dirs: readonly string[],
  words: UploadWords,
): Unfinished | "published" | undefined {
  for (const dir of dirs) {
    const state = readState(joinReal(dir, stateName(id)));
    if (state === undefined || !isFor(state, words)) continue;
    const upload = new Unfinished(id, dir, state);
    return look(upload.part)?.isFile ? upload : "published";
  }
  return undefined;
}

/** Whether what lies on the disk is what its name says. */
function isFor(state: UploadState, words: UploadWords): boolean {
  return state.size === words.size && state.sha256 === words.sha256 && state.exists === words.exists;
}
