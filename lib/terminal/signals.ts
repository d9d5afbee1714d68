/**
 * Signals, as far as the system has them.
 *
 * @module
 */

/** All that Windows has: Ctrl-C and Ctrl-Break. No other system has the second. */
const ON_WINDOWS: readonly Deno.Signal[] = ["SIGINT", "SIGBREAK"];

/**
 * Ctrl-C within so many milliseconds is the same one: `deno task` hands on to the program the signal that the terminal
 * has already sent to both (0.3 ms apart here). Nobody presses a key twice as fast.
 */
const SAME_PRESS_MS = 25;

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
    .filter(([signal]) => Deno.build.os === "windows" ? ON_WINDOWS.includes(signal) : signal !== "SIGBREAK")
    .map(([signal, handler]) => [signal, signal === "SIGINT" ? oncePerPress(handler) : handler] as const);
  for (const [signal, handler] of heard) Deno.addSignalListener(signal, handler);
  return () => {
    for (const [signal, handler] of heard) Deno.removeSignalListener(signal, handler);
  };
}

function oncePerPress(handler: () => void): () => void {
  let last = -Infinity;
  return () => {
    const now = performance.now();
    if (now - last > SAME_PRESS_MS) handler();
    last = now;
  };
}
