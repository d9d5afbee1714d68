/**
 * Files of users for tests.
 *
 * @module
 */
import { formatHash, type HashCost, hashPassword, passwordBytes } from "../../lib/accounts/password_hash.ts";
import type { Role } from "../../lib/accounts/roles.ts";

/** A hash that costs next to nothing, so that a test that is not about the cost does not wait for it. */
export const CHEAP: HashCost = { ln: 4, r: 8, p: 1 };

/** The password of a user of {@linkcode writeUsers}. */
export function passwordOf(name: string): string {
  return `pw-${name}`;
}

/**
 * Writes a file of users, each with {@linkcode passwordOf}.
 *
 * @param file Where.
 * @param users Their roles by name; a pair is a role and another password.
 * @param cost Of their hashes.
 * @returns The file.
 */
export async function writeUsers(
  file: string,
  users: Readonly<Record<string, Role | readonly [Role, string]>>,
  cost: HashCost = CHEAP,
): Promise<string> {
  const lines = await Promise.all(
    Object.entries(users).map(async ([name, given]) => {
      const [role, password] = typeof given === "string" ? [given, passwordOf(name)] : given;
      return `${name}:${role}:${formatHash(await hashPassword(passwordBytes(password), cost))}\n`;
    }),
  );
  await Deno.writeTextFile(file, lines.join(""), { mode: 0o600 });
  return file;
}
