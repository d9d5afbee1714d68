/**
 * What leaves on a connection: one sender after another, in the order in which they came, and requests that are made at
 * the same moment in one write.
 *
 * @module
 */
import { ByteWriter } from "../framing/byte_writer.ts";
import { encodeRequest } from "../framing/encoder.ts";
import type { Transport } from "./transport.ts";

const MOST_KEPT = 64 * 1024;

/** A request that has yet to leave. */
interface Request {
  readonly parts: readonly (string | Uint8Array)[];
  readonly leaves: () => boolean;
}

/** The sending side of a connection. */
export class Sender {
  readonly #transport: Transport;
  readonly #onSent: () => void;
  readonly #out = new ByteWriter();
  /** Requests that have yet to leave and that others may join; none once something else is to leave behind them. */
  #batch: Request[] | undefined;
  /** The last sender's turn. */
  #turn: Promise<void> = Promise.resolve();

  /**
   * Sends nothing yet.
   *
   * @param transport Where to.
   * @param onSent Told whenever bytes were taken.
   */
  constructor(transport: Transport, onSent: () => void) {
    this.#transport = transport;
    this.#onSent = onSent;
  }

  /**
   * Sends a request with others that are made at this moment. A write that fails is not told: the reader finds out.
   *
   * @param parts The command's name and arguments.
   * @param leaves Called when its turn has come. Returns whether it shall still leave.
   */
  together(parts: readonly (string | Uint8Array)[], leaves: () => boolean): void {
    if (this.#batch !== undefined) return void this.#batch.push({ parts, leaves });
    const batch: Request[] = this.#batch = [{ parts, leaves }];
    this.#inTurn(async () => {
      if (this.#batch === batch) this.#batch = undefined;
      this.#out.clear(MOST_KEPT);
      const leaving = batch.filter((request) => request.leaves());
      for (const request of leaving) encodeRequest(request.parts, this.#out);
      if (leaving.length > 0) await this.write(this.#out.copy()).catch(() => {});
    });
  }

  /**
   * Sends when all that came before has been sent.
   *
   * @param send Sends, with {@linkcode Sender.write}.
   * @param options `giveUp` lets the next one go although a write is stuck.
   * @returns When it is done, or given up.
   */
  alone(send: () => Promise<void>, options: { readonly giveUp?: Promise<unknown> } = {}): Promise<void> {
    this.#batch = undefined;
    return this.#inTurn(send, options);
  }

  /**
   * Writes all of some bytes; in one's turn only.
   *
   * @param bytes Not changed until the promise is settled.
   */
  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      at += await this.#transport.write(bytes.subarray(at));
      this.#onSent();
    }
  }

  #inTurn(send: () => Promise<void>, options: { readonly giveUp?: Promise<unknown> } = {}): Promise<void> {
    const run = this.#turn.then(send);
    const done = options.giveUp === undefined ? run : Promise.race([run, options.giveUp.then(() => {})]);
    // Whoever lost the race must not become an unhandled rejection.
    run.catch(() => {});
    this.#turn = done.catch(() => {});
    return done;
  }
}
