/**
 * Publish and subscribe as Redis does it (`pubsub.c`): channels are opaque texts, patterns are its globs, a message
 * goes to the subscribers of the channel first and then to those of each matching pattern.
 *
 * @module
 */
import { Glob } from "../glob.ts";
import { Roster } from "./roster.ts";

/** One message on its way to many sessions. */
export class Publication {
  /**
   * Slots where sessions keep the encoded form (one for each protocol version and kind of delivery, as they see fit),
   * so that a message is encoded once however many receive it.
   */
  readonly encodings: (Uint8Array | undefined)[] = [];

  /**
   * Makes a message ready to go out.
   *
   * @param channel Where it was published.
   * @param payload What was published. Bytes are not copied: who keeps them beyond `deliver` copies or encodes them.
   */
  constructor(readonly channel: string, readonly payload: string | Uint8Array) {}
}

/** Who hears channels: a session. Compared by identity. */
export interface Subscriber {
  /**
   * A message on a channel it subscribes to. Must not wait.
   *
   * @param publication The message, the same object for every subscriber of the channel.
   */
  deliver(publication: Publication): void;
  /**
   * A message on a channel that a pattern of its own matches. Must not wait.
   *
   * @param pattern The pattern.
   * @param match The message, the same object for every subscriber of that pattern.
   */
  deliverMatch(pattern: string, match: Publication): void;
}

/** Options of {@linkcode Broker}. */
export interface BrokerOptions {
  /** Called with what a subscriber threw; the others get the message all the same. Default: nothing is done. */
  readonly onError?: (thrown: unknown) => void;
}

/** Who subscribes to a pattern, which is read once. */
class PatternAudience extends Roster<Subscriber> {
  readonly glob: Glob;

  constructor(pattern: string) {
    super();
    this.glob = new Glob(pattern);
  }
}

/** Who subscribes to what, and the way from a publisher to them. Forgets a channel with its last subscriber. */
export class Broker {
  readonly #channels = new Map<string, Roster<Subscriber>>();
  readonly #patterns = new Map<string, PatternAudience>();
  readonly #failed: (thrown: unknown) => void;

  /**
   * Starts without subscribers.
   *
   * @param options See {@linkcode BrokerOptions}.
   */
  constructor(options: BrokerOptions = {}) {
    this.#failed = options.onError ?? (() => {});
  }

  /**
   * Subscribes to a channel.
   *
   * @param channel The channel.
   * @param subscriber Who.
   * @returns Whether it was not subscribed yet.
   */
  subscribe(channel: string, subscriber: Subscriber): boolean {
    return enter(this.#channels, channel, { subscriber, make: () => new Roster() });
  }

  /**
   * Ends a subscription to a channel.
   *
   * @param channel The channel.
   * @param subscriber Who.
   * @returns Whether it was subscribed.
   */
  unsubscribe(channel: string, subscriber: Subscriber): boolean {
    return exit(this.#channels, channel, subscriber);
  }

  /**
   * Subscribes to every channel that a pattern matches, those to come included.
   *
   * @param pattern A Redis glob.
   * @param subscriber Who.
   * @returns Whether it was not subscribed to that pattern yet.
   */
  psubscribe(pattern: string, subscriber: Subscriber): boolean {
    return enter(this.#patterns, pattern, { subscriber, make: () => new PatternAudience(pattern) });
  }

  /**
   * Ends a subscription to a pattern.
   *
   * @param pattern The pattern, as it was subscribed to.
   * @param subscriber Who.
   * @returns Whether it was subscribed.
   */
  punsubscribe(pattern: string, subscriber: Subscriber): boolean {
    return exit(this.#patterns, pattern, subscriber);
  }

  /**
   * Hands a message to everyone who hears its channel, before it returns.
   *
   * @param channel The channel.
   * @param payload The message.
   * @returns Deliveries, as Redis counts them: a subscriber matched by the channel and two patterns counts three.
   */
  publish(channel: string, payload: string | Uint8Array): number {
    let receivers = 0;
    const audience = this.#channels.get(channel);
    if (audience !== undefined) {
      const publication = new Publication(channel, payload);
      const list = audience.list;
      receivers += list.length;
      audience.each(list, (subscriber) => subscriber.deliver(publication), this.#failed);
    }
    for (const [pattern, matched] of this.#patterns) {
      if (!matched.glob.matches(channel)) continue;
      const match = new Publication(channel, payload);
      const list = matched.list;
      receivers += list.length;
      matched.each(list, (subscriber) => subscriber.deliverMatch(pattern, match), this.#failed);
    }
    return receivers;
  }

  /** Channels that have a subscriber (`PUBSUB CHANNELS`), oldest first; patterns do not count. */
  get channels(): Iterable<string> {
    return this.#channels.keys();
  }

  /** How many there are. */
  get channelCount(): number {
    return this.#channels.size;
  }

  /**
   * How many subscribe to a channel by name (`PUBSUB NUMSUB`).
   *
   * @param channel The channel.
   * @returns The number, patterns left out.
   */
  subscriberCount(channel: string): number {
    return this.#channels.get(channel)?.size ?? 0;
  }

  /**
   * How many different patterns are subscribed to (`PUBSUB NUMPAT`).
   *
   * @returns The number of patterns, however many subscribe to each.
   */
  patternCount(): number {
    return this.#patterns.size;
  }
}

function enter<Audience extends Roster<Subscriber>>(
  audiences: Map<string, Audience>,
  key: string,
  { subscriber, make }: { subscriber: Subscriber; make: () => Audience },
): boolean {
  let audience = audiences.get(key);
  if (audience === undefined) audiences.set(key, audience = make());
  return audience.add(subscriber);
}

function exit(audiences: Map<string, Roster<Subscriber>>, key: string, subscriber: Subscriber): boolean {
  const audience = audiences.get(key);
  if (audience === undefined || !audience.delete(subscriber)) return false;
  if (audience.size === 0) audiences.delete(key);
  return true;
}
