/**
 * Two ends of a connection in memory, and a server that answers as a test tells it to.
 *
 * @module
 */
import type { Transport } from "../../../lib/client/transport.ts";
import { ByteWriter } from "../../../lib/framing/byte_writer.ts";
import { encodeReply } from "../../../lib/framing/encoder.ts";
import { Push, type Reply } from "../../../lib/framing/reply.ts";
import { ReplyDecoder, textOf } from "../../../lib/framing/reply_decoder.ts";

/** Bytes on their way in one direction. */
class Pipe {
  #chunks: Uint8Array[] = [];
  #closed = false;
  #wake: () => void = () => {};
  /** Bytes that may wait before a write does; Infinity never waits. */
  room = Infinity;
  #taken: () => void = () => {};

  async write(bytes: Uint8Array): Promise<number> {
    while (this.room === 0 && !this.#closed) await new Promise<void>((resolve) => this.#taken = resolve);
    if (this.#closed) throw new Deno.errors.BrokenPipe("closed");
    const count = Math.min(bytes.length, this.room);
    this.#chunks.push(bytes.slice(0, count));
    this.#wake();
    return count;
  }

  async read(into: Uint8Array): Promise<number | null> {
    for (;;) {
      const chunk = this.#chunks[0];
      if (chunk !== undefined) {
        const part = chunk.subarray(0, into.length);
        into.set(part);
        if (part.length === chunk.length) this.#chunks.shift();
        else this.#chunks[0] = chunk.subarray(part.length);
        return part.length;
      }
      if (this.#closed) return null;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  close(): void {
    this.#closed = true;
    this.#wake();
    this.#taken();
  }
}

/** The other end of a {@linkcode Transport}. */
export interface Peer {
  readonly transport: Transport;
  /** Sends bytes to the client. */
  send(bytes: string | Uint8Array): Promise<void>;
  /** The next bytes from the client. */
  read(into: Uint8Array): Promise<number | null>;
  /** Lets the client send only so much at a time; 0 stops it. */
  limit(room: number): void;
  close(): void;
}

/** Makes a connected pair. */
export function memoryPair(): Peer {
  const up = new Pipe(), down = new Pipe();
  const close = () => {
    up.close();
    down.close();
  };
  return {
    transport: { read: (into) => down.read(into), write: (bytes) => up.write(bytes), close },
    async send(bytes) {
      await down.write(typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes);
    },
    read: (into) => up.read(into),
    limit: (room) => up.room = room,
    close,
  };
}

/** What a fake server answers: a value, several values to send one after another, or nothing at all. */
export type Answer = Reply | undefined;

/** One session of the fake server. */
export interface FakeSession {
  /** Requests so far, each as its words. */
  readonly requests: string[][];
  push(channel: string, event: Record<string, unknown>): void;
  reply(value: Reply): void;
  /** Sends bytes as they are, as of an answer that is cut off. */
  raw(bytes: string | Uint8Array): void;
  close(): void;
}

/** Answers requests as a function says. */
export function fakeServer(
  answer: (words: string[], session: FakeSession) => Answer,
): { dial: () => Promise<Transport>; sessions: FakeSession[] } {
  const sessions: FakeSession[] = [];
  return {
    sessions,
    dial() {
      const peer = memoryPair();
      const requests: string[][] = [];
      const reply = (value: Reply) => {
        const out = new ByteWriter();
        encodeReply(value, 3, out);
        peer.send(out.copy()).catch(() => {});
      };
      const session: FakeSession = {
        requests,
        reply,
        raw: (bytes) => void peer.send(bytes).catch(() => {}),
        push: (channel, event) => reply(new Push(["message", channel, JSON.stringify(event)])),
        close: peer.close,
      };
      sessions.push(session);
      void (async () => {
        const decoder = new ReplyDecoder();
        for (;;) {
          if (decoder.next() === "value") {
            const words = (decoder.value as Reply[]).map((word) => textOf(word) ?? "");
            requests.push(words);
            const value = answer(words, session);
            if (value !== undefined) reply(value);
            continue;
          }
          const count = await peer.read(decoder.space());
          if (count === null) return;
          decoder.filled(count);
        }
      })();
      return Promise.resolve(peer.transport);
    },
  };
}

/** A map, as the server sends it. */
export function record(fields: Record<string, Reply>): Reply {
  return new Map(Object.entries(fields));
}
