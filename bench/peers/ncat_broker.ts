/**
 * `ncat --broker`: what one client sends goes to all others.
 *
 * @module
 */
import { programVersion } from "../programs.ts";
import { freePort, type Peer, startForeign } from "./peer.ts";

/** Starts one. */
export function startNcatBroker(): Promise<Peer> {
  const port = freePort();
  return startForeign({
    name: "ncat --broker",
    version: programVersion("ncat") ?? "",
    port,
    command: ["ncat", ["--broker", "--listen", "127.0.0.1", String(port), "--max-conns", "500"]],
  });
}
