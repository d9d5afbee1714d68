/**
 * The chat service: lines of plain text to and from the default room.
 *
 * @module
 */
import type { Services } from "../commands/context.ts";
import { EnchufeError } from "../errors.ts";
import { escapeText } from "../escape.ts";
import type { Log } from "../log.ts";
import { DEFAULT_ROOM, type Hub, type Member, type RoomEvent, SERVER_NAME, type Tell } from "../rooms/hub.ts";
import type { Session } from "../session/session.ts";
import { Conversation } from "./conversation.ts";
import { CHAT_EXIT, CHAT_TEXTS } from "./texts.ts";

/**
 * Asks for a name, lets the peer into the default room, and carries lines both ways until either side ends.
 *
 * @param session With whom.
 * @param services The rooms and the limits.
 * @param log Where refusals and the name go.
 * @returns When the session is over.
 */
export async function serveChat(session: Session, services: Services, log: Log): Promise<void> {
  const { hub, limits } = services;
  const peer = new ChatPeer(session);
  const talk = new Conversation({
    session,
    log,
    maxLine: limits.maxLine,
    tooLong: CHAT_TEXTS.tooLong,
    notText: CHAT_TEXTS.notText,
  });
  try {
    talk.say(CHAT_TEXTS.prompt);
    let entered = false;
    const reason = await talk.run((text) => {
      if (text.trim().toLowerCase() === CHAT_EXIT) return "exit";
      if (entered) return speak(text, { hub, peer, talk });
      entered = enter(text.trim(), { hub, peer, talk }, limits.maxName);
      session.listening = entered;
      return undefined;
    });
    // The others should hear of it now, not when the peer has taken its last words.
    hub.leaveAll(peer, reason);
    await session.finish(reason);
  } finally {
    session.end("closed");
    hub.leaveAll(peer, session.endReason);
  }
}

/** Who speaks, where, and how it is answered. */
interface Speaker {
  readonly hub: Hub;
  readonly peer: ChatPeer;
  readonly talk: Conversation;
}

/** Lets a peer in under the name it wants, or one like it; if it cannot have one, asks again. */
function enter(wanted: string, { hub, peer, talk }: Speaker, maxName: number): boolean {
  let name: string;
  try {
    name = hub.claimFree(peer, wanted);
  } catch (error) {
    if (!(error instanceof EnchufeError)) throw error;
    talk.refused(`${error.code} ${error.message}`);
    talk.say(CHAT_TEXTS.badName(maxName) + CHAT_TEXTS.prompt);
    return false;
  }
  if (name !== wanted.normalize("NFC")) talk.say(CHAT_TEXTS.renamed(name));
  talk.named(name);
  hub.join(peer, DEFAULT_ROOM);
  return true;
}

/** Says a message; returns why the session ends, if the message is one that ends it. */
function speak(text: string, { hub, peer, talk }: Speaker): string | undefined {
  // An empty line is a slip of the finger, and no message.
  if (text.trim() === "") return undefined;
  try {
    hub.say(peer, DEFAULT_ROOM, text);
    return undefined;
  } catch (error) {
    if (!(error instanceof EnchufeError)) throw error;
    talk.refused(`${error.code} ${error.message}`);
    talk.say(refusalText(error));
    return error.fatal ? error.message : undefined;
  }
}

function refusalText({ code }: EnchufeError): string {
  switch (code) {
    case "TOOLONG":
      return CHAT_TEXTS.tooLong;
    case "TOOFAST":
      return CHAT_TEXTS.tooFast;
    case "MUTED":
      return CHAT_TEXTS.muted;
    default:
      return CHAT_TEXTS.refused;
  }
}

/** A peer of the chat as the rooms see it. */
export class ChatPeer implements Member {
  name: string | undefined;
  readonly id: number;
  readonly address: string;
  readonly #session: Session;
  #closing = false;

  /**
   * A peer without a name.
   *
   * @param session Its session.
   */
  constructor(session: Session) {
    this.#session = session;
    this.id = session.id;
    this.address = session.address;
  }

  /**
   * Shows what happened in the room, its own messages left out.
   *
   * @param event What happened.
   */
  roomEvent(event: RoomEvent): void {
    // At the end everyone leaves; telling everyone of it would take time quadratic in the members.
    if (this.#closing || this.#session.ended) return;
    if (event.event === "message" && event.from === this.name) return;
    this.#closing = event.event === "closing";
    this.#session.outbox.push(encodedLine(event));
  }

  /**
   * Shows a private message.
   *
   * @param tell The message.
   * @returns Whether the session can still show it.
   */
  told(tell: Tell): boolean {
    if (this.#session.ended) return false;
    this.#session.outbox.push(encoder.encode(CHAT_TEXTS.whisper(tell.from, escapeText(tell.text))));
    return true;
  }

  /**
   * Says why it was removed, and ends the session.
   *
   * @param reason Why.
   */
  expelled(reason: string): void {
    if (this.#session.ended) return;
    this.#session.outbox.push(encoder.encode(CHAT_TEXTS.expelled(escapeText(reason))));
    void this.#session.finish("kicked");
  }
}

const encoder = new TextEncoder();

/** A room event is one object for all its members: with thousands of them its line is still made once. */
const encodedLines = new WeakMap<RoomEvent, Uint8Array>();

function encodedLine(event: RoomEvent): Uint8Array {
  let bytes = encodedLines.get(event);
  if (bytes === undefined) encodedLines.set(event, bytes = encoder.encode(lineOf(event)));
  return bytes;
}

/**
 * The line that members of the chat see.
 *
 * @param event What happened.
 * @returns The line, safe for a terminal, with its line break.
 */
export function lineOf(event: RoomEvent): string {
  switch (event.event) {
    case "message": {
      const name = event.from === SERVER_NAME ? CHAT_TEXTS.server : event.from;
      return CHAT_TEXTS.message(name, escapeText(event.text));
    }
    case "join":
      return CHAT_TEXTS.joined(event.name);
    case "leave":
      return CHAT_TEXTS.left(event.name);
    case "closing":
      return CHAT_TEXTS.closing;
  }
}
