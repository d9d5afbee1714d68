/**
 * All sessions: who may come in, who is here, the clock that enforces limits on time, and orderly stopping.
 *
 * @module
 */
import type { Limits } from "../limits.ts";
import type { EnchufeError } from "../errors.ts";
import { failure } from "../failure.ts";
import type { Log } from "../log.ts";
import { addressKey, reachOf } from "../addresses.ts";
import { Departures } from "./departures.ts";
import { OutboxBudget } from "./outbox_budget.ts";
import { Slices } from "./slices.ts";
import { type Breach, type Connection, Session } from "./session.ts";

/** How often the limits on time are checked, in milliseconds. */
const TICK_MS = 1000;
/** How often stopping looks whether the transfers are done, in milliseconds. */
const STOP_POLL_MS = 20;
/** Pause when the system has nothing left to accept with, in milliseconds: at first, and at the most. */
const FIRST_PAUSE_MS = 50;
const MOST_PAUSE_MS = 1000;
/** Between two log lines about that, in milliseconds. */
const EXHAUSTED_LOG_MS = 60_000;

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
  /** Times that the system had nothing left to accept with. */
  exhausted: number;
  /** Sessions that a limit on unread bytes or on time ended, by which. */
  readonly ended: Readonly<Record<Breach, number>>;
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
  readonly #budget: OutboxBudget;
  readonly #departures = new Departures();
  readonly #slices = new Slices();
  readonly #ended: Record<Breach, number> = { slow: 0, evicted: 0, stalled: 0, late: 0 };
  readonly #totals: SessionTotals = {
    accepted: 0,
    refused: 0,
    exhausted: 0,
    ended: this.#ended,
    bytesIn: 0,
    bytesOut: 0,
  };
  #nextId = 1;
  /** Failures to accept since the last success. */
  #exhaustion = 0;
  #exhaustedLogged = -Infinity;
  #timer: ReturnType<typeof setInterval> | undefined;
  #stopping = false;

  /** Begins with none. */
  constructor(options: SessionsOptions) {
    this.#limits = options.limits;
    this.#log = options.log;
    this.#now = options.now ?? Date.now;
    this.#budget = new OutboxBudget(options.limits.outboxTotal);
  }

  /** How many there are. */
  get count(): number {
    return this.#all.size;
  }

  /** Bytes that all outboxes hold, those of small ones left out. */
  get unsent(): number {
    return this.#budget.total;
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
    const reach = reachOf(host), count = this.#perHost.get(addressKey(host)) ?? 0;
    if (reach === "loopback") return undefined;
    if (count >= this.#limits.maxPerAddress) return failure("tooManyFromAddress");
    if (reach === "private" || count < this.#limits.maxPerPublicAddress) return undefined;
    return failure("tooManyFromPublicAddress");
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
      budget: this.#budget,
      departures: this.#departures,
      slices: this.#slices,
    });
    this.#all.set(session.id, session);
    const key = addressKey(host);
    this.#perHost.set(key, (this.#perHost.get(key) ?? 0) + 1);
    this.#totals.accepted++;
    this.#exhaustion = 0;
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
   * Counts and logs that the system had nothing left to accept with; the log hears of it once a minute.
   *
   * @param listener What is spoken where that happened.
   * @param error What the system said.
   * @returns Milliseconds until it may have again: longer each time.
   */
  exhausted(listener: string, error: string): number {
    const count = ++this.#totals.exhausted, now = this.#now();
    if (now - this.#exhaustedLogged >= EXHAUSTED_LOG_MS) {
      this.#exhaustedLogged = now;
      this.#log.error("accept failed", { listener, error, sessions: this.#all.size, count });
    }
    return Math.min(MOST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#exhaustion++);
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
    const key = addressKey(session.host);
    const left = (this.#perHost.get(key) ?? 1) - 1;
    if (left > 0) this.#perHost.set(key, left);
    else this.#perHost.delete(key);
    const { breach } = session;
    if (breach !== undefined) this.#ended[breach]++;
    this.#totals.bytesIn += session.received;
    this.#totals.bytesOut += session.outbox.sent;
    // Who does not read is the operator's business, who is only late is not.
    const level = breach === undefined || breach === "late" ? "info" : "warn";
    this.#log[level]("session end", {
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
