/**
 * Counters of the files that come and go, for `INFO` and metrics.
 *
 * @module
 */
import type { UploadEvent, UploadStage } from "../share/share.ts";

/** A file on its way to a peer that is over. */
export interface Download {
  /** Bytes that the peer's system took. */
  readonly sent: number;
  /** Whether that is all that was asked for. */
  readonly whole: boolean;
  /** Whether the end of the file was asked for: the client fetches a file in several parts. */
  readonly last: boolean;
}

/** Files sent and received since the start. */
export class Transfers {
  /** Uploads that came to each stage. */
  readonly uploads: Readonly<Record<UploadStage, number>>;
  readonly #uploads: Record<UploadStage, number> = {
    begun: 0,
    resumed: 0,
    committed: 0,
    aborted: 0,
    failed: 0,
    expired: 0,
  };
  /** Files and archives that were sent to their end. */
  downloads = 0;
  /** Parts of files that were sent, those with the end aside. */
  parts = 0;
  /** Files and parts that broke off. */
  broken = 0;
  /** Bytes of files that were sent, of those that broke off too. */
  bytesOut = 0;
  /** Files that peers put in place, by whatever command. */
  received = 0;
  /** Those of them that went into a drop box. */
  handIns = 0;
  /** Told of what happens to uploads, when somebody wants to know. Must not throw. */
  onUpload: ((event: UploadEvent) => void) | undefined;

  /** Begins with nothing. */
  constructor() {
    this.uploads = this.#uploads;
  }

  /**
   * Counts what was sent.
   *
   * @param download What.
   */
  sent({ sent, whole, last }: Download): void {
    this.bytesOut += sent;
    if (!whole) this.broken++;
    else if (last) this.downloads++;
    else this.parts++;
  }

  /**
   * Counts what happened to an upload.
   *
   * @param event What.
   */
  upload(event: UploadEvent): void {
    this.#uploads[event.stage]++;
    if (event.stage === "committed") this.received++;
    this.onUpload?.(event);
  }
}
