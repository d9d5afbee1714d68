/**
 * Replies of thousands of items, as listings are: encoded in pieces, since 100,000 names in one go would keep the
 * others waiting for 30 ms.
 *
 * @module
 */
import type { ByteWriter } from "../framing/byte_writer.ts";
import { encodeReply } from "../framing/encoder.ts";
import type { Reply, RespVersion } from "../framing/reply.ts";

/** Items between two questions whether others are waiting: about 0.5 ms. */
const PIECE = 512;

/**
 * Whether a reply is worth being encoded in pieces.
 *
 * @param reply Any reply.
 * @returns Whether it is an array of many items, or holds one.
 */
export function isLarge(reply: unknown): reply is readonly Reply[] {
  return Array.isArray(reply) &&
    (reply.length > PIECE || reply.some((item) => Array.isArray(item) && item.length > PIECE));
}

/**
 * Encodes a large reply.
 *
 * @param reply What {@linkcode isLarge} found to be one.
 * @param out Where the bytes go; nobody else may write there until it is done.
 * @param options `version`: what the peer speaks. `rest`: asked behind each piece; what to wait for, if others are to go first.
 */
export async function encodeLarge(
  reply: readonly Reply[],
  out: ByteWriter,
  options: { readonly version: RespVersion; readonly rest: () => Promise<void> | undefined },
): Promise<void> {
  out.ascii(`*${reply.length}\r\n`);
  for (let at = 0; at < reply.length; at++) {
    const item = reply[at] as Reply;
    if (isLarge(item)) await encodeLarge(item, out, options);
    else encodeReply(item, options.version, out);
    if (at % PIECE < PIECE - 1) continue;
    const others = options.rest();
    if (others !== undefined) await others;
  }
}
