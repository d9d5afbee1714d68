/**
 * One large file that is known byte by byte, in the page cache.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { join } from "../lib/std/path.ts";
import { tempDir } from "../tests/helpers/temp.ts";

const MIB = 1024 * 1024;
const NAME = "big.bin";

/** The file, in a folder of its own that goes away with it. */
export interface LargeFile extends AsyncDisposable {
  readonly folder: string;
  readonly name: string;
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/**
 * Makes one of random bytes: no part of it is a hole, and no two MiB are the same.
 *
 * @param size A multiple of 1 MiB.
 */
export async function largeFile(size: number): Promise<LargeFile> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await tempDir()).path;
  const path = join(folder, NAME);
  const hash = createHash("sha256");
  const chunk = new Uint8Array(MIB), numbers = new DataView(chunk.buffer);
  for (let at = 0; at < MIB; at += 65_536) crypto.getRandomValues(chunk.subarray(at, at + 65_536));
  {
    using file = await Deno.open(path, { write: true, createNew: true });
    for (let written = 0; written < size; written += MIB) {
      numbers.setUint32(0, written / MIB);
      hash.update(chunk);
      for (let at = 0; at < MIB;) at += file.writeSync(chunk.subarray(at));
    }
    // What is still to be written back would disturb whoever is measured first.
    file.syncSync();
  }
  ageAnew(path);
  const owned = stack.move();
  return {
    folder,
    name: NAME,
    path,
    size,
    sha256: hash.digest("hex"),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Gives a file another time in the past, so that whatever a server remembers of it holds no more. */
export function ageAnew(path: string): void {
  const time = (Deno.statSync(path).mtime?.getTime() ?? 0) / 1000 - 3600;
  Deno.utimeSync(path, time, time);
}

/** Compares two files. @throws {Error} if they differ. */
export function insistOnSame(one: string, other: string): void {
  using left = Deno.openSync(one), right = Deno.openSync(other);
  const chunks = [Buffer.alloc(MIB), Buffer.alloc(MIB)] as const;
  const sizes = [left, right].map((file) => file.statSync().size);
  if (sizes[0] !== sizes[1]) throw new Error(`Wrong size of ${other}: ${sizes[1]}, not ${sizes[0]}`);
  for (let at = 0;;) {
    const got = left.readSync(chunks[0]);
    if (got === null) return;
    for (let have = 0; have < got;) have += right.readSync(chunks[1].subarray(have, got)) ?? got;
    at += got;
    if (Buffer.compare(chunks[0].subarray(0, got), chunks[1].subarray(0, got)) !== 0) {
      throw new Error(`Wrong bytes in ${other} before ${at}`);
    }
  }
}
