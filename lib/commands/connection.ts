/**
 * Connection commands: greeting, liveness, and the name of the session.
 *
 * @module
 */
import { failure } from "../failure.ts";
import { OK, type Reply, Simple } from "../framing/reply.ts";
import type { Request } from "../framing/request.ts";
import { REDIS_COMPATIBILITY, VERSION } from "../version.ts";
import { quote } from "../rooms/names.ts";
import { authenticate, AUTHENTICATION_COMMANDS, leaveEverything } from "./authentication.ts";
import { type Command, integerArgument, rowsOf, textArgument } from "./command.ts";
import type { Context } from "./context.ts";

const PONG = new Simple("PONG");

/** Redis's rule for `CLIENT SETNAME`; what a room asks of a name is checked when the session joins one. */
const LABEL = /^[^\p{Cc}\p{Cf}\p{Z}\ufffd]*$/u;

/**
 * Checks and sets a session's label.
 *
 * @param context Of the session.
 * @param label The wanted label; empty takes it away.
 * @throws {EnchufeError} `ERR` with Redis's text; `NAMETAKEN` for the name of a user that the session is not.
 */
export function setLabel({ accounts, hub, peer }: Context, label: string): void {
  if (!LABEL.test(label) || label.length > 256) {
    throw failure("badClientName");
  }
  if (accounts.owns(label, peer.account)) {
    throw failure("nameOwned", { name: quote(label), free: quote(hub.freeName(label)) });
  }
  peer.label = label;
}

function ping(request: Request, { peer }: Context): Reply {
  if (request.count > 2) throw failure("wrongCount", { command: "ping" });
  if (peer.version === 2 && peer.subscriptions > 0) {
    return ["pong", request.count === 2 ? request.bytes(1) : ""];
  }
  return request.count === 2 ? request.span(1) : PONG;
}

async function hello(request: Request, context: Context): Promise<Reply> {
  const { accounts, peer } = context;
  let next = 1;
  let version = peer.version;
  if (request.count > 1) {
    const wanted = request.integer(next++);
    if (wanted === undefined) {
      throw failure("badProtocolNumber");
    }
    if (wanted !== 2 && wanted !== 3) throw failure("unknownProtocol");
    version = wanted;
  }
  let label: string | undefined, user = "", password: Uint8Array | undefined;
  while (next < request.count) {
    if (request.is(next, "AUTH") && next + 2 < request.count) {
      user = request.text(next + 1);
      password = request.bytes(next + 2).slice();
      next += 3;
    } else if (request.is(next, "SETNAME") && next + 1 < request.count) {
      label = textArgument(request, next + 1);
      next += 2;
    } else {
      throw failure("badHelloOption", { option: request.text(next).slice(0, 128) });
    }
  }
  if (password !== undefined) await authenticate(context, user, password);
  if (accounts.required === "all" && peer.account === undefined) throw failure("helloAuthRequired");
  if (label !== undefined) setLabel(context, label);
  peer.version = version;
  return new Map<string, Reply>([
    ["server", "enchufe"],
    ["version", REDIS_COMPATIBILITY],
    ["enchufe", VERSION],
    ["proto", version],
    ["id", peer.id],
    ["mode", "standalone"],
    ["role", "master"],
    ["modules", []],
  ]);
}

function time(_request: Request, { now }: Context): Reply {
  // The clock has milliseconds; performance.now() would add digits but not truth.
  const at = now();
  return [String(Math.floor(at / 1000)), String((at % 1000) * 1000)];
}

function select(request: Request): Reply {
  if (integerArgument(request, 1) !== 0) throw failure("badDatabase");
  return OK;
}

async function reset(_request: Request, context: Context): Promise<Reply> {
  await leaveEverything(context);
  context.peer.account = undefined;
  context.peer.version = 2;
  return new Simple("RESET");
}

function quit(_request: Request, { peer }: Context): Reply {
  peer.endAfterReply("quit");
  return OK;
}

const row = rowsOf({ group: "connection", access: "read" });

/** The group. */
export const CONNECTION_COMMANDS: readonly Command[] = [
  row("HELLO", "[protover [AUTH username password] [SETNAME clientname]]", {
    summary: "Greets the server and chooses RESP2 or RESP3",
    arity: -1,
    whileSubscribed: true,
    beforeAuth: true,
    run: hello,
  }),
  ...AUTHENTICATION_COMMANDS,
  row("PING", "[message]", {
    summary: "Answers PONG, or the message",
    arity: -1,
    whileSubscribed: true,
    fast: true,
    run: ping,
  }),
  row("ECHO", "message", {
    summary: "Answers the message",
    arity: 2,
    fast: true,
    run: (request) => request.span(1),
  }),
  row("TIME", "", {
    summary: "Answers the server's clock: Unix seconds and microseconds",
    arity: 1,
    fast: true,
    run: time,
  }),
  row("SELECT", "index", {
    summary: "Accepts database 0, the only one",
    arity: 2,
    run: select,
  }),
  row("RESET", "", {
    summary: "Leaves rooms and channels, forgets the name, goes back to RESP2",
    arity: 1,
    whileSubscribed: true,
    beforeAuth: true,
    run: reset,
  }),
  row("QUIT", "", {
    summary: "Closes the session",
    arity: -1,
    whileSubscribed: true,
    beforeAuth: true,
    run: quit,
  }),
];
