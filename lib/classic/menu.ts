/**
 * The menu service: requests and answers are Python pickles.
 *
 * @module
 */
import type { Services } from "../commands/context.ts";
import { EnchufeError } from "../errors.ts";
import { failure } from "../failure.ts";
import { decodePickle, encodePickle, PickleScanner, type PickleValue, Tuple } from "../framing/pickle.ts";
import type { Log } from "../log.ts";
import type { Session } from "../session/session.ts";
import type { FileSource, Share } from "../share/share.ts";
import { MOST_UNREAD, RefusalLog } from "./conversation.ts";
import { sharePath } from "./paths.ts";
import { MENU_TEXTS } from "./texts.ts";

/** Bytes that a request may have. */
const MAX_REQUEST = 64 * 1024;
/** Bytes of a file that an answer may have. */
const MAX_CONTENT = 1024 * 1024;
/** A pending read holds its buffer: start small. */
const FIRST_BUFFER = 512;
/** Entries asked of the share at once: the most that it gives. */
const PAGE = 10_000;

/**
 * Answers each pickled request with a pickle, until the client ends or sends a pickle that is refused.
 *
 * @param session With whom.
 * @param services The share and the clock.
 * @param log Where refusals go.
 * @returns When the session is over.
 */
export async function serveMenu(session: Session, services: Services, log: Log): Promise<void> {
  const refusals = new RefusalLog(session, log);
  const menu = new Menu(services, {
    refused: (error) => refusals.add(`${error.code} ${error.message}`),
    sent(path, size) {
      services.transfers.sent({ sent: size, whole: true, last: true });
      const by = session.name || session.address;
      services.onFetch?.({ path, size, sent: size, part: false, whole: true, by });
    },
  });
  try {
    await session.finish(await converse(session, menu, refusals));
  } finally {
    session.end("closed");
  }
}

/** Requests and answers until one side ends it; returns why. */
async function converse(session: Session, menu: Menu, refusals: RefusalLog): Promise<string> {
  const requests = new RequestReader(session);
  const say = (answer: PickleValue): void => {
    session.outbox.writer.bytes(encodePickle(answer));
    session.outbox.flush();
  };
  for (;;) {
    let request: PickleValue | undefined;
    try {
      request = await requests.next();
    } catch (error) {
      if (!(error instanceof EnchufeError)) throw error;
      refusals.add(error.message);
      return error.message;
    }
    if (session.ended) return session.endReason ?? "closed";
    if (request === undefined) {
      say(MENU_TEXTS.bye);
      return "closed by peer";
    }
    if (session.stopping) return "server stopped";
    // One read can hold thousands of requests for large answers.
    if (session.outbox.pending > MOST_UNREAD) await session.outbox.drained();
    session.commands++;
    session.busy = true;
    try {
      say(await menu.answer(request));
    } finally {
      session.busy = false;
    }
    await session.rest();
  }
}

/** Pickles out of a session. */
class RequestReader {
  readonly #session: Session;
  readonly #scanner = new PickleScanner({ maxBytes: MAX_REQUEST });
  #buffer = new Uint8Array(FIRST_BUFFER);
  /** What waits is `#buffer` from `#start` to `#end`. */
  #start = 0;
  #end = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  /**
   * The next request; `undefined` at the end of input.
   *
   * @throws {EnchufeError} If the pickle is refused, or the input ends within it.
   */
  async next(): Promise<PickleValue | undefined> {
    const { outbox } = this.#session;
    for (;;) {
      const waiting = this.#buffer.subarray(this.#start, this.#end);
      const length = this.#scanner.scan(waiting);
      if (length !== undefined) {
        this.#start += length;
        return decodePickle(waiting.subarray(0, length), { maxBytes: MAX_REQUEST })?.value;
      }
      if (outbox.pending > MOST_UNREAD) await outbox.drained();
      this.#makeRoom();
      const count = await this.#session.read(this.#buffer.subarray(this.#end));
      if (count !== null) {
        this.#end += count;
      } else if (this.#end > this.#start && !this.#session.ended) {
        throw failure("pickleCut");
      } else {
        return undefined;
      }
    }
  }

  /** Moves what waits to the front, of a larger buffer if it fills more than half of this one. */
  #makeRoom(): void {
    const waiting = this.#buffer.subarray(this.#start, this.#end);
    const { length } = this.#buffer;
    if (waiting.length * 2 > length) this.#buffer = new Uint8Array(length * 2);
    else if (waiting.length === 0 && length > FIRST_BUFFER) this.#buffer = new Uint8Array(FIRST_BUFFER);
    this.#buffer.set(waiting);
    this.#start = 0;
    this.#end = waiting.length;
  }
}

/** Who hears of what becomes of the requests. */
interface MenuListener {
  /** Something was refused. */
  readonly refused: (error: EnchufeError) => void;
  /** A file was sent. */
  readonly sent: (path: string, size: number) => void;
}

/** What the requests mean. */
class Menu {
  readonly #share: Share;
  readonly #now: () => number;
  readonly #tell: MenuListener;

  constructor({ share, now }: Services, tell: MenuListener) {
    this.#share = share;
    this.#now = now;
    this.#tell = tell;
  }

  /** The answer to `[COMMAND, argument or None]`. */
  async answer(request: PickleValue): Promise<PickleValue> {
    const items = request instanceof Tuple ? request.items : request;
    const [command, argument] = Array.isArray(items) ? items as readonly PickleValue[] : [];
    try {
      switch (command) {
        case "CONSULTA":
          return MENU_TEXTS.status;
        case "HORA":
          return new Date(this.#now()).toTimeString().slice(0, 8);
        case "LISTAR":
          return await this.#files();
        case "ARQUIVO":
          if (typeof argument === "string") return await this.#file(argument);
      }
    } catch (error) {
      if (!(error instanceof EnchufeError)) throw error;
      this.#tell.refused(error);
      return error.code === "IO" ? MENU_TEXTS.failed : MENU_TEXTS.notFound;
    }
    return MENU_TEXTS.unknown;
  }

  /** The names of the files in the share's root. */
  async #files(): Promise<string[]> {
    const names: string[] = [];
    let cursor = "0";
    do {
      const page = await this.#share.list(".", { cursor, count: PAGE });
      cursor = page.cursor;
      for (const { type, name } of page.entries) if (type === "file") names.push(name);
    } while (cursor !== "0");
    return names;
  }

  async #file(name: string): Promise<PickleValue> {
    const path = sharePath(name);
    const source = this.#share.open(path);
    try {
      if (source.size > MAX_CONTENT) return MENU_TEXTS.tooBig;
      const content = await readAll(source);
      this.#tell.sent(path, content.length);
      return new Tuple([name, content]);
    } finally {
      source.close();
    }
  }
}

/** All that a file gives, which is less than its size if it shrank meanwhile. */
async function readAll(source: FileSource): Promise<Uint8Array> {
  const content = new Uint8Array(source.size);
  let length = 0;
  while (length < content.length) {
    const count = await source.read(content.subarray(length));
    if (count === null) break;
    length += count;
  }
  return content.subarray(0, length);
}
