/**
 * Which file goes where, and the ways to bring it there.
 *
 * @module
 */
import { texts } from "../texts/texts.ts";
import { EnchufeError } from "../errors.ts";
import { basename } from "../std/path.ts";
import type { Connection } from "./connection.ts";
import { asText } from "./replies.ts";

export { fetchFile, type Target } from "./downloads.ts";
export { sendFile, sendSource } from "./uploads.ts";
export { localSize, type Source } from "./sources.ts";

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
