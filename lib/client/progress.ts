/**
 * Showing how transfers go on: bars on a terminal, lines, or JSON.
 *
 * @module
 */
import type { EnchufeError } from "../errors.ts";
import { escapeText } from "../escape.ts";
import { duration } from "../texts/format.ts";
import { language, texts } from "../texts/texts.ts";
import { errorSentence, jsonLine } from "./exit.ts";
import { Meter } from "./meter.ts";
import type { Clock } from "./pacer.ts";
import { plainLine } from "./plain_line.ts";
import { size as sizeText } from "./render.ts";
import type { TransferHooks } from "./transfer.ts";

/** One transfer that is followed. */
export interface Followed extends TransferHooks {
  /** How far it is. */
  readonly meter: Meter;
  /**
   * It has ended, however that was.
   *
   * @param done Whether all of it is there, or need not be.
   */
  end(done: boolean): void;
}

/** Shows how transfers go on. */
export interface Progress extends AsyncDisposable {
  /**
   * What is to come.
   *
   * @param files How many.
   * @param bytes All of theirs, as far as they are known.
   */
  expect(files: number, bytes: number | undefined): void;
  /**
   * A transfer begins.
   *
   * @param name What it is called, as it came.
   * @param size Bytes, as far as they are known.
   * @returns What to tell of it.
   */
  follow(name: string, size: number | undefined): Followed;
  /**
   * Tells something that is no result; programs need not know.
   *
   * @param line Escaped.
   */
  note(line: string): void;
  /**
   * Lets something be written where bars may stand.
   *
   * @param write Writes whole lines.
   */
  aside<T>(write: () => Promise<T> | T): Promise<T>;
}

/** Milliseconds that a transfer takes before there is anything to show of it. */
export const SHORT = 500;

/** What every kind of progress counts. */
export abstract class Counting implements Progress {
  /** The time. */
  protected readonly clock: Clock;
  /** Those under way, with their names as they came. */
  protected readonly active = new Map<Followed, string>();
  /** How many there are in all, and how many have ended. */
  protected files = 0;
  /** How many have ended. */
  protected ended = 0;
  /** All together. */
  protected total: Meter;

  /**
   * Counts from now on.
   *
   * @param clock The time.
   */
  constructor(clock: Clock) {
    this.clock = clock;
    this.total = new Meter(clock.now());
  }

  expect(files: number, bytes: number | undefined): void {
    this.files = files;
    this.ended = 0;
    this.total = new Meter(this.clock.now(), bytes);
  }

  follow(name: string, size: number | undefined): Followed {
    const meter = new Meter(this.clock.now(), size);
    const followed: Followed = {
      meter,
      hashing: (size) => this.hashing(name, size),
      begin: (size, from) => {
        this.total.skip(from - meter.at);
        meter.size = size;
        meter.start(from, this.clock.now());
        this.changed();
      },
      moved: (at) => {
        const now = this.clock.now();
        this.total.move(this.total.at + at - meter.at, now);
        meter.move(at, now);
        this.changed();
      },
      waiting: (ms, why) => this.waiting(name, ms, why),
      end: (done) => {
        this.active.delete(followed);
        this.ended++;
        if (done) this.total.skip((meter.size ?? meter.at) - meter.at);
        this.changed();
      },
    };
    this.active.set(followed, name);
    return followed;
  }

  async aside<T>(write: () => Promise<T> | T): Promise<T> {
    return await write();
  }

  /** Leaves the terminal as it was. */
  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }

  /** What all together are called: `3 of 12 files`. */
  protected get totalName(): string {
    return texts.client.filesDone(this.ended, this.files);
  }

  /**
   * Tells something that is no result.
   *
   * @param line Escaped.
   */
  abstract note(line: string): void;
  /** Something has moved. */
  protected abstract changed(): void;
  /** A file is read before it is sent. */
  protected hashing(name: string, bytes: number): void {
    this.note(`${escapeText(name)}: ${texts.client.hashing(sizeText(bytes))}`);
  }

  /** A connection is waited for. */
  protected abstract waiting(name: string, ms: number, why: EnchufeError): void;
}

/** Options of {@linkcode lineProgress}. */
export interface LineProgressOptions {
  /** The time. */
  readonly clock: Clock;
  /** Writes a line. */
  readonly print: (line: string) => void;
  /** Milliseconds between two lines; Infinity tells of lost connections only. */
  readonly every: number;
}

/**
 * A line now and then, for what is slow.
 *
 * @param options See {@linkcode LineProgressOptions}.
 * @returns What prints them.
 */
export function lineProgress(options: LineProgressOptions): Progress {
  return new Lines(options);
}

class Lines extends Counting {
  readonly #options: LineProgressOptions;
  #next: number;

  constructor(options: LineProgressOptions) {
    super(options.clock);
    this.#options = options;
    this.#next = this.clock.now() + options.every;
  }

  protected changed(): void {
    const now = this.clock.now(), { every, print } = this.#options;
    if (now < this.#next || this.active.size === 0) return;
    this.#next = now + every;
    for (const [{ meter }, name] of this.active) {
      if (now - meter.began >= SHORT && meter.size !== undefined) {
        print(plainLine(escapeText(name), meter, now));
      }
    }
    if (this.files > 1) print(plainLine(this.totalName, this.total, now));
  }

  protected override hashing(name: string, bytes: number): void {
    if (this.#options.every < Infinity) super.hashing(name, bytes);
  }

  protected waiting(name: string, ms: number, why: EnchufeError): void {
    this.note(waitingLine(name, ms, why));
  }

  note(line: string): void {
    this.#options.print(line);
  }
}

/**
 * A connection that is waited for, as a line.
 *
 * @param name What is transferred, as it came.
 * @param ms Milliseconds until the next attempt.
 * @param why What happened.
 * @returns The line.
 */
export function waitingLine(name: string, ms: number, why: EnchufeError): string {
  return `${escapeText(name)}: ${texts.client.goesOnIn(errorSentence(why), duration(ms / 1000, language))}`;
}

/** Milliseconds between two events. */
const EVENTS = 1_000;

/**
 * Events, for stderr: there, a program that reads one object for each file on stdout does not meet them.
 *
 * @param clock The time.
 * @param print Writes a line.
 * @returns What prints them.
 */
export function jsonProgress(clock: Clock, print: (line: string) => void): Progress {
  return new Events(clock, print);
}

class Events extends Counting {
  readonly #print: (line: string) => void;
  #next: number;

  constructor(clock: Clock, print: (line: string) => void) {
    super(clock);
    this.#print = print;
    this.#next = clock.now() + EVENTS;
  }

  protected changed(): void {
    const now = this.clock.now();
    if (now < this.#next || this.active.size === 0) return;
    this.#next = now + EVENTS;
    for (const [{ meter }, name] of this.active) {
      if (meter.size === undefined) continue;
      const rate = Math.round(meter.rate(now) ?? 0);
      this.#print(jsonLine({ event: "progress", name, at: meter.at, size: meter.size, rate }));
    }
  }

  protected waiting(name: string, ms: number, why: EnchufeError): void {
    const { code, message } = why;
    this.#print(jsonLine({ event: "waiting", name, ms, error: code, message }));
  }

  note(): void {}
}
