/**
 * Errors that a peer or a person may be told. Each has a stable code for programs and one clear line for
 * people; on the wire it is `-CODE message`. Anything else that is thrown is a defect of ours.
 *
 * @module
 */

/** Stable codes and what each means. Those in front are Redis's own, those at the end the client's. */
export const ERROR_CODES = {
  ERR: "Redis's own code: unknown command, wrong arguments, `Protocol error: …`",
  NOAUTH: "a password is wanted first",
  NOPERM:
    "writing is off, the role does not allow it, what is in a drop box stays, an administrative command from afar, somebody's private channel, a file that the " +
    "server may not read",
  NOPROTO: "a protocol version other than 2 and 3",
  WRONGPASS: "no such user, or another password",
  BLOCKED:
    "too many wrong passwords from one address (`--auth-failures`); the message says how long it waits",
  WRONGTYPE: "a directory where a file is wanted, or the other way round",
  // Files.
  BADPATH: "a path that is refused as it stands; the message says why",
  DIGEST: "the bytes do not match their digest",
  CHANGED: "the file kept changing while it was read",
  EXISTS: "there is one already",
  IO: "the disk failed",
  NOSPACE: "the disk would have less than `--keep-free` left",
  NOTEMPTY: "a directory that has entries",
  NOTFOUND: "there is no such entry",
  NOUPLOAD: "there is no such upload of yours, or a newer session has taken it over; begin it again",
  OFFSET: "the upload goes on from another offset, which `UPLOAD.STAT` tells",
  QUOTA: "more than `--quota` allows one name",
  SHORT: "the upload has not all its bytes yet",
  TOOBIG: "larger than `--max-upload`, or than announced",
  // Rooms.
  BADNAME: "a name or room that breaks the rule: 1–32 letters of one alphabet, digits, `_` `-` `.`",
  MUTED: "the server's operator has silenced this name",
  NAMETAKEN: "somebody has that name, or one that looks like it; the message offers a free one",
  NOMEMBER: "nobody has that name",
  NOROOM: "there is no such room",
  TOOFAST: "more than `--chat-rate` messages, or four times as many joins, in a second",
  TOOLONG: "a message over `--max-message`",
  TOOMANY: "too many rooms (`--max-rooms`, `--max-rooms-per-address`, `--max-joined`), subscriptions or keys",
  // The client's own.
  BADREPLY: "the server sent what nobody asked for, or what is no reply",
  LOST: "the connection was lost",
  TIMEOUT: "no answer in time",
  UNREACHABLE: "no connection",
  UNTRUSTED: "the server's certificate is not trusted, or not the one that it was",
  USAGE: "what was typed does not fit",
} as const;

/** A stable code. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** Options of {@linkcode EnchufeError}. */
export interface EnchufeErrorOptions {
  /** What brought this about, for the log. */
  readonly cause?: unknown;
  /** Whether the session ends once the peer has been told. */
  readonly fatal?: boolean;
}

/** An error with a stable code; `message` is one line, without the code. */
export class EnchufeError extends Error {
  /** Class name, as it is printed. */
  override readonly name: string = "EnchufeError";
  /** Stable code for programs. */
  readonly code: ErrorCode;
  /** Whether the session ends once the peer has been told. */
  readonly fatal: boolean;

  /** Makes one; `message` is a line without the code. */
  constructor(code: ErrorCode, message: string, options: EnchufeErrorOptions = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.fatal = options.fatal ?? false;
  }
}

/** A breach of the framing, in Redis's own words; the session cannot go on, since the next boundary is unknown. */
export class ProtocolError extends EnchufeError {
  /** Class name, as it is printed. */
  override readonly name = "ProtocolError";

  /** Makes one; it is always fatal. */
  constructor(message: string) {
    super("ERR", message, { fatal: true });
  }
}

/**
 * One line that says what an unknown thrown value is, without a stack trace.
 *
 * @param thrown Whatever a `catch` received.
 * @returns The message, line breaks replaced by spaces.
 */
export function describeError(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
  return text.replace(/\s*[\r\n]+\s*/g, " ");
}
