/**
 * Files as Redis strings: a key is a path, its value the file's content.
 *
 * @module
 */
import { EnchufeError } from "../errors.ts";
import { failure } from "../failure.ts";
import { FileBody, OK, type Reply, Simple } from "../framing/reply.ts";
import type { Request } from "../framing/request.ts";
import type { ByteRange, EntryType, Existing, ScanOptions } from "../share/share.ts";
import {
  author,
  type Command,
  fileBody,
  integerArgument,
  pathArgument,
  patternArgument,
  rowsOf,
  syntaxError,
} from "./command.ts";
import type { Context } from "./context.ts";
import { insistOnReplacing, mayReplace } from "./permission.ts";

/** Files up to here are read at once and synchronously: 1–3 µs a call against 15–19 µs for an asynchronous one. */
const SMALL_FILE = 64 * 1024;
/** `KEYS` answers in one piece, so it needs an end; beyond it `SCAN` is the way. */
const MOST_KEYS = 100_000;
const NOTHING = new Uint8Array(0);

/** The end of the file is sent with `last`. */
function content(context: Context, path: string, range?: ByteRange & { readonly last: boolean }): Reply {
  const { share, transfers, onFetch } = context;
  const part = range !== undefined, last = range?.last ?? true;
  const small = share.readSmall(path, SMALL_FILE, range);
  if (small !== undefined) {
    transfers.sent({ sent: small.length, whole: true, last });
    const size = small.length;
    onFetch?.({ path, part, by: author(context), size, sent: size, whole: true });
    return small;
  }
  return fileBody(context, share.open(path, range), { path, part, last });
}

/** The reply for a missing file, or the error thrown again. */
function ifMissing<T>(error: unknown, reply: T): T {
  if (error instanceof EnchufeError && error.code === "NOTFOUND") return reply;
  throw error;
}

function get(request: Request, context: Context): Reply {
  try {
    return content(context, pathArgument(request, 1));
  } catch (error) {
    return ifMissing(error, null);
  }
}

function getRange(request: Request, context: Context): Reply {
  const path = pathArgument(request, 1);
  let start = integerArgument(request, 2), end = integerArgument(request, 3);
  const entry = context.share.find(path);
  if (entry === undefined) return NOTHING;
  // Redis's rule: both ends included, negative ones count from the end.
  if (start < 0) start = Math.max(0, entry.size + start);
  if (end < 0) end = entry.size + end;
  end = Math.min(end + 1, entry.size);
  // All of it is no part: so a client that can go on after a loss asks for a file.
  if (start === 0 && end === entry.size) return content(context, path);
  if (start >= end && entry.type === "file") return NOTHING;
  return content(context, path, { start, end, last: end === entry.size });
}

function stringLength(request: Request, { share }: Context): Reply {
  const entry = share.find(pathArgument(request, 1));
  if (entry?.type === "dir") throw wrongType(entry.path);
  return entry?.size ?? 0;
}

function wrongType(path: string): EnchufeError {
  return failure("directoryAsString", { path: JSON.stringify(path) });
}

function exists(request: Request, { share }: Context): Reply {
  let found = 0;
  for (let i = 1; i < request.count; i++) if (share.find(pathArgument(request, i)) !== undefined) found++;
  return found;
}

function type(request: Request, { share }: Context): Reply {
  const entry = share.find(pathArgument(request, 1));
  // A simple string, as in Redis: redis-cli --bigkeys insists on it.
  return new Simple(entry === undefined ? "none" : entry.type === "dir" ? "dir" : "string");
}

async function scan(request: Request, { share }: Context): Promise<Reply> {
  const cursor = request.text(1);
  if (!/^\d{1,16}$/.test(cursor)) throw failure("badScanCursor");
  const options: { -readonly [K in keyof ScanOptions]: ScanOptions[K] } = { cursor };
  for (let i = 2; i < request.count; i += 2) {
    if (i + 1 >= request.count) throw syntaxError();
    if (request.is(i, "MATCH")) options.match = patternArgument(request, i + 1);
    else if (request.is(i, "COUNT")) {
      options.count = integerArgument(request, i + 1);
      if (options.count < 1) throw syntaxError();
    } else if (request.is(i, "TYPE")) {
      const wanted = request.text(i + 1).toLowerCase();
      // A type that we do not have is no error in Redis: nothing matches it.
      if (wanted !== "string" && wanted !== "dir") return ["0", []];
      options.type = (wanted === "string" ? "file" : "dir") satisfies EntryType;
    } else throw syntaxError();
  }
  const page = await share.scan(options);
  return [page.cursor, page.paths];
}

async function set(request: Request, context: Context): Promise<Reply> {
  const { share } = context;
  const path = pathArgument(request, 1);
  let existing: Existing = "replace";
  let wantsOld = false;
  for (let i = 3; i < request.count; i++) {
    if (request.is(i, "NX") && existing !== "update") existing = "create";
    else if (request.is(i, "XX") && existing !== "create") existing = "update";
    else if (request.is(i, "GET")) wantsOld = true;
    else throw syntaxError();
  }
  // Without the password for it, nothing is replaced that appears there meanwhile either.
  const onlyNew = existing !== "create" && !mayReplace(context) && !share.isBoxed(path);
  if (onlyNew) {
    insistOnReplacing(context, path);
    if (existing === "update") return null;
    existing = "create";
  }
  // Opened before it is replaced: the old file lives on until it has been sent.
  const old = wantsOld ? get(request, context) : null;
  try {
    const bytes = context.upload ?? request.bytes(2);
    await share.write(path, bytes, { existing, by: author(context) });
    context.transfers.received++;
    return wantsOld ? old : OK;
  } catch (error) {
    if (error instanceof EnchufeError) {
      if (onlyNew && error.code === "EXISTS") throw failure("authRequired");
      if (existing === "create" && error.code === "EXISTS") return old;
      if (existing === "update" && error.code === "NOTFOUND") return null;
    }
    if (old instanceof FileBody) old.source.close();
    throw error;
  }
}

async function setRange(request: Request, context: Context): Promise<Reply> {
  const path = pathArgument(request, 1);
  const offset = integerArgument(request, 2);
  if (offset < 0) throw failure("negativeOffset");
  if (request.size(3) === 0) return stringLength(request, context);
  return await context.share.writeAt(path, offset, request.bytes(3), author(context));
}

async function append(request: Request, context: Context): Promise<Reply> {
  return await context.share.append(pathArgument(request, 1), request.bytes(2), author(context));
}

async function remove(request: Request, context: Context): Promise<Reply> {
  const paths: string[] = [];
  for (let i = 1; i < request.count; i++) paths.push(pathArgument(request, i));
  let removed = 0;
  for (const path of paths) {
    if (await context.share.remove(path, { by: author(context), type: "file" })) removed++;
  }
  return removed;
}

const KEY = [1, 1, 1] as const;
const ALL_KEYS = [1, -1, 1] as const;
const reading = rowsOf({ group: "string", access: "read" });
const writing = rowsOf({ group: "string", access: "write" });

/** The group. */
export const STRING_COMMANDS: readonly Command[] = [
  reading("GET", "key", { summary: "Answers a file's content", arity: 2, keys: KEY, run: get }),
  reading("GETRANGE", "key start end", {
    summary: "Answers a part of a file, both ends included",
    arity: 4,
    keys: KEY,
    run: getRange,
  }),
  reading("SUBSTR", "key start end", {
    summary: "The old name of GETRANGE",
    arity: 4,
    keys: KEY,
    run: getRange,
  }),
  reading("STRLEN", "key", {
    summary: "Answers a file's size in bytes",
    arity: 2,
    keys: KEY,
    run: stringLength,
  }),
  reading("EXISTS", "key [key ...]", {
    summary: "Counts which of the entries exist",
    arity: -2,
    keys: ALL_KEYS,
    run: exists,
  }),
  reading("TYPE", "key", { summary: "Answers string, dir or none", arity: 2, keys: KEY, run: type }),
  reading("KEYS", "pattern", {
    summary: "Answers the paths of all files that match",
    arity: 2,
    atOnce: 2,
    run: (request, { share }) => share.paths(patternArgument(request, 1), MOST_KEYS),
  }),
  reading("SCAN", "cursor [MATCH pattern] [COUNT count] [TYPE string|dir]", {
    summary: "Answers the paths of files, a page at a time",
    arity: -2,
    atOnce: 4,
    run: scan,
  }),
  reading("DBSIZE", "", {
    summary: "Answers the number of files",
    arity: 1,
    atOnce: 2,
    run: (_, { share }) => share.count(),
  }),
  writing("SET", "key value [NX | XX] [GET]", {
    summary: "Puts a file in its place, whole or not at all",
    arity: -3,
    keys: KEY,
    payload: {
      argument: 2,
      take: (request, { share }, size) => share.stage(pathArgument(request, 1), size),
    },
    run: set,
  }),
  writing("SETRANGE", "key offset value", {
    summary: "Overwrites a part of a file",
    arity: 4,
    keys: KEY,
    destroys: true,
    run: setRange,
  }),
  writing("APPEND", "key value", {
    summary: "Adds to the end of a file",
    arity: 3,
    keys: KEY,
    destroys: true,
    run: append,
  }),
  writing("DEL", "key [key ...]", {
    summary: "Removes files",
    arity: -2,
    keys: ALL_KEYS,
    destroys: true,
    run: remove,
  }),
  writing("UNLINK", "key [key ...]", {
    summary: "Removes files",
    arity: -2,
    keys: ALL_KEYS,
    destroys: true,
    run: remove,
  }),
];
