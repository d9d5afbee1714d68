/**
 * Fetching files: gone on with after a loss, compared with their digest, whole or not at all.
 *
 * @module
 */
import { EnchufeError } from "../errors.ts";
import { texts } from "../texts/texts.ts";
import type { Connection } from "./connection.ts";
import { Download } from "./download.ts";
import type { ConnectionSource } from "./link.ts";
import type { PartTarget } from "./part_file.ts";
import { FileReceiver, StreamReceiver } from "./receivers.ts";
import { persist } from "./retry.ts";
import type { TransferOptions, Transferred } from "./transfer.ts";
import { toldAsKept } from "./transfer_errors.ts";

/** Where {@linkcode fetchFile} writes. */
export type Target =
  /** A regular file; replaced only once all bytes are there and match. */
  | { readonly file: string }
  /** Takes each piece; the view is valid only until the promise settles. */
  | { readonly write: (part: Uint8Array) => Promise<void> };

/** After these there is nothing that another run could go on with. */
const FINAL: readonly string[] = [
  "NOTFOUND",
  "WRONGTYPE",
  "NOPERM",
  "BADPATH",
  "DIGEST",
  "CHANGED",
  "BADREPLY",
];

/**
 * Fetches a file and compares it with its digest. What a lost connection, a full disk or the end of this process leaves
 * lies hidden beside the target, and the next attempt goes on from there if the file on the server is still the same.
 *
 * @param source Gives a connection, and a fresh one once the last is over.
 * @param path Path in the share.
 * @param target Where the bytes go.
 * @param options See {@linkcode TransferOptions}.
 * @returns What came; `undefined` if there is a file already and it is to be left as it is.
 * @throws {EnchufeError} NOTFOUND; DIGEST if the bytes differ from what the server has; CHANGED if that changes all the
 * time; IO; how the connection ended; what the server says.
 */
export async function fetchFile(
  source: ConnectionSource,
  path: string,
  target: Target,
  options: TransferOptions,
): Promise<Transferred | undefined> {
  if ("file" in target) return await fetchInto(source, { path, file: target.file }, options);
  const download = new Download(path, new StreamReceiver(path, target.write), options);
  const { size, sha256 } = await persist(source, download, options);
  return { path, file: "-", size, sha256, replaced: false, resumed: 0 };
}

async function fetchInto(
  source: ConnectionSource,
  { path, file }: Omit<PartTarget, "where">,
  options: TransferOptions,
): Promise<Transferred | undefined> {
  const existing = await Deno.stat(file).catch(() => undefined);
  if (existing?.isDirectory) throw new EnchufeError("IO", texts.client.targetDirectory(file));
  // Opening a pipe waits for whoever reads it, and nothing ends that wait; the shell does it better.
  if (existing?.isFile === false) throw new EnchufeError("IO", texts.client.targetIrregular(file));
  if (existing !== undefined && options.ifExists === "skip") return undefined;
  // The name of the part depends on it.
  const reach = { brought: 0, attempt: ({ where }: Connection) => Promise.resolve(where) };
  const where = await persist(source, reach, options);
  const receiver = new FileReceiver({ path, file, where });
  const download = new Download(path, receiver, options);
  try {
    const { size, sha256, mtime } = await persist(source, download, options);
    const name = receiver.finish(mtime, options.ifExists);
    if (name === undefined) return undefined;
    const replaced = existing !== undefined && options.ifExists === "replace";
    return { path, file: name, size, sha256, replaced, resumed: download.resumed };
  } catch (thrown) {
    const keep = receiver.lasting && !(thrown instanceof EnchufeError && FINAL.includes(thrown.code));
    receiver.release(keep);
    throw keep ? toldAsKept(thrown) : thrown;
  }
}
