/**
 * A share in memory behind a fake server, which can be told to fail in every way that a transfer must get over.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { Connection } from "../../../lib/client/connection.ts";
import type { ConnectionSource } from "../../../lib/client/link.ts";
import type { Clock } from "../../../lib/client/pacer.ts";
import type { TransferOptions } from "../../../lib/client/transfer.ts";
import { ErrorReply, type Reply } from "../../../lib/framing/reply.ts";
import { fakeServer, type FakeSession, record } from "./memory_transport.ts";

export const sha256 = (bytes: string | Uint8Array): string =>
  createHash("sha256").update(bytes).digest("hex");

interface FakeUpload {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
  readonly exists: string;
  bytes: string;
}

/** What a test does in place of the share; `"go on"` leaves it to the share. */
export type Meddle = (words: string[], session: FakeSession) => Reply | undefined | "go on";

/** Only ASCII: the fake server decodes words as text. */
export class FakeShare {
  readonly files = new Map<string, { text: string; etag: string }>();
  readonly uploads = new Map<string, FakeUpload>();
  /** Requests of all sessions, each as its words, without the bytes. */
  readonly asked: string[] = [];
  /** Milliseconds that were waited for before attempts. */
  readonly waits: number[] = [];
  /** Sessions that were opened. */
  dialled = 0;
  /** While true, nobody gets a connection. */
  down = false;
  meddle: Meddle = () => "go on";
  #etag = 0;
  readonly #server = fakeServer((words, session) => {
    this.asked.push(words[0] === "UPLOAD.WRITE" ? words.slice(0, 3).join(" ") : words.join(" "));
    const meddled = this.meddle(words, session);
    return meddled === "go on" ? this.answer(words) : meddled;
  });

  /** Puts a file there, or another one in its place. */
  put(path: string, text: string): void {
    this.files.set(path, { text, etag: `etag${++this.#etag}` });
  }

  /** Names of the commands so far. */
  get commands(): string[] {
    return this.asked.map((line) => line.split(" ")[0] as string);
  }

  /** Gives connections. */
  source(): ConnectionSource {
    let connection: Connection | undefined;
    return {
      onPush: () => {},
      get: async () => {
        if (connection?.over === false) return connection;
        const { EnchufeError } = await import("../../../lib/errors.ts");
        if (this.down) throw new EnchufeError("UNREACHABLE", "Cannot connect to test:1");
        this.dialled++;
        return connection = new Connection(await this.#server.dial(), { timeout: 60_000, where: "test:1" });
      },
    };
  }

  /** Options whose time goes by at once. */
  options(more: Partial<TransferOptions> = {}): TransferOptions {
    const clock: Clock = {
      now: () => 0,
      wait: (ms, signal) => {
        this.waits.push(ms);
        return signal?.aborted ? Promise.reject(signal.reason) : Promise.resolve();
      },
    };
    return { ifExists: "replace", signal: new AbortController().signal, clock, random: () => 0, ...more };
  }

  answer([command, ...words]: string[]): Reply {
    const [path = "", second = "", third = ""] = words;
    const file = this.files.get(path);
    switch (command) {
      case "FILE.STAT":
        if (file === undefined) return new ErrorReply("NOTFOUND", `Path "${path}" does not exist`);
        return record({
          path,
          name: path,
          type: "file",
          size: file.text.length,
          mtime: 1_600_000_000_000,
          etag: file.etag,
        });
      case "GETRANGE": {
        const end = Number(third) < 0 ? Infinity : Number(third) + 1;
        return new TextEncoder().encode((file?.text ?? "").slice(Number(second), end));
      }
      case "FILE.HASH":
        if (file === undefined) return new ErrorReply("NOTFOUND", `Path "${path}" does not exist`);
        return sha256(file.text);
      case "TYPE":
        return file === undefined ? path === "docs" ? "dir" : "none" : "string";
      case "FILE.MKDIR":
        return 1;
      case "UPLOAD.BEGIN":
        return this.#begin(words);
      case "UPLOAD.WRITE":
        return this.#write(path, Number(second), third);
      case "UPLOAD.COMMIT":
        return this.#commit(path);
      case "UPLOAD.ABORT":
        this.uploads.delete(path);
        return "OK";
      default:
        return new ErrorReply("ERR", `unknown command '${command}', with args beginning with: `);
    }
  }

  #begin([path = "", size, digest = "", , exists = "error"]: string[]): Reply {
    if (exists === "error" && this.files.has(path)) {
      return new ErrorReply("EXISTS", `Path "${path}" exists already`);
    }
    const id = sha256([path, size, digest, exists].join("\0")).slice(0, 32);
    const upload = this.uploads.get(id) ??
      { path, size: Number(size), sha256: digest, exists, bytes: "" };
    this.uploads.set(id, upload);
    return record({ id, offset: upload.bytes.length });
  }

  #write(id: string, offset: number, bytes: string): Reply {
    const upload = this.uploads.get(id);
    if (upload === undefined) return new ErrorReply("NOUPLOAD", "There is no such upload");
    if (upload.bytes.length !== offset) return new ErrorReply("OFFSET", "Another offset is wanted");
    upload.bytes += bytes;
    return upload.bytes.length;
  }

  #commit(id: string): Reply {
    const upload = this.uploads.get(id);
    if (upload === undefined) return new ErrorReply("NOUPLOAD", "There is no such upload");
    if (upload.bytes.length !== upload.size) return new ErrorReply("SHORT", "Bytes are lacking");
    this.uploads.delete(id);
    if (sha256(upload.bytes) !== upload.sha256) return new ErrorReply("DIGEST", "The digest differs");
    const taken = this.files.has(upload.path);
    const path = taken && upload.exists === "rename" ? `${upload.path} (2)` : upload.path;
    this.put(path, upload.bytes);
    return record({
      path,
      size: upload.size,
      sha256: upload.sha256,
      mtime: 0,
      replaced: taken && upload.exists === "replace" ? 1 : 0,
    });
  }
}

/** Answers with the beginning of a bulk string, then cuts the connection. */
export function cutOff(session: FakeSession, whole: string, after: number): undefined {
  session.raw(`$${whole.length}\r\n${whole.slice(0, after)}`);
  session.close();
  return undefined;
}
