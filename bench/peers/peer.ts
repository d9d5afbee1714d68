/**
 * A server that takes part: ours or another.
 *
 * @module
 */
import { pause } from "../../tests/helpers/patience.ts";
import { Running } from "../../tests/helpers/running.ts";

/** A server that does not listen by then does not start. */
const START_MS = 20_000;

/** A running server; disposing of it stops it. */
export interface Peer extends AsyncDisposable {
  /** As the table names it. */
  readonly name: string;
  readonly version: string;
  /** On 127.0.0.1. */
  readonly port: number;
  readonly pid: number;
}

/** How a foreign server is started. */
export interface Foreign {
  readonly name: string;
  readonly version: string;
  readonly port: number;
  readonly command: readonly [string, readonly string[]];
}

/** A port of this machine that was free a moment ago: for programs that cannot tell which one they got. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}

/** Whether somebody listens there. */
export async function accepts(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch {
    return false;
  }
}

/**
 * Starts a foreign server and waits until it listens.
 *
 * @throws {Error} with what it has printed, if it ends instead.
 */
export async function startForeign({ name, version, port, command }: Foreign): Promise<Peer> {
  const running = new Running(command);
  const deadline = Date.now() + START_MS;
  while (!await accepts(port)) {
    if (running.stderr.ended || Date.now() > deadline) {
      await running.stop();
      throw new Error(`${name} did not start: ${running.stdout.text}${running.stderr.text}`);
    }
    await pause(1);
  }
  return {
    name,
    version,
    port,
    pid: running.pid,
    // Asked rather than killed: nginx ends its workers then.
    [Symbol.asyncDispose]: async () => void await running.stop(),
  };
}
