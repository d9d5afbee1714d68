/**
 * Uploads that outlive their connection: announced with size and digest, sent in pieces, and put in place when both
 * match.
 *
 * @module
 */
import { failure } from "../failure.ts";
import { OK, type Reply } from "../framing/reply.ts";
import type { Request } from "../framing/request.ts";
import { type BeginOptions, type Uploader, type UploadInfo, UploadPiece } from "../share/share.ts";
import {
  author,
  type Command,
  integerArgument,
  ownerOfFiles,
  pathArgument,
  rowsOf,
  syntaxError,
} from "./command.ts";
import type { Context } from "./context.ts";
import { insistOnReplacing, isAdministrator, mayReplace } from "./permission.ts";

/** The year 9999: what every system can keep, and people can read. */
const LATEST_MS = 253_402_300_799_999;
const EXISTS = ["error", "replace", "rename"] as const;

function uploader(context: Context): Uploader {
  const { peer, share } = context;
  return {
    owner: ownerOfFiles(context).key,
    holder: peer,
    admin: isAdministrator(context),
    writer: share.writer,
  };
}

function digestArgument(request: Request, index: number): string {
  const text = request.text(index);
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
  throw failure("badDigest", { value: JSON.stringify(text.slice(0, 100)) });
}

async function begin(request: Request, context: Context): Promise<Reply> {
  const path = pathArgument(request, 1);
  const options: { -readonly [K in keyof BeginOptions]: BeginOptions[K] } = {
    size: integerArgument(request, 2),
    sha256: digestArgument(request, 3),
    exists: "error",
  };
  for (let i = 4; i < request.count; i += 2) {
    if (i + 1 >= request.count) throw syntaxError();
    if (request.is(i, "EXISTS")) {
      const wanted = EXISTS.find((word) => request.is(i + 1, word.toUpperCase()));
      if (wanted === undefined) throw syntaxError();
      options.exists = wanted;
    } else if (request.is(i, "MTIME")) {
      options.mtime = integerArgument(request, i + 1);
      if (options.mtime < 0 || options.mtime > LATEST_MS) throw failure("notInteger");
    } else throw syntaxError();
  }
  if (options.exists === "replace") {
    insistOnReplacing(context, path);
    // What appears there meanwhile is not replaced either.
    if (!mayReplace(context) && !context.share.isBoxed(path)) options.exists = "error";
  }
  const { id, offset } = await context.share.uploads.begin(path, uploader(context), options);
  return new Map<string, Reply>([["id", id], ["offset", offset]]);
}

async function write(request: Request, context: Context): Promise<Reply> {
  if (context.upload instanceof UploadPiece) return context.upload.finish();
  const offset = integerArgument(request, 2);
  // Decoded in place: the buffer stays as it is until this command is done.
  const bytes = request.bytes(3);
  return await context.share.uploads.write(request.text(1), uploader(context), { offset, bytes });
}

function describe({ id, path, size, offset, sha256 }: UploadInfo): Map<string, Reply> {
  return new Map<string, Reply>([["id", id], ["path", path], ["size", size], ["offset", offset], [
    "sha256",
    sha256,
  ]]);
}

async function commit(request: Request, context: Context): Promise<Reply> {
  const by = author(context);
  const receipt = await context.share.uploads.commit(request.text(1), uploader(context), { by });
  return new Map<string, Reply>(Object.entries(receipt));
}

const row = rowsOf({ group: "upload", access: "write" });

/** The group. */
export const UPLOAD_COMMANDS: readonly Command[] = [
  row("UPLOAD.BEGIN", "path size sha256 [EXISTS error|replace|rename] [MTIME ms]", {
    summary:
      "Announces a file, or finds an upload of the same words again; answers id and offset, from which to go on",
    arity: -4,
    keys: [1, 1, 1],
    run: begin,
  }),
  row("UPLOAD.WRITE", "id offset bytes", {
    summary: "Adds to an upload; answers the new offset. What came before a cut stays",
    arity: 4,
    payload: {
      argument: 3,
      take: (request, context, size) =>
        context.share.uploads.receive(request.text(1), uploader(context), {
          offset: integerArgument(request, 2),
          size,
        }),
    },
    run: write,
  }),
  row("UPLOAD.STAT", "id", {
    summary: "Describes an upload: id, path, size, offset, sha256",
    arity: 2,
    run: (request, context) => describe(context.share.uploads.stat(request.text(1), uploader(context))),
  }),
  row("UPLOAD.LIST", "", {
    summary: "Lists one's unfinished uploads, with their owner; an administrator sees everybody's",
    arity: 1,
    run: (_, context) =>
      context.share.uploads.list(uploader(context)).map((info) => describe(info).set("owner", info.owner)),
  }),
  row("UPLOAD.COMMIT", "id", {
    summary: "Puts a whole upload in its place; answers its receipt: path, size, sha256, mtime, replaced",
    arity: 2,
    run: commit,
  }),
  row("UPLOAD.ABORT", "id", {
    summary: "Gives an upload up",
    arity: 2,
    run: async (request, context) => {
      await context.share.uploads.abort(request.text(1), uploader(context));
      return OK;
    },
  }),
];
