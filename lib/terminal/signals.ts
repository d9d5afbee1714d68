/**
 * Signals, as far as the system has them.
 *
 * @module
 */

/** What to do at each signal. */
export type SignalHandlers = Partial<Record<Deno.Signal, () => void>>;

/**
 * Listens to signals. Windows knows the one of Ctrl-C only.
 *
 * @param handlers What to do.
 * @returns Stops listening.
 */
export function listen(handlers: SignalHandlers): () => void {
  const heard = (Object.entries(handlers) as [Deno.Signal, () => void][])
    .filter(([signal]) => Deno.build.os !== "windows" || signal === "SIGINT");
  for (const [signal, handler] of heard) Deno.addSignalListener(signal, handler);
  return () => {
    for (const [signal, handler] of heard) Deno.removeSignalListener(signal, handler);
  };
}
