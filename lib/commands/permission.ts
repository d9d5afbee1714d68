/**
 * Who may run what: passwords first, then what the operator allows all, or a user's role.
 *
 * @module
 */
import type { Account } from "../accounts/accounts.ts";
import { isAtLeast, type Role } from "../accounts/roles.ts";
import type { EnchufeError } from "../errors.ts";
import { failure } from "../failure.ts";
import { quote } from "../rooms/names.ts";
import type { Rights } from "../share/share.ts";
import type { Command } from "./command.ts";
import type { Context } from "./context.ts";

/**
 * Why a session may not run a command.
 *
 * @param command Which.
 * @param label As errors write it: `client|kill`.
 * @param context Of the session.
 * @returns NOAUTH or NOPERM; `undefined` if it may.
 */
export function permissionProblem(
  command: Command,
  label: string,
  context: Context,
): EnchufeError | undefined {
  const problem = missingPassword(command, context) ?? missingRight(command, label, context);
  if (problem !== undefined) context.accounts.forbidden++;
  return problem;
}

function missingPassword(command: Command, { accounts, peer }: Context): EnchufeError | undefined {
  if (accounts.required === undefined || peer.account !== undefined || command.beforeAuth) return undefined;
  const isWanted = accounts.required === "all" || command.access === "admin" || command.destroys;
  return isWanted ? failure("authRequired") : undefined;
}

function missingRight(command: Command, label: string, context: Context): EnchufeError | undefined {
  const { accounts, peer, share } = context;
  const { account } = peer;
  if (command.access === "write" && !share.takesFiles) {
    if (account?.role !== undefined) {
      return tooLittle(account, label, share.dropBox === undefined ? "write" : "drop");
    }
    // Somebody may do it, so it helps to say who one is.
    return accounts.hasUsers && account === undefined ? failure("authRequired") : share.refusal();
  }
  if (command.access !== "admin" || isAdministrator(context)) return undefined;
  if (!accounts.hasUsers) return failure("onlyFromHere", { command: label });
  return account === undefined ? failure("authRequired") : tooLittle(account, label, "admin");
}

function tooLittle({ name }: Account, command: string, role: Role): EnchufeError {
  return failure("roleForbids", { name: quote(name), command, role });
}

/**
 * Whether a session administrates the server: by its role, or, where users have none, from the server's own machine.
 *
 * @param context Of the session.
 */
export function isAdministrator({ accounts, peer }: Context): boolean {
  return accounts.hasUsers ? peer.account?.role === "admin" : peer.loopback;
}

/**
 * Whether a session may put a file in the place of another one, for which a password may be wanted.
 *
 * @param context Of the session.
 */
export function mayReplace({ accounts, peer }: Context): boolean {
  return accounts.required === undefined || peer.account !== undefined;
}

/**
 * Insists on a password before a file takes the place of another one; in a drop box it never does.
 *
 * @param context Of the session.
 * @param path Where the file goes.
 * @throws {EnchufeError} NOAUTH; BADPATH.
 */
export function insistOnReplacing(context: Context, path: string): void {
  if (mayReplace(context) || context.share.isBoxed(path)) return;
  if (context.share.find(path) !== undefined) throw failure("authRequired");
}

const RIGHTS: Readonly<Record<Role, Rights>> = {
  read: rightsOf("read"),
  drop: rightsOf("drop"),
  write: rightsOf("write"),
  admin: rightsOf("admin"),
};

function rightsOf(role: Role): Rights {
  return {
    changes: isAtLeast(role, "write"),
    handsIn: isAtLeast(role, "drop"),
    seesAll: role === "admin",
  };
}

/**
 * What a user may do with the share.
 *
 * @param account Who; nobody in particular if missing.
 * @returns Their rights; `undefined` if they have those of all.
 */
export function accountRights(account: Account | undefined): Rights | undefined {
  return account?.role === undefined ? undefined : RIGHTS[account.role];
}
