/**
 * The system's own socket calls, for load generators: a generator in TypeScript that costs what one in C would, so that
 * what is measured is the server. For Linux; everything blocks, since a generator has nothing else to do.
 *
 * Where it matters is one small read for each message: 5 µs with Deno's own connections, so that 200,000 messages a
 * second take a whole core and nothing can be looked at; 2.6 µs with these, with every byte compared. Many messages in
 * each read come to the same either way: 2 million a second, and four fifths of the time these wait for the server.
 *
 * @module
 */

const libc = Deno.dlopen("libc.so.6", {
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  connect: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  setsockopt: { parameters: ["i32", "i32", "i32", "buffer", "u32"], result: "i32" },
  send: { parameters: ["i32", "buffer", "usize", "i32"], result: "i32" },
  recv: { parameters: ["i32", "buffer", "usize", "i32"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  epoll_create1: { parameters: ["i32"], result: "i32" },
  epoll_ctl: { parameters: ["i32", "i32", "i32", "buffer"], result: "i32" },
  epoll_wait: { parameters: ["i32", "buffer", "i32", "i32"], result: "i32" },
  memcmp: { parameters: ["buffer", "buffer", "usize"], result: "i32" },
}).symbols;

const AF_INET = 2, SOCK_STREAM = 1, IPPROTO_TCP = 6, TCP_NODELAY = 1, MSG_NOSIGNAL = 0x4000;
const EPOLLIN = 1, EPOLL_CTL_ADD = 1;
/** `struct epoll_event` is packed on x86-64 only. */
const [EVENT_SIZE, EVENT_DATA] = Deno.build.arch === "x86_64" ? [12, 4] : [16, 8];
const MOST_EVENTS = 256;
const PATIENCE_MS = 20_000;
/** The clock is looked at that seldom. */
const LOOKS = 10_000;

function checked(result: number, call: string): number {
  if (result < 0) throw new Error(`${call} failed`);
  return result;
}

/** One connection to a port of this machine. */
export class Socket {
  /** The system's number of it. */
  readonly descriptor: number;

  /** Connects. */
  constructor(port: number) {
    this.descriptor = checked(libc.socket(AF_INET, SOCK_STREAM, 0), "socket");
    const address = new Uint8Array(16), view = new DataView(address.buffer);
    view.setUint16(0, AF_INET, true);
    view.setUint16(2, port);
    view.setUint32(4, 0x7f000001);
    checked(libc.connect(this.descriptor, address, address.length), "connect");
    checked(libc.setsockopt(this.descriptor, IPPROTO_TCP, TCP_NODELAY, new Int32Array([1]), 4), "setsockopt");
  }

  /** Sends all of the bytes. */
  send(data: string | Uint8Array<ArrayBuffer>): void {
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
    for (let at = 0; at < bytes.length;) {
      const rest = bytes.subarray(at);
      at += checked(libc.send(this.descriptor, rest, BigInt(rest.length), MSG_NOSIGNAL), "send");
    }
  }

  /** Waits for bytes and puts them at the beginning of `into`. @returns How many. @throws {Error} at the end. */
  receive(into: Uint8Array<ArrayBuffer>): number {
    const count = checked(libc.recv(this.descriptor, into, BigInt(into.length), 0), "recv");
    if (count === 0) throw new Error("The server closed the connection");
    return count;
  }

  /** Receives until a text has come. @returns All that came, as text of one byte a character. */
  receiveUntil(wanted: string): string {
    const into = new Uint8Array(64 * 1024);
    let text = "";
    while (!text.includes(wanted)) {
      text += String.fromCharCode(...into.subarray(0, this.receive(into)));
    }
    return text;
  }

  /** Closes it. */
  close(): void {
    libc.close(this.descriptor);
  }
}

/** Tells which of many sockets have bytes, and never sleeps. */
export class Poll {
  readonly #descriptor: number = checked(libc.epoll_create1(0), "epoll_create1");
  readonly #events = new Uint8Array(EVENT_SIZE * MOST_EVENTS);
  readonly #view = new DataView(this.#events.buffer);

  /** Watches sockets. */
  constructor(sockets: readonly Socket[]) {
    for (const [index, socket] of sockets.entries()) {
      const event = new Uint8Array(EVENT_SIZE), view = new DataView(event.buffer);
      view.setUint32(0, EPOLLIN, true);
      view.setUint32(EVENT_DATA, index, true);
      checked(libc.epoll_ctl(this.#descriptor, EPOLL_CTL_ADD, socket.descriptor, event), "epoll_ctl");
    }
  }

  /** Waits until there are bytes. @returns The places of those sockets that have some. @throws {Error} at a long silence. */
  *ready(): Generator<number> {
    let count = 0;
    for (let looks = 0, began = 0; count === 0; looks++) {
      count = this.#look();
      if (looks % LOOKS !== 0) continue;
      if (began === 0) began = performance.now();
      else if (performance.now() - began > PATIENCE_MS) throw new Error("No bytes for a long time");
    }
    for (let at = 0; at < count; at++) yield this.#view.getUint32(at * EVENT_SIZE + EVENT_DATA, true);
  }

  /** Whether any has bytes now. */
  any(): boolean {
    return this.#look() > 0;
  }

  #look(): number {
    return checked(libc.epoll_wait(this.#descriptor, this.#events, MOST_EVENTS, 0), "epoll_wait");
  }
}

/** Whether the first `length` bytes of both are the same. */
export function same(one: Uint8Array<ArrayBuffer>, other: Uint8Array<ArrayBuffer>, length: number): boolean {
  return libc.memcmp(one, other, BigInt(length)) === 0;
}

/** Tells whoever started this generator something: one JSON object, on a line. */
export function tell(what: Readonly<Record<string, unknown>>): void {
  const line = new TextEncoder().encode(JSON.stringify(what) + "\n");
  for (let at = 0; at < line.length;) at += Deno.stdout.writeSync(line.subarray(at));
}
