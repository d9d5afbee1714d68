/**
 * A small RESP client on a raw socket, for tests: whole replies in order, or the bytes as they came. Nothing is
 * awaited for ever: each wait has a generous deadline, so that a server that says nothing fails a test rather than
 * hanging the suite.
 *
 * @module
 */
import { ByteWriter } from "../../lib/framing/byte_writer.ts";
import { encodeRequest } from "../../lib/framing/encoder.ts";
import { ErrorReply, Push, type Reply, Simple, Verbatim } from "../../lib/framing/reply.ts";
import { ReplyDecoder } from "../../lib/framing/reply_decoder.ts";

/** How long a test waits for what must come, in milliseconds. */
const PATIENCE_MS = 30_000;
const POLL_MS = 20;

/** A reply as plain values, easy to compare and to print; an error is its line, `-` included. */
export type Plain = null | boolean | number | bigint | string | Plain[] | { [key: string]: Plain };

/** Anything that knows the port of its RESP listener. */
export interface RespServer {
  port(): number;
}

/**
 * Turns a reply into plain values: texts for byte strings, arrays for sets and pushes, objects for maps.
 *
 * @param reply A received value.
 */
export function plain(reply: Reply): Plain {
  if (reply === null || typeof reply !== "object") return reply;
  if (reply instanceof Uint8Array) return new TextDecoder().decode(reply);
  if (reply instanceof Simple) return reply.text;
  if (reply instanceof ErrorReply) return `-${reply.code} ${reply.message}`;
  if (reply instanceof Verbatim) return reply.content;
  if (reply instanceof Push) return reply.items.map(plain);
  if (reply instanceof Map) return Object.fromEntries([...reply].map(([key, value]) => [key, plain(value)]));
  return [...reply as Iterable<Reply>].map(plain);
}

/** The bytes of a request, as a client library sends it. */
export function requestBytes(...parts: (string | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  encodeRequest(parts, out);
  return out.copy();
}

/** Waits for a promise, but not for ever. @throws {Error} saying what did not happen. */
export async function inTime<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No ${what} in ${PATIENCE_MS / 1000} s`)), PATIENCE_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Looks again and again until a condition holds. @throws {Error} if it never does. */
export async function eventually(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!await condition()) {
    if (Date.now() > deadline) throw new Error(`No ${what} in ${PATIENCE_MS / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
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
      return await inTime(reading, "bytes and no end from the server");
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
