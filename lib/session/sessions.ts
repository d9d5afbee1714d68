/**
 * All sessions: who may come in, who is here, the clock that enforces limits on time, and orderly stopping.
 *
 * @module
 */
import type { Limits } from "../limits.ts";
import type { EnchufeError } from "../errors.ts";
import { failure } from "../failure.ts";
import type { Log } from "../log.ts";
import { type Connection, isLoopback, Session } from "./session.ts";

/** How often the limits on time are checked, in milliseconds. */
const TICK_MS = 1000;
/** How often stopping looks whether the transfers are done, in milliseconds. */
const STOP_POLL_MS = 20;

/** Settings of {@linkcode Sessions}. */
export interface SessionsOptions {
  /** Limits that hold for all and for each. */
  readonly limits: Limits;
  /** Where sessions' starts and ends are told. */
  readonly log: Log;
  /** Milliseconds since the epoch; default `Date.now`. */
  readonly now?: () => number;
}

/** Counters since the start. */
export interface SessionTotals {
  /** Connections taken in. */
  accepted: number;
  /** Connections turned away. */
  refused: number;
  /** Bytes read. */
  bytesIn: number;
  /** Bytes sent. */
  bytesOut: number;
}

/** The sessions of one server. */
export class Sessions {
  readonly #limits: Limits;
  readonly #log: Log;
  readonly #now: () => number;
  readonly #all = new Map<number, Session>();
  readonly #perHost = new Map<string, number>();
  readonly #totals: SessionTotals = { accepted: 0, refused: 0, bytesIn: 0, bytesOut: 0 };
  #nextId = 1;
  #timer: ReturnType<typeof setInterval> | undefined;
  #stopping = false;

  /** Begins with none. */
  constructor(options: SessionsOptions) {
    this.#limits = options.limits;
    this.#log = options.log;
    this.#now = options.now ?? Date.now;
  }

  /** How many there are. */
  get count(): number {
    return this.#all.size;
  }

  /** Counters since the start, the bytes of present sessions included. */
  get totals(): Readonly<SessionTotals> {
    let { bytesIn, bytesOut } = this.#totals;
    for (const session of this.#all.values()) {
      bytesIn += session.received;
      bytesOut += session.outbox.sent;
    }
    return { ...this.#totals, bytesIn, bytesOut };
  }

  /**
   * The present sessions, oldest first.
   *
   * @returns An iterator over them.
   */
  list(): IterableIterator<Session> {
    return this.#all.values();
  }

  /**
   * One session.
   *
   * @param id Its number.
   */
  get(id: number): Session | undefined {
    return this.#all.get(id);
  }

  /** Starts the clock. */
  start(): void {
    this.#timer ??= setInterval(() => this.tick(this.#now()), TICK_MS);
  }

  /**
   * Checks every session's limits on time.
   *
   * @param now Milliseconds since the epoch.
   */
  tick(now: number): void {
    for (const session of this.#all.values()) session.tick(now);
  }

  /**
   * Whether one more may come in.
   *
   * @param host IP address of the peer.
   * @returns Why not, or `undefined` if it may.
   */
  refusal(host: string): EnchufeError | undefined {
    if (this.#stopping) return failure("serverStopping");
    if (this.#all.size >= this.#limits.maxSessions) return failure("tooManyClients");
    if (!isLoopback(host) && (this.#perHost.get(host) ?? 0) >= this.#limits.maxPerAddress) {
      return failure("tooManyFromAddress");
    }
    return undefined;
  }

  /**
   * Takes a connection in.
   *
   * @param connection The accepted connection.
   * @param protocol What is spoken on its listener.
   * @param peer IP address and port of the other end.
   * @returns Its session; it leaves the list by itself when it ends.
   */
  open(connection: Connection, protocol: string, peer: { host: string; port: number }): Session {
    const { host, port } = peer;
    const session = new Session({
      id: this.#nextId++,
      connection,
      protocol,
      host,
      port,
      limits: this.#limits,
      now: this.#now,
    });
    this.#all.set(session.id, session);
    this.#perHost.set(host, (this.#perHost.get(host) ?? 0) + 1);
    this.#totals.accepted++;
    this.#log.info("session start", { id: session.id, protocol, address: session.address });
    session.onEnd = () => this.#leave(session);
    return session;
  }

  /**
   * Counts and logs a connection that was not let in.
   *
   * @param host IP address of the peer.
   * @param reason Why.
   */
  refuse(host: string, reason: string): void {
    this.#totals.refused++;
    this.#log.warn("session refused", { address: host, reason });
  }

  /**
   * Lets no more sessions in and ends those that are here: idle ones at once, busy ones when their transfer is
   * done or the time is over.
   *
   * @param hurry Aborted by a second signal: then all end at once.
   * @returns When none is left.
   */
  async stop(hurry: AbortSignal): Promise<void> {
    this.#stopping = true;
    const deadline = this.#now() + this.#limits.stopTimeout;
    for (const session of this.#all.values()) session.stopping = true;
    while (this.#all.size > 0) {
      const late = hurry.aborted || this.#now() >= deadline;
      for (const session of this.#all.values()) {
        if (late) session.end("server stopped");
        else if (!session.busy) session.finish("server stopped");
      }
      if (this.#all.size > 0) await new Promise((resolve) => setTimeout(resolve, STOP_POLL_MS));
    }
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #leave(session: Session): void {
    this.#all.delete(session.id);
    const left = (this.#perHost.get(session.host) ?? 1) - 1;
    if (left > 0) this.#perHost.set(session.host, left);
    else this.#perHost.delete(session.host);
    this.#totals.bytesIn += session.received;
    this.#totals.bytesOut += session.outbox.sent;
    this.#log.info("session end", {
      id: session.id,
      protocol: session.protocol,
      address: session.address,
      name: session.knownAs || undefined,
      reason: session.endReason,
      in: session.received,
      out: session.outbox.sent,
      commands: session.commands,
    });
  }
}
