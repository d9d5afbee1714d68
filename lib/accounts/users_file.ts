/**
 * The file of users: a line `NAME:ROLE:HASH` for each, blank lines and those with `#` aside. It is for its owner only,
 * and anything wrong in it makes it be refused whole: a server must not begin with half of its users.
 *
 * @module
 */
import { EnchufeError } from "../errors.ts";
import { describeError } from "../errors.ts";
import { failure } from "../failure.ts";
import { isReserved, nameKey } from "../rooms/names.ts";
import { formatHash, parseHash, type PasswordHash } from "./password_hash.ts";
import { type Role, ROLES } from "./roles.ts";

/** A user. */
export interface User {
  /** The name, in NFC. */
  readonly name: string;
  /** What they may do. */
  readonly role: Role;
  /** Their password. */
  readonly hash: PasswordHash;
}

/** The user of who gives only a password, as in Redis. */
export const DEFAULT_USER = "default";

/** Begins with a letter, so that it is no address, which is whose a file is that somebody without a name hands in. */
const USER_NAME = /^[\p{L}_][\p{L}\p{M}\p{Nd}_.-]{0,31}$/u;
/** Group and others: neither may change it, and others may not read it. */
const TOO_OPEN = 0o027;

/**
 * Whether somebody can be called that.
 *
 * @param name A name in NFC.
 */
export function isUserName(name: string): boolean {
  return USER_NAME.test(name) && !isReserved(nameKey(name)) &&
    !/\p{Default_Ignorable_Code_Point}/u.test(name);
}

/**
 * Reads the text of a file of users.
 *
 * @param text All of it.
 * @param file Its path, for errors.
 * @returns The users, by the key of their name.
 * @throws {EnchufeError} ERR, with the line.
 */
export function parseUsers(text: string, file: string): Map<string, User> {
  const users = new Map<string, User>();
  for (const [at, typed] of text.replace(/^\ufeff/, "").split("\n").entries()) {
    const line = typed.trim();
    if (line === "" || line.startsWith("#")) continue;
    const where = { line: at + 1, file: JSON.stringify(file) };
    const [name = "", roleName = "", hashText = "", ...more] = line.normalize("NFC").split(":");
    const role = ROLES.find((each) => each === roleName);
    const hash = parseHash(hashText);
    if (more.length > 0 || role === undefined || hash === undefined || !isUserName(name)) {
      throw failure("usersLine", where);
    }
    if (users.has(nameKey(name))) throw failure("usersTwice", where);
    users.set(nameKey(name), { name, role, hash });
  }
  return users;
}

/**
 * Reads a file that only its owner may have access to.
 *
 * @param file A path of this machine.
 * @returns Its text.
 * @throws {EnchufeError} NOTFOUND, NOPERM, IO.
 */
export async function readSecretFile(file: string): Promise<string> {
  const shown = JSON.stringify(file);
  try {
    const { mode, isDirectory } = await Deno.stat(file);
    if (isDirectory) throw failure("secretDirectory", { file: shown });
    if (Deno.build.os !== "windows" && mode !== null && (mode & TOO_OPEN) !== 0) {
      throw failure("secretOpen", { file: shown });
    }
    return await Deno.readTextFile(file);
  } catch (cause) {
    if (cause instanceof EnchufeError) throw cause;
    if (cause instanceof Deno.errors.NotFound) throw failure("secretMissing", { file: shown }, { cause });
    throw failure("secretUnreadable", { file: shown, reason: describeError(cause) }, { cause });
  }
}

/**
 * Adds a user to the text of a file, or replaces the one of that name where it stands; comments stay.
 *
 * @param text The text so far.
 * @param user Who.
 * @returns The new text.
 */
export function withUser(text: string, user: User): string {
  const line = `${user.name}:${user.role}:${formatHash(user.hash)}`;
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  const at = lines.findIndex((each) => nameKey(each.trim().split(":")[0] ?? "") === nameKey(user.name));
  if (at < 0) lines.push(line);
  else lines[at] = line;
  return `${lines.join("\n")}\n`;
}

/**
 * Puts a file in place, whole or not at all, for its owner only.
 *
 * @param file A path of this machine.
 * @param text All of it.
 * @throws {EnchufeError} IO.
 */
export async function writeSecretFile(file: string, text: string): Promise<void> {
  let temp: string | undefined;
  try {
    // What a link leads to is replaced, and not the link.
    const real = await Deno.realPath(file).catch(() => file);
    temp = `${real}.${crypto.randomUUID().slice(0, 8)}.tmp`;
    using handle = await Deno.open(temp, { write: true, createNew: true, mode: 0o600 });
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length;) at += await handle.write(bytes.subarray(at));
    await handle.sync();
    await Deno.rename(temp, real);
  } catch (cause) {
    if (temp !== undefined) await Deno.remove(temp).catch(() => {});
    const shown = JSON.stringify(file);
    if (cause instanceof Deno.errors.NotFound) throw failure("secretNowhere", { file: shown }, { cause });
    throw failure("secretUnwritable", { file: shown, reason: describeError(cause) }, { cause });
  }
}
