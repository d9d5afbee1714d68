/**
 * Errors that a peer or a person may be told. Each has a stable code for programs and one clear line for
 * people; on the wire it is `-CODE message`. Anything else that is thrown is a defect of ours.
 *
 * @module
 */

/** Stable codes. The first group is Redis's own, the second ours. */
export type ErrorCode =
  | "ERR"
  | "NOAUTH"
  | "NOPERM"
  | "NOPROTO"
  | "WRONGPASS"
  | "WRONGTYPE"
  // Files.
  | "BADPATH"
  | "CHANGED"
  | "EXISTS"
  | "IO"
  | "NOSPACE"
  | "NOTEMPTY"
  | "NOTFOUND"
  | "TOOBIG"
  // Rooms.
  | "BADNAME"
  | "MUTED"
  | "NAMETAKEN"
  | "NOMEMBER"
  | "NOROOM"
  | "TOOFAST"
  | "TOOLONG"
  | "TOOMANY"
  // The client's own.
  | "BADREPLY"
  | "DIGEST"
  | "LOST"
  | "TIMEOUT"
  | "UNREACHABLE"
  | "USAGE";

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
