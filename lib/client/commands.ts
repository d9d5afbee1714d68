/**
 * The commands: one function each, the same on the command line and in the session.
 *
 * @module
 */
import type { CommandName } from "../cli/client_commands.ts";
import { texts } from "../texts/texts.ts";
import { EnchufeError } from "../errors.ts";
import { escapeText } from "../escape.ts";
import type { Reply } from "../framing/reply.ts";
import { textOf } from "../framing/reply_decoder.ts";
import type { Connection } from "./connection.ts";
import { toEvent } from "./events.ts";
import type { ConnectionSource } from "./link.ts";
import { entriesOf, entryAt, sharePath } from "./listing.ts";
import type { Progress } from "./progress.ts";
import { asList, asNumber, asText, asTime, type Entry, toInfo, toJson } from "./replies.ts";
import { toHistory, toMember, toRoom } from "./room_replies.ts";
import {
  clock,
  entryLine,
  memberLines,
  messageLine,
  pathLine,
  replyText,
  roomLines,
  watchLine,
} from "./render.ts";
import { statusLines } from "./server_status.ts";
import { serverLimit } from "./server_limits.ts";
import type { Show, Streams } from "./show.ts";
import { readMessage } from "./standard_input.ts";
import type { IfExists } from "./transfer.ts";

/** What a command works with. */
export interface CommandContext {
  /** The connection, opened when it is needed. */
  readonly link: ConnectionSource;
  /** Where results go. */
  readonly show: Show;
  /** The streams, for bytes. */
  readonly streams: Omit<Streams, "err">;
  /** The room where one talks. */
  readonly room: string;
  /** Where `get` writes: a file, a directory, or `-` for stdout. */
  readonly output: string | undefined;
  /** Whether directories go with all that is in them. */
  readonly recursive: boolean;
  /** Names and paths below a directory that `get` and `put` leave out. */
  readonly exclude?: readonly string[];
  /** What about a name that is taken where a file goes to; default `replace`. */
  readonly ifExists?: IfExists;
  /** Bytes a second that transfers may take. */
  readonly limitRate?: number | undefined;
  /** Whether `get` fetches a directory as one archive. */
  readonly tar?: boolean;
  /** Shows how transfers go on. */
  readonly progress?: Progress;
  /** Whether listings show names only. */
  readonly names?: boolean;
  /** Shows a private message that was sent, where that is more than to say so. */
  readonly onTold?: (name: string, text: string) => void;
  /** Ends a reading of the standard input. */
  readonly signal?: AbortSignal;
}

/**
 * Runs one command.
 *
 * @param context What it works with.
 * @param args Its arguments, as many as its row of the table says.
 * @throws {EnchufeError} What the server refused it with, or how the connection ended.
 * @throws {AlreadyTold} If some of several files failed.
 */
export type RunCommand = (context: CommandContext, args: readonly string[]) => Promise<void>;

/** The commands of the command line; those of the session alone are in `session_commands.ts`. */
export const COMMANDS: Readonly<Partial<Record<CommandName, RunCommand>>> = {
  ls: list,
  get,
  put,
  rm,
  stat,
  hash,
  echo,
  time,
  status,
  say,
  tell,
  who,
  rooms,
  history,
  watch,
  raw,
};

/** What transfers files, only when it is wanted: it takes 10 ms to load, most of it `node:crypto`. */
function files(): Promise<typeof import("./file_commands.ts")> {
  return import("./file_commands.ts");
}

async function get(context: CommandContext, args: readonly string[]): Promise<void> {
  await (await files()).fetchCommand(context, args);
}

async function put(context: CommandContext, args: readonly string[]): Promise<void> {
  await (await files()).putCommand(context, args);
}

async function rm(context: CommandContext, args: readonly string[]): Promise<void> {
  await (await files()).removeCommand(context, args);
}

async function list({ link, show, names }: CommandContext, [path = "/"]: readonly string[]): Promise<void> {
  let empty = true;
  // Lines are gathered: one write each would make a listing of 100,000 entries slow.
  let lines: string[] = [];
  for await (const entry of listed(await link.get(), sharePath(path))) {
    empty = false;
    if (show.json) await show.item(entry, undefined);
    else if (lines.push(names ? pathLine(entry) : entryLine(entry)) >= 500) {
      await show.item(undefined, lines.join("\n"));
      lines = [];
    }
  }
  if (lines.length > 0) await show.item(undefined, lines.join("\n"));
  if (empty && !names) await show.item(undefined, texts.client.emptyDirectory());
}

/** What is in a directory, or the file itself. */
async function* listed(connection: Connection, path: string): AsyncGenerator<Entry> {
  try {
    yield* entriesOf(connection, path);
  } catch (thrown) {
    if (!(thrown instanceof EnchufeError) || thrown.code !== "WRONGTYPE") throw thrown;
    yield await entryAt(connection, path);
  }
}

async function stat({ link, show }: CommandContext, [path = ""]: readonly string[]): Promise<void> {
  const entry = await entryAt(await link.get(), sharePath(path));
  await show.item(entry, entryLine(entry, entry.path));
}

async function hash({ link, show }: CommandContext, [typed = ""]: readonly string[]): Promise<void> {
  const path = sharePath(typed);
  const sha256 = asText(await (await link.get()).request(["FILE.HASH", path]));
  // As `sha256sum` writes it, so that its output can be compared.
  await show.item({ path, sha256 }, escapeText(`${sha256}  ${path}`));
}

async function echo({ link, show }: CommandContext, words: readonly string[]): Promise<void> {
  const text = asText(await (await link.get()).request(["ECHO", words.join(" ")]));
  await show.item({ text }, escapeText(text, { keepNewlines: true }));
}

async function time({ link, show }: CommandContext): Promise<void> {
  const [seconds, micros] = asList(await (await link.get()).request(["TIME"])).map(asNumber);
  const at = asTime((seconds ?? 0) * 1000 + Math.floor((micros ?? 0) / 1000));
  await show.item({ time: new Date(at).toISOString(), at }, clock(at));
}

async function status({ link, show }: CommandContext): Promise<void> {
  const info = toInfo(await (await link.get()).request(["INFO"]));
  await show.item(info, statusLines(info, Date.now()).join("\n"));
}

async function say(context: CommandContext, args: readonly string[]): Promise<void> {
  const { link, show, streams, signal, room: here } = context;
  const [room, typed] = args.length === 1 ? [here, args[0] as string] : args as [string, string];
  const connection = await link.get();
  const text = typed !== "-"
    ? typed
    : await readMessage(streams, { characters: await serverLimit(connection, "max-message"), signal });
  const saying = connection.request(["ROOM.SAY", room, text]);
  // Asked only after it was said: whoever has no name gets one by saying something.
  const naming = show.json ? undefined : connection.request(["CLIENT", "GETNAME"]);
  naming?.catch(() => {});
  const offset = asNumber(await saying);
  const name = textOf(await naming?.catch(() => null) ?? null) ?? "?";
  await show.item({ room, offset }, escapeText(texts.client.said(room, name, offset, offset === 1)));
}

async function tell(context: CommandContext, [name = "", ...words]: readonly string[]): Promise<void> {
  const { link, show } = context, text = words.join(" ");
  const reached = asNumber(await (await link.get()).request(["ROOM.TELL", name, text]));
  if (reached === 0) throw new EnchufeError("NOMEMBER", texts.client.cannotShow(name));
  if (context.onTold !== undefined) return context.onTold(name, text);
  await show.item({ to: name, reached }, escapeText(texts.client.toldTo(name)));
}

async function who({ link, show, names }: CommandContext, args: readonly string[]): Promise<void> {
  const members = asList(await (await link.get()).request(["ROOM.WHO", ...args])).map(toMember);
  const lines = names ? members.map(({ name }) => escapeText(name)) : memberLines(members);
  for (const [at, member] of members.entries()) await show.item(member, lines[at]);
  if (members.length === 0 && !names) await show.item(undefined, texts.client.noMembers());
}

async function rooms({ link, show, names }: CommandContext): Promise<void> {
  const found = asList(await (await link.get()).request(["ROOM.LIST"])).map(toRoom);
  const lines = names ? found.map(({ room }) => escapeText(room)) : roomLines(found);
  for (const [at, room] of found.entries()) await show.item(room, lines[at]);
  if (found.length === 0 && !names) await show.item(undefined, texts.client.noRooms());
}

async function history({ link, show, room: here }: CommandContext, args: readonly string[]): Promise<void> {
  const found = toHistory(await (await link.get()).request(["ROOM.HISTORY", args[0] ?? here]));
  for (const message of found.messages) await show.item(message, messageLine(message));
  if (found.messages.length === 0) await show.item(undefined, texts.client.noHistory());
}

async function watch({ link, show }: CommandContext): Promise<void> {
  let shown: Promise<void> = Promise.resolve();
  const { promise: failed, reject } = Promise.withResolvers<never>();
  link.onPush = (push) => {
    const event = toEvent(push);
    if (event === undefined) return;
    // One after another: the order of events must not depend on how stdout takes them.
    shown = shown.then(() => show.item(event, watchLine(event)));
    shown.catch(reject);
  };
  const connection = await link.get();
  // The confirmations come as pushes, one for each pattern; no reply is due.
  connection.send(["PSUBSCRIBE", "room:*", "file:*"]);
  const why = await Promise.race([connection.ended, failed]);
  await shown;
  if (why !== undefined) throw why;
}

async function raw({ link, show }: CommandContext, args: readonly string[]): Promise<void> {
  // What some commands answer on RESP3 are pushes only, as `SUBSCRIBE` does; the first one stands for the reply.
  const { promise: pushed, resolve } = Promise.withResolvers<Reply>();
  link.onPush = (push) => resolve(push.items);
  const connection = await link.get();
  const reply = await Promise.race([connection.request(args), pushed]);
  await show.item({ reply: toJson(reply) }, replyText(reply));
}
