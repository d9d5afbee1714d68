/**
 * Files in full: what Redis's strings cannot say.
 *
 * @module
 */
import { failure } from "../failure.ts";
import { OK, type Reply } from "../framing/reply.ts";
import type { Request } from "../framing/request.ts";
import type { Entry, ListOptions } from "../share/share.ts";
import {
  author,
  type Command,
  fileBody,
  insistOnShort,
  integerArgument,
  pathArgument,
  patternArgument,
  rowsOf,
  syntaxError,
  textArgument,
} from "./command.ts";
import type { Context } from "./context.ts";

/** An entry as the protocol shows it: times in milliseconds since the epoch, sizes in bytes. */
function describe(entry: Entry): Map<string, Reply> {
  return new Map<string, Reply>([
    ["path", entry.path],
    ["name", entry.name],
    ["type", entry.type],
    ["size", entry.size],
    ["mtime", entry.mtime],
  ]);
}

function stat(request: Request, { share }: Context): Reply {
  const entry = share.stat(pathArgument(request, 1));
  return describe(entry).set("etag", entry.etag);
}

async function list(request: Request, { share }: Context): Promise<Reply> {
  const options: { -readonly [K in keyof ListOptions]: ListOptions[K] } = {};
  const path = pathArgument(request, 1);
  for (let i = 2; i < request.count;) {
    if (request.is(i, "RECURSIVE")) {
      options.recursive = true;
      i++;
      continue;
    }
    if (i + 1 >= request.count) throw syntaxError();
    if (request.is(i, "MATCH")) options.match = patternArgument(request, i + 1);
    else if (request.is(i, "CURSOR")) options.cursor = textArgument(request, i + 1);
    else if (request.is(i, "COUNT")) {
      options.count = integerArgument(request, i + 1);
      if (options.count < 1) throw syntaxError();
    } else throw syntaxError();
    i += 2;
  }
  const page = await share.list(path, options);
  return [page.cursor, page.entries.map(describe)];
}

async function tar(request: Request, context: Context): Promise<Reply> {
  const path = pathArgument(request, 1);
  const exclude: string[] = [];
  for (let i = 2; i < request.count; i += 2) {
    if (i + 1 >= request.count || !request.is(i, "EXCLUDE")) throw syntaxError();
    exclude.push(patternArgument(request, i + 1));
  }
  insistOnShort(exclude);
  const source = await context.share.tar(path, { exclude });
  return fileBody(context, source, {
    path: source.path === "." ? "/" : source.path,
    part: false,
    last: true,
  });
}

async function remove(request: Request, context: Context): Promise<Reply> {
  if (request.count > 3 || (request.count === 3 && !request.is(2, "RECURSIVE"))) throw syntaxError();
  const path = pathArgument(request, 1);
  const options = { by: author(context), recursive: request.count === 3 };
  if (!await context.share.remove(path, options)) {
    throw failure("nothingToRemove", { path: JSON.stringify(path) });
  }
  return OK;
}

async function move(request: Request, context: Context): Promise<Reply> {
  await context.share.move(pathArgument(request, 1), pathArgument(request, 2), author(context));
  return OK;
}

const reading = rowsOf({ group: "file", access: "read" });
const writing = rowsOf({ group: "file", access: "write" });

/** The group. */
export const FILE_COMMANDS: readonly Command[] = [
  reading("FILE.LIST", "path [RECURSIVE] [MATCH pattern] [CURSOR cursor] [COUNT count]", {
    summary:
      "Lists a directory (/ is the share itself), a page at a time: a cursor, and a map for each entry",
    arity: -2,
    keys: [1, 1, 1],
    atOnce: 4,
    run: list,
  }),
  reading("FILE.STAT", "path", {
    summary:
      "Describes an entry: path, name, type, size in bytes, mtime in milliseconds since 1970, etag (the same as long as the content is)",
    arity: 2,
    keys: [1, 1, 1],
    run: stat,
  }),
  reading("FILE.HASH", "path", {
    summary: "Answers the SHA-256 of a file in hexadecimal",
    arity: 2,
    keys: [1, 1, 1],
    run: (request, { share }) => share.hash(pathArgument(request, 1)),
  }),
  reading("FILE.TAR", "path [EXCLUDE pattern [EXCLUDE pattern ...]]", {
    summary: "Answers a directory and all that is in it as one tar archive, made while it is sent",
    arity: -2,
    keys: [1, 1, 1],
    atOnce: 4,
    run: tar,
  }),
  writing("FILE.MKDIR", "path", {
    summary: "Makes a directory and its parents; 0 if it was already there",
    arity: 2,
    keys: [1, 1, 1],
    run: async (request, context) =>
      await context.share.mkdir(pathArgument(request, 1), author(context)) ? 1 : 0,
  }),
  writing("FILE.MOVE", "path newpath", {
    summary: "Moves or renames an entry; never over another",
    arity: 3,
    keys: [1, 2, 1],
    destroys: true,
    run: move,
  }),
  writing("FILE.REMOVE", "path [RECURSIVE]", {
    summary: "Removes a file or directory",
    arity: -2,
    keys: [1, 1, 1],
    destroys: true,
    run: remove,
  }),
];
