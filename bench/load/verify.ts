/**
 * Looks whether a server answers rightly, before anybody counts how fast it does.
 *
 * @module
 */
import { within } from "../../tests/helpers/patience.ts";

/** A request, and the bytes that are the only right answer. */
export interface Exchange {
  readonly request: Uint8Array;
  readonly reply: Uint8Array;
}

/** Settings of {@linkcode verify}. */
export interface VerifyOptions {
  /** Requests that are sent at once. */
  readonly depth: number;
  /** Connections at the same time. */
  readonly connections?: number;
  /** How often all of it is sent on each. */
  readonly repeat?: number;
}

const encoder = new TextEncoder();

/** An exchange of texts; without further words what is not ASCII is sent as UTF-8. */
export function exchange(request: string, reply: string): Exchange {
  return { request: encoder.encode(request), reply: encoder.encode(reply) };
}

/** The same bytes again and again. */
export function repeated(bytes: Uint8Array, times: number): Uint8Array {
  const all = new Uint8Array(bytes.length * times);
  for (let time = 0; time < times; time++) all.set(bytes, time * bytes.length);
  return all;
}

/** Bytes as a person can compare them. */
function shown(bytes: Uint8Array): string {
  return JSON.stringify(new TextDecoder("latin1").decode(bytes.subarray(0, 60)));
}

/** Reads as many bytes as are expected. @throws {Error} at the first one that is another. */
async function expect(connection: Deno.Conn, expected: Uint8Array): Promise<void> {
  const buffer = new Uint8Array(64 * 1024);
  for (let at = 0; at < expected.length;) {
    const count = await within(connection.read(buffer), "answer", 10_000);
    if (count === null) throw new Error(`Wrong answer: the end instead of byte ${at} of ${expected.length}`);
    const got = buffer.subarray(0, count), wanted = expected.subarray(at, at + count);
    const wrong = got.findIndex((byte, index) => byte !== wanted[index]);
    if (wrong !== -1) {
      throw new Error(
        `Wrong answer: ${shown(got.subarray(wrong))} instead of ${shown(wanted.subarray(wrong))}`,
      );
    }
    at += count;
  }
}

async function verifyOne(port: number, bytes: Exchange, repeat: number): Promise<void> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  for (let time = 0; time < repeat; time++) {
    // Written and read at the same time, since a large answer may have to be read before the rest is taken.
    const reading = expect(connection, bytes.reply);
    const writing = (async () => {
      for (let at = 0; at < bytes.request.length;) at += await connection.write(bytes.request.subarray(at));
    })();
    await Promise.all([reading, writing]);
  }
}

/**
 * Sends requests as the load will, and compares every byte that comes back.
 *
 * @param port Of this machine.
 * @throws {Error} that tells the first wrong bytes.
 */
export async function verify(port: number, one: Exchange, options: VerifyOptions): Promise<void> {
  const { depth, connections = 4, repeat = 3 } = options;
  const all = { request: repeated(one.request, depth), reply: repeated(one.reply, depth) };
  await Promise.all(Array.from({ length: connections }, () => verifyOne(port, all, repeat)));
}
