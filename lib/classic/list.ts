/**
 * The list service: a client says its name and then paths of directories, and gets the names in each.
 *
 * @module
 */
import type { Services } from "../commands/context.ts";
import { EnchufeError } from "../errors.ts";
import type { Log } from "../log.ts";
import { parseName } from "../rooms/names.ts";
import type { Session } from "../session/session.ts";
import type { Share } from "../share/share.ts";
import { Conversation, MOST_UNREAD } from "./conversation.ts";
import { sharePath } from "./paths.ts";
import { LIST_TEXTS } from "./texts.ts";

/** Entries asked of the share at once: the most that it gives. */
const PAGE = 10_000;
const LF = 0x0a;
/**
 * In a protocol where the line break separates the names, a name that has one would pass for two; and what is printed
 * as it comes must not steer the terminal.
 */
const CONTROL = /\p{Cc}/u;

/**
 * Answers each path with the names in that directory, sorted and joined with newlines, until the client ends.
 *
 * @param session With whom.
 * @param services The share and the limits.
 * @param log Where refusals and the client's name go.
 * @returns When the session is over.
 */
export async function serveList(session: Session, services: Services, log: Log): Promise<void> {
  const { share, limits } = services;
  const talk = new Conversation({
    session,
    log,
    maxLine: limits.maxLine,
    tooLong: LIST_TEXTS.tooLong,
    notText: LIST_TEXTS.notFound,
  });
  let introduced = false;
  try {
    const reason = await talk.run((text) => {
      if (introduced) return answer(text, { session, share, talk });
      introduced = true;
      const [name, path] = splitIntroduction(text);
      introduce(name, talk, limits.maxName);
      return path === undefined ? undefined : answer(path, { session, share, talk });
    });
    await session.finish(reason);
  } finally {
    session.end("closed");
  }
}

/**
 * The name and, if it came in the same read, the first path: clients send the two with nothing between.
 *
 * @param text The first message.
 * @returns The name, and the path from its first `/` on, if there is one.
 */
export function splitIntroduction(text: string): [name: string, path: string | undefined] {
  const slash = text.indexOf("/");
  return slash < 0 ? [text, undefined] : [text.slice(0, slash), text.slice(slash)];
}

/** The name serves the log only, so any will do; one that is none would spoil lists and is left out. */
function introduce(name: string, talk: Conversation, maxName: number): void {
  try {
    talk.named(parseName(name.trim(), "Name", maxName));
  } catch (error) {
    if (!(error instanceof EnchufeError)) throw error;
  }
}

interface Asked {
  readonly session: Session;
  readonly share: Share;
  readonly talk: Conversation;
}

async function answer(path: string, { session, share, talk }: Asked): Promise<string | undefined> {
  let names = 0;
  try {
    let cursor = "0";
    do {
      const page = await share.list(sharePath(path), { cursor, count: PAGE });
      cursor = page.cursor;
      for (const { name } of page.entries) {
        if (CONTROL.test(name)) continue;
        const { writer } = session.outbox;
        if (names++ > 0) writer.byte(LF);
        writer.utf8(name);
      }
      // One write, unless the directory is so large that it should not be held in memory.
      if (session.outbox.pending > MOST_UNREAD) await session.outbox.drained();
    } while (cursor !== "0" && !session.outbox.failed);
  } catch (error) {
    if (!(error instanceof EnchufeError)) throw error;
    talk.refused(`${error.code} ${error.message}`);
    // A list that breaks off must not look complete.
    if (names > 0) return "listing failed";
    talk.say(errorText(error));
    return undefined;
  }
  // A client blocked in `recv` must get at least one byte.
  if (names === 0) session.outbox.writer.byte(LF);
  session.outbox.flush();
  return undefined;
}

function errorText({ code }: EnchufeError): string {
  switch (code) {
    case "NOTFOUND":
    case "BADPATH":
      return LIST_TEXTS.notFound;
    case "WRONGTYPE":
      return LIST_TEXTS.notDirectory;
    case "NOPERM":
      return LIST_TEXTS.noPermission;
    default:
      return LIST_TEXTS.failed;
  }
}
