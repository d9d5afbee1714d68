/**
 * The shape of a command: what it is, as data beside its handler. Help, `COMMAND DOCS` and docs/protocol.md are
 * made from it.
 *
 * @module
 */
import type { Account } from "../accounts/accounts.ts";
import { DEFAULT_USER } from "../accounts/users_file.ts";
import type { EnchufeError } from "../errors.ts";
import { failure } from "../failure.ts";
import { type BodySource, FileBody, type Reply } from "../framing/reply.ts";
import type { Request } from "../framing/request.ts";
import { type Owner, ownerOf, ownerOfUser, type Upload } from "../share/share.ts";
import type { Context } from "./context.ts";

/** Groups of the protocol, as `COMMAND DOCS` names them. */
export type CommandGroup =
  | "connection"
  | "string"
  | "file"
  | "upload"
  | "room"
  | "pubsub"
  | "server"
  | "admin";

/**
 * What a command needs: nothing, a server that lets something be written (`--access write` or `drop`, `--drop-box`), or a
 * peer on the server's own machine or with the role of administrator.
 */
export type CommandAccess = "read" | "write" | "admin";

/** Returns the reply, or throws an {@linkcode EnchufeError}, which becomes an error reply. */
export type Handler = (request: Request, context: Context) => Reply | Promise<Reply>;

/** An argument that goes to disk as it arrives. */
export interface Payload {
  /** Its index; it is the last one that the command needs. */
  readonly argument: number;
  /**
   * Begins to take it in, or throws why not.
   *
   * @param request The arguments before it.
   * @param context Of the session that sends it.
   * @param size Its bytes.
   */
  readonly take: (request: Request, context: Context, size: number) => Promise<Upload>;
}

/** One command, or a container of sub-commands. */
export interface Command {
  /** In upper case. */
  readonly name: string;
  /** Arguments as the docs write them, without the name. */
  readonly syntax: string;
  /** One line for help and the docs. */
  readonly summary: string;
  /** Where it is documented. */
  readonly group: CommandGroup;
  /** Number of arguments with the name; negative: at least so many (Redis's convention). */
  readonly arity: number;
  /** What it needs. */
  readonly access: CommandAccess;
  /** Whether it needs no password where one is required of all. */
  readonly beforeAuth?: boolean;
  /** Whether it changes or removes what is there, for which a password may be required. */
  readonly destroys?: boolean;
  /** Whether a RESP2 session may use it while it has a subscription. */
  readonly whileSubscribed?: boolean;
  /** Whether it is over within microseconds whatever is asked, so that many may follow each other without a look at the clock. */
  readonly fast?: boolean;
  /** First, last (negative: from the end) and step of the arguments that are paths. */
  readonly keys?: readonly [first: number, last: number, step: number];
  /** The argument that may be larger than `--max-argument`, since it goes to disk. */
  readonly payload?: Payload;
  /**
   * How many of it run at once, whoever asks; the others wait. For what walks or holds thousands of entries: a crowd of
   * them would share the memory and, at each turn, the time in which nobody else is answered.
   */
  readonly atOnce?: number;
  /** Sub-commands, if this is a container; then `run` serves only the bare name. */
  readonly subcommands?: readonly Command[];
  /** The handler. */
  readonly run: Handler;
}

/** What a command has besides its name, syntax, and what its whole group has in common. */
export type CommandRest = Pick<Command, "summary" | "arity" | "run"> & Partial<Command>;

/**
 * A maker of rows for the table.
 *
 * @param common What the rows have in common.
 * @returns A function of name, syntax and the rest.
 */
export function rowsOf(
  common: Pick<Command, "group" | "access">,
): (name: string, syntax: string, rest: CommandRest) => Command {
  return (name, syntax, rest) => ({ name, syntax, ...common, ...rest });
}

/**
 * An argument that names an entry.
 *
 * @param request The request.
 * @param index The argument.
 * @returns Its text.
 * @throws {EnchufeError} `BADPATH` if it is not UTF-8.
 */
export function pathArgument(request: Request, index: number): string {
  const path = request.strictText(index);
  if (path === undefined) {
    const shown = JSON.stringify(request.text(index).slice(0, 100));
    throw failure("pathNotUtf8", { path: shown });
  }
  return path;
}

/**
 * An argument that people will read.
 *
 * @param request The request.
 * @param index The argument.
 * @returns Its text.
 * @throws {EnchufeError} `ERR` if it is not UTF-8.
 */
export function textArgument(request: Request, index: number): string {
  const text = request.strictText(index);
  if (text === undefined) throw failure("textNotUtf8");
  return text;
}

/** Characters of a pattern: matching takes pattern × text steps, and a peer chooses both. */
const MAX_PATTERN = 256;

/**
 * An argument that is a glob pattern.
 *
 * @param request The request.
 * @param index The argument.
 * @returns Its text.
 * @throws {EnchufeError} `ERR` if it is not UTF-8 or longer than 256 characters.
 */
export function patternArgument(request: Request, index: number): string {
  const pattern = textArgument(request, index);
  if (pattern.length <= MAX_PATTERN) return pattern;
  throw failure("patternTooLong", { length: pattern.length, most: MAX_PATTERN });
}

/**
 * Patterns of one command, all of which are tried on each entry: together no longer than one may be.
 *
 * @param patterns From {@linkcode patternArgument}.
 * @throws {EnchufeError} `ERR` if they are longer.
 */
export function insistOnShort(patterns: readonly string[]): void {
  const length = patterns.reduce((sum, pattern) => sum + pattern.length, 0);
  if (length > MAX_PATTERN) throw failure("patternTooLong", { length, most: MAX_PATTERN });
}

/**
 * An argument that is a whole number.
 *
 * @param request The request.
 * @param index The argument.
 * @returns The number.
 * @throws {EnchufeError} `ERR` with Redis's text if it is none.
 */
export function integerArgument(request: Request, index: number): number {
  const value = index < request.count ? request.integer(index) : undefined;
  if (value === undefined) throw failure("notInteger");
  return value;
}

/**
 * The error for options that do not fit, in Redis's words.
 *
 * @returns It, to be thrown.
 */
export function syntaxError(): EnchufeError {
  return failure("syntax");
}

/**
 * Who is told to have changed or fetched a file. Somebody who chats and at the same time hands in with a second
 * session is one person.
 *
 * @param context Of the session that does it.
 * @returns Its name; or its label, if nobody has that name, or somebody at the same host has; or its address.
 */
export function author({ peer, hub }: Context): string {
  if (isNamedUser(peer.account)) return peer.account.name;
  if (peer.name !== undefined) return peer.name;
  // Asked only where there is one: refusing the empty name takes longer than reading a small file.
  if (peer.label === "") return peer.address;
  const holder = hub.members.get(peer.label);
  if (holder !== undefined && isSameHost(holder.address, peer.address)) return holder.name ?? peer.label;
  return holder === undefined && hub.isFree(peer.label) ? peer.label : peer.address;
}

/**
 * Whose the files and uploads are that a session sends and, in a drop box, sees. Unlike a session it is the same after
 * a loss.
 *
 * @param context Of the session.
 * @returns The owner; as {@linkcode author}, and its host.
 */
export function ownerOfFiles(context: Context): Owner {
  const { account } = context.peer;
  // A user is the same person at whatever host.
  if (isNamedUser(account)) return ownerOfUser(account.name);
  return ownerOf(author(context), context.peer.address);
}

/**
 * A reply that streams a file, counted and told of when it is over.
 *
 * @param context Of the session that asked for it.
 * @param source The open file.
 * @param asked Its path, whether it is a part of the file, and whether the end is in it.
 * @returns The reply.
 */
export function fileBody(
  context: Context,
  source: BodySource,
  asked: { readonly path: string; readonly part: boolean; readonly last: boolean },
): FileBody {
  const { transfers, onFetch } = context;
  const { path, part, last } = asked;
  const { size } = source;
  const fetch = onFetch && { path, part, size, by: author(context), began: context.now() };
  return new FileBody(source, (whole, sent) => {
    transfers.sent({ sent, whole, last });
    if (fetch !== undefined) onFetch?.({ ...fetch, whole, sent });
  });
}

/** The default user is who knows the shared password, and nobody in particular. */
function isNamedUser(account: Account | undefined): account is Account {
  return account !== undefined && account.name !== DEFAULT_USER;
}

/** Compares two of `address:port`, which only the session's own port tells apart on one machine. */
function isSameHost(one: string, other: string): boolean {
  const end = one.lastIndexOf(":");
  return end > 0 && other.lastIndexOf(":") === end && one.slice(0, end) === other.slice(0, end);
}
