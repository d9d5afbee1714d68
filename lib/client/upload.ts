/**
 * The talk with the server that hands in one file: what it has of it already, the bytes that are missing, and the
 * receipt.
 *
 * @module
 */
import { EnchufeError } from "../errors.ts";
import { texts } from "../texts/texts.ts";
import type { Connection } from "./connection.ts";
import { pieceFor } from "./rate_limiter.ts";
import { asNumber, asText, misfit } from "./replies.ts";
import { type Resumable, STALL } from "./retry.ts";
import { feedOf, type Hashed, LocalChange } from "./sources.ts";
import type { IfExists, TransferOptions } from "./transfer.ts";
import { type Begun, patienceFor, type Receipt, toBegun, toReceipt } from "./transfer_replies.ts";

/** Bytes of one `UPLOAD.WRITE`, the most that are ever sent twice. */
const CHUNK = 8 * 1024 * 1024;
/** Times that a server may have lost bytes that it had acknowledged, or taken others for ours: it would never end. */
const MOST_LOSSES = 3;
/** What the server is asked to do with a name that is taken. */
const EXISTS: Readonly<Record<IfExists, string>> = { skip: "error", replace: "replace", rename: "rename" };

/** Hands in bytes. */
export class Upload implements Resumable<Receipt | undefined> {
  brought = 0;
  /** Bytes that the server had from an earlier run. */
  resumed = 0;
  readonly #hashed: Hashed;
  readonly #path: string;
  readonly #options: TransferOptions;
  /** What the server called it last. */
  #id: string | undefined;
  /** Bytes that the server had when it was asked last; `undefined` before. */
  #had: number | undefined;
  /** Whether all bytes were sent in one go: if their digest differs then, beginning anew would not help. */
  #inOneGo = true;
  #losses = 0;
  /** Whether it may have been committed without our knowing. */
  #committing = false;

  /**
   * Sends nothing yet.
   *
   * @param hashed The bytes.
   * @param path Path in the share.
   * @param options See {@linkcode TransferOptions}.
   */
  constructor(hashed: Hashed, path: string, options: TransferOptions) {
    this.#hashed = hashed;
    this.#path = path;
    this.#options = options;
  }

  /** Whether the server has bytes that another run can go on with. */
  get lasting(): boolean {
    return this.brought > 0 || this.resumed > 0;
  }

  get #size(): number {
    return this.#hashed.source.size;
  }

  /**
   * Sends what is missing.
   *
   * @param connection An open connection.
   * @returns What the server has stored; `undefined` if the name is taken and stays so.
   * @throws {EnchufeError} DIGEST; what the server says. {LocalChange} If the bytes are no longer what they were.
   */
  async attempt(connection: Connection): Promise<Receipt | undefined> {
    for (;;) {
      const begun = await this.#begin(connection);
      if (begun === undefined) return undefined;
      if (!("id" in begun)) return begun;
      const receipt = await this.#send(connection, begun);
      if (receipt !== undefined) return receipt;
    }
  }

  /** Asks for the upload; gives the receipt if it was done already. */
  async #begin(connection: Connection): Promise<Begun | Receipt | undefined> {
    const { source: { mtime }, sha256 } = this.#hashed, { ifExists } = this.#options;
    const parts = ["UPLOAD.BEGIN", this.#path, String(this.#size), sha256, "EXISTS", EXISTS[ifExists]];
    if (mtime !== undefined && mtime >= 0) parts.push("MTIME", String(Math.trunc(mtime)));
    let begun: Begun;
    try {
      begun = toBegun(await connection.request(parts, { within: STALL }), this.#size);
    } catch (thrown) {
      if (!(thrown instanceof EnchufeError) || thrown.code !== "EXISTS") throw thrown;
      const done = await this.#stored(connection);
      if (done !== undefined) return done;
      if (ifExists === "skip") return undefined;
      throw thrown;
    }
    this.#id = begun.id;
    // The answer to a commit was lost, and with it went what the server knew of the upload.
    const done = begun.offset < this.#size ? await this.#stored(connection) : undefined;
    if (done !== undefined) return done;
    this.#began(begun.offset);
    return begun;
  }

  #began(offset: number): void {
    if (this.#had === undefined) this.resumed = offset;
    else if (offset < this.#had) this.#lost(misfit());
    // What arrived of a chunk that was cut off.
    else this.brought += offset - this.#had;
    if (offset > 0) this.#inOneGo = false;
    const { hooks } = this.#options;
    if (this.#had === undefined) hooks?.begin(this.#size, offset);
    else hooks?.moved(offset);
    this.#had = offset;
  }

  #lost(why: EnchufeError): void {
    if (++this.#losses >= MOST_LOSSES) throw why;
  }

  /** After a commit without an answer: whether the file is there. */
  async #stored(connection: Connection): Promise<Receipt | undefined> {
    if (!this.#committing) return undefined;
    const { sha256 } = this.#hashed, patience = patienceFor(this.#size);
    const theirs = await connection.request(["FILE.HASH", this.#path], { patience, within: STALL })
      .then(asText, (thrown) => {
        if (thrown instanceof EnchufeError && thrown.code === "NOTFOUND") return "";
        throw thrown;
      });
    if (theirs.toLowerCase() !== sha256) return undefined;
    // It may have been stopped before it had cleared up.
    await this.#drop(connection, this.#id);
    return { path: this.#path, size: this.#size, sha256, replaced: false };
  }

  /** Sends and commits; `undefined` if it has to be begun anew. */
  async #send(connection: Connection, { id, offset }: Begun): Promise<Receipt | undefined> {
    const { source, content } = this.#hashed;
    let at = offset;
    let commit: Promise<Receipt> | undefined;
    while (at < this.#size) {
      const count = Math.min(CHUNK, this.#size - at);
      const written = this.#write(connection, { id, at, count });
      // What is in memory cannot change any more, so the commit may go with the bytes.
      if (content !== undefined) commit = this.#commit(connection, id);
      // Until the bytes are known to be there, their failure is the one that tells more.
      commit?.catch(() => {});
      at = await written;
    }
    if (commit === undefined && await source.changed?.()) {
      await this.#drop(connection, id);
      throw new LocalChange(source.name);
    }
    try {
      const receipt = await (commit ?? this.#commit(connection, id));
      if (receipt.sha256 === this.#hashed.sha256 && receipt.size === this.#size) return receipt;
    } catch (thrown) {
      if (!(thrown instanceof EnchufeError) || thrown.code !== "DIGEST") throw thrown;
      this.#committing = false;
      if (content === undefined && await source.changed?.()) throw new LocalChange(source.name);
      if (!this.#inOneGo) {
        this.#lost(thrown);
        // What was there of before may be what is wrong; the server has forgotten it.
        this.#inOneGo = true;
        this.#had = 0;
        return undefined;
      }
    }
    throw new EnchufeError("DIGEST", texts.client.digestMismatch(this.#path));
  }

  async #write(
    connection: Connection,
    { id, at, count }: { readonly id: string; readonly at: number; readonly count: number },
  ): Promise<number> {
    const { limiter, signal, hooks } = this.#options;
    const next = feedOf(this.#hashed, {
      from: at,
      count,
      piece: limiter === undefined ? undefined : pieceFor(limiter),
    });
    let sent = at;
    const feed = async () => {
      // The piece before it is on its way.
      if (sent > at) hooks?.moved(sent);
      const piece = await next();
      if (piece !== null) await limiter?.take(piece.length, signal);
      sent += piece?.length ?? 0;
      return piece;
    };
    const parts = ["UPLOAD.WRITE", id, String(at)];
    const reply = await connection.upload(parts, count, feed, {
      patience: patienceFor(count),
      within: STALL,
    });
    if (asNumber(reply) !== at + count) throw misfit();
    this.brought += count;
    this.#had = at + count;
    hooks?.moved(at + count);
    return at + count;
  }

  async #commit(connection: Connection, id: string): Promise<Receipt> {
    this.#committing = true;
    const options = { patience: patienceFor(this.#size), within: STALL };
    return toReceipt(await connection.request(["UPLOAD.COMMIT", id], options));
  }

  /** If it fails, the server forgets it in time. */
  async #drop(connection: Connection, id: string | undefined): Promise<void> {
    if (id === undefined) return;
    await connection.request(["UPLOAD.ABORT", id], { within: STALL }).catch(() => {});
  }
}
