/**
 * Changes part of a file, by way of a whole new one: readers see the old or the new, never a mixture.
 *
 * @module
 */
import { EnchufeError } from "../errors.ts";
import { failure } from "../failure.ts";
import { isDirectory, keepsChanging } from "./failures.ts";
import type { Place } from "./jail.ts";
import { parseNewPath } from "./paths.ts";
import { OpenFile } from "./reading.ts";
import { stampOf } from "./stamps.ts";
import type { StagedUpload, Upload } from "./staging.ts";
import { Turns } from "./turns.ts";
import type { Disk, Writer } from "./writing.ts";

/** A change of part of a file. */
export interface Patch {
  /** Where the bytes go; the end of the file if not given. What is missing before it becomes zeros. */
  readonly offset?: number;
  /** What to put there. */
  readonly bytes: Uint8Array;
  /** Who does it; passed on with the change. */
  readonly by: string;
}

const CHUNK = 256 * 1024;
const ATTEMPTS = 5;

/** Patches files, one patch of a file at a time. */
export class Patcher {
  readonly #disk: Disk;
  readonly #writer: Writer;
  /** By path: two appends at once must both be there in the end. */
  readonly #turns = new Turns();

  /**
   * Patches files of a share.
   *
   * @param disk The share.
   * @param writer Writes the new files.
   */
  constructor(disk: Disk, writer: Writer) {
    this.#disk = disk;
    this.#writer = writer;
  }

  /**
   * Patches a file; makes it if it is not there.
   *
   * @param path A file.
   * @param patch What to change.
   * @returns The file's new size.
   * @throws EnchufeError ERR for an offset that is none, WRONGTYPE for a directory, CHANGED if others keep writing
   * it, and what writing throws.
   */
  async apply(path: string, patch: Patch): Promise<number> {
    const parts = parseNewPath(path, this.#disk.jail.hidden);
    const { offset } = patch;
    if (offset !== undefined && (!Number.isSafeInteger(offset) || offset < 0)) {
      throw failure("badOffset", { value: offset });
    }
    const key = parts.join("/").normalize("NFC");
    return await this.#turns.run(key, () => this.#applyNow(path, patch));
  }

  async #applyNow(path: string, patch: Patch): Promise<number> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const place = this.#disk.jail.resolve(path);
      if (place?.info.isDirectory) throw isDirectory(path);
      // As in Redis: nothing to put in makes no file for SETRANGE, and changes none.
      if (patch.bytes.length === 0 && (place !== undefined || patch.offset !== undefined)) {
        return place?.info.size ?? 0;
      }
      try {
        return await this.#replace(path, patch, place);
      } catch (thrown) {
        if (!this.#isOvertaken(thrown, path, place)) throw thrown;
      }
    }
    throw keepsChanging(path);
  }

  /** Whether another writer was faster, so that it is worth another attempt. */
  #isOvertaken(thrown: unknown, path: string, before: Place | undefined): boolean {
    if (!(thrown instanceof EnchufeError)) return false;
    if (thrown.code === "CHANGED" || (thrown.code === "NOTFOUND" && before !== undefined)) return true;
    // Not if the name is held by something that is not shared, or a file is where a directory is wanted.
    return thrown.code === "EXISTS" && before === undefined && this.#disk.jail.resolve(path) !== undefined;
  }

  async #replace(path: string, { offset, bytes, by }: Patch, place: Place | undefined): Promise<number> {
    const old = place?.info.size ?? 0;
    const at = offset ?? old;
    const size = Math.max(old, at + bytes.length);
    const upload = await this.#writer.stage(path, size);
    try {
      if (place !== undefined) await copy(place, upload, { start: 0, end: Math.min(at, old) });
      await zeroFill(upload, at);
      await upload.write(bytes);
      if (place !== undefined) await copy(place, upload, { start: at + bytes.length, end: old });
      const entry = await this.#writer.write(path, upload, {
        by,
        ...(place === undefined
          ? { existing: "create" as const }
          : { existing: "update" as const, unchangedSince: stampOf(place.info) }),
      });
      return entry.size;
    } finally {
      await upload.abort();
    }
  }
}

/** Copies part of a file; nothing if the range is empty. */
async function copy(place: Place, upload: Upload, range: { start: number; end: number }): Promise<void> {
  if (range.start >= range.end) return;
  const file = new OpenFile(place, range);
  try {
    const chunk = new Uint8Array(Math.min(CHUNK, file.size));
    let left = range.end - range.start;
    for (let got = await file.read(chunk); got !== null; got = await file.read(chunk)) {
      await upload.write(chunk.subarray(0, got));
      left -= got;
    }
    if (left > 0) throw keepsChanging(place.path);
  } finally {
    file.close();
  }
}

/** Adds zeros until the file has `size` bytes. */
async function zeroFill(upload: StagedUpload, size: number): Promise<void> {
  const zeros = new Uint8Array(Math.min(CHUNK, Math.max(size - upload.size, 0)));
  while (upload.size < size) await upload.write(zeros.subarray(0, size - upload.size));
}
