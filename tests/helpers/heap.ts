/**
 * What a server that runs from source really holds, garbage left out, asked through Deno's inspector.
 *
 * @module
 */
import { within } from "./patience.ts";
import type { TestServer } from "./processes.ts";

/** For `startServer`: runs it with an inspector, which is not told of with `--quiet`. */
export const WITH_INSPECTOR: readonly string[] = [
  "sh",
  "-c",
  'program=$1; shift 3; exec "$program" run --inspect=127.0.0.1:0 "$@"',
  "sh",
];

/** Bytes in use. */
export interface Held {
  /** Objects of JavaScript. */
  readonly heap: number;
  /** Buffers and the like. */
  readonly external: number;
}

/** Asks a server; close it. */
export class Heap implements Disposable {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (result: Record<string, unknown>) => void>();
  #next = 1;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      const { id, result } = JSON.parse(data) as { id?: number; result?: Record<string, unknown> };
      if (id !== undefined) this.#waiting.get(id)?.(result ?? {});
    };
  }

  /** Connects to the inspector of a server that was started {@linkcode WITH_INSPECTOR}. */
  static async of(server: TestServer): Promise<Heap> {
    const found = /Debugger listening on (ws:\S+)/;
    const url = found.exec(await server.stderr.until((text) => found.test(text), "inspector"))?.[1] as string;
    const socket = new WebSocket(url);
    await within(new Promise((resolve) => socket.onopen = resolve), "inspector");
    return new Heap(socket);
  }

  /** Collects the garbage and tells what is left. */
  async held(): Promise<Held> {
    // What a first collection lets go of may hold what a second one frees.
    for (let times = 0; times < 3; times++) await this.#ask("HeapProfiler.collectGarbage");
    const expression = "JSON.stringify(Deno.memoryUsage())";
    const { result } = await this.#ask("Runtime.evaluate", { expression });
    const { heapUsed: heap, external } = JSON.parse((result as { value: string }).value);
    return { heap, external };
  }

  #ask(method: string, params: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    const id = this.#next++;
    const answer = new Promise<Record<string, unknown>>((resolve) => this.#waiting.set(id, resolve));
    this.#socket.send(JSON.stringify({ id, method, params }));
    return within(answer.finally(() => this.#waiting.delete(id)), method);
  }

  /** Lets the server end. */
  close(): void {
    this.#socket.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
