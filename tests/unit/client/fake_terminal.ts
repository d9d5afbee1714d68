/**
 * A terminal in memory, and time that is turned by hand.
 *
 * @module
 */
import type { Clock } from "../../../lib/client/pacer.ts";
import { type Completion, LineQueue, type Terminal } from "../../../lib/terminal/terminal.ts";
import { within } from "../../helpers/patience.ts";

/** A person at a terminal. */
export class FakeTerminal implements Terminal {
  readonly lines: LineQueue = new LineQueue();
  readonly shown: string[] = [];
  readonly prompts: string[] = [];
  readonly edited: string[] = [];
  /** The last status line. */
  shownStatus: string | undefined;
  columns = 80;
  plain = false;
  closed = false;
  readonly interrupted: Promise<void>;
  /** Presses Ctrl-C. */
  interrupt: () => void = () => {};
  complete: (line: string) => Promise<Completion> = () => Promise.resolve([[], ""]);
  #wake: (() => void)[] = [];

  constructor() {
    this.interrupted = new Promise((resolve) => this.interrupt = resolve);
  }

  print(text: string): void {
    this.shown.push(...text.split("\n"));
    for (const wake of this.#wake.splice(0)) wake();
  }

  prompt(text: string): void {
    this.prompts.push(text);
  }

  status(text: string | undefined): void {
    this.shownStatus = text;
    for (const wake of this.#wake.splice(0)) wake();
  }

  edit(line: string): void {
    this.edited.push(line);
  }

  /** Answers the question that stands there. @throws {Error} if there is none. */
  answer: (text: string | undefined) => void = () => {
    throw new Error("Nothing was asked");
  };

  askSecret(question: string): Promise<string | undefined> {
    this.print(`${question}: `);
    return new Promise((resolve) => this.answer = resolve);
  }

  close(): Promise<void> {
    this.closed = true;
    this.lines.end();
    return Promise.resolve();
  }

  type(line: string): void {
    this.lines.push(line);
  }

  /** Waits until a line is shown that has the text in it. @throws {Error} with what was shown, if none ever is. */
  async until(text: string): Promise<void> {
    await this.#until(() => this.shown.some((line) => line.includes(text)), `line with '${text}'`);
  }

  /** Waits until the status line has the text in it. @throws {Error} as {@linkcode FakeTerminal.until}. */
  async untilStatus(text: string): Promise<void> {
    await this.#until(() => this.shownStatus?.includes(text) === true, `status line with '${text}'`);
  }

  async #until(condition: () => boolean, what: string): Promise<void> {
    const changed = async () => {
      while (!condition()) await new Promise<void>((resolve) => this.#wake.push(resolve));
    };
    await within(changed(), what).catch((thrown: Error) => {
      const seen = [...this.shown, `status line: ${this.shownStatus}`].join("\n");
      throw new Error(`${thrown.message}; shown so far:\n${seen}`, { cause: thrown });
    });
  }

  /** How many lines have the text in them. */
  count(text: string): number {
    return this.shown.filter((line) => line.includes(text)).length;
  }
}

/** Time that passes at once when it is waited for. */
export class FastClock implements Clock {
  time = 0;
  readonly waits: number[] = [];

  now(): number {
    return this.time;
  }

  wait(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    this.waits.push(ms);
    this.time += ms;
    return Promise.resolve();
  }
}
