/** Large files whose blocks can be told apart, and clients that fetch them slowly. @module */
import { crc32 } from "node:zlib";
import { assertEquals } from "../helpers/assert.ts";
import { within } from "../helpers/patience.ts";
import { startServer, type TestServer } from "../helpers/processes.ts";
import { type TempDir, tempDir } from "../helpers/temp.ts";

const KIB = 1024, MIB = 1024 * KIB;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Bytes at the beginning of each block of a marked file. */
function marker(block: number): Uint8Array<ArrayBuffer> {
  return encoder.encode(`block ${block} ñ 🙂\r\n`);
}

/** A sparse file whose blocks can be told apart. */
export function makeMarked(path: string, size: number, block = MIB): void {
  using file = Deno.openSync(path, { write: true, createNew: true });
  file.truncateSync(size);
  for (let at = 0; at + block <= size; at += block) {
    file.seekSync(at, Deno.SeekMode.Start);
    file.writeSync(marker(at / block));
  }
}

/** The content of a marked file, a block at a time. */
export function* markedBlocks(size: number, block = MIB): Generator<Uint8Array<ArrayBuffer>> {
  for (let at = 0; at < size; at += block) {
    const bytes = new Uint8Array(Math.min(block, size - at));
    if (bytes.length === block) bytes.set(marker(at / block));
    yield bytes;
  }
}

/** One `GET` on a bare socket, read as slowly as the test wants. */
export class Download implements Disposable {
  size = -1;
  received = 0;
  readonly connection: Deno.TcpConn;
  readonly #buffer = new Uint8Array(256 * KIB);
  /** What came behind the header, or behind the body. */
  #rest: Uint8Array = new Uint8Array(0);

  private constructor(connection: Deno.TcpConn) {
    this.connection = connection;
  }

  /** Asks and reads the header, and no more than comes with it. */
  static async begin(port: number, request: string, behind = ""): Promise<Download> {
    const download = new Download(await Deno.connect({ hostname: "127.0.0.1", port }));
    const bytes = encoder.encode(`${request}\r\n${behind}`);
    assertEquals(await download.connection.write(bytes), bytes.length);
    const header = await download.line();
    assertEquals(header[0], "$", header);
    download.size = Number(header.slice(1));
    return download;
  }

  /** The next line. */
  async line(): Promise<string> {
    for (;;) {
      const end = this.#rest.indexOf(0x0a);
      if (end >= 0) {
        const line = decoder.decode(this.#rest.subarray(0, end - 1));
        this.#rest = this.#rest.subarray(end + 1);
        return line;
      }
      const count = await this.#read();
      if (count === null) throw new Error("The connection ended before a line");
      this.#rest = Uint8Array.from([...this.#rest, ...this.#buffer.subarray(0, count)]);
    }
  }

  /** The next part of the body, valid until the next call; `null` at its end or at that of the connection. */
  async next(): Promise<Uint8Array | null> {
    if (this.received === this.size) return null;
    if (this.#rest.length === 0) {
      const count = await this.#read();
      if (count === null) return null;
      this.#rest = this.#buffer.subarray(0, count);
    }
    const part = this.#rest.subarray(0, this.size - this.received);
    this.#rest = this.#rest.slice(part.length);
    this.received += part.length;
    return part;
  }

  /** Reads the body to its end. @returns Its CRC-32. */
  async drain(onPart: (part: Uint8Array) => void = () => {}): Promise<number> {
    let sum = 0;
    for (let part = await this.next(); part !== null; part = await this.next()) {
      sum = crc32(part, sum);
      onPart(part);
    }
    return sum;
  }

  async #read(): Promise<number | null> {
    try {
      return await within(this.connection.read(this.#buffer), "bytes of the transfer");
    } catch (error) {
      if (error instanceof Deno.errors.ConnectionReset) return null;
      throw error;
    }
  }

  [Symbol.dispose](): void {
    this.connection.close();
  }
}

export async function withBigFile(size: number, args: string[] = []): Promise<{
  folder: TempDir;
  server: TestServer;
  path: string;
  crc: number;
  stack: AsyncDisposableStack;
}> {
  const stack = new AsyncDisposableStack();
  const folder = stack.use(await tempDir({ "small.txt": "small" }));
  const path = folder.join("big.bin");
  makeMarked(path, size);
  const server = stack.use(await startServer({ folder: folder.path, args }));
  let crc = 0;
  for (const block of markedBlocks(size)) crc = crc32(block, crc);
  return { folder, server, path, crc, stack };
}
