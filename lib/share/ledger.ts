/**
 * Who handed in what: a line of JSON for each file received, in a hidden file of the share, so that it outlives the
 * server. Only what is there as it was received counts: a file that the operator changed, moved away or put in the
 * place of another is nobody's.
 *
 * @module
 */
import { SEPARATOR } from "../std/path.ts";
import { joinReal, look } from "./jail.ts";
import { Pacer } from "../pacing.ts";
import { LEDGER_NAME, makeTempName } from "./paths.ts";

/** One file that was received. */
export interface Received {
  /** When, as in ISO 8601. */
  readonly at: string;
  /** Where it is: names as stored below the share, joined with `/`. */
  readonly path: string;
  /** Who handed it in, from `ownerOf`. */
  readonly owner: string;
  /** Bytes. */
  readonly size: number;
  /** Its modification time, whole milliseconds since the epoch. */
  readonly mtime: number;
  /** 64 hexadecimal digits, where the sender told them. */
  readonly sha256?: string | undefined;
}

/** What a line tells: a file was received, or is not at its path any more. */
type Line = Received | { readonly path: string; readonly gone: true };

/** What one owner has: the files, and how many of them each directory leads to. */
interface Holdings {
  readonly files: Set<string>;
  readonly dirs: Map<string, number>;
}

/**
 * Whether a file is as it was received.
 *
 * @param received The line.
 * @param info What is at its path now, links not followed.
 * @returns Whether it is the same.
 */
export function isStill(received: Received, info: Deno.FileInfo | undefined): boolean {
  return info !== undefined && info.isFile && info.size === received.size &&
    Math.floor(info.mtime?.getTime() ?? 0) === received.mtime;
}

/**
 * A path as the ledger has it.
 *
 * @param root Real path of the share.
 * @param real Real path of something in it.
 * @returns The path from the root on.
 */
export function recordedPath(root: string, real: string): string {
  const below = real.slice(joinReal(root, "").length);
  return SEPARATOR === "/" ? below : below.replaceAll(SEPARATOR, "/");
}

/** Every directory that leads to a path, the share's root aside. */
function* leading(path: string): Generator<string> {
  for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) yield path.slice(0, at);
}

/** Reads a line; `undefined` for one that is broken, as the last one is when the machine stopped while it was written. */
function parseLine(line: string): Line | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { at, path, owner, size, mtime, sha256, gone } = value as Record<string, unknown>;
  if (typeof path !== "string" || path === "") return undefined;
  if (gone === true) return { path, gone };
  if (typeof at !== "string" || typeof owner !== "string" || owner === "") return undefined;
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(mtime)) return undefined;
  const known = typeof sha256 === "string" ? { sha256 } : {};
  return { at, path, owner, size: size as number, mtime: mtime as number, ...known };
}

/** The record of what was received. */
export class Ledger {
  readonly #root: string;
  readonly #file: string;
  readonly #received = new Map<string, Received>();
  readonly #owners = new Map<string, Holdings>();
  /** Whether the file may end in the middle of a line. */
  #torn = false;

  private constructor(root: string) {
    this.#root = root;
    this.#file = joinReal(root, LEDGER_NAME);
  }

  /**
   * Reads what is recorded, and writes it anew without what is broken, told twice or not there any more: so the file
   * grows no further than what is received between two starts.
   *
   * @param root Real path of the share.
   * @returns The ledger.
   * @throws What the disk says, if it cannot be read or written.
   */
  static async open(root: string): Promise<Ledger> {
    const ledger = new Ledger(root);
    const pacer = new Pacer();
    for (const line of (await readIfThere(ledger.#file)).split("\n")) {
      if (pacer.due) await pacer.rest();
      const entry = parseLine(line);
      if (entry === undefined) continue;
      ledger.#drop(entry.path);
      if (!("gone" in entry)) ledger.#add(entry);
    }
    for (const received of [...ledger.#received.values()]) {
      if (pacer.due) await pacer.rest();
      if (!ledger.#isThere(received)) ledger.#drop(received.path);
    }
    await ledger.#rewrite();
    return ledger;
  }

  /** How many files are recorded. */
  get size(): number {
    return this.#received.size;
  }

  /**
   * Records a file. What was recorded at that path is over.
   *
   * @param received The file, as it is or will be in a moment.
   * @throws What the disk says; then nothing is recorded.
   */
  record(received: Received): void {
    this.#append([received]);
    this.#drop(received.path);
    this.#add(received);
  }

  /**
   * Records that a file, or all below a directory, is gone or has another path.
   *
   * @param path Where it was.
   * @param to Where it is now; nowhere if not told.
   */
  moved(path: string, to?: string): void {
    const below = `${path}/`;
    const before = [...this.#received.values()].filter((each) =>
      each.path === path || each.path.startsWith(below)
    );
    const after = to === undefined
      ? []
      : before.map((each) => ({ ...each, path: to + each.path.slice(path.length) }));
    this.#append([...before.map((each) => ({ path: each.path, gone: true as const })), ...after]);
    for (const each of before) this.#drop(each.path);
    for (const each of after) {
      this.#drop(each.path);
      this.#add(each);
    }
  }

  /**
   * What an owner handed in at a path.
   *
   * @param owner Who.
   * @param path Where.
   * @returns The line, or `undefined` if it is not that owner's; whether it still holds, {@linkcode isStill} says.
   */
  find(owner: string, path: string): Received | undefined {
    const received = this.#received.get(path);
    return received?.owner === owner ? received : undefined;
  }

  /**
   * What an owner handed in with a certain content.
   *
   * @param owner Who.
   * @param wanted Its digest, when it can have come at the earliest (milliseconds since the epoch), and how its path ends.
   * @returns The line, or `undefined` if there is none that still holds.
   */
  findLike(
    owner: string,
    wanted: { readonly sha256: string; readonly since: number; readonly end: string },
  ): Received | undefined {
    for (const path of this.#owners.get(owner)?.files ?? []) {
      if (!path.endsWith(wanted.end)) continue;
      const received = this.#received.get(path);
      if (received?.sha256 !== wanted.sha256 || Date.parse(received.at) < wanted.since) continue;
      if (this.#isThere(received)) return received;
    }
    return undefined;
  }

  /**
   * Whether a path is what an owner handed in, or a directory that leads to it.
   *
   * @param owner Who.
   * @param path Where.
   * @returns Whether it is.
   */
  leads(owner: string, path: string): boolean {
    const holdings = this.#owners.get(owner);
    return holdings !== undefined && (holdings.files.has(path) || holdings.dirs.has(path));
  }

  /**
   * Bytes that an owner handed in and that are still there.
   *
   * @param owner Who.
   * @param except A path that does not count: what is to be replaced.
   * @returns The sum.
   */
  async used(owner: string, except?: string): Promise<number> {
    const pacer = new Pacer();
    let sum = 0;
    for (const path of [...this.#owners.get(owner)?.files ?? []]) {
      if (pacer.due) await pacer.rest();
      const received = this.#received.get(path);
      if (received === undefined || path === except) continue;
      if (this.#isThere(received)) sum += received.size;
    }
    return sum;
  }

  /**
   * Brings what was recorded to the disk.
   *
   * @throws What the disk says.
   */
  async sync(): Promise<void> {
    using file = await Deno.open(this.#file, { append: true });
    await file.syncData();
  }

  #isThere(received: Received): boolean {
    return isStill(received, look(joinReal(this.#root, received.path)));
  }

  /** Opened for each line: so a ledger that somebody takes away is begun anew rather than written to nowhere. */
  #append(lines: readonly Line[]): void {
    if (lines.length === 0) return;
    const text = `${this.#torn ? "\n" : ""}${lines.map((line) => `${JSON.stringify(line)}\n`).join("")}`;
    this.#torn = true;
    Deno.writeTextFileSync(this.#file, text, { append: true, mode: 0o600 });
    this.#torn = false;
  }

  async #rewrite(): Promise<void> {
    const temp = joinReal(this.#root, makeTempName());
    try {
      {
        using file = await Deno.open(temp, { write: true, createNew: true, mode: 0o600 });
        const encoder = new TextEncoder();
        let text = "";
        const flush = async () => {
          const bytes = encoder.encode(text);
          text = "";
          for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
        };
        for (const received of this.#received.values()) {
          text += `${JSON.stringify(received)}\n`;
          if (text.length > 256 * 1024) await flush();
        }
        await flush();
        await file.sync();
      }
      await Deno.rename(temp, this.#file);
    } catch (thrown) {
      await Deno.remove(temp).catch(() => {});
      throw thrown;
    }
  }

  #add(received: Received): void {
    const { owner, path } = received;
    this.#received.set(path, received);
    let holdings = this.#owners.get(owner);
    if (holdings === undefined) this.#owners.set(owner, holdings = { files: new Set(), dirs: new Map() });
    holdings.files.add(path);
    for (const dir of leading(path)) holdings.dirs.set(dir, (holdings.dirs.get(dir) ?? 0) + 1);
  }

  #drop(path: string): void {
    const received = this.#received.get(path);
    if (received === undefined) return;
    this.#received.delete(path);
    const holdings = this.#owners.get(received.owner);
    if (holdings === undefined) return;
    holdings.files.delete(path);
    for (const dir of leading(path)) {
      const left = (holdings.dirs.get(dir) ?? 1) - 1;
      if (left > 0) holdings.dirs.set(dir, left);
      else holdings.dirs.delete(dir);
    }
    if (holdings.files.size === 0) this.#owners.delete(received.owner);
  }
}

async function readIfThere(file: string): Promise<string> {
  try {
    return await Deno.readTextFile(file);
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return "";
    throw thrown;
  }
}
