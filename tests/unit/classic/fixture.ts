/** What the tests of the classic services have in common: a server without sockets. @module */
import { Accounts } from "../../../lib/accounts/accounts.ts";
import { SILENCE_MS } from "../../../lib/classic/message_reader.ts";
import type { ServerControl, Services, SessionDirectory } from "../../../lib/commands/context.ts";
import { CommandStats } from "../../../lib/commands/stats.ts";
import { Transfers } from "../../../lib/commands/transfers.ts";
import { type Limits, makeLimits } from "../../../lib/limits.ts";
import type { Log, LogFields } from "../../../lib/log.ts";
import { Broker } from "../../../lib/rooms/broker.ts";
import { Hub, type Member, type RoomEvent, type Tell } from "../../../lib/rooms/hub.ts";
import { MemoryStore } from "../../../lib/rooms/log_store.ts";
import { type Connection, Session } from "../../../lib/session/session.ts";
import { Share } from "../../../lib/share/share.ts";
import { pause, within } from "../../helpers/patience.ts";
import { tempDir, type Tree } from "../../helpers/temp.ts";

/** Text as bytes. */
export function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** A pause that the services take for the end of a message. Two steps, so that it is longer even if all timers are late. */
export async function silence(): Promise<void> {
  await pause(SILENCE_MS + 25);
  await pause(5);
}

/** Waits for a condition; only a failing test waits long. */
export async function until(condition: () => boolean): Promise<void> {
  for (const deadline = performance.now() + 20_000; !condition(); await pause(1)) {
    if (performance.now() > deadline) throw new Error(`Never came true: ${condition}`);
  }
}

/** The peer's end of a connection. Each `write` of the server stays apart, as one `recv` would see it. */
export class TestPeer implements Connection {
  /** What the server wrote, and how often. */
  readonly writes: Uint8Array[] = [];
  /** Whether the server sent its end, and whether it closed. */
  ended = false;
  closed = false;
  /** Reads of the server that wait; more than one would mix up their bytes. */
  mostReads = 0;
  #arrived: Uint8Array[] = [];
  #inputEnded = false;
  #lost: Error | undefined;
  #readers: (() => void)[] = [];
  #watchers: (() => void)[] = [];
  #taken = 0;
  #stalled: Promise<void> | undefined;

  /** Sends bytes in one segment. */
  send(data: string | Uint8Array): void {
    this.#arrived.push(typeof data === "string" ? bytes(data) : data.slice());
    this.#wake(this.#readers);
  }

  /** Shuts its sending side down; still receives. */
  end(): void {
    this.#inputEnded = true;
    this.#wake(this.#readers);
  }

  /** Goes without a word. */
  vanish(): void {
    this.#lost = new Deno.errors.ConnectionReset("gone");
    this.#wake(this.#readers);
  }

  /** Does not take anything until the returned function is called. */
  stall(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#stalled = promise;
    return () => {
      this.#stalled = undefined;
      resolve();
    };
  }

  /** The next write as text, waiting for it; `undefined` if the server has ended instead. */
  async next(): Promise<string | undefined> {
    const data = await this.nextBytes();
    return data && new TextDecoder("utf-8", { fatal: true }).decode(data);
  }

  /** The next write, waiting for it. */
  async nextBytes(): Promise<Uint8Array | undefined> {
    while (this.writes.length === this.#taken && !this.ended) {
      await within(new Promise<void>((resolve) => this.#watchers.push(resolve)), "write of the server");
    }
    return this.writes[this.#taken] && this.writes[this.#taken++];
  }

  /** Everything not yet taken, up to the server's end. */
  async rest(): Promise<string> {
    let text = "";
    for (let part = await this.next(); part !== undefined; part = await this.next()) text += part;
    return text;
  }

  /** How many writes nobody has taken. */
  get waiting(): number {
    return this.writes.length - this.#taken;
  }

  async read(into: Uint8Array): Promise<number | null> {
    for (;;) {
      if (this.closed) throw new Deno.errors.BadResource("closed");
      if (this.#lost) throw this.#lost;
      const part = this.#arrived.shift();
      if (part !== undefined) {
        if (part.length > into.length) this.#arrived.unshift(part.subarray(into.length));
        into.set(part.subarray(0, into.length));
        return Math.min(part.length, into.length);
      }
      if (this.#inputEnded) return null;
      this.mostReads = Math.max(this.mostReads, this.#readers.length + 1);
      await new Promise<void>((resolve) => this.#readers.push(resolve));
    }
  }

  async write(data: Uint8Array): Promise<number> {
    await this.#stalled;
    if (this.closed || this.ended || this.#lost) throw new Deno.errors.BrokenPipe("gone");
    this.writes.push(data.slice());
    this.#wake(this.#watchers);
    return data.length;
  }

  closeWrite(): Promise<void> {
    this.ended = true;
    this.#wake(this.#watchers);
    return Promise.resolve();
  }

  close(): void {
    this.closed = this.ended = true;
    this.#wake(this.#readers);
    this.#wake(this.#watchers);
  }

  #wake(waiting: (() => void)[]): void {
    for (const wake of waiting.splice(0)) wake();
  }
}

/** A line of the log. */
export interface LogLine {
  readonly level: "info" | "warn" | "error";
  readonly event: string;
  readonly fields: LogFields;
}

/** One of the five services. */
export type Serve = (session: Session, services: Services, log: Log) => Promise<void>;

/** A connected peer and the session that serves it. */
export interface Connected {
  readonly peer: TestPeer;
  readonly session: Session;
  /** Resolves when the service has returned. */
  readonly done: Promise<void>;
}

/** Thrown by a test in the place of something that fails unexpectedly. */
export class Defect extends Error {}

function unlessDefect(thrown: unknown): void {
  if (!(thrown instanceof Defect)) throw thrown;
}

/** A server without listeners. */
export interface World extends AsyncDisposable {
  readonly services: Services;
  readonly hub: Hub;
  readonly folder: string;
  readonly logged: LogLine[];
  /** Connects a peer to a service. */
  connect(serve: Serve, protocol?: string): Connected;
}

/** What a {@linkcode World} is made of. */
export interface WorldOptions {
  readonly tree?: Tree;
  readonly limits?: Partial<Limits>;
  readonly now?: () => number;
}

/** Makes a server; at the end of the scope it insists that every session has ended and nothing was read twice. */
export async function makeWorld(options: WorldOptions = {}): Promise<World> {
  const { now = Date.now } = options;
  const folder = await tempDir(options.tree);
  const limits = makeLimits(options.limits);
  const broker = new Broker();
  const failures: unknown[] = [];
  const hub = new Hub({ limits, broker, now, onError: (thrown) => failures.push(thrown) });
  const share = await Share.open(folder.path, { access: "read", hidden: false, limits });
  const sessions: SessionDirectory = {
    count: 0,
    unsent: 0,
    totals: {
      accepted: 0,
      refused: 0,
      exhausted: 0,
      ended: { slow: 0, evicted: 0, stalled: 0, late: 0 },
      bytesIn: 0,
      bytesOut: 0,
    },
    list: () => [],
    get: () => undefined,
  };
  const server: ServerControl = { startedAt: 0, runId: "", listeners: [], memory: () => 0, stop() {} };
  const services: Services = {
    accounts: Accounts.none(),
    share,
    hub,
    store: new MemoryStore(limits),
    broker,
    sessions,
    server,
    limits,
    stats: new CommandStats(),
    transfers: new Transfers(),
    now,
  };
  const logged: LogLine[] = [];
  const write = (level: LogLine["level"]) => (event: string, fields: LogFields = {}) =>
    void logged.push({ level, event, fields });
  const log: Log = { info: write("info"), warn: write("warn"), error: write("error") };
  const connected: Connected[] = [];
  return {
    services,
    hub,
    folder: folder.path,
    logged,
    connect(serve, protocol = "test") {
      const peer = new TestPeer();
      const port = 40_000 + connected.length;
      const id = connected.length + 1;
      const session = new Session({ id, connection: peer, protocol, host: "127.0.0.1", port, limits, now });
      const made = { peer, session, done: serve(session, services, log) };
      connected.push(made);
      return made;
    },
    async [Symbol.asyncDispose]() {
      for (const { peer, done } of connected) {
        peer.end();
        await within(done, "end of a service").catch(unlessDefect);
        if (!peer.closed) throw new Error("A service returned and left its connection open");
      }
      await folder[Symbol.asyncDispose]();
      if (failures.length > 0) throw new Error("A member threw", { cause: failures[0] });
    },
  };
}

/** A member that speaks another protocol, and remembers what it is told. */
export class OtherMember implements Member {
  name: string | undefined;
  readonly address = "127.0.0.1:1";
  readonly events: RoomEvent[] = [];
  readonly tells: Tell[] = [];

  constructor(readonly id: number = 1000) {}

  roomEvent(event: RoomEvent): void {
    this.events.push(event);
  }

  told(tell: Tell): boolean {
    this.tells.push(tell);
    return true;
  }

  expelled(): void {}

  /** The events in short: `join ana`, `ana: hola`, `leave ana`. */
  get heard(): string[] {
    return this.events.map((event) =>
      event.event === "message"
        ? `${event.from}: ${event.text}`
        : event.event === "closing"
        ? "closing"
        : `${event.event} ${event.name}`
    );
  }
}

/** How a message may arrive. */
export interface Manner {
  readonly name: string;
  /** Sends a message. */
  send(peer: TestPeer, message: string | Uint8Array): Promise<void>;
}

function join(message: string | Uint8Array, more: string): Uint8Array {
  const start = typeof message === "string" ? bytes(message) : message;
  return Uint8Array.from([...start, ...bytes(more)]);
}

async function byteByByte(peer: TestPeer, message: Uint8Array, gap: () => Promise<void> | undefined) {
  for (const byte of message) {
    peer.send(Uint8Array.of(byte));
    await gap();
  }
}

/** Every manner in which the same message may arrive; the services must not tell them apart. */
export const MANNERS: readonly Manner[] = [
  { name: "whole", send: async (peer, message) => (peer.send(join(message, "")), await silence()) },
  { name: "line", send: (peer, message) => Promise.resolve(peer.send(join(message, "\n"))) },
  { name: "line with a return", send: (peer, message) => Promise.resolve(peer.send(join(message, "\r\n"))) },
  {
    name: "line, byte by byte",
    send: (peer, message) => byteByByte(peer, join(message, "\n"), () => pause(0)),
  },
  {
    name: "whole, byte by byte",
    send: async (
      peer,
      message,
    ) => (await byteByByte(peer, join(message, ""), () => pause(2)), await silence()),
  },
];
