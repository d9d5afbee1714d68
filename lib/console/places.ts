/**
 * Where the files of a group are. Pure.
 *
 * @module
 */
import type { Changed, Note, Subject } from "./notes.ts";

/**
 * Whether a note is on a directory.
 *
 * @param note The note.
 * @returns Whether it is; `false` where it is on no entry at all.
 */
export function isFolder(note: Note): note is Changed & { readonly type: "dir" } {
  return "type" in note && note.type === "dir";
}

/**
 * The deepest directory in which all of a group is; one that is in the group itself counts as such.
 *
 * @param subjects A group of entries.
 * @returns Its path, or empty if there is none or it cannot be known.
 */
export function commonPlace(subjects: readonly Subject[]): string {
  const hasFiles = subjects.some(({ note }) => !isFolder(note));
  let common: string[] | undefined;
  for (const { note, subjects: count } of subjects) {
    // One that stands for many has the path of one of them only.
    if (!("by" in note) || count > 1) return "";
    const parts = note.path.split("/");
    if (!hasFiles || !isFolder(note)) parts.pop();
    common ??= parts;
    const differs = common.findIndex((part, index) => part !== parts[index]);
    if (differs >= 0) common = common.slice(0, differs);
    if (common.length === 0) return "";
  }
  return common?.join("/") ?? "";
}

/**
 * Leaves out the directories that a file of the same group is in: the file's path says that they are there.
 *
 * @param subjects A group.
 * @returns The others.
 */
export function withoutImplied<S extends Subject>(subjects: readonly S[]): readonly S[] {
  const implied = new Set<string>();
  for (const { note } of subjects) {
    if (!("by" in note) || isFolder(note)) continue;
    for (let at = note.path.lastIndexOf("/"); at > 0; at = note.path.lastIndexOf("/", at - 1)) {
      const folder = note.path.slice(0, at);
      if (implied.has(folder)) break;
      implied.add(folder);
    }
  }
  return subjects.filter(({ note }) => !(isFolder(note) && implied.has(note.path)));
}
