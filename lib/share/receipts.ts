/**
 * Receipts of uploads, kept for those whom the answer did not reach.
 *
 * @module
 */
import { look } from "./jail.ts";
import { isUnchanged, type Stamp, stampOf } from "./stamps.ts";
import type { UploadState } from "./upload_state.ts";
import type { Published } from "./writing.ts";

/** What became of an upload. */
export interface Receipt {
  /** Where it is: another path than was asked for if it was renamed. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256, 64 hexadecimal digits. */
  readonly sha256: string;
  /** Last modification, whole milliseconds since the epoch. */
  readonly mtime: number;
  /** Whether it took the place of another file. */
  readonly replaced: boolean;
}

const KEEP_MS = 10 * 60 * 1000;
const KEEP = 10_000;

interface Kept {
  readonly receipt: Receipt;
  readonly owner: string;
  readonly mtime: number | undefined;
  readonly real: string;
  readonly stamp: Stamp;
  readonly at: number;
}

/** Keeps receipts for ten minutes, as long as the file stays the same. */
export class Receipts {
  readonly #kept = new Map<string, Kept>();
  readonly #now: () => number;

  /**
   * Keeps none yet.
   *
   * @param now Milliseconds since the epoch.
   */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /**
   * Makes a receipt, and keeps it.
   *
   * @param id The upload.
   * @param state What it was to become, and whose it was.
   * @param file What has become of it.
   * @returns The receipt.
   */
  give(id: string, { owner, sha256, mtime: asked }: UploadState, file: Published): Receipt {
    const { entry: { path, size, mtime }, place: { real, info }, replaced } = file;
    const receipt = { path, size, sha256, mtime, replaced };
    this.#kept.delete(id);
    this.#kept.set(id, { receipt, owner, mtime: asked, real, stamp: stampOf(info), at: this.#now() });
    for (const [oldest, { at }] of this.#kept) {
      if (this.#kept.size <= KEEP && this.#now() - at <= KEEP_MS) break;
      this.#kept.delete(oldest);
    }
    return receipt;
  }

  /**
   * Finds a receipt.
   *
   * @param id The upload.
   * @param owner Who asks.
   * @param words What else was asked for: when the file was to have been changed last.
   * @returns It; `undefined` if there is none, it is somebody else's or too old, or the file is not the same any more.
   */
  find(
    id: string,
    owner: string,
    { mtime }: { readonly mtime?: number | undefined } = {},
  ): Receipt | undefined {
    const kept = this.#kept.get(id);
    if (kept === undefined || kept.owner !== owner) return undefined;
    if (mtime !== undefined && mtime !== kept.mtime) return undefined;
    const info = look(kept.real);
    if (info !== undefined && isUnchanged(kept.stamp, info) && this.#now() - kept.at <= KEEP_MS) {
      return kept.receipt;
    }
    this.#kept.delete(id);
    return undefined;
  }
}
