/**
 * Replies as values: what a command returns and what a client receives. Plain JavaScript values stand for the
 * common types, small classes for the rest; an error is a value too.
 *
 * | JavaScript | RESP3 | RESP2 |
 * | --- | --- | --- |
 * | `null` | `_` | `$-1` |
 * | `string`, `Uint8Array` | bulk string `$` | the same |
 * | integer `number`, `bigint` | `:` | the same |
 * | fractional `number` | `,` | bulk string |
 * | `boolean` | `#t` `#f` | `:1` `:0` |
 * | array | `*` | the same |
 * | `Map` | `%` | flat array |
 * | `Set` | `~` | array |
 *
 * @module
 */
import { EnchufeError } from "../errors.ts";

/** A simple string (`+OK`), the same bytes in both versions. */
export class Simple {
  #encoded: Uint8Array | undefined;

  /** Makes one of a text without line breaks. */
  constructor(readonly text: string) {}

  /** As it is sent; made once, since the same few are sent over and over. */
  get encoded(): Uint8Array {
    return this.#encoded ??= new TextEncoder().encode(`+${oneLine(this.text)}\r\n`);
  }
}

/**
 * A text that can be sent as a simple string or an error, which end at their line break.
 *
 * @param text Any text.
 * @returns It with line breaks replaced by blanks.
 */
export function oneLine(text: string): string {
  return /[\r\n]/.test(text) ? text.replace(/[\r\n]+/g, " ") : text;
}

/** `+OK`, the commonest of all. */
export const OK: Simple = new Simple("OK");

/** An error reply (`-CODE message`), a value like any other: throwing it halfway would lose step with the stream. */
export class ErrorReply {
  /** Makes one of a code and a message of one line. */
  constructor(readonly code: string, readonly message: string) {}

  /**
   * The reply that tells of an error.
   *
   * @param error The error to tell.
   * @returns Its code and message.
   */
  static of(error: EnchufeError): ErrorReply {
    return new ErrorReply(error.code, error.message);
  }
}

/** A text with a format of three letters (`=`, RESP3); in RESP2 a bulk string. */
export class Verbatim {
  /** Makes one of a format (three letters) and its text. */
  constructor(readonly format: string, readonly content: string) {}
}

/** Out-of-band data (`>`, RESP3); in RESP2 an array. */
export class Push {
  /** Makes one; the first item says what kind of push it is. */
  constructor(readonly items: readonly Reply[]) {}
}

/** Several replies to one command, as `SUBSCRIBE a b` has, or none at all. */
export class Several {
  /** Makes one of the replies in their order. */
  constructor(readonly replies: readonly Reply[]) {}
}

/** A bulk string that is part of a buffer, to be encoded before the buffer changes: a view of its own would cost more than the copy. */
export class Span {
  /** Makes one of a buffer, the offset of the first byte and that behind the last. */
  constructor(public buffer: Uint8Array, public start: number, public end: number) {}
}

/** A source of bytes that the session streams; whoever takes the reply closes it. */
export interface BodySource {
  /** Bytes that it will give, exactly. */
  readonly size: number;
  /**
   * Reads the next bytes.
   *
   * @param into Where to put them.
   * @returns How many, or `null` at the end; ending before `size` means that the file shrank.
   */
  read(into: Uint8Array): Promise<number | null>;
  /** Releases it; may be called twice. */
  close(): void;
}

/** A bulk string that is streamed from a file, so that no reply holds a whole file. Only as a whole reply, never inside one. */
export class FileBody {
  /**
   * Makes one of an open source.
   *
   * @param source What is sent; closed behind it.
   * @param onSent Called once it is over, with whether all of it was taken, and how many bytes were.
   */
  constructor(readonly source: BodySource, readonly onSent?: (whole: boolean, sent: number) => void) {}
}

/** What a command returns, or one received value. */
export type Reply =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Span
  | readonly Reply[]
  | ReadonlyMap<string, Reply>
  | ReadonlySet<Reply>
  | Simple
  | ErrorReply
  | Verbatim
  | Push
  | Several
  | FileBody;

/** Version of the protocol that a session speaks. */
export type RespVersion = 2 | 3;
