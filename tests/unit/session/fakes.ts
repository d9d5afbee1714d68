/** A connection in memory, whose every step the test decides. @module */
import type { BodySource } from "../../../lib/framing/reply.ts";
import type { Connection } from "../../../lib/session/session.ts";

const decoder = new TextDecoder();

/** One end of a pair; the other end is the test. */
export class FakeConnection implements Connection {
  /** What each call of `write` was given and took, as text. */
  readonly writes: string[] = [];
  /** Bytes that one write takes at most. */
  most = Infinity;
  /** Whether writes wait for {@linkcode FakeConnection.release}. */
  manual = false;
  /** Thrown by the next write. */
  writeError: Error | undefined;
  isWriteClosed = false;
  isClosed = false;
  closeError: Error | undefined;
  readonly #waiting: (() => void)[] = [];
  readonly #incoming: (Uint8Array | null | Error)[] = [];
  readonly #readers: (() => void)[] = [];

  /** Everything written so far. */
  get text(): string {
    return this.writes.join("");
  }

  /** Writes under way. */
  get inFlight(): number {
    return this.#waiting.length;
  }

  async write(bytes: Uint8Array): Promise<number> {
    const count = Math.min(bytes.length, this.most);
    if (this.manual) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.writeError !== undefined) throw this.writeError;
    // Read when the write is done: nobody may change the buffer before.
    this.writes.push(decoder.decode(bytes.subarray(0, count)));
    return count;
  }

  /** Lets the oldest write under way go on, and whatever follows from it. */
  async release(): Promise<void> {
    this.#waiting.shift()?.();
    await settle();
  }

  /** What the peer sends: bytes, its end, or a failure. */
  give(...items: (string | null | Error)[]): void {
    this.giveBytes(...items.map((item) => typeof item === "string" ? new TextEncoder().encode(item) : item));
  }

  /** The same in bytes. */
  giveBytes(...items: readonly (Uint8Array | null | Error)[]): void {
    for (const item of items) {
      this.#incoming.push(item);
      this.#readers.shift()?.();
    }
  }

  async read(into: Uint8Array): Promise<number | null> {
    while (this.#incoming.length === 0) {
      if (this.isClosed) throw new Deno.errors.BadResource("closed");
      await new Promise<void>((resolve) => this.#readers.push(resolve));
    }
    const next = this.#incoming[0] as Uint8Array | null | Error;
    // The end stays: it can be read again.
    if (next === null) return null;
    this.#incoming.shift();
    if (next instanceof Error) throw next;
    const count = Math.min(into.length, next.length);
    into.set(next.subarray(0, count));
    if (count < next.length) this.#incoming.unshift(next.subarray(count));
    return count;
  }

  closeWrite(): Promise<void> {
    this.isWriteClosed = true;
    return Promise.resolve();
  }

  close(): void {
    if (this.closeError !== undefined) throw this.closeError;
    this.isClosed = true;
    for (const wake of this.#readers.splice(0)) wake();
  }
}

/** Lets everything that can go on without the test go on. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 100; i++) await Promise.resolve();
}

/** A file in memory. */
export class FakeSource implements BodySource {
  readonly size: number;
  /** Gives the promise of each read; set to hold or fail it. */
  onRead: (count: number | null) => Promise<number | null> = (count) => Promise.resolve(count);
  readonly #bytes: Uint8Array;
  #at = 0;

  /** A source of a text, which may promise more than it has. */
  constructor(content: string, size?: number) {
    this.#bytes = new TextEncoder().encode(content);
    this.size = size ?? this.#bytes.length;
  }

  read(into: Uint8Array): Promise<number | null> {
    const part = this.#bytes.subarray(this.#at, this.#at + into.length);
    into.set(part);
    this.#at += part.length;
    return this.onRead(part.length === 0 ? null : part.length);
  }

  close(): void {}
}
