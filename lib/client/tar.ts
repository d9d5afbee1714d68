/**
 * Fetching a directory as one archive, which the server makes while it is sent.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { EnchufeError } from "../errors.ts";
import { dirname, join } from "../std/path.ts";
import { texts } from "../texts/texts.ts";
import { placeFile } from "./free_place.ts";
import type { ConnectionSource } from "./link.ts";
import { local } from "./local_errors.ts";
import { isDirectory, localName } from "./local_names.ts";
import { exclusionGlobs } from "./patterns.ts";
import type { BodySink } from "./requests.ts";
import type { TransferOptions, Transferred } from "./transfer.ts";
import type { Skipped } from "./transfer_results.ts";

/** Milliseconds that the server may take to see what it has to send, beyond the time-out. */
const PATIENCE = 60_000;
/** What the whole share is called, which has no name. */
const SHARE = "share";

/** Options of {@linkcode fetchTar}. */
export interface TarOptions extends TransferOptions {
  /** A file, a directory, or `-` for stdout; `undefined` for `NAME.tar` in the current directory. */
  readonly output: string | undefined;
  /** Patterns of what is left out. */
  readonly exclude: readonly string[];
  /** Writes to stdout. */
  readonly write: (part: Uint8Array) => Promise<void>;
}

/**
 * Fetches a directory as a tar.
 *
 * @param source Gives a connection.
 * @param path Path in the share.
 * @param options See {@linkcode TarOptions}.
 * @returns What came, or why it was passed over. The archive is whole or not there; it cannot be resumed.
 * @throws {EnchufeError} IO; what the server says.
 */
export async function fetchTar(
  source: ConnectionSource,
  path: string,
  options: TarOptions,
): Promise<Transferred | Skipped> {
  if (options.output === "-") {
    const received = await receive(source, path, { ...options, take: options.write });
    return { path, file: "-", replaced: false, resumed: 0, ...received };
  }
  const file = await targetOf(path, options.output);
  const existing = await Deno.stat(file).catch(() => undefined);
  if (existing !== undefined && options.ifExists === "skip") return { path, file, why: "exists" };
  if (existing?.isDirectory) throw new EnchufeError("IO", texts.client.targetDirectory(file));
  if (existing?.isFile === false) throw new EnchufeError("IO", texts.client.targetIrregular(file));
  const received = await receiveInto(source, path, file, options);
  if (received === undefined) return { path, file, why: "exists" };
  const replaced = existing !== undefined && options.ifExists === "replace";
  return { path, replaced, resumed: 0, ...received };
}

async function targetOf(path: string, output: string | undefined): Promise<string> {
  if (output !== undefined && !output.endsWith("/") && !await isDirectory(output)) return output;
  const bare = path.replace(/\/+$/, "");
  const name = `${bare === "" || bare === "." ? SHARE : localName(bare)}.tar`;
  return output === undefined ? name : join(output, name);
}

/** Into a hidden file beside the target, so that what appears is whole. */
async function receiveInto(
  source: ConnectionSource,
  path: string,
  file: string,
  options: TarOptions,
): Promise<Pick<Transferred, "file" | "size" | "sha256"> | undefined> {
  const saying = { file, say: texts.client.cannotWrite };
  const part = join(dirname(file), `.enchufe-${crypto.randomUUID()}.part`);
  const open = await local(() => Deno.open(part, { write: true, createNew: true }), saying);
  try {
    let received;
    try {
      const take = async (bytes: Uint8Array) => {
        for (let at = 0; at < bytes.length;) at += await local(() => open.write(bytes.subarray(at)), saying);
      };
      received = await receive(source, path, { ...options, take });
    } finally {
      open.close();
    }
    const name = await local(() => placeFile(part, file, options.ifExists), saying);
    if (name !== undefined) return { ...received, file: name };
    await Deno.remove(part);
    return undefined;
  } catch (thrown) {
    await Deno.remove(part).catch(() => {});
    throw thrown;
  }
}

async function receive(
  source: ConnectionSource,
  path: string,
  { take, exclude, hooks, limiter, signal }: TarOptions & {
    readonly take: (part: Uint8Array) => Promise<void>;
  },
): Promise<{ size: number; sha256: string }> {
  const hash = createHash("sha256");
  let at = 0;
  let failed: { readonly thrown: unknown } | undefined;
  const sink: BodySink = async (part) => {
    try {
      await limiter?.take(part.length, signal);
      hash.update(part);
      await take(part);
      hooks?.moved(at += part.length);
    } catch (thrown) {
      failed = { thrown };
      throw thrown;
    }
  };
  const words = ["FILE.TAR", path, ...exclusionGlobs(exclude).flatMap((pattern) => ["EXCLUDE", pattern])];
  const connection = await source.get();
  const onSize = (size: number) => hooks?.begin(size, 0);
  const fetched = await connection.fetch(words, sink, { patience: PATIENCE, onSize }).catch((thrown) => {
    // To the connection it is a loss; the caller must see that whoever read our output is gone.
    throw failed === undefined ? thrown : failed.thrown;
  });
  if (fetched.size === undefined) throw new EnchufeError("NOTFOUND", texts.client.noSuchFile(path));
  return { size: fetched.size, sha256: hash.digest("hex") };
}
