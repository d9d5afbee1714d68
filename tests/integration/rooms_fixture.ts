/** What the tests of rooms over real sockets have in common. @module */
import { assert, assertEquals } from "../helpers/assert.ts";
import { connectPeer, type Peer } from "../helpers/peer.ts";
import type { TestServer } from "../helpers/processes.ts";
import { plain } from "../helpers/replies.ts";

/** Joins the room and returns what the server told. */
export async function join(peer: Peer, room = "plaza"): Promise<Record<string, unknown>> {
  const reply = plain(await peer.call("ROOM.JOIN", room));
  assert(typeof reply === "object" && reply !== null, `Not joined: ${reply}`);
  return reply as Record<string, unknown>;
}

/** Says a line and insists that it is the next thing that a member hears: nothing came before it. */
export async function nothingBefore(
  mark: string,
  speaker: Peer,
  listener: Peer,
  room = "plaza",
): Promise<void> {
  assertEquals(typeof await speaker.call("ROOM.SAY", room, mark), "number");
  const event = await listener.nextEvent();
  assertEquals([event.event, event.text], ["message", mark]);
}

/** Connects somebody and has them join the room. */
export async function enter(server: TestServer, name: string): Promise<Peer> {
  const peer = await connectPeer(server.port(), { version: 3, name });
  await join(peer);
  return peer;
}
