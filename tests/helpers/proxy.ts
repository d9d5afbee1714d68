/**
 * A connection that fails when a test wants it to: forwards to a server, counts, cuts and stalls.
 *
 * @module
 */

/** What becomes of one connection. */
export interface Fate {
  /** Bytes from the server to the client before it fails. */
  readonly down?: number;
  /** Bytes from the client to the server before it fails. */
  readonly up?: number;
  /** How it fails; `cut` if nothing is said. */
  readonly how?: "cut" | "stall";
}

/** Forwards connections to a server that may come and go. */
export class Proxy implements Disposable {
  /** The server's port. */
  target: number;
  /** Bytes that were forwarded to the client. */
  down = 0;
  /** Bytes that were forwarded to the server. */
  up = 0;
  /** Connections that failed as they should. */
  failures = 0;
  /** Decides about the next connection. */
  fate: () => Fate = () => ({});
  /** Called with each number of bytes that were forwarded. */
  onBytes: () => void = () => {};
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #conns = new Set<Deno.Conn>();

  constructor(target: number) {
    this.target = target;
    this.#accept().catch(() => {});
  }

  get port(): number {
    return (this.#listener.addr as Deno.NetAddr).port;
  }

  async #accept(): Promise<void> {
    for await (const client of this.#listener) void this.#join(client);
  }

  async #join(client: Deno.Conn): Promise<void> {
    this.#conns.add(client);
    const fate = this.fate();
    let server: Deno.Conn;
    try {
      server = await Deno.connect({ hostname: "127.0.0.1", port: this.target });
    } catch {
      return this.#close(client);
    }
    this.#conns.add(server);
    await Promise.all([
      this.#forward(server, client, "down", fate),
      this.#forward(client, server, "up", fate),
    ].map((way) => way.catch(() => this.#close(client, server))));
  }

  async #forward(
    from: Deno.Conn,
    to: Deno.Conn,
    way: "down" | "up",
    fate: Fate,
  ): Promise<void> {
    let left = fate[way] ?? Infinity;
    const buffer = new Uint8Array(64 * 1024);
    for (;;) {
      const count = await from.read(buffer);
      if (count === null) return this.#close(from, to);
      const part = buffer.subarray(0, Math.min(count, left));
      for (let at = 0; at < part.length;) at += await to.write(part.subarray(at));
      this[way] += part.length;
      left -= part.length;
      if (left === 0) this.failures++;
      this.onBytes();
      if (left > 0) continue;
      if (fate.how !== "stall") this.#close(from, to);
      return;
    }
  }

  #close(...conns: Deno.Conn[]): void {
    for (const conn of conns) {
      if (!this.#conns.delete(conn)) continue;
      try {
        conn.close();
      } catch { /* The other way was first. */ }
    }
  }

  /** Cuts all connections. */
  cutAll(): void {
    this.#close(...this.#conns);
  }

  [Symbol.dispose](): void {
    this.#listener.close();
    this.cutAll();
  }
}

/** Numbers from 0 to 1 that a seed decides. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
