/**
 * The forms of Unicode. `é` may be stored as one character (NFC, what people type and what we give out) or as two
 * (NFD, what older Macs store), or a name may mix both. Whatever is stored is shown and reached by its NFC name;
 * if two forms of a name are stored side by side, the NFC name means the one that {@linkcode NameForms.find}
 * meets first and the others keep their own.
 *
 * @module
 */
import { isSameFile, isSettled, isUnchanged, type Stamp, stampOf } from "./stamps.ts";

/**
 * Names in a directory beyond which names of mixed form are not searched for: the search is synchronous, at
 * about 2 µs a name, and repeats whenever the directory changes. There they are shown as they are stored.
 */
export const MIXED_SEARCH_MOST = 10_000;

const REMEMBERED = 64;

/**
 * Whether a text is plain ASCII, the same in every form.
 *
 * @param text Any text.
 * @returns Whether it is.
 */
export function isAscii(text: string): boolean {
  // deno-lint-ignore no-control-regex -- the range is what is meant
  return /^[\x00-\x7f]*$/.test(text);
}

/**
 * A name in NFC, except where that would be ASCII (`K` for the sign of Kelvin): such a one is only itself.
 *
 * @param name As stored.
 * @returns The form to show.
 */
export function toShownForm(name: string): string {
  if (isAscii(name)) return name;
  const nfc = name.normalize("NFC");
  return nfc === name || isAscii(nfc) ? name : nfc;
}

/**
 * Chooses the name to show for each of a directory's names that is not in NFC.
 *
 * @param odd Its names that {@linkcode toShownForm} would change.
 * @param stored All its names.
 * @returns The shown name of those that differ from the stored one.
 */
export function shownNames(odd: readonly string[], stored: readonly string[]): Map<string, string> {
  const shown = new Map<string, string>();
  const all = new Set(stored);
  const mixed = stored.length > MIXED_SEARCH_MOST ? undefined : mixedForms(odd);
  for (const name of odd) {
    const nfc = toShownForm(name);
    const nfd = nfc.normalize("NFD");
    const first = all.has(nfc) ? nfc : all.has(nfd) ? nfd : mixed?.get(nfc);
    if (first === name) shown.set(name, nfc);
  }
  return shown;
}

/** The names that are neither in NFC nor in NFD, by their NFC name; the least one if several share it. */
function mixedForms(names: Iterable<string>): Map<string, string> {
  const mixed = new Map<string, string>();
  for (const name of names) {
    const nfc = toShownForm(name);
    if (nfc === name || nfc.normalize("NFD") === name) continue;
    const other = mixed.get(nfc);
    if (other === undefined || name < other) mixed.set(nfc, name);
  }
  return mixed;
}

/** Looks up a name on disk. */
export interface FormsDisk {
  /** Metadata of a name in a directory, links not followed; `undefined` if it is not there. */
  look(dir: string, name: string): Deno.FileInfo | undefined;
  /** Metadata of the directory. */
  lookDirectory(dir: string): Deno.FileInfo | undefined;
  /** The directory's names. */
  names(dir: string): Iterable<string>;
}

/** Finds the stored form of a name. */
export class NameForms {
  readonly #disk: FormsDisk;
  /** What the last search of a directory found; `undefined` stands for a directory that is too big. */
  readonly #searched = new Map<string, { stamp: Stamp; mixed: Map<string, string> | undefined }>();

  /**
   * Searches a disk.
   *
   * @param disk How to look names up.
   */
  constructor(disk: FormsDisk) {
    this.#disk = disk;
  }

  /**
   * Finds the stored name of something that is not stored exactly as asked for.
   *
   * @param dir The directory's real path.
   * @param name What was asked for, in any form.
   * @returns The stored name, or `undefined`.
   */
  find(dir: string, name: string): string | undefined {
    const nfc = name.normalize("NFC");
    if (nfc !== name && this.#disk.look(dir, nfc)) return nfc;
    if (isAscii(nfc)) return undefined;
    const nfd = nfc.normalize("NFD");
    if (nfd !== name && nfd !== nfc && this.#disk.look(dir, nfd)) return nfd;
    return this.#mixed(dir)?.get(nfc);
  }

  /**
   * The name to show for a stored one; agrees with {@linkcode shownNames}.
   *
   * @param dir The directory's real path.
   * @param name A stored name.
   * @returns Its NFC form, unless that means another file.
   */
  show(dir: string, name: string): string {
    const nfc = toShownForm(name);
    if (nfc === name) return name;
    const exact = this.#disk.look(dir, nfc);
    if (exact) {
      const own = this.#disk.look(dir, name);
      // Macs find a file by any form, so what answers to the NFC name may be this very one.
      return own !== undefined && own.ino !== null && own.nlink === 1 && isSameFile(own, exact) ? nfc : name;
    }
    return this.find(dir, nfc) === name ? nfc : name;
  }

  #mixed(dir: string): Map<string, string> | undefined {
    const info = this.#disk.lookDirectory(dir);
    if (info === undefined) return undefined;
    const known = this.#searched.get(dir);
    if (known && (isUnchanged(known.stamp, info) || known.mixed === undefined)) return known.mixed;
    const names = [...this.#disk.names(dir)];
    const mixed = names.length > MIXED_SEARCH_MOST ? undefined : mixedForms(names);
    // A directory found too big stays so, or each change to it would cost another long search.
    if (mixed === undefined || isSettled(info.mtime?.getTime() ?? 0)) {
      if (this.#searched.size >= REMEMBERED) this.#searched.clear();
      this.#searched.set(dir, { stamp: stampOf(info), mixed });
    }
    return mixed;
  }
}
