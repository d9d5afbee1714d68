/**
 * The file service: a client sends paths and gets the bytes of each file.
 *
 * @module
 */
import type { Services } from "../commands/context.ts";
import { describeError, EnchufeError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Session } from "../session/session.ts";
import type { FileSource } from "../share/share.ts";
import { Conversation } from "./conversation.ts";
import { sharePath } from "./paths.ts";
import { FILE_EXITS, FILE_TEXTS } from "./texts.ts";

/** Up to here a file is read at once and leaves in one write. */
const SMALL = 64 * 1024;
const LF = 0x0a;
const NOTHING = new Uint8Array(0);

/**
 * Answers each path with the file's raw bytes, until the client ends or says `exit` or `salir`.
 *
 * @param session With whom.
 * @param services The share and the limits.
 * @param log Where refusals go.
 * @returns When the session is over.
 */
export async function serveFile(session: Session, services: Services, log: Log): Promise<void> {
  const { limits } = services;
  const talk = new Conversation({
    session,
    log,
    maxLine: limits.maxLine,
    tooLong: FILE_TEXTS.tooLong,
    notText: FILE_TEXTS.notFound,
  });
  try {
    const reason = await talk.run(async (text) => {
      if (FILE_EXITS.has(text.trim().toLowerCase())) return "exit";
      try {
        return await send(sharePath(text), session, services);
      } catch (error) {
        if (!(error instanceof EnchufeError)) throw error;
        talk.refused(`${error.code} ${error.message}`);
        talk.say(error.code === "IO" ? FILE_TEXTS.failed : FILE_TEXTS.notFound);
        return undefined;
      }
    });
    await session.finish(reason);
  } finally {
    session.end("closed");
  }
}

async function send(path: string, session: Session, services: Services): Promise<string | undefined> {
  const { outbox } = session;
  const { share } = services;
  const began = services.now(), before = outbox.sent + outbox.pending;
  const sent = (size: number, whole: boolean): void => {
    const sent = whole ? size : Math.max(0, Math.min(size, outbox.sent - before));
    services.transfers.sent({ sent, whole, last: true });
    services.onFetch?.({ path, size, sent, whole, part: false, began, by: session.name || session.address });
  };
  const small = share.readSmall(path, SMALL);
  if (small === undefined) {
    const source = share.open(path);
    if (source.size > 0) {
      const failure = await stream(source, session);
      sent(source.size, failure === undefined && !outbox.failed);
      return failure;
    }
    source.close();
  }
  // A client blocked in `recv` must get at least one byte, even of an empty file.
  if (small === undefined || small.length === 0) outbox.writer.byte(LF);
  else outbox.writer.bytes(small);
  outbox.flush();
  sent(small?.length ?? 0, true);
  return undefined;
}

async function stream(source: FileSource, session: Session): Promise<string | undefined> {
  try {
    await session.outbox.stream(source, { trailer: NOTHING });
    return undefined;
  } catch (error) {
    // Part of the file has left: an error text behind it would pass for its content.
    session.end(describeError(error));
    return describeError(error);
  } finally {
    source.close();
  }
}
