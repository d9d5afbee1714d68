/**
 * A session that speaks RESP: reads chunks, decodes requests, dispatches them, and puts the replies into the
 * outbox. All replies of one read leave in one write.
 *
 * @module
 */
import type { Context, Peer, Services } from "../commands/context.ts";
import type { Account } from "../accounts/accounts.ts";
import { DEFAULT_USER } from "../accounts/users_file.ts";
import { ownerOfFiles } from "../commands/command.ts";
import { type Dispatcher, Failure } from "../commands/dispatcher.ts";
import { accountRights } from "../commands/permission.ts";
import { unsubscribeAll } from "../commands/pubsub.ts";
import type { EnchufeError } from "../errors.ts";
import { failure } from "../failure.ts";
import { ByteWriter } from "../framing/byte_writer.ts";
import { encodeReply } from "../framing/encoder.ts";
import { ErrorReply, FileBody, Push, type Reply, type RespVersion } from "../framing/reply.ts";
import { RequestDecoder } from "../framing/request_decoder.ts";
import type { Log } from "../log.ts";
import type { Publication } from "../rooms/broker.ts";
import type { Tell } from "../rooms/hub.ts";
import { encodeLarge, isLarge } from "./large_reply.ts";
import { receivePayload } from "./payload.ts";
import { PeerLog } from "./peer_log.ts";
import type { Session } from "./session.ts";

/** Replies waiting beyond this make the session wait before it reads on: whoever asks must also listen. */
const MOST_UNREAD = 256 * 1024;
/** Of so many commands that are over at once, one is followed by a look at the clock. */
const FAST_ONES = 64;

/** Settings of a {@linkcode RespPeer}. */
export interface RespPeerOptions {
  /** The connection and its outbox. */
  readonly session: Session;
  /** What all sessions share. */
  readonly services: Services;
  /** Runs the commands. */
  readonly dispatcher: Dispatcher;
  /** Where names and command errors are told. */
  readonly log: Log;
}

/** One RESP session. */
export class RespPeer implements Peer {
  version: RespVersion = 2;

  readonly #session: Session;
  readonly #context: Context;
  readonly #dispatcher: Dispatcher;
  readonly #decoder: RequestDecoder;
  readonly #log: PeerLog;
  // Made when they are first wanted: an empty one takes 300 bytes of each idle session.
  #channels: Set<string> | undefined;
  #patterns: Set<string> | undefined;
  #rooms: Set<string> | undefined;
  #library: Map<string, string> | undefined;
  #account: Account | undefined;
  #name: string | undefined;
  #label = "";
  #endReason: string | undefined;
  #fastOnes = 0;
  /** Why the payload of the request under way was not taken. */
  #refusal: EnchufeError | undefined;

  /** Makes the peer of a session; `run` serves it. */
  constructor(options: RespPeerOptions) {
    this.#session = options.session;
    this.#dispatcher = options.dispatcher;
    this.#log = new PeerLog(options.log, options.session);
    const { services } = options;
    const { accounts } = services;
    const may = accounts.hasUsers ? () => accountRights(this.#account) : undefined;
    const share = services.share.seenBy(() => ownerOfFiles(this.#context), may);
    // What all share is inherited, not copied: a copy was 1 KiB of every session.
    const own = { share, peer: this, upload: undefined };
    this.#context = Object.assign(Object.create(services) as Services, own);
    this.#decoder = new RequestDecoder({
      limits: options.services.limits,
      payloadArgument: (request) => this.#dispatcher.payloadArgument(request),
    });
    this.#session.hurried = true;
    this.#session.isStranger = this.#decoder.isStranger = accounts.required === "all";
    this.#session.details = () => ({
      user: this.#account?.name ?? (accounts.required === undefined ? DEFAULT_USER : ""),
      sub: this.#channels?.size ?? 0,
      psub: this.#patterns?.size ?? 0,
      resp: this.version,
      "lib-name": this.#library?.get("lib-name") ?? "",
      "lib-ver": this.#library?.get("lib-ver") ?? "",
    });
  }

  /** Channels that it subscribed to. */
  get channels(): Set<string> {
    return this.#channels ??= new Set();
  }

  /** Patterns that it subscribed to. */
  get patterns(): Set<string> {
    return this.#patterns ??= new Set();
  }

  get subscriptions(): number {
    return (this.#channels?.size ?? 0) + (this.#patterns?.size ?? 0);
  }

  get rooms(): Set<string> {
    return this.#rooms ??= new Set();
  }

  get library(): Map<string, string> {
    return this.#library ??= new Map();
  }

  get id(): number {
    return this.#session.id;
  }

  get address(): string {
    return this.#session.address;
  }

  get loopback(): boolean {
    return this.#session.loopback;
  }

  get host(): string {
    return this.#session.host;
  }

  get account(): Account | undefined {
    return this.#account;
  }

  set account(account: Account | undefined) {
    // Said again and again it must not fill the log.
    if (account === this.#account) return;
    const { accounts } = this.#context;
    if (this.#account !== undefined) accounts.leave(this, this.#account);
    this.#account = account;
    const isStranger = account === undefined && accounts.required === "all";
    this.#session.isStranger = this.#decoder.isStranger = isStranger;
    if (account === undefined) return;
    this.#log.user(account);
  }

  get name(): string | undefined {
    return this.#name;
  }

  set name(name: string | undefined) {
    this.#name = name;
    this.#renamed(name ?? this.#label);
  }

  get label(): string {
    return this.#label;
  }

  set label(label: string) {
    this.#label = label;
    this.#renamed(this.#name ?? label);
  }

  /**
   * Serves the peer until either side ends.
   *
   * @returns When the session is over.
   */
  async run(): Promise<void> {
    try {
      const reason = await this.#serve();
      await this.#dropUpload();
      await this.#session.finish(reason);
    } finally {
      this.#session.end("closed");
      if (this.#account !== undefined) this.#context.accounts.leave(this, this.#account);
      unsubscribeAll(this.#context);
      this.#context.hub.leaveAll(this, this.#session.endReason);
      // Last: this may wait for a disk, and the name is to be free for who comes back at once.
      await this.#context.share.uploads.leave(this);
    }
  }

  deliver(publication: Publication): void {
    this.#session.outbox.push(
      publication.encodings[this.version] ??= encodePush(
        ["message", publication.channel, publication.payload],
        this.version,
      ),
    );
  }

  deliverMatch(pattern: string, match: Publication): void {
    this.#session.outbox.push(
      match.encodings[this.version] ??= encodePush(
        ["pmessage", pattern, match.channel, match.payload],
        this.version,
      ),
    );
  }

  /** Room events reach RESP sessions through the room's channel. */
  roomEvent(): void {}

  told(tell: Tell): boolean {
    const channel = `tell:${tell.to}`;
    if (this.version === 2 && this.#channels?.has(channel) !== true) return false;
    this.#push(["message", channel, JSON.stringify({ event: "tell", ...tell })]);
    return true;
  }

  expelled(reason: string): void {
    if (this.version === 3) {
      // The hub has already taken the name away; the session still knows what it was.
      this.#push(["message", `tell:${this.#session.knownAs}`, JSON.stringify({ event: "kicked", reason })]);
    }
    void this.#session.finish("kicked");
  }

  revoked(): void {
    this.#session.outbox.push(encoded(ErrorReply.of(failure("userRevoked")), this.version));
    void this.#session.finish("user removed or changed");
  }

  endAfterReply(reason: string): void {
    this.#endReason = reason;
  }

  /** Reads and answers; returns why it stopped. */
  async #serve(): Promise<string> {
    const session = this.#session, decoder = this.#decoder;
    for (;;) {
      switch (decoder.next()) {
        case "ready": {
          const done = this.#answer();
          if (done !== undefined) await done;
          // Checked behind each command: one read can hold thousands of requests for large replies.
          if (session.outbox.pending > MOST_UNREAD) await session.outbox.drained();
          // Without another command at hand it will have to ask before the next anyway.
          const others = decoder.pending > 0 && this.#isClockDue() ? session.rest() : undefined;
          if (others !== undefined) {
            await others;
            session.resumed();
          }
          break;
        }
        case "nothing": {
          const others = session.rest();
          if (others !== undefined) {
            await others;
            session.resumed();
          }
          break;
        }
        case "payload":
          await this.#receivePayload();
          break;
        case "more": {
          if (session.stopping && !session.busy) return "server stopped";
          session.listening = this.subscriptions + (this.#rooms?.size ?? 0) > 0;
          session.outbox.flush();
          const count = await session.receive(decoder.space());
          if (count === null) return "closed by peer";
          decoder.filled(count);
          const others = session.turn();
          if (others !== undefined) {
            await others;
            session.resumed();
          }
          break;
        }
        case "fatal": {
          const error = decoder.error as EnchufeError;
          this.#log.error("protocol", error.message);
          this.#context.stats.failed(error.code);
          this.#reply(ErrorReply.of(error));
          return error.message;
        }
      }
      if (this.#endReason !== undefined) return this.#endReason;
      if (session.ended) return "closed";
      if (session.stopping && !session.busy && session.outbox.pending === 0) return "server stopped";
    }
  }

  /** Whether to look at the clock behind this request: it takes as long as a `PING`. */
  #isClockDue(): boolean {
    return !this.#dispatcher.isFast(this.#decoder.request) || ++this.#fastOnes % FAST_ONES === 0;
  }

  /** Runs the decoded request; a promise only when there is something to wait for. */
  #answer(): Promise<void> | undefined {
    this.#session.commands++;
    const outcome = this.#refusal === undefined
      ? this.#dispatcher.dispatch(this.#decoder.request, this.#context)
      : new Failure(ErrorReply.of(this.#refusal), this.#refusal.fatal, "upload");
    this.#refusal = undefined;
    // A command with a payload has something to clear up even when it was refused at once.
    if (outcome instanceof Promise || this.#session.busy) return this.#wait(outcome);
    return outcome instanceof FileBody ? this.#stream(outcome) : this.#finishCommand(outcome);
  }

  async #wait(outcome: Reply | Failure | Promise<Reply | Failure>): Promise<void> {
    // What is already answered should not wait for a slow command.
    this.#session.outbox.flush();
    this.#session.busy = true;
    try {
      const reply = await outcome;
      if (reply instanceof FileBody) await this.#stream(reply);
      else if (isLarge(reply)) await this.#replyInPieces(reply);
      else this.#finishCommand(reply);
    } finally {
      await this.#dropUpload();
      this.#session.busy = false;
    }
  }

  /** What is published meanwhile must not come into its middle. */
  async #replyInPieces(reply: readonly Reply[]): Promise<void> {
    const pieces = new ByteWriter();
    await encodeLarge(reply, pieces, {
      version: this.version,
      rest: () => this.#session.rest()?.then(() => this.#session.resumed()),
    });
    this.#session.outbox.writer.bytes(pieces.buffer.subarray(0, pieces.length));
  }

  #finishCommand(outcome: Exclude<Reply, FileBody> | Failure): undefined {
    if (!(outcome instanceof Failure)) {
      this.#reply(outcome);
      return;
    }
    this.#reply(outcome.reply);
    this.#context.stats.failed(outcome.reply.code);
    this.#log.error(outcome.command, `${outcome.reply.code} ${outcome.reply.message}`);
    if (outcome.fatal) this.#endReason = outcome.reply.message;
  }

  async #stream(body: FileBody): Promise<void> {
    const { outbox } = this.#session;
    this.#session.busy = true;
    let whole = false, before = 0;
    try {
      this.#reply(body);
      // Its bytes leave behind all that waits now, and before all that comes meanwhile.
      before = outbox.sent + outbox.pending;
      await outbox.stream(body.source);
      whole = !outbox.failed;
    } catch (error) {
      this.#session.end(error instanceof Error ? error.message : "transfer failed");
    } finally {
      body.source.close();
      this.#session.busy = false;
      body.onSent?.(whole, Math.max(0, Math.min(outbox.sent - before, body.source.size)));
    }
  }

  #reply(reply: Reply): void {
    encodeReply(reply, this.version, this.#session.outbox.writer);
  }

  /** Takes in an argument that goes to disk. What the share refuses is answered in its turn, or ends the session. */
  async #receivePayload(): Promise<void> {
    const { request } = this.#decoder;
    this.#session.outbox.flush();
    // Until the command is done: what has been handed in so far must not be lost by stopping.
    this.#session.busy = this.#session.receiving = true;
    const outcome = await receivePayload(
      { session: this.#session, decoder: this.#decoder },
      (size) => this.#dispatcher.takePayload(request, this.#context, size),
    );
    this.#session.receiving = false;
    if (outcome.kind === "stored") this.#context.upload = outcome.upload;
    else if (outcome.kind === "lost") {
      this.#endReason = this.#session.endReason ?? "closed by peer in mid-upload";
    } else if (outcome.inStep) this.#refusal = outcome.error;
    else {
      this.#session.commands++;
      this.#finishCommand(new Failure(ErrorReply.of(outcome.error), true, "upload"));
    }
  }

  async #dropUpload(): Promise<void> {
    await this.#context.upload?.abort();
    this.#context.upload = undefined;
  }

  #push(items: readonly Reply[]): void {
    this.#session.outbox.push(encodePush(items, this.version));
  }

  #renamed(name: string): void {
    if (this.#session.name === name) return;
    this.#session.name = name;
    this.#log.named(name);
  }
}

function encodePush(items: readonly Reply[], version: RespVersion): Uint8Array {
  return encoded(new Push(items), version);
}

function encoded(reply: Reply, version: RespVersion): Uint8Array {
  const writer = new ByteWriter();
  encodeReply(reply, version, writer);
  return writer.copy();
}
