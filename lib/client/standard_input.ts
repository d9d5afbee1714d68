/**
 * `-` in place of a file or a text: the standard input. What is handed in needs its size first, so it is read to its
 * end beforehand, into memory or, if it is much, into a temporary file.
 *
 * @module
 */
import { EnchufeError } from "../errors.ts";
import { join } from "../std/path.ts";
import { texts } from "../texts/texts.ts";
import { local } from "./local_errors.ts";
import type { Streams } from "./show.ts";
import type { Source } from "./sources.ts";

/** Bytes of the standard input that stay in memory; with one more, all go to a temporary file. */
const MOST_IN_MEMORY = 8 * 1024 * 1024;
/** Bytes of the longest character in UTF-8. */
const BYTES_PER_CHARACTER = 4;

/** Where the standard input is. */
export type Input = Pick<Streams, "input">;

/** How much of the standard input is taken, and until when. */
export interface InputOptions {
  /** Bytes; one more is refused. */
  readonly most: number;
  /** Says what is wrong with more. */
  readonly tooMuch: () => EnchufeError;
  /** Ends the reading; its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads the standard input to its end.
 *
 * @param streams Where it is.
 * @param options See {@linkcode InputOptions}.
 * @returns The bytes; disposing of them removes the temporary file.
 * @throws {EnchufeError} USAGE if there is none; IO for the temporary file; what `tooMuch` makes.
 */
export async function spoolInput(streams: Input, options: InputOptions): Promise<Source & Disposable> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let spool: Spool | undefined;
  try {
    for await (const chunk of inputOf(streams, options)) {
      size += chunk.length;
      if (spool === undefined && size > MOST_IN_MEMORY) {
        spool = await local(() => new Spool(), { file: tmpName(), say: texts.client.cannotWrite });
        for (const held of chunks.splice(0)) await spool.write(held);
      }
      if (spool === undefined) chunks.push(chunk);
      else await spool.write(chunk);
    }
  } catch (thrown) {
    spool?.[Symbol.dispose]();
    throw thrown;
  }
  const held = spool === undefined ? joined(chunks, size) : undefined;
  return {
    name: "-",
    size,
    read: (view, at) => held === undefined ? (spool as Spool).read(view, at) : copy(held.subarray(at), view),
    [Symbol.dispose]: () => spool?.[Symbol.dispose](),
  };
}

/**
 * Reads the standard input as a message.
 *
 * @param streams Where it is.
 * @param options How many characters a message may have.
 * @returns The text, without the line break at its end.
 * @throws {EnchufeError} USAGE if there is none; TOOLONG.
 */
export async function readMessage(
  streams: Input,
  { characters, signal }: { readonly characters: number; readonly signal?: AbortSignal | undefined },
): Promise<string> {
  const decoder = new TextDecoder();
  const tooMuch = () => new EnchufeError("TOOLONG", texts.help.wrong.inputTooLong(characters));
  const most = characters * BYTES_PER_CHARACTER + 2;
  let text = "";
  for await (const chunk of inputOf(streams, { most, tooMuch, signal })) {
    text += decoder.decode(chunk, { stream: true });
  }
  return (text + decoder.decode()).replace(/\r?\n$/, "");
}

async function* inputOf(
  { input }: Input,
  { most, tooMuch, signal }: InputOptions,
): AsyncGenerator<Uint8Array> {
  if (input === undefined) throw new EnchufeError("USAGE", texts.help.wrong.noInput);
  // As with --repeat: what was read is gone.
  if (input.locked) throw new EnchufeError("USAGE", texts.help.wrong.inputOnce);
  const reader = input.getReader();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  // A reading that waits for a pipe cannot be taken back; it ends with the process.
  aborted.catch(() => {});
  const abort = () => reject(signal?.reason);
  signal?.addEventListener("abort", abort, { once: true });
  try {
    signal?.throwIfAborted();
    let size = 0;
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), aborted]);
      if (done) return;
      size += value.length;
      if (size > most) throw tooMuch();
      yield value;
    }
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function copy(bytes: Uint8Array, view: Uint8Array): Promise<number | null> {
  const part = bytes.subarray(0, view.length);
  view.set(part);
  return Promise.resolve(part.length === 0 ? null : part.length);
}

/** What the temporary file is called when it cannot be made or is too large for its disk. */
function tmpName(): string {
  const folder = Deno.build.os === "windows" ? Deno.env.get("TEMP") : Deno.env.get("TMPDIR");
  return join(folder || "/tmp", "enchufe-*");
}

/** A temporary file without a name, where the system has such. */
class Spool implements Disposable {
  readonly #file: Deno.FsFile;
  readonly #path: string | undefined;

  constructor() {
    const path = Deno.makeTempFileSync({ prefix: "enchufe-" });
    try {
      this.#file = Deno.openSync(path, { read: true, write: true });
    } catch (thrown) {
      Deno.removeSync(path);
      throw thrown;
    }
    // Elsewhere an open file cannot be removed.
    if (Deno.build.os === "windows") this.#path = path;
    else Deno.removeSync(path);
  }

  /** Adds bytes. */
  async write(bytes: Uint8Array): Promise<void> {
    const options = { file: tmpName(), say: texts.client.cannotWrite };
    for (let at = 0; at < bytes.length;) {
      at += await local(() => this.#file.write(bytes.subarray(at)), options);
    }
  }

  /** Reads the bytes at a position. */
  async read(view: Uint8Array, at: number): Promise<number | null> {
    await this.#file.seek(at, Deno.SeekMode.Start);
    return await this.#file.read(view);
  }

  [Symbol.dispose](): void {
    this.#file.close();
    if (this.#path !== undefined) Deno.removeSync(this.#path);
  }
}
