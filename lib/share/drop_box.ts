/**
 * A drop box: a directory of the share, or all of it, where anyone puts new files and sees only their own. What is
 * handed in as `BOX/a/b.txt` is stored as `BOX/NAME/2026-11-21_10-15-00/a/b.txt`.
 *
 * @module
 */
import { SEPARATOR } from "../std/path.ts";
import { diskError, keepsChanging } from "./failures.ts";
import { type Jail, joinPath, joinReal, look, type Place, type Sight } from "./jail.ts";
import { isStill, type Ledger, recordedPath } from "./ledger.ts";
import type { Owner } from "./owner.ts";
import { parsePath } from "./paths.ts";
import { isSameFile } from "./stamps.ts";

/** Options of {@linkcode DropBox}. */
export interface DropBoxOptions {
  /** The share as the operator sees it. */
  readonly jail: Jail;
  /** The box, from that jail. */
  readonly place: Place;
  /** Who handed in what. */
  readonly ledger: Ledger;
}

/** What a session has handed in so far shares one time. */
export interface Visit {
  /** Whose; a session that takes another name begins another visit. */
  owner?: string;
  /** Milliseconds since the epoch, whole seconds. */
  at?: number;
  /** What follows the time in the name of the directory, where that of the bare time is somebody else's. */
  tail?: string;
}

/** Options of {@linkcode DropBox.assign}. */
export interface AssignOptions {
  /** Who hands in. */
  readonly owner: Owner;
  /** The session's visit; goes on to another time where the present one would not do. */
  readonly visit: Visit;
  /** Whether a file that the session has handed in under that name is an error rather than an earlier version. */
  readonly once: boolean;
}

/** Seconds that are tried. */
const MOST_ATTEMPTS = 1_000;
/** Owners whose last time is remembered: who hands in many versions within a second runs ahead of the clock. */
const MOST_REMEMBERED = 1_000;

/** The server's local time as the name of a directory. */
function timeName(at: number): string {
  const time = new Date(at);
  const two = (value: number) => String(value).padStart(2, "0");
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${date}_${two(time.getHours())}-${two(time.getMinutes())}-${two(time.getSeconds())}`;
}

/** Nobody can take all of them beforehand, as they could all seconds to come, and none tells of others' hand-ins. */
function randomTail(): string {
  return `_${crypto.randomUUID().slice(0, 8)}`;
}

/** The box. */
export class DropBox {
  /** Its path in the share; `.` if it is all of it. */
  readonly path: string;
  /** Its real path. */
  readonly real: string;
  readonly #jail: Jail;
  readonly #ledger: Ledger;
  readonly #inside: string;
  /** What directories of the box show as their time, since the true one would tell when others hand in. */
  readonly #since = new Date();
  readonly #last = new Map<string, number>();
  #info: Deno.FileInfo;

  /**
   * Makes a box of a directory.
   *
   * @param options Which.
   */
  constructor({ jail, place, ledger }: DropBoxOptions) {
    this.path = place.path;
    this.real = place.real;
    this.#jail = jail;
    this.#ledger = ledger;
    this.#inside = joinReal(place.real, "");
    this.#info = place.info;
  }

  /**
   * Whether a real path is in the box.
   *
   * @param real A real path.
   * @returns Whether it is; the box itself is not.
   */
  holds(real: string): boolean {
    return real.startsWith(this.#inside);
  }

  /**
   * Whether the box would go where a directory goes.
   *
   * @param real Real path of an entry.
   * @returns Whether it is the box or leads to it.
   */
  goesWith(real: string): boolean {
    return real === this.real || this.real.startsWith(real + SEPARATOR);
  }

  /**
   * Looks whether a path leads into the box, without looking at what is there.
   *
   * @param jail The share as it is seen by who names the path.
   * @param path The path.
   * @returns What follows the box, none for the box itself; `undefined` if it leads elsewhere.
   * @throws EnchufeError BADPATH.
   */
  below(jail: Jail, path: string): readonly string[] | undefined {
    const parts = parsePath(path);
    if (this.path === ".") return parts;
    // What the operator took away comes back as the box, and not as any directory.
    if (look(this.real) === undefined) this.#remake();
    const { at, missing } = jail.follow(parts);
    if (at.real === this.real) return missing;
    if (!this.holds(at.real)) return undefined;
    const depth = at.real.slice(this.#inside.length).split(SEPARATOR).length;
    return parts.slice(parts.length - missing.length - depth);
  }

  /**
   * Where a file goes that is handed in now. Nothing else should happen before it is there.
   *
   * @param rest The wanted path, from the box on.
   * @param options Who hands in, and what about a file that they have handed in as that.
   * @returns The path in the share. Nothing is there, unless `once`, and then it is the owner's own.
   */
  assign(rest: readonly string[], { owner, visit, once }: AssignOptions): string {
    if (visit.owner !== owner.key) {
      visit.owner = owner.key;
      delete visit.at;
      delete visit.tail;
    }
    const folder = this.#folder(owner.folder);
    const now = Math.floor(Date.now() / 1000) * 1000;
    let { tail = "" } = visit, at = visit.at ?? Math.max(now, this.#last.get(owner.key) ?? 0);
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const dir = joinPath(folder, timeName(at) + tail);
      const path = joinPath(dir, rest.join("/"));
      if (!this.#isOurs(dir, owner.key)) tail = randomTail();
      else if (this.#isTaken(path, once ? owner.key : undefined)) {
        at = Math.max(at + 1000, visit.at === undefined ? 0 : now);
        tail = "";
      } else {
        Object.assign(visit, { at, tail });
        this.#remember(owner.key, at);
        return path;
      }
    }
    throw keepsChanging(joinPath(this.path, rest.join("/")));
  }

  /**
   * What an owner sees of a share with this box.
   *
   * @param owner Who looks, from `ownerOf`.
   * @returns What the jail asks.
   */
  sight(owner: string): Sight {
    return {
      reaches: (real) => !this.holds(real) || this.#ledger.leads(owner, recordedPath(this.#jail.root, real)),
      shown: (place) => this.#shown(place, owner),
      // A directory might be the box by another name (a mount, a file system that ignores case).
      trusts: (dir, kind) => kind === "file" && dir !== this.real && !this.holds(dir),
    };
  }

  #remember(owner: string, at: number): void {
    this.#last.delete(owner);
    this.#last.set(owner, at);
    for (const oldest of this.#last.keys()) {
      if (this.#last.size <= MOST_REMEMBERED) return;
      this.#last.delete(oldest);
    }
  }

  #remake(): void {
    try {
      Deno.mkdirSync(this.real, { recursive: true });
    } catch (thrown) {
      throw diskError(thrown, this.path);
    }
  }

  #shown(place: Place, owner: string): Place | undefined {
    const { real, info, linked } = place;
    if (linked && (real === this.real || this.holds(real) || this.holds(joinReal(place.dir, place.stored)))) {
      return undefined;
    }
    if (real === this.real) {
      this.#info = info;
      return this.#still(place);
    }
    if (this.holds(real)) {
      if (info.isDirectory) return this.#still(place);
      const received = this.#ledger.find(owner, recordedPath(this.#jail.root, real));
      return received !== undefined && isStill(received, info) ? place : undefined;
    }
    return info.isDirectory && info.ino !== null && isSameFile(info, this.#info) ? undefined : place;
  }

  /** A directory of the box changes whenever somebody hands in, and must not tell. */
  #still(place: Place): Place {
    const since = this.#since;
    return { ...place, info: { ...place.info, size: 0, mtime: since, ctime: since, atime: since } };
  }

  /** The directory of a person; another one if that name is taken by what is no directory. */
  #folder(name: string): string {
    for (let folder = name;; folder += "_") {
      const info = look(joinReal(this.real, folder));
      if (info === undefined || info.isDirectory) return joinPath(this.path, folder);
    }
  }

  /** Whether nobody else has put anything into the directory of a time. */
  #isOurs(dir: string, owner: string): boolean {
    const { at, missing } = this.#jail.follow(parsePath(dir));
    if (missing.length > 1) return true;
    if (missing.length === 1) return this.#jail.storedName(at.real, missing[0] as string) === undefined;
    return !at.linked && at.info.isDirectory &&
      this.#ledger.leads(owner, recordedPath(this.#jail.root, at.real));
  }

  /** Whether something is where a file is to go, other than a file of the given owner. */
  #isTaken(path: string, owner: string | undefined): boolean {
    const { at, missing } = this.#jail.follow(parsePath(path));
    const [next] = missing;
    if (next !== undefined) {
      return !at.info.isDirectory || this.#jail.storedName(at.real, next) !== undefined;
    }
    const received = owner === undefined
      ? undefined
      : this.#ledger.find(owner, recordedPath(this.#jail.root, at.real));
    return received === undefined || !isStill(received, at.info);
  }
}
