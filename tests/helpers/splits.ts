/**
 * Ways of cutting bytes into chunks: a decoder must give the same for all of them.
 *
 * @module
 */

/**
 * Whole, byte by byte, and every cut in two.
 *
 * @param bytes What is to be sent.
 * @returns Each way with its name.
 */
export function* everySplit(bytes: Uint8Array): Generator<[string, Uint8Array[]]> {
  yield ["whole", [bytes]];
  yield ["byte by byte", Array.from(bytes, (byte) => new Uint8Array([byte]))];
  for (let at = 1; at < bytes.length; at++) {
    yield [`cut at ${at}`, [bytes.subarray(0, at), bytes.subarray(at)]];
  }
}

/** Text in which each character is one byte (`\xff` too). */
export function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}
