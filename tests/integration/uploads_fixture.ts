/** What the tests of uploads have in common. @module */
import { createHash } from "node:crypto";
import type { Plain } from "../helpers/replies.ts";
import { RespClient, type RespServer } from "../helpers/resp_client.ts";

/** Bytes that differ everywhere, the same for the same seed. */
export function noise(size: number, seed = 1): Uint8Array<ArrayBuffer> {
  let state = seed * 2654435761 >>> 0 || 1;
  const words = new Uint32Array(Math.ceil(size / 4));
  for (let at = 0; at < words.length; at++) {
    state ^= state << 13;
    state ^= state >>> 17;
    words[at] = state ^= state << 5;
  }
  return new Uint8Array(words.buffer, 0, size);
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The fields of a map reply. @throws {Error} for an error reply. */
export function fields(reply: Plain): Record<string, Plain> {
  if (!Array.isArray(reply)) throw new Error(`No map: ${reply}`);
  const found: Record<string, Plain> = {};
  for (let at = 0; at < reply.length; at += 2) found[String(reply[at])] = reply[at + 1] as Plain;
  return found;
}

/** A client that uploads one file. */
export class UploadClient {
  readonly client: RespClient;

  private constructor(client: RespClient) {
    this.client = client;
  }

  static async connect(server: RespServer, name?: string): Promise<UploadClient> {
    const client = await RespClient.connect(server);
    if (name !== undefined) await client.call("CLIENT", "SETNAME", name);
    return new UploadClient(client);
  }

  call(...parts: (string | Uint8Array)[]): Promise<Plain> {
    return this.client.call(...parts);
  }

  /** UPLOAD.BEGIN. @throws {Error} if it is refused. */
  async begin(
    path: string,
    content: Uint8Array,
    ...options: string[]
  ): Promise<{ id: string; offset: number }> {
    const reply = await this.call("UPLOAD.BEGIN", path, String(content.length), sha256(content), ...options);
    const { id, offset } = fields(reply);
    return { id: String(id), offset: Number(offset) };
  }

  write(id: string, offset: number, bytes: Uint8Array): Promise<Plain> {
    return this.call("UPLOAD.WRITE", id, String(offset), bytes);
  }

  /** Sends all from an offset on, in commands of so many bytes. @throws {Error} if one is refused. */
  async writeAll(id: string, content: Uint8Array, { offset = 0, step = 1024 * 1024 } = {}): Promise<void> {
    for (let at = offset; at < content.length; at += step) {
      const reply = await this.write(id, at, content.subarray(at, at + step));
      if (typeof reply !== "number") throw new Error(String(reply));
    }
  }

  /** UPLOAD.COMMIT. @throws {Error} if it is refused. */
  async commit(id: string): Promise<Record<string, Plain>> {
    return fields(await this.call("UPLOAD.COMMIT", id));
  }

  [Symbol.dispose](): void {
    this.client.close();
  }
}

/** The names in a folder, unfinished files included, sorted. */
export function namesIn(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
}
