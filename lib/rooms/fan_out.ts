/**
 * From an event to everyone who hears it.
 *
 * @module
 */
import type { Broker } from "./broker.ts";
import type { Member, RoomEvent } from "./events.ts";
import type { Room } from "./room.ts";

interface Pending {
  readonly room: Room;
  readonly event: RoomEvent;
  readonly recipients: readonly Member[];
  readonly except: Member | undefined;
}

/** Options of {@linkcode FanOut.send}. */
export interface SendOptions {
  /** Who hears it; the room's members if left out. */
  readonly recipients?: readonly Member[];
  /** Who does not. */
  readonly except?: Member;
}

/**
 * Tells the members of a room and then its channel of an event. An event that comes about while another is being told
 * (a session that cannot take a message closes, and so leaves) waits for its turn: everyone hears them in one order.
 */
export class FanOut {
  readonly #broker: Broker;
  readonly #failed: (thrown: unknown) => void;
  #queue: Pending[] = [];
  #running = false;

  /**
   * Starts with nothing to tell.
   *
   * @param broker Where the channels are.
   * @param failed Called with what a member threw.
   */
  constructor(broker: Broker, failed: (thrown: unknown) => void) {
    this.#broker = broker;
    this.#failed = failed;
  }

  /**
   * Tells of an event: before it returns, unless called while another event is being told.
   *
   * @param room Where it happened.
   * @param event What happened.
   * @param options Who hears it.
   */
  send(room: Room, event: RoomEvent, options: SendOptions = {}): void {
    // Who is in the room now hears it, not who joins while it waits: their place in the log is after it.
    const recipients = options.recipients ?? room.members.list;
    this.#queue.push({ room, event, recipients, except: options.except });
    if (this.#running) return;
    this.#running = true;
    try {
      for (let index = 0; index < this.#queue.length; index++) this.#tell(this.#queue[index] as Pending);
    } finally {
      this.#queue = [];
      this.#running = false;
    }
  }

  #tell({ room, event, recipients, except }: Pending): void {
    const visit = (member: Member): void => {
      if (member !== except) member.roomEvent(event);
    };
    room.members.each(recipients, visit, this.#failed);
    this.#broker.publish(`room:${room.name}`, JSON.stringify(event));
  }
}
