/**
 * Signals, as far as the system has them.
 *
 * @module
 */

/** All that Windows has: Ctrl-C and Ctrl-Break. No other system has the second. */
const ON_WINDOWS: readonly Deno.Signal[] = ["SIGINT", "SIGBREAK"];

/** What to do at each signal. */
export type SignalHandlers = Partial<Record<Deno.Signal, () => void>>;

/**
 * Listens to those of the signals that the system has.
 *
 * @param handlers What to do.
 * @returns Stops listening.
 */
export function listen(handlers: SignalHandlers): () => void {
  const heard = (Object.entries(handlers) as [Deno.Signal, () => void][])
    .filter(([signal]) => Deno.build.os === "windows" ? ON_WINDOWS.includes(signal) : signal !== "SIGBREAK");
  for (const [signal, handler] of heard) Deno.addSignalListener(signal, handler);
  return () => {
    for (const [signal, handler] of heard) Deno.removeSignalListener(signal, handler);
  };
}
