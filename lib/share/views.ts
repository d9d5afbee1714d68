/**
 * The share as each owner sees it.
 *
 * @module
 */
import type { DropBox } from "./drop_box.ts";
import { Scanner } from "./scanning.ts";
import type { Disk } from "./writing.ts";

/** What somebody sees. */
export interface View {
  /** The disk behind the jail that they look through. */
  readonly disk: Disk;
  /** Scans what they see: cursors tell of paths, so each owner has their own order. */
  readonly scanner: Scanner;
}

/** Owners whose view is kept; another one's is made anew, which costs little. */
const MOST = 64;
/** Entries of a scan that are kept for its next page. */
const KEEP_ENTRIES = 20_000;

/** Makes and keeps views. */
export class Views {
  readonly #disk: Disk;
  readonly #box: DropBox;
  readonly #kept = new Map<string, View>();

  /**
   * Makes none yet.
   *
   * @param disk The share as the operator sees it.
   * @param box What each sees only their own part of.
   */
  constructor(disk: Disk, box: DropBox) {
    this.#disk = disk;
    this.#box = box;
  }

  /**
   * What an owner sees.
   *
   * @param owner Who, from `ownerOf`.
   * @returns The view.
   */
  of(owner: string): View {
    const known = this.#kept.get(owner);
    const view = known ?? this.#make(owner);
    if (known !== undefined) this.#kept.delete(owner);
    this.#kept.set(owner, view);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST) break;
      this.#kept.delete(oldest);
    }
    return view;
  }

  #make(owner: string): View {
    const disk = { ...this.#disk, jail: this.#disk.jail.seenBy(this.#box.sight(owner)) };
    return { disk, scanner: new Scanner(disk, { keep: KEEP_ENTRIES }) };
  }
}
