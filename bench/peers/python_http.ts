/**
 * `python3 -m http.server`.
 *
 * @module
 */
import { programVersion } from "../programs.ts";
import { freePort, type Peer, startForeign } from "./peer.ts";
import { realPython } from "./python.ts";

/** Starts one. @param folder What it serves. */
export function startPythonHttp(folder: string): Promise<Peer> {
  const port = freePort();
  const args = ["-m", "http.server", String(port), "--bind", "127.0.0.1", "--directory", folder];
  return startForeign({
    name: "python3 http.server",
    version: programVersion("python3") ?? "",
    port,
    command: [realPython(), args],
  });
}
