/**
 * A publisher and a crowd of subscribers, as one process that does as little as it can: everybody receives the same
 * bytes, so each chunk is compared with what another received there, and the stream as such is checked once, behind the
 * measurement. It never sleeps, or each write of a server would have to wake it, which costs as much as the write.
 *
 *     deno run --allow-ffi bench/load/crowd.ts TASK
 *
 * @module
 */
import { BREAKS, checkReceived, joining, PING, pong, type Task } from "./dialect.ts";
import { Publisher } from "./publisher.ts";
import { Poll, same, Socket, tell } from "./sockets.ts";

const LF = 0x0a;

/** What everybody receives, as far as anybody has. */
class Stream {
  #bytes = new Uint8Array(4 * 1024 * 1024);
  #known = 0;
  #breaks: number;
  /** Where it ends, once that is known. */
  end = Infinity;

  /** @param breaks Line breaks up to its end. */
  constructor(breaks: number) {
    this.#breaks = breaks;
  }

  /** All that anybody has received. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#known);
  }

  /** Compares what a member received, or learns from it. @throws {Error} if another received other bytes there. */
  take(chunk: Uint8Array<ArrayBuffer>, length: number, at: number): void {
    const old = Math.min(length, this.#known - at);
    if (!same(this.#bytes.subarray(at), chunk, old)) {
      throw new Error(`Two members' bytes differ behind ${at}`);
    }
    if (old < length) this.#learn(chunk.subarray(old, length));
    if (at + length > this.end) throw new Error(`${at + length - this.end} bytes too many`);
  }

  #learn(more: Uint8Array): void {
    const known = this.#known + more.length;
    if (known > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(known, 2 * this.#bytes.length));
      larger.set(this.bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(more, this.#known);
    this.#known = known;
    for (const byte of more) if (byte === LF) this.#breaks--;
    if (this.#breaks < 0) throw new Error("More came than was sent");
    if (this.#breaks === 0) this.end = known;
  }
}

function connect(task: Task): Socket[] {
  const { port, way } = task;
  // Where the publisher listens too, it is one of those who receive.
  const members = way === "lines" ? task.members - 1 : task.members;
  const sockets = Array.from({ length: members }, () => new Socket(port));
  if (way === "lines") return greeted(sockets, port);
  for (const [index, socket] of sockets.entries()) socket.send(joining(task, index));
  // Once everybody has an answer everybody is in; once everybody has a second one, nothing of that is under way.
  for (let round = 0; round < 2; round++) {
    for (const socket of sockets) socket.send(PING);
    for (const socket of sockets) socket.receiveUntil(pong(way));
  }
  return sockets;
}

/** Servers of lines do not say that one is in, but whoever comes later comes behind: everybody waits for its line. */
function greeted(sockets: Socket[], port: number): Socket[] {
  const last = new Socket(port);
  last.send("ready\n");
  for (const socket of sockets) socket.receiveUntil("ready\n");
  last.close();
  return sockets;
}

/** Members with how far they have got. */
class Crowd {
  readonly #sockets: readonly Socket[];
  readonly #places: number[];
  readonly #chunk = new Uint8Array(256 * 1024);
  readonly #stream: Stream;
  /** How many have not received all. */
  left: number;

  constructor(sockets: readonly Socket[], stream: Stream) {
    this.#sockets = sockets;
    this.#places = sockets.map(() => 0);
    this.#stream = stream;
    this.left = sockets.length;
  }

  /** Receives what is there for a member. */
  receive(index: number): void {
    const socket = this.#sockets[index] as Socket, place = this.#places[index] as number;
    const count = socket.receive(this.#chunk);
    this.#stream.take(this.#chunk, count, place);
    this.#places[index] = place + count;
    if (place + count === this.#stream.end) this.left--;
  }
}

/** @returns Milliseconds from the first byte sent to the last received. */
function run(task: Task): number {
  const sockets = connect(task), publisher = new Publisher(task);
  const stream = new Stream(BREAKS[task.way] * task.messages), crowd = new Crowd(sockets, stream);
  const poll = new Poll([...sockets, publisher.listener]);
  const began = performance.now();
  publisher.send();
  while (crowd.left > 0) {
    for (const index of poll.ready()) {
      if (index < sockets.length) crowd.receive(index);
      else publisher.receive();
    }
  }
  const took = performance.now() - began;
  publisher.finish();
  if (poll.any()) throw new Error("More came than was sent");
  checkReceived(task, stream.bytes);
  return took;
}

tell({ took: run(JSON.parse(Deno.args[0] ?? "") as Task) });
