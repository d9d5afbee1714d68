/**
 * Handing in files: gone on with after a loss, acknowledged by the server with their digest.
 *
 * @module
 */
import type { Connection } from "./connection.ts";
import { Interrupted } from "./exit.ts";
import type { ConnectionSource } from "./link.ts";
import { asText } from "./replies.ts";
import { mayPass, persist } from "./retry.ts";
import { hashSource, LocalChange, openSource, type Source } from "./sources.ts";
import type { TransferOptions, Transferred } from "./transfer.ts";
import { toldAsKept } from "./transfer_errors.ts";
import { Upload } from "./upload.ts";

/** Times that a local file is begun anew since it changed meanwhile. */
const ATTEMPTS = 3;
/** Bytes of a file that is worth the question whether the server has one of its name, before it is hashed. */
const WORTH_ASKING = 1024 * 1024;

/**
 * Hands in a file. The server keeps what it has of it for a while, so that after a loss, or in another run, the same
 * call goes on from there.
 *
 * @param source Gives a connection, and a fresh one once the last is over.
 * @param file A local file.
 * @param path Path in the share.
 * @param options See {@linkcode TransferOptions}.
 * @returns What was sent; `undefined` if there is a file already and it is to be left as it is.
 * @throws {EnchufeError} USAGE if the file is not there; CHANGED if it changes all the time; DIGEST if the server got
 * other bytes; IO; how the connection ended; what the server says.
 */
export async function sendFile(
  source: ConnectionSource,
  file: string,
  path: string,
  options: TransferOptions,
): Promise<Transferred | undefined> {
  for (let attempt = 1;; attempt++) {
    using bytes = await openSource(file);
    try {
      return await sendSource(source, bytes, path, options);
    } catch (thrown) {
      if (!(thrown instanceof LocalChange) || attempt === ATTEMPTS) throw thrown;
    }
  }
}

/**
 * Hands in bytes, as {@linkcode sendFile} does.
 *
 * @param source Gives a connection, and a fresh one once the last is over.
 * @param bytes The bytes.
 * @param path Path in the share.
 * @param options See {@linkcode TransferOptions}.
 * @returns What was sent; `undefined` if there is a file already and it is to be left as it is.
 * @throws {EnchufeError} CHANGED if they are no longer what they were; DIGEST if the server got others; IO; how the
 * connection ended; what the server says.
 */
export async function sendSource(
  source: ConnectionSource,
  bytes: Source,
  path: string,
  options: TransferOptions,
): Promise<Transferred | undefined> {
  if (bytes.size > WORTH_ASKING && options.ifExists === "skip" && await isThere(source, path, options)) {
    return undefined;
  }
  const upload = new Upload(await hashSource(bytes, options), path, options);
  try {
    const receipt = await persist(source, upload, options);
    return receipt && { ...receipt, file: bytes.name, resumed: upload.resumed };
  } catch (thrown) {
    const keep = upload.lasting && (mayPass(thrown) || thrown instanceof Interrupted);
    throw keep ? toldAsKept(thrown) : thrown;
  }
}

async function isThere(source: ConnectionSource, path: string, options: TransferOptions): Promise<boolean> {
  const ask = {
    brought: 0,
    attempt: async (connection: Connection) => asText(await connection.request(["TYPE", path])) === "string",
  };
  return await persist(source, ask, options);
}
