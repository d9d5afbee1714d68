/**
 * `enchufe-server passwd FILE USER`: adds a user, or gives one another password or role.
 *
 * @module
 */
import { hashPassword, passwordBytes } from "../accounts/password_hash.ts";
import type { Role } from "../accounts/roles.ts";
import { parseUsers, readSecretFile, withUser, writeSecretFile } from "../accounts/users_file.ts";
import { EnchufeError } from "../errors.ts";
import { escapeText } from "../escape.ts";
import { nameKey } from "../rooms/names.ts";
import { askSecret } from "../terminal/ask_secret.ts";
import { texts } from "../texts/texts.ts";
import { usage } from "./flags.ts";

/** A password on a pipe is a line; more bytes are none. */
const MOST_BYTES = 4096;

/** What is to be done. */
export interface PasswdOptions {
  /** The file of users; made if it is missing. */
  readonly file: string;
  /** Name of the user, in NFC. */
  readonly user: string;
  /** Their role; `undefined` leaves it as it is. */
  readonly role: Role | undefined;
}

/**
 * Asks for the password on a terminal, or reads it from stdin, and writes the file.
 *
 * @param options See {@linkcode PasswdOptions}.
 * @returns What was done, in a line.
 * @throws {EnchufeError} USAGE if there is no password; what is wrong with the file.
 */
export async function changePassword({ file, user, role }: PasswdOptions): Promise<string> {
  const text = await readIfThere(file);
  const known = parseUsers(text, file).get(nameKey(user));
  const password = Deno.stdin.isTerminal() ? await askTwice() : await readLine();
  if (password === "") throw usage(texts.console.passwordEmpty);
  const hash = await hashPassword(passwordBytes(password));
  const written = { name: user, role: role ?? known?.role ?? "read", hash };
  await writeSecretFile(file, withUser(text, written));
  return texts.console.userWritten(escapeText(user), written.role, escapeText(file));
}

async function readIfThere(file: string): Promise<string> {
  try {
    return await readSecretFile(file);
  } catch (thrown) {
    if (thrown instanceof EnchufeError && thrown.code === "NOTFOUND") return "";
    throw thrown;
  }
}

async function askTwice(): Promise<string> {
  const password = await askSecret(texts.console.newPassword);
  if (password === undefined || password === "") return "";
  const again = await askSecret(texts.console.passwordAgain);
  if (again !== password) throw usage(texts.console.passwordsDiffer);
  return password;
}

async function readLine(): Promise<string> {
  const bytes = new Uint8Array(MOST_BYTES);
  let end = 0;
  while (end < bytes.length && !bytes.subarray(0, end).includes(10)) {
    const count = await Deno.stdin.read(bytes.subarray(end));
    if (count === null) break;
    end += count;
  }
  return new TextDecoder().decode(bytes.subarray(0, end)).split(/\r?\n/)[0] ?? "";
}
