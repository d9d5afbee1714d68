/**
 * One connected peer, from accept to close: its connection, outbox, counters and the rules for closing. What
 * is spoken over it is the business of `resp_peer.ts` and of the classic services.
 *
 * @module
 */
import { describeError } from "../errors.ts";
import type { Limits } from "../limits.ts";
import { reachOf } from "../addresses.ts";
import type { Departures } from "./departures.ts";
import { Outbox, type Unread } from "./outbox.ts";
import type { OutboxBudget } from "./outbox_budget.ts";
import type { Slices } from "./slices.ts";

/** What a session needs of a connection; `Deno.Conn` has it. */
export interface Connection {
  /** Reads some bytes; `null` at the end. */
  read(into: Uint8Array): Promise<number | null>;
  /** Writes some bytes and says how many. */
  write(bytes: Uint8Array): Promise<number>;
  /** Ends our direction. */
  closeWrite(): Promise<void>;
  /** Ends both directions. */
  close(): void;
}

/** Settings of a {@linkcode Session}. */
export interface SessionOptions {
  /** Number of the session, unique while the server runs. */
  readonly id: number;
  /** The accepted connection. */
  readonly connection: Connection;
  /** What is spoken: `resp`, or the name of a classic service. */
  readonly protocol: string;
  /** IP address of the peer. */
  readonly host: string;
  /** Port of the peer. */
  readonly port: number;
  /** Limits that hold for it. */
  readonly limits: Limits;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** What all outboxes may hold together; no limit if left out. */
  readonly budget?: OutboxBudget | undefined;
  /** When published messages leave; at once if left out. */
  readonly departures?: Departures | undefined;
  /** Shares the thread among all sessions; no limit if left out. */
  readonly slices?: Slices | undefined;
}

/** A limit that ended a session. */
export type Breach = Unread | "late";

/** Bytes and milliseconds that a closing session still reads, so that the peer gets our last words. */
const LINGER_BYTES = 16 * 1024 * 1024;
const LINGER_MS = 2000;
/** Of a newcomer nothing is known: it counts as one who has cost so many milliseconds, unless it has sent few bytes. */
const UNKNOWN_MS = 100;
const LITTLE_BYTES = 128;

/** One connected peer. */
export class Session {
  /** Number of the session, unique while the server runs. */
  readonly id: number;
  /** What is spoken: `resp`, or the name of a classic service. */
  readonly protocol: string;
  /** IP address of the peer. */
  readonly host: string;
  /** `address:port` of the peer. */
  readonly address: string;
  /** When it was accepted, in milliseconds since the epoch. */
  readonly since: number;
  /** What is to be sent. */
  readonly outbox: Outbox;
  /** Limits that hold for it. */
  readonly limits: Limits;
  /** Bytes read from the peer. */
  received = 0;
  /** Commands or messages done. */
  commands = 0;
  /** When the peer last sent something, in milliseconds since the epoch. */
  lastActive: number;
  /** Whether a command, upload or download is under way; stopping waits for it. */
  busy = false;
  /** Set when the server stops: the session ends behind what is under way. */
  stopping = false;
  /** Whether a payload is coming in: silence is then held to `--write-timeout`, since disk space waits for it. */
  receiving = false;
  /** Whether silence is fine: it has a subscription or is in a room. */
  listening = false;
  /** Whether the first command must come within `--first-command-timeout`. */
  hurried = false;
  /** Whether it must authenticate within that time, whatever else it sends. */
  isStranger = false;
  /** Further fields of `CLIENT LIST`; set by the protocol. */
  details: (() => Readonly<Record<string, string | number>>) | undefined;
  /** Called once when the session has ended, by whatever cause. */
  onEnd: (() => void) | undefined;

  /** The limit that ended it, if one on time or on unread bytes did. */
  breach: Breach | undefined;

  /** The last name it had: the log still tells it when the name has been given back. */
  knownAs = "";

  readonly #connection: Connection;
  readonly #now: () => number;
  readonly #slices: Slices | undefined;
  #endReason: string | undefined;
  #finishing: Promise<void> | undefined;
  #reading = false;
  #workingSince: number;
  /** Milliseconds of work for what was read, the last ones above all. */
  #effort = UNKNOWN_MS;
  #name = "";

  readonly #came = (count: number | null): number | null => {
    this.#reading = false;
    if (count === null || this.ended) return null;
    this.received += count;
    this.lastActive = this.#now();
    return count;
  };
  readonly #broke = (error: unknown): null => {
    this.#reading = false;
    this.end(reasonOf(error));
    return null;
  };

  /** Takes a connection over. */
  constructor(options: SessionOptions) {
    this.id = options.id;
    this.protocol = options.protocol;
    this.host = options.host;
    this.address = options.host.includes(":")
      ? `[${options.host}]:${options.port}`
      : `${options.host}:${options.port}`;
    this.limits = options.limits;
    this.#connection = options.connection;
    this.#now = options.now;
    this.#slices = options.slices;
    this.since = this.lastActive = this.#workingSince = options.now();
    this.outbox = new Outbox({
      sink: options.connection,
      limits: options.limits,
      now: options.now,
      onFailure: (reason, unread) => {
        this.breach ??= unread;
        this.end(reason);
      },
      budget: options.budget,
      departures: options.departures,
    });
  }

  /** What lists call it, or empty; set by the protocol. */
  get name(): string {
    return this.#name;
  }

  set name(name: string) {
    this.#name = name;
    if (name !== "") this.knownAs = name;
  }

  /** Why it ended, or `undefined` while it has not. */
  get endReason(): string | undefined {
    return this.#endReason;
  }

  /** Whether it has ended or is saying its last words. */
  get ended(): boolean {
    return this.#endReason !== undefined || this.#finishing !== undefined;
  }

  /** Whether the peer is on this machine. */
  get loopback(): boolean {
    return isLoopback(this.host);
  }

  /**
   * Reads what the peer sends next, and waits until it may be worked on.
   *
   * @param into Where to put it.
   * @returns How many bytes, or `null` when the peer has ended or the session is over.
   */
  async read(into: Uint8Array): Promise<number | null> {
    const count = await this.receive(into);
    const others = this.turn();
    if (others !== undefined) {
      await others;
      this.resumed();
    }
    // What comes after our last words is not obeyed any more.
    return this.ended ? null : count;
  }

  /**
   * Reads what the peer sends next. Ask for a `turn` before working on it.
   *
   * @param into Where to put it.
   * @returns How many bytes, or `null` when the peer has ended or the session is over.
   */
  receive(into: Uint8Array): Promise<number | null> {
    if (this.ended) return Promise.resolve(null);
    this.#reading = true;
    this.#effort = this.#effort / 2 + this.#now() - this.#workingSince;
    this.#slices?.over();
    // No async function: waiting in one took 400 bytes of each idle session.
    return this.#connection.read(into).then(this.#came, this.#broke);
  }

  /**
   * Asked right before working on what was read. Between a read and those who wait for it others get ready to work too,
   * so asking any earlier would let them all on at once.
   *
   * @returns What to wait for, and then to tell by `resumed`; `undefined` to begin at once.
   */
  turn(): Promise<void> | undefined {
    // Somebody new who has said a word or two asks for little, most likely.
    const isBrief = this.commands === 0 && this.received <= LITTLE_BYTES;
    this.resumed();
    return this.#slices?.next(isBrief ? this.#workingSince : this.#merit);
  }

  /**
   * Asked behind each command: lets other sessions go first once this one has had its share.
   *
   * @returns What to wait for before the next command, and then to tell by `resumed`; `undefined` to go on at once.
   */
  rest(): Promise<void> | undefined {
    const others = this.#slices?.next(this.#merit);
    if (others === undefined) return undefined;
    this.outbox.flush();
    this.#effort += this.#now() - this.#workingSince;
    return others;
  }

  /** Told once waiting is over, right before work: what others did meanwhile is no effort of this one. */
  resumed(): void {
    this.#workingSince = this.#now();
  }

  /** Of two who want to work at the same time it is less for the one who has cost more. */
  get #merit(): number {
    return this.#workingSince - this.#effort;
  }

  /**
   * Ends it after everything appended has been sent. The peer's unread bytes are read and dropped first, because
   * closing over them would make the system discard our last words on the way.
   *
   * @param reason For the log.
   * @returns When the connection is closed.
   */
  finish(reason: string): Promise<void> {
    return this.#finishing ??= this.#finish(reason);
  }

  async #finish(reason: string): Promise<void> {
    await this.outbox.drained();
    if (this.#endReason !== undefined) return;
    const timer = setTimeout(() => this.end(reason), LINGER_MS);
    try {
      await this.#connection.closeWrite();
      // Grows, since a peer may send without end, and each read costs the others time.
      let dropped = new Uint8Array(4096);
      for (let left = LINGER_BYTES; left > 0;) {
        const count = await this.#connection.read(dropped);
        if (count === null) break;
        left -= count;
        if (count === dropped.length) dropped = new Uint8Array(64 * 1024);
        await this.#slices?.next();
      }
    } catch {
      // The peer was quicker; there is nobody left to tell.
    } finally {
      clearTimeout(timer);
    }
    this.end(reason);
  }

  /**
   * Ends it at once; what is unsent is dropped. Does nothing when it has already ended.
   *
   * @param reason For the log.
   */
  end(reason: string): void {
    if (this.#endReason !== undefined) return;
    this.#endReason = reason;
    this.outbox.fail(reason);
    try {
      this.#connection.close();
    } catch {
      // Already closed by the system.
    }
    this.onEnd?.();
  }

  /**
   * Checks the limits on time; called about once a second.
   *
   * @param now Milliseconds since the epoch.
   */
  tick(now: number): void {
    if (this.#endReason !== undefined) return;
    this.outbox.tick(now);
    if (this.isStranger && !this.busy && now - this.since > this.limits.firstCommandTimeout) {
      this.finish("not authenticated in time, over --first-command-timeout");
      return;
    }
    // Only a peer that we are waiting for can be late.
    if (!this.#reading || this.outbox.pending > 0) return;
    if (this.receiving) {
      if (now - this.lastActive <= this.limits.writeTimeout) return;
      this.breach ??= "late";
      this.end("upload stalled, over --write-timeout");
    } else if (this.hurried && this.commands === 0) {
      if (now - this.since > this.limits.firstCommandTimeout) {
        this.#late("no command in time, over --first-command-timeout");
      }
    } else if (!this.listening && now - this.lastActive > this.limits.idleTimeout) {
      this.#late("idle, over --idle-timeout");
    }
  }

  #late(reason: string): void {
    if (this.ended) return;
    this.breach ??= "late";
    void this.finish(reason);
  }
}

/** Why reading failed, for the log. */
function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.ConnectionReset) return "reset by peer";
  // Closed without the goodbye of TLS, as most clients do.
  if (error instanceof Deno.errors.UnexpectedEof) return "closed by peer";
  // What is no TLS, or a client that does not trust our certificate.
  if (error instanceof Deno.errors.InvalidData) return `TLS failed: ${describeError(error)}`;
  return "connection lost";
}

/**
 * Whether an address is one of this machine's own loopback addresses.
 *
 * @param host An IP address.
 */
export function isLoopback(host: string): boolean {
  return reachOf(host) === "loopback";
}
