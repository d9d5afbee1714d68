/**
 * What peers may do with the share: read it, write to it, or only put new files into a drop box.
 *
 * @module
 */
import fs from "node:fs";
import type { EnchufeError } from "../errors.ts";
import { failure } from "../failure.ts";
import { DropBox } from "./drop_box.ts";
import { SEPARATOR } from "../std/path.ts";
import { diskError, notFound } from "./failures.ts";
import type { Jail, Place } from "./jail.ts";
import { Ledger } from "./ledger.ts";
import { parseNewPath, quotePath } from "./paths.ts";
import { makeDirectories } from "./placing.ts";
import { Quota } from "./quota.ts";
import { type View, Views } from "./views.ts";
import type { Disk } from "./writing.ts";

/** What peers may do: read; put new files in and see their own; read and write. */
export type Access = "read" | "drop" | "write";

/** What somebody in particular may do. */
export interface Rights {
  /** Whether they may change, move and remove what is outside a drop box. */
  readonly changes: boolean;
  /** Whether they may hand in to a drop box. */
  readonly handsIn: boolean;
  /** Whether they see what others handed in, which stays as it is all the same. */
  readonly seesAll: boolean;
}

/** What the operator chose. */
export interface PolicyOptions {
  /** What peers may do. */
  readonly access: Access;
  /** A directory of the share that is a drop box whatever else peers may do; made if it is missing. */
  readonly dropBox?: string | undefined;
  /** Whether somebody may have more rights than `access` gives to all. */
  readonly users?: boolean;
  /** Bytes that an owner has begun to upload. */
  readonly begun: (owner: string) => number;
}

/** The rules, and what they need to be kept. */
export class Policy {
  /** What peers may do outside the box. */
  readonly access: Access;
  /** What who is nobody in particular may do. */
  readonly usual: Rights;
  /** The drop box, if there is one. */
  readonly box: DropBox | undefined;
  /** Who handed in what; only kept where somebody asks. */
  readonly ledger: Ledger | undefined;
  /** How much each may hand in. */
  readonly quota: Quota | undefined;
  readonly #views: Views | undefined;

  private constructor(disk: Disk, options: PolicyOptions, kept: { box?: DropBox; ledger?: Ledger } = {}) {
    const { box, ledger } = kept;
    this.access = options.access;
    this.usual = { changes: options.access === "write", handsIn: true, seesAll: false };
    this.box = box;
    this.ledger = ledger;
    this.quota = ledger && new Quota(disk.limits.quota, ledger, options.begun);
    this.#views = box && new Views(disk, box);
  }

  /**
   * Opens the drop box and the ledger.
   *
   * @param disk The share as the operator sees it.
   * @param options What the operator chose.
   * @returns The rules.
   * @throws EnchufeError For the operator: BADPATH, WRONGTYPE or EXISTS for a box that can be none; NOPERM if this
   * user may not write where peers may; IO.
   */
  static async open(disk: Disk, options: PolicyOptions): Promise<Policy> {
    const { jail, limits } = disk;
    const { access, dropBox, users = false } = options;
    const hasBox = access === "drop" || dropBox !== undefined;
    const isWritten = access !== "read" || users;
    if (!hasBox && (!isWritten || limits.quota === 0)) return new Policy(disk, options);
    try {
      const ledger = await Ledger.open(jail.root);
      if (!hasBox) return new Policy(disk, options, { ledger });
      const place = openBox(jail, access === "drop" ? "." : dropBox as string);
      return new Policy(disk, options, { ledger, box: new DropBox({ jail, place, ledger }) });
    } catch (thrown) {
      throw diskError(thrown, dropBox ?? ".");
    }
  }

  /**
   * Whether anything can be written.
   *
   * @param rights By whom.
   */
  takesFiles({ changes, handsIn }: Rights): boolean {
    return changes || (handsIn && this.box !== undefined);
  }

  /**
   * What somebody sees.
   *
   * @param owner Who, from `ownerOf`.
   * @returns Their view; `undefined` if all see the same.
   */
  view(owner: string): View | undefined {
    return this.#views?.of(owner);
  }

  /**
   * The error for writing where it is off.
   *
   * @returns NOPERM, naming the flags that would allow it.
   */
  refusal(): EnchufeError {
    return this.box === undefined
      ? failure("readOnly")
      : failure("readOnlyOutside", { box: quotePath(this.box.path) });
  }

  /**
   * Insists that an entry may be changed, moved or removed.
   *
   * @param jail The share as it is seen by who wants to.
   * @param path The entry.
   * @param rights Those of who wants to.
   * @throws EnchufeError NOPERM, for what is in a drop box the same whatever is there; BADPATH.
   */
  insistOnChanging(jail: Jail, path: string, rights: Rights): void {
    const { box } = this;
    if (box?.below(jail, path) !== undefined) throw failure("boxKeeps", { path: quotePath(path) });
    if (!rights.changes) throw this.refusal();
    const place = box && jail.resolve(path);
    // With a directory would go the box in it.
    if (place && !place.linked && box.goesWith(place.real)) {
      throw failure("boxKeeps", { path: quotePath(path) });
    }
  }
}

function openBox(jail: Jail, path: string): Place {
  const wanted = path === "." ? [] : parseNewPath(path, jail.hidden);
  const { at } = makeDirectories(jail, wanted);
  try {
    fs.accessSync(at.real, fs.constants.W_OK);
  } catch {
    throw failure("shareUnwritable", { folder: JSON.stringify(path) });
  }
  // Under its own name: a link that leads to it is another one, by which nobody gets in.
  const own = jail.resolve(at.real.slice(jail.root.length).split(SEPARATOR).filter(Boolean).join("/") || ".");
  if (own === undefined) throw notFound(path);
  return own;
}
