/**
 * Saying who one is.
 *
 * @module
 */
import { DEFAULT_USER } from "../accounts/users_file.ts";
import { failure } from "../failure.ts";
import { OK, type Reply } from "../framing/reply.ts";
import type { Request } from "../framing/request.ts";
import { type Command, rowsOf, syntaxError } from "./command.ts";
import type { Context } from "./context.ts";
import { unsubscribeAll } from "./pubsub.ts";

/** Characters of a user's name that are looked at. */
const MOST_NAME = 256;

/**
 * Authenticates a session.
 *
 * @param context Of the session.
 * @param user Name of the user.
 * @param password As it was sent.
 * @throws {EnchufeError} WRONGPASS, BLOCKED.
 */
export async function authenticate(context: Context, user: string, password: Uint8Array): Promise<void> {
  const { accounts, peer } = context;
  if (accounts.required === undefined) {
    // As in Redis: without any password the default user gets in with whatever is sent, and there is no other.
    if (user !== DEFAULT_USER) throw failure("badUser");
    return;
  }
  const before = peer.account;
  const account = await accounts.authenticate(peer, user.slice(0, MOST_NAME), password);
  if (before !== undefined && before !== account) await leaveEverything(context);
  peer.account = account;
  if (peer.label === "" && account.name !== DEFAULT_USER) peer.label = account.name;
}

/**
 * Leaves rooms and channels, gives the name back and lets go of uploads, as whoever becomes somebody else has to.
 *
 * @param context Of the session.
 * @returns When what was being written to uploads is written.
 */
export async function leaveEverything(context: Context): Promise<void> {
  unsubscribeAll(context);
  context.hub.leaveAll(context.peer, "reset");
  context.peer.rooms.clear();
  context.peer.label = "";
  await context.share.uploads.leave(context.peer);
}

async function auth(request: Request, context: Context): Promise<Reply> {
  if (request.count > 3) throw syntaxError();
  const { accounts } = context;
  if (request.count === 2 && (accounts.required === undefined || !accounts.hasDefault())) {
    throw failure("noPassword");
  }
  const user = request.count === 2 ? DEFAULT_USER : request.text(1);
  await authenticate(context, user, request.bytes(request.count - 1).slice());
  return OK;
}

const row = rowsOf({ group: "connection", access: "read" });

/** The commands. */
export const AUTHENTICATION_COMMANDS: readonly Command[] = [
  row("AUTH", "[username] password", {
    summary: "Authenticates the session",
    arity: -2,
    beforeAuth: true,
    run: auth,
  }),
  {
    name: "ACL",
    syntax: "",
    summary: "Users",
    group: "connection",
    arity: -2,
    access: "read",
    run: () => null,
    subcommands: [
      row("WHOAMI", "", {
        summary: "Answers the user that the session has authenticated as",
        arity: 2,
        run: (_, { peer }) => peer.account?.name ?? DEFAULT_USER,
      }),
    ],
  },
];
