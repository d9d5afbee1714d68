/**
 * What the rest of the code knows of logging: events with fields. The writer behind it (`cli/logging.ts`)
 * escapes every value, so a peer's text can be handed over as it came.
 *
 * @module
 */

/** Values of a log line, by name, in the order in which they are written. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Writes log lines; one call is one line. */
export interface Log {
  /** Something that happened as it should, or that a peer got wrong: that is no trouble of the server's. */
  info(event: string, fields?: LogFields): void;
  /** Something that the operator should know. */
  warn(event: string, fields?: LogFields): void;
  /** Something that we did wrong, or that stops the server. */
  error(event: string, fields?: LogFields): void;
}
