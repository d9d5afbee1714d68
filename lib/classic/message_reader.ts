/**
 * Messages out of a session that has no framing: one ends at a newline, or where the peer falls silent.
 *
 * @module
 */
import { breach } from "../failure.ts";
import { LineSplitter } from "../framing/lines.ts";
import type { Session } from "../session/session.ts";

/** Silence that ends a message, in milliseconds. */
export const SILENCE_MS = 50;
/**
 * Silence in the middle of a character that ends a message, in milliseconds: the rest of the character is on its way,
 * unless the peer does not send UTF-8, which it must hear some time.
 */
export const SILENCE_IN_CHARACTER_MS = 1000;

/** A pending read holds its buffer, and thousands of chat members may be silent: start small, grow under load. */
const FIRST_BUFFER = 512;
const LARGEST_BUFFER = 16 * 1024;

/** Options of {@linkcode MessageReader}. */
export interface MessageReaderOptions {
  /** Bytes that a message may have, its line ending left out. */
  readonly maxLine: number;
}

/** Reads the messages of one session; the only one to read from it. */
export class MessageReader {
  readonly #session: Session;
  readonly #maxLine: number;
  readonly #splitter: LineSplitter;
  #buffer = new Uint8Array(FIRST_BUFFER);
  /** The read under way. It outlives the message that a silence ended: two reads at once would mix up their bytes. */
  #reading: Promise<number | null> | undefined;
  /** What came before a silence that cut a character; the message goes on in the splitter. */
  #head: Uint8Array<ArrayBuffer> | undefined;
  /** Whether the last thing to arrive was part of a character and then silence. */
  #cut = false;
  #ended = false;

  /**
   * Starts with nothing read.
   *
   * @param session Whose messages.
   * @param options The limit.
   */
  constructor(session: Session, options: MessageReaderOptions) {
    this.#session = session;
    this.#maxLine = options.maxLine;
    this.#splitter = new LineSplitter(options);
  }

  /**
   * Waits for the next message.
   *
   * @returns Its bytes, without the line ending; `undefined` when the peer has ended.
   * @throws {ProtocolError} If it is longer than `maxLine`.
   */
  async next(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    for (;;) {
      const line = this.#splitter.next();
      if (line !== undefined) return this.#whole(line);
      if (this.#ended) return this.#rest();
      if (this.#splitter.pending === 0) {
        await this.#read();
      } else if (!await this.#readWithin(this.#cut ? SILENCE_IN_CHARACTER_MS : SILENCE_MS)) {
        const message = this.#pause();
        if (message !== undefined) return message;
      }
    }
  }

  /** What a silence ends, unless it falls into a character. */
  #pause(): Uint8Array<ArrayBuffer> | undefined {
    if (this.#cut) return this.#rest();
    const before = this.#splitter.rest() ?? new Uint8Array(0);
    const whole = this.#whole(before);
    if (this.#splitter.pending === 0) return whole;
    this.#head = whole;
    this.#cut = true;
    return undefined;
  }

  #rest(): Uint8Array<ArrayBuffer> | undefined {
    const rest = this.#splitter.rest({ end: true });
    this.#cut = false;
    return rest && this.#whole(rest);
  }

  /** Puts what came before a cut character in front. */
  #whole(tail: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    const head = this.#head;
    if (head === undefined) return tail;
    if (head.length + tail.length > this.#maxLine) throw breach("lineTooBig");
    this.#head = undefined;
    const whole = new Uint8Array(head.length + tail.length);
    whole.set(head);
    whole.set(tail, head.length);
    return whole;
  }

  async #read(): Promise<void> {
    this.#take(await (this.#reading ??= this.#session.read(this.#buffer)));
  }

  /** Like `#read`, but gives up waiting (not reading) after a time; tells whether something came. */
  async #readWithin(milliseconds: number): Promise<boolean> {
    const reading = this.#reading ??= this.#session.read(this.#buffer);
    const count = await new Promise<number | null | undefined>((resolve, reject) => {
      let timer = setTimeout(() => {
        // When we were busy ourselves, the timer is late and so is what arrived meanwhile: it gets its turn first.
        timer = setTimeout(resolve, 0, undefined);
      }, milliseconds);
      reading.finally(() => clearTimeout(timer)).then(resolve, reject);
    });
    if (count === undefined) return false;
    this.#take(count);
    return true;
  }

  #take(count: number | null): void {
    this.#reading = undefined;
    this.#cut = false;
    if (count === null) {
      this.#ended = true;
      return;
    }
    const { length } = this.#buffer;
    this.#splitter.push(this.#buffer.subarray(0, count));
    if (count === length && length < LARGEST_BUFFER) this.#buffer = new Uint8Array(length * 4);
    else if (count * 8 < length && length > FIRST_BUFFER) this.#buffer = new Uint8Array(length / 4);
  }
}
