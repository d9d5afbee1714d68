/**
 * Local bytes that are handed in.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { EnchufeError } from "../errors.ts";
import { texts } from "../texts/texts.ts";
import { local } from "./local_errors.ts";
import { realClock } from "./pacer.ts";
import type { TransferOptions } from "./transfer.ts";

/** Bytes up to which a file is read once, at the beginning, and kept in memory. */
const SMALL = 1024 * 1024;
/** Bytes read and hashed between two turns of the event loop: about 0.2 ms. */
const PIECE = 256 * 1024;
/** Milliseconds of hashing after which it is told: until then nothing else would be seen. */
const SILENCE = 500;

/** Bytes to hand in, whose number is known. */
export interface Source {
  /** What to call it. */
  readonly name: string;
  /** How many bytes it has. */
  readonly size: number;
  /** When they were changed last, in milliseconds since 1970. */
  readonly mtime?: number;
  /**
   * Reads bytes. They may be wanted more than once: for the digest, and again after a loss.
   *
   * @param view Where to put them.
   * @param at Bytes before them.
   * @returns How many there were; `null` at the end.
   */
  read(view: Uint8Array, at: number): Promise<number | null>;
  /** Whether it is no longer what it was when it was opened. */
  changed?(): Promise<boolean>;
}

/** The local file is not what it was when its digest was computed. */
export class LocalChange extends EnchufeError {
  /**
   * Takes the text from the catalogue.
   *
   * @param file Its name.
   */
  constructor(file: string) {
    super("CHANGED", texts.client.localChanged(file));
  }
}

/** Opens a local file as a source. */
export async function openSource(file: string): Promise<Source & Disposable> {
  const before = await regular(file);
  const open = await local(() => Deno.open(file), { file, say: texts.client.cannotRead });
  const { size } = before, mtime = before.mtime?.getTime();
  return {
    name: file,
    size,
    ...(mtime === undefined ? {} : { mtime }),
    read(view, at) {
      open.seekSync(at, Deno.SeekMode.Start);
      // A small file is read in one go, which is faster so.
      return size <= SMALL ? Promise.resolve(open.readSync(view)) : open.read(view);
    },
    async changed() {
      // By its name: most programs write a new file and rename it.
      const now = await Deno.stat(file).catch(() => undefined);
      return now?.size !== size || now.mtime?.getTime() !== mtime || now.ino !== before.ino;
    },
    [Symbol.dispose]: () => open.close(),
  };
}

/**
 * The size of a local file.
 *
 * @param file Its path.
 * @returns Bytes.
 * @throws {EnchufeError} USAGE if it is missing or no regular file; IO if it cannot be looked at.
 */
export async function localSize(file: string): Promise<number> {
  return (await regular(file)).size;
}

async function regular(file: string): Promise<Deno.FileInfo> {
  const info = await local(async () => {
    try {
      return await Deno.stat(file);
    } catch (thrown) {
      if (thrown instanceof Deno.errors.NotFound) {
        throw new EnchufeError("USAGE", texts.client.localMissing(file));
      }
      throw thrown;
    }
  }, { file, say: texts.client.cannotRead });
  if (info.isDirectory) throw new EnchufeError("USAGE", texts.client.localDirectory(file));
  // A pipe has no size to announce, and may never end.
  if (!info.isFile) throw new EnchufeError("USAGE", texts.client.localIrregular(file));
  return info;
}

/** Bytes that were hashed and can be sent, as often as it takes. */
export interface Hashed {
  /** Where they come from. */
  readonly source: Source;
  /** SHA-256, 64 hexadecimal digits. */
  readonly sha256: string;
  /** All of them, if they are few: what is sent is then sure to be what was hashed. */
  readonly content: Uint8Array | undefined;
}

/**
 * Hashes bytes, a piece at a time.
 *
 * @param source Where they are.
 * @param options Told if it takes a while; ended with the reason of the signal.
 * @returns Their digest.
 * @throws {LocalChange} If there are fewer than there should be. {EnchufeError} IO.
 */
export async function hashSource(
  source: Source,
  { signal, hooks, clock = realClock }: Pick<TransferOptions, "signal" | "hooks" | "clock">,
): Promise<Hashed> {
  const hash = createHash("sha256"), { size } = source;
  const content = size <= SMALL ? new Uint8Array(size) : undefined;
  const buffer = content ?? new Uint8Array(PIECE);
  const began = clock.now();
  let told = false;
  for (let at = 0; at < size;) {
    signal.throwIfAborted();
    if (!told && clock.now() - began > SILENCE) {
      told = true;
      hooks?.hashing(size);
    }
    const view = content?.subarray(at) ?? buffer.subarray(0, Math.min(PIECE, size - at));
    const count = await readPiece(source, view, at);
    hash.update(view.subarray(0, count));
    at += count;
  }
  return { source, sha256: hash.digest("hex"), content };
}

/**
 * Reads bytes that must be there.
 *
 * @param source Where they are.
 * @param view Where to put them.
 * @param at Bytes before them.
 * @returns How many there were, at least 1.
 * @throws {LocalChange} If there are none. {EnchufeError} IO.
 */
export async function readPiece(source: Source, view: Uint8Array, at: number): Promise<number> {
  const { name: file } = source;
  const count = await local(() => source.read(view, at), { file, say: texts.client.cannotRead });
  if (count === null || count === 0) throw new LocalChange(file);
  return count;
}

/**
 * Gives bytes of a source in pieces.
 *
 * @param hashed The bytes.
 * @param range From where, how many, and at most how many at once.
 * @returns Gives the next piece, valid until the one after it is asked for; `null` where they end.
 */
export function feedOf(
  { source, content }: Hashed,
  { from, count, piece = PIECE }: {
    readonly from: number;
    readonly count: number;
    readonly piece?: number | undefined;
  },
): () => Promise<Uint8Array | null> {
  const end = from + count;
  const buffer = content ?? new Uint8Array(Math.min(piece, count));
  let at = from;
  return async () => {
    const wanted = Math.min(piece, end - at);
    if (wanted <= 0) return null;
    if (content !== undefined) return content.subarray(at, at += wanted);
    const got = await readPiece(source, buffer.subarray(0, wanted), at);
    at += got;
    return buffer.subarray(0, got);
  };
}
