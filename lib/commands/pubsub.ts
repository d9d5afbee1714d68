/**
 * Publish/subscribe, as in Redis. Channels `room:…`, `file:…` and `tell:…` belong to the server: what happens in
 * a room and to a file is published there, and nobody else can publish there.
 *
 * @module
 */
import { EnchufeError } from "../errors.ts";
import { failure } from "../failure.ts";
import { Glob } from "../glob.ts";
import { Push, type Reply, Several } from "../framing/reply.ts";
import type { Request } from "../framing/request.ts";
import { Pacer } from "../pacing.ts";
import { type Command, patternArgument, rowsOf, syntaxError, textArgument } from "./command.ts";
import type { Context } from "./context.ts";

const RESERVED = /^(room|file|tell):/;

/** Characters of a channel: the longest path with `file:` before it. Patterns are matched against it. */
const MAX_CHANNEL = 4096 + 5;
/** The same of a channel that is not a file's. */
const MAX_PLAIN_CHANNEL = 256;
/** What the patterns of a session may cost together, by {@linkcode Glob.effort}. */
const MOST_EFFORT = 64;

function channelArgument(request: Request, index: number): string {
  const channel = textArgument(request, index);
  const most = channel.startsWith("file:") ? MAX_CHANNEL : MAX_PLAIN_CHANNEL;
  if (channel.length <= most) return channel;
  throw failure("channelTooLong", { length: channel.length, most });
}

/**
 * Insists that the session may have one more subscription.
 *
 * @param context Of the session.
 * @param channel What it would subscribe to; nothing is asked if it already has.
 * @throws {EnchufeError} `TOOMANY` beyond `--max-subscriptions`.
 */
export function checkSubscriptions(context: Context, channel?: string): void {
  if (channel !== undefined && context.peer.channels.has(channel)) return;
  const most = context.limits.maxSubscriptions;
  if (context.peer.subscriptions >= most) {
    throw failure("tooManySubscriptions", { most });
  }
}

/**
 * Whoever publishes waits until all patterns are tried, and with them everybody. What is searched for
 * character by character takes 20 µs of the longest channel for each.
 */
function checkEffort({ peer }: Context, pattern: string): void {
  const { effort } = new Glob(pattern);
  if (effort === 0) return;
  let sum = effort;
  for (const other of peer.patterns) sum += new Glob(other).effort;
  if (sum > MOST_EFFORT) throw failure("patternsTooHard", { effort: sum, most: MOST_EFFORT });
}

/** Private messages may be listened to only by whom they are for. */
function checkChannel(channel: string, { peer }: Context): void {
  if (channel.startsWith("tell:") && channel !== `tell:${peer.name ?? peer.label}`) {
    throw failure("channelPrivate", { channel: JSON.stringify(channel.slice(0, 100)) });
  }
}

/**
 * Subscribes a session to a channel.
 *
 * @param context Of the session.
 * @param channel Any text.
 * @throws {EnchufeError} `TOOMANY` beyond `--max-subscriptions`; `NOPERM` for somebody else's private channel.
 */
export function subscribe(context: Context, channel: string): void {
  const { peer, broker } = context;
  if (peer.channels.has(channel)) return;
  checkChannel(channel, context);
  checkSubscriptions(context);
  peer.channels.add(channel);
  // A private channel is served by the hub, to its owner only; the broker never hears of it.
  if (!channel.startsWith("tell:")) broker.subscribe(channel, peer);
}

/**
 * Ends a session's subscription to a channel.
 *
 * @param context Of the session.
 * @param channel Any text.
 */
export function unsubscribe({ peer, broker }: Context, channel: string): void {
  if (peer.channels.delete(channel)) broker.unsubscribe(channel, peer);
}

/**
 * Ends all of a session's subscriptions.
 *
 * @param context Of the session.
 */
export function unsubscribeAll(context: Context): void {
  const { peer, broker } = context;
  if (peer.subscriptions === 0) return;
  for (const channel of [...peer.channels]) unsubscribe(context, channel);
  for (const pattern of peer.patterns) broker.punsubscribe(pattern, peer);
  peer.patterns.clear();
}

type ReadArgument = (request: Request, index: number) => string;

function each(request: Request, run: (text: string) => Reply, read: ReadArgument = channelArgument): Reply {
  const replies: Reply[] = [];
  for (let i = 1; i < request.count; i++) {
    const text = read(request, i);
    try {
      replies.push(run(text));
    } catch (error) {
      // What came before is done and must be told, or the client's count would be wrong.
      if (replies.length === 0 || !(error instanceof EnchufeError)) throw error;
      break;
    }
  }
  return new Several(replies);
}

function runSubscribe(request: Request, context: Context): Reply {
  return each(request, (channel) => {
    subscribe(context, channel);
    return new Push(["subscribe", channel, context.peer.subscriptions]);
  });
}

function runPatternSubscribe(request: Request, context: Context): Reply {
  const { peer, broker } = context;
  return each(request, (pattern) => {
    if (!peer.patterns.has(pattern)) {
      checkSubscriptions(context);
      checkEffort(context, pattern);
      peer.patterns.add(pattern);
      broker.psubscribe(pattern, peer);
    }
    return new Push(["psubscribe", pattern, context.peer.subscriptions]);
  }, patternArgument);
}

function runUnsubscribe(request: Request, context: Context): Reply {
  const one = (channel: string) => {
    unsubscribe(context, channel);
    return new Push(["unsubscribe", channel, context.peer.subscriptions]);
  };
  if (request.count > 1) return each(request, one);
  if (context.peer.channels.size === 0) return new Push(["unsubscribe", null, context.peer.subscriptions]);
  return new Several([...context.peer.channels].map(one));
}

function runPatternUnsubscribe(request: Request, context: Context): Reply {
  const { peer, broker } = context;
  const one = (pattern: string) => {
    if (peer.patterns.delete(pattern)) broker.punsubscribe(pattern, peer);
    return new Push(["punsubscribe", pattern, context.peer.subscriptions]);
  };
  if (request.count > 1) return each(request, one);
  if (peer.patterns.size === 0) return new Push(["punsubscribe", null, context.peer.subscriptions]);
  return new Several([...peer.patterns].map(one));
}

function publish(request: Request, { broker }: Context): Reply {
  const channel = channelArgument(request, 1);
  if (RESERVED.test(channel)) {
    const name = channel.startsWith("room:")
      ? "channelOfRoom"
      : channel.startsWith("tell:")
      ? "channelOfMember"
      : "channelOfServer";
    throw failure(name, { channel: JSON.stringify(channel.slice(0, 100)) });
  }
  // The bytes outlive the request in the outboxes' shared encodings.
  return broker.publish(channel, request.bytes(2).slice());
}

/** Who waits for word of their own file in a drop box should not give its name away. */
function isPublic(channel: string, { share }: Context): boolean {
  return !channel.startsWith("file:") || !share.isBoxed(channel.slice("file:".length));
}

async function pubsubChannels(request: Request, context: Context): Promise<Reply> {
  if (request.count > 3) throw syntaxError();
  const glob = request.count === 3 ? new Glob(patternArgument(request, 2)) : undefined;
  const found: string[] = [], pacer = new Pacer();
  // As they are now: others come and go meanwhile.
  for (const channel of [...context.broker.channels]) {
    if (pacer.due) await pacer.rest();
    if (glob?.matches(channel) !== false && isPublic(channel, context)) found.push(channel);
  }
  return found;
}

function pubsubNumsub(request: Request, context: Context): Reply {
  const answer: Reply[] = [];
  for (let i = 2; i < request.count; i++) {
    const channel = textArgument(request, i);
    answer.push(channel, isPublic(channel, context) ? context.broker.subscriberCount(channel) : 0);
  }
  return answer;
}

const row = rowsOf({ group: "pubsub", access: "read" });

/** The group. */
export const PUBSUB_COMMANDS: readonly Command[] = [
  row("SUBSCRIBE", "channel [channel ...]", {
    summary: "Listens to channels",
    arity: -2,
    whileSubscribed: true,
    run: runSubscribe,
  }),
  row("UNSUBSCRIBE", "[channel [channel ...]]", {
    summary: "Stops listening to channels",
    arity: -1,
    whileSubscribed: true,
    run: runUnsubscribe,
  }),
  row("PSUBSCRIBE", "pattern [pattern ...]", {
    summary: "Listens to channels whose names match",
    arity: -2,
    whileSubscribed: true,
    run: runPatternSubscribe,
  }),
  row("PUNSUBSCRIBE", "[pattern [pattern ...]]", {
    summary: "Stops listening to patterns",
    arity: -1,
    whileSubscribed: true,
    run: runPatternUnsubscribe,
  }),
  row("PUBLISH", "channel message", {
    summary: "Sends a message to a channel; answers how many got it",
    arity: 3,
    run: publish,
  }),
  row("PUBSUB", "", {
    summary: "Which channels have listeners",
    arity: -2,
    run: () => null,
    subcommands: [
      row("CHANNELS", "[pattern]", {
        atOnce: 2,
        summary: "Channels that have listeners",
        arity: -2,
        run: pubsubChannels,
      }),
      row("NUMSUB", "[channel [channel ...]]", {
        summary: "Number of listeners of each channel",
        arity: -2,
        run: pubsubNumsub,
      }),
      row("NUMPAT", "", {
        summary: "Number of patterns that are listened to",
        arity: 2,
        run: (_, { broker }) => broker.patternCount(),
      }),
    ],
  }),
];
