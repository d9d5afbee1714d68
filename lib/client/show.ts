/**
 * Where commands put what they have to show, for people or as JSON.
 *
 * @module
 */
import { errorLine, jsonLine } from "./exit.ts";

/** The streams of a process; the tests have them in memory. */
export interface Streams {
  /**
   * Writes to stdout.
   *
   * @param data Text or bytes, written whole before the promise resolves.
   */
  out(data: string | Uint8Array): Promise<void>;
  /**
   * Writes a line to stderr.
   *
   * @param line Without its line break; escaped already.
   */
  err(line: string): void;
  /** The standard input, for `-`; the session has none, since it reads the keys itself. */
  readonly input?: ReadableStream<Uint8Array>;
}

/** Shows one thing: to people as a text, to programs as an object. */
export interface Show {
  /** Whether only objects are wanted. */
  readonly json: boolean;
  /**
   * Shows one thing.
   *
   * @param value The object for programs; `undefined` if this is for people only.
   * @param text Lines for people, escaped, without the last line break; `undefined` shows them nothing.
   */
  item(value: unknown, text: string | undefined): Promise<void>;
  /**
   * Shows what went wrong with one of several things.
   *
   * @param thrown Whatever was caught.
   */
  failed(thrown: unknown): void;
}

/**
 * Shows on stdout.
 *
 * @param streams Where to.
 * @param json Whether as JSON.
 * @returns What commands show with.
 */
export function showOn(streams: Streams, json: boolean): Show {
  return {
    json,
    async item(value, text) {
      if (json) {
        if (value !== undefined) await streams.out(`${jsonLine(value)}\n`);
      } else if (text !== undefined) await streams.out(`${text}\n`);
    },
    failed: (thrown) => streams.err(errorLine(thrown, { json })),
  };
}
