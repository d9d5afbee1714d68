/**
 * Rooms: joining, talking, and who said what.
 *
 * @module
 */
import { OK, type Reply } from "../framing/reply.ts";
import type { Request } from "../framing/request.ts";
import type { MessageRecord } from "../rooms/hub.ts";
import { roomKey } from "../rooms/names.ts";
import { type Command, integerArgument, rowsOf, syntaxError, textArgument } from "./command.ts";
import type { Context } from "./context.ts";
import { checkSubscriptions, subscribe, unsubscribe } from "./pubsub.ts";

/** A session speaks under the name it gave itself, or else as a guest. */
function ensureName({ hub, peer }: Context): void {
  if (peer.name !== undefined) return;
  if (peer.label === "") hub.claimGuest(peer);
  else hub.claim(peer, peer.label);
}

function join(request: Request, context: Context): Reply {
  const { hub, peer } = context;
  const wanted = textArgument(request, 1);
  // Asked first: whoever cannot listen must not be seen to come and go.
  if (peer.version === 3) checkSubscriptions(context, `room:${roomKey(wanted)}`);
  ensureName(context);
  const joined = hub.join(peer, wanted);
  peer.rooms.add(joined.room);
  // RESP3 can carry pushes beside replies; a RESP2 session subscribes on a connection of its own.
  if (peer.version === 3) subscribe(context, `room:${joined.room}`);
  return new Map<string, Reply>([
    ["room", joined.room],
    ["name", joined.name],
    ["epoch", joined.epoch],
    ["offset", joined.offset],
    ["members", joined.members],
  ]);
}

function leave(request: Request, context: Context): Reply {
  const { hub, peer } = context;
  const room = roomKey(textArgument(request, 1));
  if (!peer.rooms.delete(room)) return 0;
  unsubscribe(context, `room:${room}`);
  return hub.leave(peer, room) ? 1 : 0;
}

function say(request: Request, context: Context): Reply {
  ensureName(context);
  return context.hub.say(context.peer, textArgument(request, 1), textArgument(request, 2));
}

function tell(request: Request, context: Context): Reply {
  ensureName(context);
  return context.hub.tell(context.peer, textArgument(request, 1), textArgument(request, 2));
}

function who(request: Request, { hub }: Context): Reply {
  if (request.count > 2) throw syntaxError();
  const room = request.count === 2 ? textArgument(request, 1) : undefined;
  return hub.who(room).map((member) =>
    new Map<string, Reply>([
      ["name", member.name],
      ["address", member.address],
      ["rooms", member.rooms],
      ["since", member.since],
    ])
  );
}

function list(_request: Request, { hub }: Context): Reply {
  return hub.list().map((room) =>
    new Map<string, Reply>([
      ["room", room.room],
      ["members", room.members],
      ["messages", room.messages],
      ["offset", room.offset],
    ])
  );
}

function describeMessage(message: MessageRecord): Reply {
  return new Map<string, Reply>([
    ["event", message.event],
    ["room", message.room],
    ["from", message.from],
    ["text", message.text],
    ["at", message.at],
    ["offset", message.offset],
  ]);
}

function history(request: Request, { hub }: Context): Reply {
  const options: { since?: string; count?: number } = {};
  for (let i = 2; i < request.count; i += 2) {
    if (i + 1 >= request.count) throw syntaxError();
    if (request.is(i, "SINCE")) options.since = textArgument(request, i + 1);
    else if (request.is(i, "COUNT")) {
      options.count = integerArgument(request, i + 1);
      if (options.count < 1) throw syntaxError();
    } else throw syntaxError();
  }
  const found = hub.history(textArgument(request, 1), options);
  return new Map<string, Reply>([
    ["epoch", found.epoch],
    ["recovered", found.recovered],
    ["next", found.next],
    ["messages", found.messages.map(describeMessage)],
  ]);
}

function mute(request: Request, { hub }: Context): Reply {
  if (request.count === 3 && !request.is(2, "ON") && !request.is(2, "OFF")) throw syntaxError();
  if (request.count > 3) throw syntaxError();
  hub.mute(textArgument(request, 1), !(request.count === 3 && request.is(2, "OFF")));
  return 1;
}

function kick(request: Request, { hub }: Context): Reply {
  if (request.count > 3) throw syntaxError();
  hub.kick(textArgument(request, 1), request.count === 3 ? textArgument(request, 2) : "Kicked by the server");
  return 1;
}

function announce(request: Request, { hub }: Context): Reply {
  if (request.count > 3) throw syntaxError();
  return hub.announce(textArgument(request, 1), request.count === 3 ? textArgument(request, 2) : undefined);
}

function shutdown(request: Request, { server, peer }: Context): Reply {
  if (request.count > 1) throw syntaxError();
  server.stop(`SERVER.SHUTDOWN from ${peer.address}`);
  return OK;
}

const room = rowsOf({ group: "room", access: "read" });
const admin = rowsOf({ group: "admin", access: "admin" });

/** The group of rooms. */
export const ROOM_COMMANDS: readonly Command[] = [
  room("ROOM.JOIN", "room", {
    summary:
      "Joins a room; on RESP3 also subscribes to its channel. Answers room, name, epoch, offset, members",
    arity: 2,
    run: join,
  }),
  room("ROOM.LEAVE", "room", {
    summary: "Leaves a room; 0 if the session was not in it",
    arity: 2,
    run: leave,
  }),
  room("ROOM.SAY", "room text", { summary: "Says a line to a room; answers its offset", arity: 3, run: say }),
  room("ROOM.TELL", "name text", {
    summary: "Says a line to one member; answers how many sessions could show it",
    arity: 3,
    run: tell,
  }),
  room("ROOM.WHO", "[room]", { summary: "Who is here: name, address, rooms, since", arity: -1, run: who }),
  room("ROOM.LIST", "", {
    summary: "Which rooms there are: members, messages, next offset",
    arity: 1,
    run: list,
  }),
  room("ROOM.HISTORY", "room [SINCE epoch:offset] [COUNT count]", {
    summary: "Answers kept messages; recovered is false if some of those asked for are gone",
    arity: -2,
    run: history,
  }),
];

/** The group of administrative commands; they work only from the server's own machine. */
export const ADMIN_COMMANDS: readonly Command[] = [
  admin("ROOM.KICK", "name [reason]", { summary: "Kicks a member out", arity: -2, run: kick }),
  admin("ROOM.MUTE", "name [ON | OFF]", {
    summary: "Silences a member, or lets it speak again",
    arity: -2,
    run: mute,
  }),
  admin("SERVER.SAY", "text [room]", {
    summary: "Says a line as the server to all rooms, or one; answers how many",
    arity: -2,
    run: announce,
  }),
  admin("SERVER.SHUTDOWN", "", { summary: "Stops the server in order", arity: 1, run: shutdown }),
];
