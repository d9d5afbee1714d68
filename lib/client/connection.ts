/**
 * One connection to the server: requests are answered in the order in which they were sent, pushes go to a
 * handler, and a server that falls silent while an answer is due is given up.
 *
 * @module
 */
import { EnchufeError } from "../errors.ts";
import { ByteWriter } from "../framing/byte_writer.ts";
import { encodeRequest, encodeRequestHead } from "../framing/encoder.ts";
import { ErrorReply, Push, type Reply } from "../framing/reply.ts";
import { ReplyDecoder } from "../framing/reply_decoder.ts";
import {
  type BodyFeed,
  type BodySink,
  errorOf,
  type Fetched,
  makeWaiter,
  refused,
  type RequestOptions,
  type Waiter,
} from "./requests.ts";
import { texts } from "../texts/texts.ts";
import { Sender } from "./sender.ts";
import type { Transport } from "./transport.ts";
import { Watchdog } from "./watchdog.ts";

/** Options of {@linkcode Connection}. */
export interface ConnectionOptions {
  /** Milliseconds that each wait for bytes may take while an answer is due. */
  readonly timeout: number;
  /** Where the server is, for errors: `127.0.0.1:5050`. */
  readonly where: string;
  /** Takes each push, in order. Must not throw. */
  readonly onPush?: (push: Push) => void;
  /**
   * Told that a request was refused.
   *
   * @returns Whether it is worth sending again: the person has said who they are.
   */
  readonly onRefused?: ((error: EnchufeError) => Promise<boolean>) | undefined;
}

const NEWLINE = new Uint8Array([13, 10]);

/** A connection and its requests under way. */
export class Connection {
  /** Settles when the connection has ended: with why, or `undefined` if this side closed it. Never rejects. */
  readonly ended: Promise<EnchufeError | undefined>;

  readonly #transport: Transport;
  readonly #options: ConnectionOptions;
  readonly #decoder = new ReplyDecoder();
  readonly #sender: Sender;
  readonly #waiting: Waiter[] = [];
  #end: (why: EnchufeError | undefined) => void = () => {};
  #why: EnchufeError | undefined;
  #over = false;
  /** When something moved last that was no push. */
  #movedAt = 0;
  readonly #watchdog = new Watchdog(() => this.#fail(this.#silent()));

  /**
   * Starts reading.
   *
   * @param transport A connected stream; this closes it.
   * @param options See {@linkcode ConnectionOptions}.
   */
  constructor(transport: Transport, options: ConnectionOptions) {
    this.#transport = transport;
    this.#options = options;
    this.#sender = new Sender(transport, () => this.#touch());
    this.ended = new Promise((resolve) => this.#end = resolve);
    this.#receive().catch((thrown) => this.#fail(this.#lost(thrown)));
  }

  /** Where the server is: `127.0.0.1:5050`. */
  get where(): string {
    return this.#options.where;
  }

  /** Whether it has ended. */
  get over(): boolean {
    return this.#over;
  }

  /**
   * Sends a request and waits for its reply. Requests may be sent before earlier ones are answered.
   *
   * @param parts The command's name and arguments.
   * @param options See {@linkcode RequestOptions}.
   * @returns The reply, which is never an error.
   * @throws {EnchufeError} What the server refused it with; LOST or TIMEOUT without an answer.
   */
  async request(parts: readonly (string | Uint8Array)[], options: RequestOptions = {}): Promise<Reply> {
    const fetched = await this.#ask(parts, undefined, options);
    const reply = fetched.size === undefined ? fetched.reply : null;
    const { onRefused } = this.#options;
    if (!(reply instanceof ErrorReply) || onRefused === undefined || options.isFinal || parts[0] === "AUTH") {
      return refused(reply);
    }
    if (!await onRefused(errorOf(reply))) return refused(reply);
    return await this.request(parts, { ...options, isFinal: true });
  }

  /**
   * Sends a request whose confirmations come as pushes, so that no reply is due.
   *
   * @param parts The command's name and arguments.
   */
  send(parts: readonly string[]): void {
    this.#sender.alone(async () => {
      const bytes = new ByteWriter();
      encodeRequest(parts, bytes);
      await this.#sender.write(bytes.copy());
    }).catch(() => {});
  }

  /**
   * Sends a request whose reply is a bulk string of any size, which is streamed.
   *
   * @param parts The command's name and arguments.
   * @param sink Takes the bytes; nothing more is read while its promise is pending.
   * @param options See {@linkcode RequestOptions}.
   * @returns The size once all bytes were taken, or the reply if it was no bulk string: `null` for none.
   * @throws {EnchufeError} As {@linkcode Connection.request}; what the sink throws ends the connection.
   */
  async fetch(
    parts: readonly string[],
    sink: BodySink,
    options: RequestOptions = {},
  ): Promise<Fetched> {
    const fetched = await this.#ask(parts, sink, options);
    if (fetched.size === undefined) refused(fetched.reply);
    return fetched;
  }

  /**
   * Sends a request whose last argument is streamed. A reply that comes while bytes are still being sent stops the
   * sending; the stream is then out of step, so the connection ends.
   *
   * @param parts The command's name and the arguments before the payload.
   * @param size Bytes of the payload, exactly.
   * @param feed Gives them; what it throws ends the connection, as does a feed that ends early.
   * @param options See {@linkcode RequestOptions}.
   * @returns The reply.
   * @throws {EnchufeError} As {@linkcode Connection.request}.
   */
  async upload(
    parts: readonly string[],
    size: number,
    feed: BodyFeed,
    options: RequestOptions = {},
  ): Promise<Reply> {
    const { waiter, answer } = this.#wait(undefined, options);
    let left = size;
    // Marked as handled: the answer may be a failure while we still send.
    const answered = answer.then(() => true, () => true);
    const sent = this.#sender.alone(async () => {
      if (!this.#leaves(waiter)) return;
      const head = new ByteWriter();
      encodeRequestHead(parts, size, head);
      await this.#sender.write(head.copy());
      while (left > 0 && !waiter.settled && !this.#over) {
        const part = await feed();
        if (part === null || part.length > left) {
          throw new EnchufeError("IO", texts.client.fileChanged());
        }
        if (waiter.settled) break;
        await this.#sender.write(part);
        left -= part.length;
      }
      if (left === 0) await this.#sender.write(NEWLINE);
    }, { giveUp: answered });
    try {
      await sent;
    } catch (thrown) {
      // A failed write is not told: why the server closed may still be there to read, else the reader finds out.
      if (thrown instanceof EnchufeError) this.#fail(thrown);
    }
    try {
      const fetched = await answer;
      return refused(fetched.size === undefined ? fetched.reply : null);
    } finally {
      if (left > 0) this.close();
    }
  }

  /** Closes it. Requests under way fail with LOST. */
  close(): void {
    this.#finish(undefined);
  }

  /**
   * Ends it for a reason; requests under way fail with it.
   *
   * @param why The reason.
   */
  abort(why: EnchufeError): void {
    this.#fail(why);
  }

  #wait(sink: BodySink | undefined, options: RequestOptions): { waiter: Waiter; answer: Promise<Fetched> } {
    const waiting = makeWaiter(sink, options);
    if (this.#over) waiting.waiter.reject(this.#reason());
    return waiting;
  }

  #ask(
    parts: readonly (string | Uint8Array)[],
    sink: BodySink | undefined,
    options: RequestOptions,
  ): Promise<Fetched> {
    const { waiter, answer } = this.#wait(sink, options);
    if (this.#over) return answer;
    this.#sender.together(parts, () => this.#leaves(waiter));
    return answer;
  }

  /** A request leaves now, unless the connection has ended meanwhile: its answer is due next. */
  #leaves(waiter: Waiter): boolean {
    if (this.#over) {
      waiter.reject(this.#reason());
      return false;
    }
    this.#waiting.push(waiter);
    this.#movedAt = performance.now();
    this.#touch();
    return true;
  }

  async #receive(): Promise<void> {
    const decoder = this.#decoder;
    for (;;) {
      decoder.streamBody = this.#waiting[0]?.sink !== undefined;
      const status = decoder.next();
      if (status === "value") this.#deliver(decoder.value);
      else if (status === "body") await this.#pour();
      else await this.#fill();
      if (this.#over) return;
    }
  }

  async #fill(): Promise<void> {
    const count = await this.#transport.read(this.#decoder.space());
    if (this.#over) return;
    if (count === null) return this.#fail(this.#lost());
    this.#decoder.filled(count);
    this.#touch();
  }

  async #pour(): Promise<void> {
    const waiter = this.#waiting[0] as Waiter;
    const size = this.#decoder.bodyLeft;
    waiter.onSize?.(size);
    while (this.#decoder.bodyLeft > 0) {
      const part = this.#decoder.takeBody();
      if (part.length === 0) {
        await this.#fill();
        if (this.#over) return;
        continue;
      }
      const taken = waiter.sink?.(part);
      if (taken === undefined) continue;
      // A slow disk of ours is not a silent server.
      this.#watchdog.rest();
      try {
        await taken;
      } catch (thrown) {
        return this.#fail(thrown instanceof EnchufeError ? thrown : this.#lost(thrown));
      }
      this.#touch();
    }
    this.#waiting.shift();
    waiter.resolve({ size });
    this.#movedAt = performance.now();
    this.#touch();
  }

  #deliver(reply: Reply): void {
    if (reply instanceof Push) {
      // What nobody asked for is no progress: a server that only talks would be waited for for ever.
      this.#touch(this.#movedAt);
      return this.#options.onPush?.(reply);
    }
    const waiter = this.#waiting.shift();
    if (waiter !== undefined) {
      waiter.resolve({ size: undefined, reply });
      this.#movedAt = performance.now();
      return this.#touch();
    }
    // Nobody asked: the server says why it is about to close, as at too many sessions or silence for too long.
    if (reply instanceof ErrorReply) this.#fail(errorOf(reply, { fatal: true }));
    else this.#fail(new EnchufeError("BADREPLY", texts.client.unasked()));
  }

  /** Something moved: an answer that is due may take the whole time-out from now. */
  #touch(at: number = performance.now()): void {
    const first = this.#waiting[0];
    if (first === undefined || this.#over) return this.#watchdog.rest();
    this.#watchdog.feed(Math.max(1, this.#timeout + first.patience() - (performance.now() - at)));
  }

  #lost(cause?: unknown): EnchufeError {
    if (cause instanceof EnchufeError) return cause;
    return new EnchufeError("LOST", texts.client.lost(this.#options.where), { cause });
  }

  /** Milliseconds that the server may be silent now. */
  get #timeout(): number {
    return Math.min(this.#options.timeout, this.#waiting[0]?.within ?? Infinity);
  }

  #silent(): EnchufeError {
    return new EnchufeError("TIMEOUT", texts.client.timedOut(this.where, this.#timeout));
  }

  #reason(): EnchufeError {
    return this.#why ?? this.#lost();
  }

  #fail(why: EnchufeError): void {
    this.#finish(why);
  }

  #finish(why: EnchufeError | undefined): void {
    if (this.#over) return;
    this.#over = true;
    this.#why = why;
    this.#watchdog.rest();
    try {
      this.#transport.close();
    } catch {
      // Closing twice is fine: the peer may have been first.
    }
    for (const waiter of this.#waiting.splice(0)) waiter.reject(this.#reason());
    this.#end(why);
  }
}
