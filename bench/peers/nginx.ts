/**
 * `nginx` with one worker, as it serves files fastest: sendfile, files kept open, nothing logged.
 *
 * @module
 */
import { tempDir } from "../../tests/helpers/temp.ts";
import { programVersion } from "../programs.ts";
import { freePort, type Peer, startForeign } from "./peer.ts";

function configuration(folder: string, port: number): string {
  // Its workers would otherwise be nobody, who may not read the folder.
  const user = Deno.uid() === 0 ? "user root;" : "";
  return `
${user}
daemon off;
worker_processes 1;
pid nginx.pid;
error_log stderr error;
events { worker_connections 12000; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  open_file_cache max=100000;
  keepalive_requests 1000000000;
  keepalive_timeout 1h;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  server {
    listen 127.0.0.1:${port};
    root "${folder}";
  }
}
`;
}

/**
 * Starts one with configuration and temporary files of its own.
 *
 * @param folder What it serves.
 */
export async function startNginx(folder: string): Promise<Peer> {
  await using stack = new AsyncDisposableStack();
  const port = freePort();
  const prefix = stack.use(await tempDir({ "nginx.conf": configuration(folder, port) }));
  const name = "nginx";
  const command = [name, ["-p", prefix.path, "-c", "nginx.conf", "-e", "stderr"]] as const;
  const peer = stack.use(await startForeign({ name, version: programVersion(name) ?? "", port, command }));
  const owned = stack.move();
  return { ...peer, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
