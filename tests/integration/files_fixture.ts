/** What the tests of files over the wire have in common. @module */
import { assertEquals } from "../helpers/assert.ts";
import { connectPeer } from "../helpers/peer.ts";
import type { StartServerOptions, TestServer } from "../helpers/processes.ts";
import type { Tree } from "../helpers/temp.ts";

export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

/** Bytes that look random and are the same each time. */
export function noise(size: number, seed = 1): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let state = seed;
  for (let i = 0; i < size; i++) {
    state = Math.imul(state, 1_103_515_245) + 12_345 | 0;
    bytes[i] = state >>> 16;
  }
  return bytes;
}

export function writable(folder: string, ...args: string[]): StartServerOptions {
  return { folder, args: ["--access", "write", "--keep-free", "0", "--sync", "off", ...args] };
}

/** Everything in a folder: paths, types, contents. */
export function snapshot(folder: string): string[] {
  const found: string[] = [];
  const visit = (dir: string, below: string): void => {
    for (const { name, isFile, isSymlink, isDirectory } of Deno.readDirSync(dir)) {
      const path = `${dir}/${name}`, shown = below + name;
      if (isSymlink) found.push(`${shown} -> ${Deno.readLinkSync(path)}`);
      else if (isFile) found.push(`${shown} = ${Deno.readTextFileSync(path)}`);
      else found.push(`${shown}${isDirectory ? "/" : " ?"}`);
      if (isDirectory) visit(path, `${shown}/`);
    }
  };
  visit(folder, "");
  return found.sort();
}

/** Waits until no unfinished file is left in a folder; the server removes them behind the session's end. */
export async function noneUnfinished(folder: string, server: TestServer): Promise<void> {
  const parts = () =>
    Array.from(Deno.readDirSync(folder), ({ name }) => name).filter((n) => n.endsWith(".part"));
  await using peer = await connectPeer(server.port());
  // Paced by round trips, so that nothing depends on how long a removal takes.
  for (let i = 0; i < 2000 && parts().length > 0; i++) await peer.call("PING");
  assertEquals(parts(), []);
}

/** What refuses a path. */
export const BADPATH = /^-BADPATH /;
/** What refuses unknown options. */
export const SYNTAX = "-ERR syntax error";

export const TREE: Tree = {
  "hola.txt": "hola\n",
  "vacio.bin": "",
  "dir/sub.txt": "sub",
  "dir/deep/x.txt": "deep",
};
