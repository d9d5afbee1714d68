/**
 * What the client needs of a socket.
 *
 * @module
 */

/** A connected stream of bytes; a `Deno.Conn` is one, and so is the in-memory pair of the tests. */
export interface Transport {
  /**
   * Reads.
   *
   * @param into Where to put the bytes.
   * @returns How many, or `null` once the peer has closed.
   */
  read(into: Uint8Array): Promise<number | null>;
  /**
   * Writes, perhaps only a part.
   *
   * @param bytes What to send.
   * @returns How many were taken.
   */
  write(bytes: Uint8Array): Promise<number>;
  /** Closes it; pending reads and writes fail. */
  close(): void;
}

/** Connects to the server. Fails with `UNREACHABLE` or `TIMEOUT`. */
export type Dial = () => Promise<Transport>;
