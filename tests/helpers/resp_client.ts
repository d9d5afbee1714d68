/**
 * A RESP client that reads only when it is asked to, whole replies in the order in which they came or the bytes
 * themselves, for tests of what is on the wire and of servers that nobody reads from. Where several talk at once and
 * pushes come between replies, see `peer.ts`.
 *
 * @module
 */
import type { Reply } from "../../lib/framing/reply.ts";
import { ReplyDecoder } from "../../lib/framing/reply_decoder.ts";
import { eventually, within } from "./patience.ts";
import { type Plain, plain, requestBytes } from "./replies.ts";

/** Anything that knows the port of its RESP listener. */
export interface RespServer {
  port(): number;
}

/** One connection. */
export class RespClient implements Disposable {
  readonly connection: Deno.TcpConn;
  readonly #decoder = new ReplyDecoder();
  #closed = false;

  private constructor(connection: Deno.TcpConn) {
    this.connection = connection;
    connection.setNoDelay(true);
  }

  /** Connects to a server of this machine. */
  static async connect(server: RespServer): Promise<RespClient> {
    return new RespClient(await Deno.connect({ hostname: "127.0.0.1", port: server.port() }));
  }

  /** `address:port` of this end, as the server knows it. */
  get address(): string {
    const { hostname, port } = this.connection.localAddr;
    return `${hostname}:${port}`;
  }

  /** Sends a request; its reply is to be received. */
  async send(...parts: (string | Uint8Array)[]): Promise<void> {
    await this.sendRaw(requestBytes(...parts));
  }

  /** Sends bytes as they are; a text as UTF-8. */
  async sendRaw(data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
    for (let at = 0; at < bytes.length;) at += await this.connection.write(bytes.subarray(at));
  }

  /** Sends bytes in writes of one byte each. @returns Whether all were taken: a peer that has closed takes none. */
  async sendBytewise(bytes: Uint8Array): Promise<boolean> {
    try {
      for (let at = 0; at < bytes.length; at++) await this.sendRaw(bytes.subarray(at, at + 1));
      return true;
    } catch {
      return false;
    }
  }

  /** The next reply or push, or `undefined` when the server has closed. */
  async receiveOrEnd(): Promise<Reply | undefined> {
    while (this.#decoder.next() === "more") {
      const count = await this.#read(this.#decoder.space());
      if (count === null) return undefined;
      this.#decoder.filled(count);
    }
    return this.#decoder.value;
  }

  /** The next reply or push as plain values. @throws {Error} if the server closes instead. */
  async receive(): Promise<Plain> {
    const reply = await this.receiveOrEnd();
    if (reply === undefined) throw new Error("The server closed the connection instead of replying");
    return plain(reply);
  }

  /** Sends a request and receives one reply. */
  async call(...parts: (string | Uint8Array)[]): Promise<Plain> {
    await this.send(...parts);
    return await this.receive();
  }

  /** Some raw bytes, or `null` when the server has closed; not to be mixed with `receive`. */
  async readSome(most = 64 * 1024): Promise<Uint8Array | null> {
    const into = new Uint8Array(most);
    const count = await this.#read(into);
    return count === null ? null : into.subarray(0, count);
  }

  /** All raw bytes until the server closes, each as one character; not to be mixed with `receive`. */
  async readToEnd(): Promise<string> {
    let text = "";
    for (;;) {
      const bytes = await this.readSome();
      if (bytes === null) return text;
      for (const byte of bytes) text += String.fromCharCode(byte);
    }
  }

  /** Says that nothing more will be sent. */
  async closeWrite(): Promise<void> {
    await this.connection.closeWrite();
  }

  /** Closes both ways; may be called twice. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.connection.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  async #read(into: Uint8Array): Promise<number | null> {
    const reading = this.connection.read(into);
    try {
      return await within(reading, "bytes and no end from the server");
    } catch (error) {
      this.close();
      await reading.catch(() => null);
      throw error;
    }
  }
}

/** A line of `INFO`, as a number. */
export async function infoNumber(client: RespClient, name: string): Promise<number> {
  const text = String(await client.call("INFO", "everything"));
  const found = new RegExp(`^${name}:(\\d+)\\r?$`, "m").exec(text);
  if (found === null) throw new Error(`INFO has no ${name}: ${text}`);
  return Number(found[1]);
}

/** Waits until every other session of the server has ended. */
export async function othersEnded(client: RespClient): Promise<void> {
  await eventually(
    async () => await infoNumber(client, "connected_clients") === 1,
    "end of the other sessions",
  );
}
