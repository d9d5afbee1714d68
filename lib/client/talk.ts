/**
 * No command and no terminal: each line of the input is said.
 *
 * @module
 */
import type { CommandContext } from "./commands.ts";
import type { Clock } from "./pacer.ts";
import { Pacer } from "./pacer.ts";
import { asNumber } from "./replies.ts";

/**
 * Says each line that is not blank to the room, never faster than the server allows.
 *
 * @param context What it works with.
 * @param lines The input.
 * @param options The time, and what ends the waiting.
 * @throws {EnchufeError} What the server refused a line with, or how the connection ended.
 */
export async function talk(
  context: CommandContext,
  lines: AsyncIterable<string>,
  options: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
  const { link, room, show } = context;
  const pacer = new Pacer(options.clock);
  // Before the first line comes: a server that is not there, or a name that is taken, should be known at once; and
  // a member is not closed for its silence, however long the next line takes.
  const connection = await link.get();
  await connection.request(["ROOM.JOIN", room]);
  async function sayAll(): Promise<void> {
    for await (const line of lines) {
      if (line.trim() === "") continue;
      const say = () => connection.request(["ROOM.SAY", room, line]);
      const offset = asNumber(await pacer.send(say, options.signal));
      await show.item({ room, offset }, undefined);
    }
  }
  // The next line may be long in coming: a lost connection is told at once.
  const lost = connection.ended.then((why) => {
    if (why !== undefined) throw why;
  });
  await Promise.race([sayAll(), lost]);
}

/**
 * Splits a stream into lines as it comes.
 *
 * @param stream Bytes of UTF-8.
 * @returns The lines, without their line breaks; the last one also if it has none.
 */
export async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop() as string;
    for (const part of parts) yield part.replace(/\r$/, "");
  }
  rest += decoder.decode();
  if (rest !== "") yield rest;
}
