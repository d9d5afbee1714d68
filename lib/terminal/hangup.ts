/**
 * Whether the terminal that a program was started at is still there: SIGHUP says that it is gone, but is also what an
 * operator sends to have files read again.
 *
 * @module
 */

/** A stream of the process. */
export interface StandardStream {
  /** Whether it is a terminal now. */
  isTerminal(): boolean;
}

/**
 * Remembers which of the streams are a terminal now.
 *
 * @param streams Of the process; default: all three, so that under `nohup` and as a service there is no terminal to lose.
 * @returns Whether there was a terminal, and is none any more.
 */
export function watchHangup(
  streams: readonly StandardStream[] = [Deno.stdin, Deno.stdout, Deno.stderr],
): () => boolean {
  const terminals = streams.filter((stream) => stream.isTerminal());
  return () => terminals.length > 0 && !terminals.some((stream) => stream.isTerminal());
}
