/**
 * The echo service: one line, back as it came.
 *
 * @module
 */
import type { Services } from "../commands/context.ts";
import { ByteWriter } from "../framing/byte_writer.ts";
import type { Log } from "../log.ts";
import type { Session } from "../session/session.ts";
import { RefusalLog } from "./conversation.ts";
import { ECHO_TEXTS } from "./texts.ts";

const LF = 0x0a;
const CR = 0x0d;

/**
 * Reads one line, however slowly it comes, and sends the same bytes back, line ending included; a peer that ends before
 * the newline gets back what it sent. A line longer than `limits.maxLine` gets an error instead.
 *
 * @param session With whom.
 * @param services The limits.
 * @param log Where refusals go.
 * @returns When the session is over.
 */
export async function serveEcho(session: Session, services: Services, log: Log): Promise<void> {
  try {
    const line = await readLine(session, services.limits.maxLine);
    if (!session.ended) answer(line, session, log);
    await session.finish(line === undefined ? "line over --max-line" : "answered");
  } finally {
    session.end("closed");
  }
}

function answer(line: Uint8Array | undefined, session: Session, log: Log): void {
  if (line === undefined) {
    new RefusalLog(session, log).add("Line is over --max-line");
    session.outbox.writer.utf8(ECHO_TEXTS.tooLong);
  } else if (line.length > 0) {
    session.commands++;
    session.outbox.writer.bytes(line);
  }
  session.outbox.flush();
}

/** Up to the newline or the end of input; `undefined` if that is too long. What follows the newline is dropped. */
async function readLine(session: Session, maxLine: number): Promise<Uint8Array | undefined> {
  const arrived = new ByteWriter();
  for (;;) {
    arrived.reserve(1);
    const from = arrived.length;
    const count = await session.read(arrived.buffer.subarray(from));
    if (count !== null) arrived.length += count;
    const found = arrived.buffer.subarray(from, arrived.length).indexOf(LF);
    const end = found < 0 ? arrived.length : from + found;
    // The line ending does not count, nor what may be half of one.
    const length = end > 0 && arrived.buffer[end - 1] === CR ? end - 1 : end;
    if (length > maxLine) return undefined;
    if (found >= 0) return arrived.buffer.subarray(0, end + 1);
    if (count === null) return arrived.buffer.subarray(0, end);
  }
}
