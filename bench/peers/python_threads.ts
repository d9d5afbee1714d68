/**
 * The socket server that our users would otherwise write: `broadcast.py`.
 *
 * @module
 */
import { join } from "../../lib/std/path.ts";
import { programVersion } from "../programs.ts";
import { freePort, type Peer, startForeign } from "./peer.ts";
import { realPython } from "./python.ts";

/** Starts one. */
export function startPythonThreads(): Promise<Peer> {
  const port = freePort();
  const script = join(import.meta.dirname as string, "broadcast.py");
  return startForeign({
    name: "python3 threads",
    version: programVersion("python3") ?? "",
    port,
    command: [realPython(), [script, String(port)]],
  });
}
