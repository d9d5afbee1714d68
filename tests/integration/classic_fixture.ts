/** What the tests of the classic services over sockets have in common. @module */
import { within } from "../helpers/patience.ts";
import type { TestServer } from "../helpers/processes.ts";

export const ALL = ["chat", "echo", "list", "file", "menu"] as const;
export const LARGE = Uint8Array.from({ length: 5_000_003 }, (_, index) => index * 13);
export const TREE = {
  "hola.txt": "¡Hola, señor!\n",
  vacío: "",
  docs: { "ñandú.txt": "hondo" },
  grande: LARGE,
};

/** One connection, read as a client with a single `recv` does. */
export class Line implements Disposable {
  readonly #connection: Deno.TcpConn;

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
  }

  static async open(port: number): Promise<Line> {
    return new Line(await Deno.connect({ hostname: "127.0.0.1", port }));
  }

  async send(data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
    for (let sent = 0; sent < bytes.length;) sent += await this.#connection.write(bytes.subarray(sent));
  }

  /** What one read gives; `undefined` at the end. */
  async receive(size = 1024): Promise<string | undefined> {
    const into = new Uint8Array(size);
    const count = await within(this.#connection.read(into), "answer");
    return count === null ? undefined : new TextDecoder().decode(into.subarray(0, count));
  }

  /** All up to the end, or to `size` bytes. */
  async receiveAll(size = Infinity): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let length = 0;
    while (length < size) {
      const into = new Uint8Array(65_536);
      const count = await within(this.#connection.read(into), "answer");
      if (count === null) break;
      parts.push(into.subarray(0, count));
      length += count;
    }
    const all = new Uint8Array(length);
    parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
    return all;
  }

  async end(): Promise<void> {
    await this.#connection.closeWrite();
  }

  /** Closes at once, with what the server sent unread: the system resets the connection. */
  [Symbol.dispose](): void {
    try {
      this.#connection.close();
    } catch {
      // It was closed by the test.
    }
  }
}

/** Waits for lines of the log. */
export function logged(server: TestServer, pattern: RegExp): Promise<string> {
  return server.stderr.until((text) => pattern.test(text), String(pattern));
}
