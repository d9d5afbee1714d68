/**
 * `CLIENT`: what a session is and which others there are.
 *
 * @module
 */
import { failure } from "../failure.ts";
import { OK, type Reply } from "../framing/reply.ts";
import type { Request } from "../framing/request.ts";
import { type Command, integerArgument, rowsOf, syntaxError, textArgument } from "./command.ts";
import { setLabel } from "./connection.ts";
import type { Context, SessionInfo } from "./context.ts";

const LIBRARY_FIELDS = ["lib-name", "lib-ver"];

/** A line of `CLIENT LIST`. Names and libraries hold no blanks, so that the line can be split at them. */
function describe(session: SessionInfo, now: number): string {
  const fields: Record<string, string | number> = {
    id: session.id,
    addr: session.address,
    name: session.name,
    proto: session.protocol,
    age: Math.floor((now - session.since) / 1000),
    idle: Math.floor((now - session.lastActive) / 1000),
    db: 0,
    "tot-net-in": session.received,
    "tot-cmds": session.commands,
    ...session.details?.(),
  };
  return Object.entries(fields).map(([name, value]) => `${name}=${value}`).join(" ");
}

function list(request: Request, { sessions, now }: Context): Reply {
  let chosen = [...sessions.list()];
  if (request.count > 2) {
    if (!request.is(2, "ID") || request.count < 4) throw syntaxError();
    const ids = new Set<number>();
    for (let i = 3; i < request.count; i++) ids.add(integerArgument(request, i));
    chosen = chosen.filter((session) => ids.has(session.id));
  }
  return chosen.map((session) => describe(session, now()) + "\n").join("");
}

function info(_request: Request, { sessions, peer, now }: Context): Reply {
  const session = sessions.get(peer.id);
  return session === undefined ? "" : describe(session, now()) + "\n";
}

function kill(request: Request, { sessions, peer }: Context): Reply {
  // CLIENT KILL addr:port answers OK or an error; CLIENT KILL ID n | ADDR a | USER u answers how many.
  const old = request.count === 3;
  if (!old && request.count !== 4) throw syntaxError();
  const by = old ? "ADDR" : request.text(2).toUpperCase();
  if (by !== "ID" && by !== "ADDR" && by !== "USER") throw syntaxError();
  const wanted = request.text(request.count - 1);
  let killed = 0;
  for (const session of [...sessions.list()]) {
    const value = { ID: session.id, ADDR: session.address, USER: session.details?.().user }[by];
    if (wanted !== String(value)) continue;
    killed++;
    if (session.id === peer.id) peer.endAfterReply("killed");
    else void session.finish("killed");
  }
  if (!old) return killed;
  if (killed === 0) throw failure("noSuchClient");
  return OK;
}

function setInfo(request: Request, { peer }: Context): Reply {
  const field = request.text(2).toLowerCase();
  if (!LIBRARY_FIELDS.includes(field)) {
    throw failure("badClientOption", { option: request.text(2).slice(0, 128) });
  }
  const value = textArgument(request, 3);
  if (!/^[\x21-\x7e]{0,128}$/.test(value)) {
    throw failure("badClientInfo", { field });
  }
  peer.library.set(field, value);
  return OK;
}

function setName(request: Request, context: Context): Reply {
  const { peer, hub } = context;
  const label = textArgument(request, 2);
  // Whoever has spoken is known by the claimed name, so the new one must be claimed as well.
  if (peer.name !== undefined && label !== "") hub.claim(peer, label);
  setLabel(context, label);
  return OK;
}

const sub = rowsOf({ group: "connection", access: "read" });

/** The group. */
export const CLIENT_COMMANDS: readonly Command[] = [
  {
    name: "CLIENT",
    syntax: "",
    summary: "Sessions: this one and the others",
    group: "connection",
    arity: -2,
    access: "read",
    run: () => null,
    subcommands: [
      sub("ID", "", { summary: "Answers the session's number", arity: 2, run: (_, { peer }) => peer.id }),
      sub("INFO", "", { summary: "Describes this session", arity: 2, run: info }),
      sub("LIST", "[ID id [id ...]]", {
        summary: "Describes all sessions, a line each",
        arity: -2,
        run: list,
      }),
      sub("KILL", "addr:port | ID id | ADDR addr:port | USER name", {
        summary: "Ends sessions",
        arity: -3,
        access: "admin",
        run: kill,
      }),
      sub("GETNAME", "", {
        summary: "Answers the session's name",
        arity: 2,
        run: (_, { peer }) => peer.name ?? (peer.label || null),
      }),
      sub("SETNAME", "name", { summary: "Names the session", arity: 3, run: setName }),
      sub("SETINFO", "LIB-NAME name | LIB-VER version", {
        summary: "Says which library the client uses",
        arity: 4,
        run: setInfo,
      }),
    ],
  },
];
