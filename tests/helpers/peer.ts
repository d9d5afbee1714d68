/**
 * A RESP client that reads all the time and keeps replies and pushes apart, for tests in which several talk at once.
 * Where the server is to find nobody reading, or the bytes themselves matter, see `resp_client.ts`.
 *
 * @module
 */
import { ErrorReply, Push, type Reply, type RespVersion } from "../../lib/framing/reply.ts";
import { ReplyDecoder } from "../../lib/framing/reply_decoder.ts";
import { within } from "./patience.ts";
import { plain, requestBytes } from "./replies.ts";

/** Options of {@linkcode connectPeer}. */
export interface ConnectPeerOptions {
  /** Sent in `HELLO`; without version 3 or a name nothing is sent. Default: 2. */
  readonly version?: RespVersion;
  /** Sent in `HELLO … SETNAME`. */
  readonly name?: string;
  /** Takes each push in place of {@linkcode Peer.nextPush}; its view of the items is its own. */
  readonly onPush?: (items: readonly Reply[]) => void;
}

/** What was received and not yet asked for, or asked for and not yet received. */
class Queue<T> {
  readonly #items: T[] = [];
  readonly #waiting: PromiseWithResolvers<T>[] = [];
  #end: Error | undefined;

  get size(): number {
    return this.#items.length;
  }

  put(item: T): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#items.push(item);
    else next.resolve(item);
  }

  finish(error: Error): void {
    this.#end = error;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  next(): Promise<T> {
    if (this.#items.length > 0) return Promise.resolve(this.#items.shift() as T);
    if (this.#end !== undefined) return Promise.reject(this.#end);
    const waiting = Promise.withResolvers<T>();
    this.#waiting.push(waiting);
    return waiting.promise;
  }
}

/** One client; disposing of it closes its socket without a farewell. */
export class Peer implements AsyncDisposable {
  /** Bytes sent. */
  sent = 0;
  /** Bytes received. */
  received = 0;
  /** The socket. */
  readonly connection: Deno.TcpConn;
  readonly #replies = new Queue<Reply>();
  readonly #pushes = new Queue<readonly Reply[]>();
  readonly #onPush: (items: readonly Reply[]) => void;
  readonly #ended: Promise<void>;
  #lastWrite: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(connection: Deno.TcpConn, onPush?: (items: readonly Reply[]) => void) {
    this.connection = connection;
    this.#onPush = onPush ?? ((items) => this.#pushes.put(items));
    this.#ended = this.#receive();
  }

  /** `address:port` as the server sees it. */
  get address(): string {
    const { hostname, port } = this.connection.localAddr;
    return `${hostname}:${port}`;
  }

  /** Replies that came and were not asked for. */
  get unread(): number {
    return this.#replies.size;
  }

  /** Sends a request without waiting for its reply. */
  send(...parts: (string | Uint8Array)[]): Promise<void> {
    return this.raw(requestBytes(...parts));
  }

  /** Sends bytes as they are, behind those that are on their way. */
  raw(bytes: string | Uint8Array): Promise<void> {
    const chunk = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
    const write = this.#lastWrite.then(async () => {
      for (let at = 0; at < chunk.length;) {
        const count = await this.connection.write(chunk.subarray(at));
        at += count;
        this.sent += count;
      }
    });
    this.#lastWrite = write.catch(() => {});
    return write;
  }

  /** Sends a request and waits for the next reply; an error reply is a value. */
  async call(...parts: (string | Uint8Array)[]): Promise<Reply> {
    const reply = this.#replies.next();
    reply.catch(() => {});
    await this.send(...parts);
    return await within(reply, `reply to ${parts[0]}`);
  }

  /** The next reply; on RESP2 also what is pushed. */
  nextReply(): Promise<Reply> {
    return within(this.#replies.next(), "reply");
  }

  /** The items of the next push (RESP3). */
  nextPush(): Promise<readonly Reply[]> {
    return within(this.#pushes.next(), "push");
  }

  /** The JSON of the next published message. */
  async nextEvent(): Promise<Record<string, unknown>> {
    const items = plain(await this.nextPush()) as unknown[];
    if (items[0] !== "message") throw new Error(`A push that is no message: ${items.join(" ")}`);
    return JSON.parse(String(items[2]));
  }

  /** Waits until the server has closed the connection. */
  closed(): Promise<void> {
    return within(this.#ended, "end of the connection");
  }

  /** Closes the socket at once. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.connection.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
    await this.#ended;
    await this.#lastWrite;
  }

  async #receive(): Promise<void> {
    const decoder = new ReplyDecoder();
    let why = new Error("The connection has ended");
    try {
      for (;;) {
        while (decoder.next() === "value") {
          const { value } = decoder;
          if (value instanceof Push) this.#onPush(value.items);
          else this.#replies.put(value);
        }
        const count = await this.connection.read(decoder.space());
        if (count === null) break;
        this.received += count;
        decoder.filled(count);
      }
    } catch (error) {
      why = new Error("The connection has ended", { cause: error });
    }
    this.close();
    this.#replies.finish(why);
    this.#pushes.finish(why);
  }
}

/**
 * Connects to a server.
 *
 * @param port Its RESP port on this machine.
 * @param options What to say first.
 * @returns The client.
 */
export async function connectPeer(port: number, options: ConnectPeerOptions = {}): Promise<Peer> {
  const { version = 2, name, onPush } = options;
  const peer = new Peer(await Deno.connect({ hostname: "127.0.0.1", port }), onPush);
  if (version === 3 || name !== undefined) {
    const reply = await peer.call("HELLO", String(version), ...name === undefined ? [] : ["SETNAME", name]);
    if (reply instanceof ErrorReply) throw new Error(`HELLO: ${reply.code} ${reply.message}`);
  }
  return peer;
}
