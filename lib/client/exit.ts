/**
 * How the client ends: exit statuses and the one line that says why.
 *
 * @module
 */
import { describeError, EnchufeError } from "../errors.ts";
import { escapeJson, escapeText } from "../escape.ts";
import { errorText } from "../texts/errors.ts";
import { texts } from "../texts/texts.ts";

/** Exit statuses, as documented. */
export const STATUS = { done: 0, refused: 1, usage: 2, connection: 3, digest: 4, interrupted: 130 } as const;

/** The person pressed Ctrl-C, or the process was asked to stop. */
export class Interrupted extends EnchufeError {
  /**
   * Takes the text from the catalogue.
   *
   * @param text What else there is to say.
   */
  constructor(text: string = texts.client.interrupted()) {
    super("LOST", text);
  }
}

/** Several files were asked for and some failed; each has been told already. */
export class AlreadyTold extends Error {
  /** Tells it apart. */
  override readonly name = "AlreadyTold";

  /**
   * Takes the text from the catalogue.
   *
   * @param status The worst exit status among them.
   */
  constructor(readonly status: number) {
    super(texts.client.someFailed());
  }
}

/**
 * The exit status for what was thrown.
 *
 * @param thrown Whatever a `catch` received.
 * @returns 1 for anything that has no status of its own.
 */
export function exitStatus(thrown: unknown): number {
  if (thrown instanceof AlreadyTold) return thrown.status;
  if (thrown instanceof Interrupted) return STATUS.interrupted;
  if (!(thrown instanceof EnchufeError)) return STATUS.refused;
  switch (thrown.code) {
    case "USAGE":
      return STATUS.usage;
    case "LOST":
    case "TIMEOUT":
    case "UNREACHABLE":
    case "UNTRUSTED":
    case "BADREPLY":
      return STATUS.connection;
    case "DIGEST":
      return STATUS.digest;
    default:
      return STATUS.refused;
  }
}

/**
 * One line for stderr.
 *
 * @param thrown Whatever a `catch` received.
 * @param options Whether to write it as JSON.
 * @returns `enchufe: NOTFOUND …`, in the language in use, or `{"error":"NOTFOUND","message":"…"}`, without a line break.
 */
export function errorLine(thrown: unknown, options: { readonly json?: boolean } = {}): string {
  const code = codeOf(thrown);
  const message = describeError(thrown);
  if (options.json) return jsonLine({ error: code, message });
  const shown = errorSentence(thrown);
  return thrown instanceof Interrupted ? `enchufe: ${shown}` : `enchufe: ${escapeText(code)} ${shown}`;
}

/**
 * What went wrong, for somebody in the middle of a talk.
 *
 * @param thrown Whatever a `catch` received.
 * @returns The sentence alone, in the language in use, escaped.
 */
export function errorSentence(thrown: unknown): string {
  return escapeText(errorText(codeOf(thrown), describeError(thrown)));
}

function codeOf(thrown: unknown): string {
  if (thrown instanceof Interrupted) return "INTERRUPTED";
  return thrown instanceof EnchufeError ? thrown.code : "ERR";
}

/**
 * A value as one line of JSON that is safe on a terminal.
 *
 * @param value What `JSON.stringify` takes; a `bigint` becomes its digits as text.
 * @returns The line, without a line break.
 */
export function jsonLine(value: unknown): string {
  return escapeJson(
    JSON.stringify(value, (_key, inner) => typeof inner === "bigint" ? String(inner) : inner),
  );
}
