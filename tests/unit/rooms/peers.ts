/** Members and subscribers that remember what they are told. @module */
import { EnchufeError, type ErrorCode } from "../../../lib/errors.ts";
import { type Limits, makeLimits } from "../../../lib/limits.ts";
import { Broker, type Publication, type Subscriber } from "../../../lib/rooms/broker.ts";
import { Hub, type LogStore, type Member, type RoomEvent, type Tell } from "../../../lib/rooms/hub.ts";
import { MemoryStore } from "../../../lib/rooms/log_store.ts";
import { assertThrows } from "../../helpers/assert.ts";

/** A test that may do nothing but compute: the rooms need no permission. */
export function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

/** A member that keeps everything it is told. */
export class Peer implements Member {
  name: string | undefined;
  readonly address: string;
  readonly events: RoomEvent[] = [];
  readonly tells: Tell[] = [];
  readonly reasons: string[] = [];
  /** Called on each event, before it is kept. */
  onEvent: ((event: RoomEvent) => void) | undefined;
  shows = true;

  constructor(readonly id: number) {
    this.address = `10.0.0.${id}`;
  }

  roomEvent(event: RoomEvent): void {
    this.onEvent?.(event);
    this.events.push(event);
  }

  told(tell: Tell): boolean {
    this.tells.push(tell);
    return this.shows;
  }

  expelled(reason: string): void {
    this.reasons.push(reason);
  }

  /** The messages among the events, as `from: text`. */
  get heard(): string[] {
    return this.events.flatMap((event) => event.event === "message" ? [`${event.from}: ${event.text}`] : []);
  }

  /** The events as `event who`. */
  get seen(): string[] {
    return this.events.map((event) => {
      return `${event.event} ${"name" in event ? event.name : event.text}`;
    });
  }
}

/** A subscriber that keeps everything it is told. */
export class Ear implements Subscriber {
  readonly heard: string[] = [];
  readonly publications: Publication[] = [];
  onDeliver: (() => void) | undefined;

  deliver(publication: Publication): void {
    this.onDeliver?.();
    this.heard.push(`${publication.channel} ${publication.payload}`);
    this.publications.push(publication);
  }

  deliverMatch(pattern: string, match: Publication): void {
    this.onDeliver?.();
    this.heard.push(`${pattern} ${match.channel} ${match.payload}`);
    this.publications.push(match);
  }
}

/** A hub on a clock that only the test moves. */
export class World {
  time = 1_000_000;
  readonly thrown: unknown[] = [];
  readonly broker: Broker;
  readonly hub: Hub;
  #ids = 0;

  constructor(
    limits: Partial<Limits> = {},
    store: LogStore = new MemoryStore(makeLimits(limits), { epoch: "e1" }),
  ) {
    const onError = (thrown: unknown): void => void this.thrown.push(thrown);
    this.broker = new Broker({ onError });
    this.hub = new Hub({
      limits: makeLimits(limits),
      broker: this.broker,
      now: () => this.time,
      store,
      onError,
    });
  }

  /** A new session, with a name if one is given. */
  peer(name?: string): Peer {
    const peer = new Peer(++this.#ids);
    if (name !== undefined) this.hub.claim(peer, name);
    return peer;
  }

  /** A new session in rooms. */
  inside(name: string, ...rooms: string[]): Peer {
    const peer = this.peer(name);
    for (const room of rooms) this.hub.join(peer, room);
    return peer;
  }
}

/**
 * Asserts that something is refused.
 *
 * @param fn What to try.
 * @param code The code of the error.
 * @param message Part of its message.
 * @returns The error.
 */
export function refused(fn: () => unknown, code: ErrorCode, message = ""): EnchufeError {
  const error = assertThrows(fn, EnchufeError, message) as EnchufeError;
  if (error.code !== code) throw new Error(`Refused with ${error.code}, not ${code}: ${error.message}`);
  return error;
}
