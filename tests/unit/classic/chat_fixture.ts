/** What the tests of the classic chat have in common. @module */
import { serveChat } from "../../../lib/classic/chat.ts";
import { CHAT_TEXTS } from "../../../lib/classic/texts.ts";
import { DEFAULT_ROOM } from "../../../lib/rooms/hub.ts";
import { assertEquals } from "../../helpers/assert.ts";
import { type Connected, OtherMember, until, type World } from "./fixture.ts";

const { prompt } = CHAT_TEXTS;

/** Connects a peer and names it. */
export async function member(world: World, name: string): Promise<Connected> {
  const connected = world.connect(serveChat, "chat");
  assertEquals(await connected.peer.next(), prompt);
  connected.peer.send(`${name}\n`);
  await until(() => connected.session.name !== "");
  return connected;
}

/** A member on another protocol, to hear what is said. */
export function listener(world: World, name = "oyente"): OtherMember {
  const other = new OtherMember();
  world.hub.claim(other, name);
  world.hub.join(other, DEFAULT_ROOM);
  return other;
}
