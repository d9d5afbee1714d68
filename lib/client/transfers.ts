/**
 * Fetching and handing in files: streamed, compared with their digest, whole or not at all.
 *
 * @module
 */
import { createHash, type Hash } from "node:crypto";
import { texts } from "../texts/texts.ts";
import { EnchufeError } from "../errors.ts";
import { basename, dirname, join } from "../std/path.ts";
import type { Connection } from "./connection.ts";
import type { ConnectionSource } from "./link.ts";
import { local, localReason } from "./local_errors.ts";
import { asText } from "./replies.ts";
import type { TransferOptions, Transferred } from "./transfer.ts";

/** Pieces in which a local file is read, in bytes. */
const PIECE = 256 * 1024;
/** Bytes that a slow server hashes or syncs in a millisecond; gives the time to wait for it beyond the time-out. */
const SLOWEST = 20 * 1024;

/** What was received. */
type Received = Pick<Transferred, "size" | "sha256">;

/** Where {@linkcode fetchFile} writes. */
export type Target =
  /** A regular file; replaced only once all bytes are there and match. */
  | { readonly file: string }
  /** Takes each piece; the view is valid only until the promise settles. */
  | { readonly write: (part: Uint8Array) => Promise<void> };

/**
 * The name under which a fetched file is kept.
 *
 * @param path Its path in the share.
 * @returns The last component.
 * @throws {EnchufeError} BADPATH if that is no plain name: nothing is ever written outside the current directory.
 */
export function localName(path: string): string {
  const name = path.split("/").at(-1) ?? "";
  const windows = Deno.build.os === "windows";
  // A backslash separates on Windows, and a colon there names a drive or a stream of another file.
  const bad = name === "" || name === "." || name === ".." || /[\\\0]/.test(name) ||
    (windows && /[:*?"<>|]/.test(name));
  if (bad) throw new EnchufeError("BADPATH", texts.client.badLocalName(path));
  return name;
}

/**
 * Fetches a file and compares it with its digest.
 *
 * @param source Gives a connection, and a fresh one once the last is over.
 * @param path Path in the share.
 * @param target Where the bytes go.
 * @param options See {@linkcode TransferOptions}.
 * @returns What came; `undefined` if there is a file already and it is to be left as it is.
 * @throws {EnchufeError} NOTFOUND; DIGEST if the bytes differ from what the server has; IO; what the server says.
 */
export async function fetchFile(
  source: ConnectionSource,
  path: string,
  target: Target,
  options: TransferOptions,
): Promise<Transferred | undefined> {
  const connection = await source.get();
  if ("write" in target) {
    const received = await receive(connection, path, target.write);
    return { path, file: "-", replaced: false, resumed: 0, ...received };
  }
  const { file } = target;
  const existing = await Deno.stat(file).catch(() => undefined);
  if (existing?.isDirectory) throw new EnchufeError("IO", texts.client.targetDirectory(file));
  // Opening a pipe waits for whoever reads it, and nothing ends that wait; the shell does it better.
  if (existing?.isFile === false) throw new EnchufeError("IO", texts.client.targetIrregular(file));
  if (existing !== undefined && options.ifExists === "skip") return undefined;
  const part = await openPart(file);
  try {
    let received: Received;
    try {
      received = await receive(connection, path, (bytes) => writeWhole(part.file, bytes, file));
    } finally {
      part.file.close();
    }
    await local(() => Deno.rename(part.path, file), { file, say: texts.client.cannotWrite });
    return { path, file, replaced: existing !== undefined, resumed: 0, ...received };
  } catch (thrown) {
    // Already gone when the rename was what failed halfway.
    await Deno.remove(part.path).catch(() => {});
    throw thrown;
  }
}

async function receive(
  connection: Connection,
  path: string,
  write: (part: Uint8Array) => Promise<void> | void,
): Promise<Received> {
  const hash = createHash("sha256");
  let failed: { readonly thrown: unknown } | undefined;
  const note = (thrown: unknown): never => {
    failed = { thrown };
    throw thrown;
  };
  const fetched = await connection.fetch(["GET", path], (part) => {
    hash.update(part);
    try {
      const taken = write(part);
      return taken instanceof Promise ? taken.catch(note) : undefined;
    } catch (thrown) {
      return note(thrown);
    }
  }).catch((thrown) => {
    // To the connection it is a loss; the caller must see that whoever read our output is gone.
    throw failed === undefined ? thrown : failed.thrown;
  });
  if (fetched.size === undefined) throw new EnchufeError("NOTFOUND", texts.client.noSuchFile(path));
  const sha256 = hash.digest("hex");
  await compare(connection, path, { size: fetched.size, sha256 });
  return { size: fetched.size, sha256 };
}

/** Asks the server for the digest of what it has. */
async function compare(
  connection: Connection,
  path: string,
  ours: Received,
): Promise<void> {
  const theirs = asText(await connection.request(["FILE.HASH", path], { patience: patienceFor(ours.size) }));
  if (theirs.toLowerCase() !== ours.sha256) {
    throw new EnchufeError("DIGEST", texts.client.digestMismatch(path));
  }
}

function patienceFor(size: number): number {
  return Math.ceil(size / SLOWEST);
}

/** A hidden file beside the target, so that renaming it stays within one file system. */
async function openPart(target: string): Promise<{ path: string; file: Deno.FsFile }> {
  // Not the target's own name: with it the name could become longer than the file system allows.
  const path = join(dirname(target), `.enchufe-${crypto.randomUUID()}.part`);
  const file = await local(
    () => Deno.open(path, { write: true, createNew: true }),
    { file: target, say: texts.client.cannotWrite },
  );
  return { path, file };
}

function writeWhole(file: Deno.FsFile, bytes: Uint8Array, name: string): void {
  try {
    for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
  } catch (thrown) {
    throw new EnchufeError("IO", texts.client.cannotWrite(name, localReason(thrown, name)), {
      cause: thrown,
    });
  }
}

/**
 * Hands in a file, and asks the server for the digest of what it then has.
 *
 * @param source Gives a connection, and a fresh one once the last is over.
 * @param file A local file.
 * @param path Path in the share.
 * @param options See {@linkcode TransferOptions}.
 * @returns What was sent; `undefined` if there is a file already and it is to be left as it is.
 * @throws {EnchufeError} USAGE if the file is not there; DIGEST if the server has other bytes; IO; what the server says.
 */
export async function sendFile(
  source: ConnectionSource,
  file: string,
  path: string,
  options: TransferOptions,
): Promise<Transferred | undefined> {
  const size = await localSize(file);
  using open = await local(() => Deno.open(file), { file, say: texts.client.cannotRead });
  const read = (view: Uint8Array, at: number) => {
    open.seekSync(at, Deno.SeekMode.Start);
    return open.read(view);
  };
  return await sendSource(source, { name: file, size, read }, path, options);
}

/** Bytes to hand in, whose number is known. */
export interface Source {
  /** What to call it. */
  readonly name: string;
  /** How many bytes it has. */
  readonly size: number;
  /**
   * Reads bytes. They may be wanted more than once: for the digest, and again after a loss.
   *
   * @param view Where to put them.
   * @param at Bytes before them.
   * @returns How many there were; `null` at the end.
   */
  read(view: Uint8Array, at: number): Promise<number | null>;
}

/**
 * Hands in bytes, as {@linkcode sendFile} does.
 *
 * @param source Gives a connection, and a fresh one once the last is over.
 * @param bytes The bytes.
 * @param path Path in the share.
 * @param options See {@linkcode TransferOptions}.
 * @returns What was sent; `undefined` if there is a file already and it is to be left as it is.
 * @throws {EnchufeError} DIGEST if the server has other bytes; IO; what the server says.
 */
export async function sendSource(
  source: ConnectionSource,
  bytes: Source,
  path: string,
  { ifExists }: TransferOptions,
): Promise<Transferred | undefined> {
  const connection = await source.get();
  const { name: file, size } = bytes;
  const before = await connection.request(["TYPE", path]).then(asText).catch(() => "none");
  if (before !== "none" && ifExists === "skip") return undefined;
  const hash = createHash("sha256");
  const patience = patienceFor(size);
  await connection.upload(["SET", path], size, feedFrom(bytes, hash), { patience });
  const sha256 = hash.digest("hex");
  await compare(connection, path, { size, sha256 });
  return { path, file, size, sha256, replaced: before !== "none", resumed: 0 };
}

/**
 * The size of a local file.
 *
 * @param file Its path.
 * @returns Bytes.
 * @throws {EnchufeError} USAGE if it is missing or no regular file; IO if it cannot be looked at.
 */
export async function localSize(file: string): Promise<number> {
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
  return info.size;
}

function feedFrom(source: Source, hash: Hash): () => Promise<Uint8Array | null> {
  let left = source.size;
  const buffer = new Uint8Array(Math.min(PIECE, Math.max(1, left)));
  return async () => {
    const view = buffer.subarray(0, Math.min(buffer.length, left));
    const count = await local(() => source.read(view, source.size - left), {
      file: source.name,
      say: texts.client.cannotRead,
    });
    if (count === null) return null;
    left -= count;
    hash.update(view.subarray(0, count));
    return view.subarray(0, count);
  };
}

/** A local file and where it goes. */
export interface Handover {
  /** The local file. */
  readonly file: string;
  /** Path in the share. */
  readonly path: string;
}

/**
 * Decides where files that are handed in go. The last word is the remote path if it ends in `/` or is no local file;
 * a remote path that ends in `/` or is a directory gets each file under its own name.
 *
 * @param connection An open connection, asked whether a path is a directory.
 * @param words What was typed: `FILE… [PATH]`.
 * @returns The files and their paths.
 * @throws {EnchufeError} USAGE if several files have no directory to go to.
 */
export async function planHandover(connection: Connection, words: readonly string[]): Promise<Handover[]> {
  const last = words.at(-1) ?? "";
  const remote = words.length > 1 && (last.endsWith("/") || !await isLocalFile(last)) ? last : undefined;
  const files = remote === undefined ? words : words.slice(0, -1);
  if (remote === undefined) return files.map((file) => ({ file, path: basename(file) }));
  if (await isDirectory(connection, remote)) {
    const prefix = remote.replace(/\/+$/, "");
    return files.map((file) => ({ file, path: joinRemote(prefix, basename(file)) }));
  }
  if (files.length > 1) throw new EnchufeError("USAGE", texts.client.notADirectory(remote));
  return [{ file: files[0] as string, path: remote }];
}

function joinRemote(prefix: string, name: string): string {
  return prefix === "" || prefix === "." ? name : `${prefix}/${name}`;
}

async function isLocalFile(path: string): Promise<boolean> {
  return await Deno.stat(path).then((info) => !info.isDirectory, () => false);
}

/** A path that ends in `/` is a directory, made if it is missing. */
async function isDirectory(connection: Connection, path: string): Promise<boolean> {
  const trimmed = path.replace(/\/+$/, "");
  if (trimmed === "" || trimmed === ".") return true;
  const type = asText(await connection.request(["TYPE", trimmed]));
  if (type === "none" && path.endsWith("/")) await connection.request(["FILE.MKDIR", trimmed]);
  return type === "dir" || path.endsWith("/");
}
