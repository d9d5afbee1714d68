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
  #trap: { readonly way: "down" | "up"; readonly at: number; readonly spring: () => void } | undefined;

  constructor(target: number) {
    this.target = target;
    this.#accept().catch(() => {});
  }

  get port(): number {
    return (this.#listener.addr as Deno.NetAddr).port;
  }

  /** Waits until exactly so many bytes more went one way; the next one goes a turn of the event loop later. */
  after(way: "down" | "up", bytes: number): Promise<void> {
    return new Promise((spring) => this.#trap = { way, at: this[way] + bytes, spring });
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
      for (let at = 0; at < part.length;) {
        const trap = this.#trap;
        const before = trap?.way === way ? trap.at - this[way] : Infinity;
        const written = await to.write(part.subarray(at, Math.min(part.length, at + before)));
        at += written;
        this[way] += written;
        if (written === before) await this.#spring(trap?.spring);
      }
      left -= part.length;
      if (left === 0) this.failures++;
      this.onBytes();
      if (left > 0) continue;
      if (fate.how !== "stall") this.#close(from, to);
      return;
    }
  }

  async #spring(spring: (() => void) | undefined): Promise<void> {
    this.#trap = undefined;
    spring?.();
    await new Promise((resolve) => setTimeout(resolve, 0));
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
