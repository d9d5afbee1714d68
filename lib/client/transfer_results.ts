/**
 * What came of each of several transfers, and of all together.
 *
 * @module
 */
import { escapeText } from "../escape.ts";
import { texts } from "../texts/texts.ts";
import { AlreadyTold, exitStatus, STATUS } from "./exit.ts";
import type { SkipReason } from "./plan.ts";
import type { Progress } from "./progress.ts";
import { size } from "./render.ts";
import type { Show } from "./show.ts";
import type { Transferred } from "./transfer.ts";

/** Something that was passed over. */
export interface Skipped {
  /** Path in the share. */
  readonly path: string;
  /** The file here. */
  readonly file: string;
  /** Why. */
  readonly why: SkipReason;
}

/** Options of {@linkcode TransferResults}. */
export interface TransferResultsOptions {
  /** Where results go. */
  readonly show: Show;
  /** What may stand on the terminal. */
  readonly progress: Progress;
  /** Whether files come here. */
  readonly fetching: boolean;
  /** Whether several things were asked for. */
  readonly several: boolean;
}

/** Tells and counts. */
export class TransferResults {
  readonly #options: TransferResultsOptions;
  #done = 0;
  #bytes = 0;
  #skipped = 0;
  #failed = 0;
  #worst: number = STATUS.done;

  /**
   * Tells nothing yet.
   *
   * @param options See {@linkcode TransferResultsOptions}.
   */
  constructor(options: TransferResultsOptions) {
    this.#options = options;
  }

  /**
   * A file is there.
   *
   * @param got What was transferred.
   * @param asked Path in the share that was asked for.
   */
  async done(got: Transferred, asked: string): Promise<void> {
    const { fetching } = this.#options;
    this.#done++;
    this.#bytes += got.size;
    // Where the bytes are on stdout, nothing else may be.
    if (fetching && got.file === "-") return;
    const [from, to] = fetching ? [got.path, got.file] : [got.file, got.path];
    const text = texts.client.transferred(from, to, size(got.size), {
      replaced: got.replaced,
      ...got.resumed > 0
        ? { resumed: got.resumed === got.size ? "all" as const : { size: size(got.resumed) } }
        : {},
      // The receipt of what was handed in: it is not where it was sent to.
      ...fetching || got.path === asked ? {} : { sha256: got.sha256 },
    });
    await this.#item(got, escapeText(text));
  }

  /**
   * Something was passed over.
   *
   * @param skipped What, and why.
   */
  async skipped({ path, file, why }: Skipped): Promise<void> {
    this.#skipped++;
    const text = texts.client.skipped(this.#options.fetching ? path : file, why);
    await this.#item({ path, file, skipped: why }, escapeText(text));
  }

  /**
   * Something failed.
   *
   * @param thrown What was caught.
   * @throws The same, if nobody need be told, or nothing else can go well.
   */
  async failed(thrown: unknown): Promise<void> {
    const { show, progress, several } = this.#options;
    const status = exitStatus(thrown);
    this.#failed++;
    const ends = thrown instanceof Deno.errors.BrokenPipe || status === STATUS.interrupted ||
      status === STATUS.connection;
    if (ends || !several) throw thrown;
    await progress.aside(() => show.failed(thrown));
    this.#worst = Math.max(this.#worst, status);
  }

  /**
   * Tells of all together.
   *
   * @throws {AlreadyTold} If some failed.
   */
  async end(): Promise<void> {
    // Of an empty directory nothing else would be said.
    if (this.#done + this.#skipped > 1 || this.#done + this.#skipped + this.#failed === 0) {
      const text = texts.client.summary(this.#done, size(this.#bytes), this.#skipped, this.#failed);
      await this.#item(undefined, text);
    }
    if (this.#worst !== STATUS.done) throw new AlreadyTold(this.#worst);
  }

  #item(value: unknown, text: string): Promise<void> {
    const { show, progress } = this.#options;
    return progress.aside(() => show.item(value, text));
  }
}
