/**
 * What a handler is given: the share, the rooms, what it may know and change of its session, and a few switches of
 * the server. Never a socket.
 *
 * @module
 */
import type { Account, Accounts, Holder } from "../accounts/accounts.ts";
import type { RespVersion } from "../framing/reply.ts";
import type { Limits } from "../limits.ts";
import type { Broker, Subscriber } from "../rooms/broker.ts";
import type { Hub, LogStore, Member } from "../rooms/hub.ts";
import type { Share, Upload } from "../share/share.ts";
import type { CommandStats } from "./stats.ts";
import type { Transfers } from "./transfers.ts";

/** The session that asks, as handlers see it. */
export interface Peer extends Subscriber, Member, Holder {
  /** Number of the session, unique while the server runs. */
  readonly id: number;
  /** `address:port`. */
  readonly address: string;
  /** Whether it is on the server's own machine, which administrative commands ask for where users have no roles. */
  readonly loopback: boolean;
  /** Whom it has authenticated as. */
  account: Account | undefined;
  /** Protocol that its replies are written in. */
  version: RespVersion;
  /** Name given by `CLIENT SETNAME` or `HELLO … SETNAME`; claimed when it first speaks or joins a room. */
  label: string;
  /** `CLIENT SETINFO` fields, by name. */
  readonly library: Map<string, string>;
  /** Channels that it subscribed to. */
  readonly channels: Set<string>;
  /** Patterns that it subscribed to. */
  readonly patterns: Set<string>;
  /** How many of both: the last item of every (un)subscribe reply. */
  readonly subscriptions: number;
  /** Rooms that it joined. */
  readonly rooms: Set<string>;
  /** Ends the session behind the reply to this command. */
  endAfterReply(reason: string): void;
}

/** A session of any protocol, as lists show it. */
export interface SessionInfo {
  /** Number of the session. */
  readonly id: number;
  /** What is spoken: `resp`, or the name of a classic service. */
  readonly protocol: string;
  /** `address:port` of the peer. */
  readonly address: string;
  /** Name given or claimed, or empty. */
  readonly name: string;
  /** When it was accepted, in milliseconds since the epoch. */
  readonly since: number;
  /** When the peer last sent something, in milliseconds since the epoch. */
  readonly lastActive: number;
  /** Bytes read from the peer. */
  readonly received: number;
  /** Commands or messages done. */
  readonly commands: number;
  /** Further fields of `CLIENT LIST`, by name. */
  readonly details: (() => Readonly<Record<string, string | number>>) | undefined;
  /** Ends it once what it is owed has been sent. */
  finish(reason: string): Promise<void>;
}

/** All sessions. */
export interface SessionDirectory {
  /** How many there are. */
  readonly count: number;
  /** Counters since the start. */
  readonly totals: {
    readonly accepted: number;
    readonly refused: number;
    readonly exhausted: number;
    readonly ended: Readonly<Record<"slow" | "evicted" | "stalled" | "late", number>>;
    readonly bytesIn: number;
    readonly bytesOut: number;
  };
  /** Bytes that wait for all of them to read. */
  readonly unsent: number;
  /** The present ones, oldest first. */
  list(): Iterable<SessionInfo>;
  /** One of them by its number. */
  get(id: number): SessionInfo | undefined;
}

/** One bound address. */
export interface ListenerInfo {
  /** What is spoken there. */
  readonly protocol: string;
  /** Address that it is bound to. */
  readonly host: string;
  /** Port that it is bound to. */
  readonly port: number;
  /** Fingerprint of its certificate; `undefined` for no TLS. */
  readonly fingerprint?: string | undefined;
}

/** The server itself. */
export interface ServerControl {
  /** When it started, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** Random, new at each start. */
  readonly runId: string;
  /** What it listens on. */
  readonly listeners: readonly ListenerInfo[];
  /** Resident memory in bytes. */
  memory(): number;
  /** Begins an orderly stop. */
  stop(reason: string): void;
}

/** A file, or a part of one, that somebody was sent. */
export interface Fetch {
  /** Its path, as it was asked for. */
  readonly path: string;
  /** Bytes of what was asked for. */
  readonly size: number;
  /** Whether only a part of the file was asked for. */
  readonly part: boolean;
  /** Whether all of it was sent; `false` if the peer went before that. */
  readonly whole: boolean;
  /** Bytes that were sent. */
  readonly sent: number;
  /** When it began, in milliseconds since the epoch, if sending it took a while. */
  readonly began?: number;
  /** Who: a name, or the address of who has none. */
  readonly by: string;
}

/** What all sessions share. */
export interface Services {
  /** The shared folder. */
  readonly share: Share;
  /** Users and their passwords. */
  readonly accounts: Accounts;
  /** Rooms and their members. */
  readonly hub: Hub;
  /** What keeps the messages of the rooms. */
  readonly store: Pick<LogStore, "status" | "close">;
  /** Channels and their subscribers. */
  readonly broker: Broker;
  /** All sessions. */
  readonly sessions: SessionDirectory;
  /** The server itself. */
  readonly server: ServerControl;
  /** What bounds everything. */
  readonly limits: Limits;
  /** Counters per command. */
  readonly stats: CommandStats;
  /** Counters of files sent and received. */
  readonly transfers: Transfers;
  /** Told of each file that was sent, when somebody wants to know. Must not wait or throw. */
  readonly onFetch?: ((fetch: Fetch) => void) | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** What one session's handlers get; made once per session. */
export interface Context extends Services {
  /** The session that asks. */
  readonly peer: Peer;
  /** The argument that was streamed to disk, if the command's payload was too large for memory. */
  upload: Upload | undefined;
}
