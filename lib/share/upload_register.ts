/**
 * Which uploads are unfinished: whose they are, who may know of them, and who is told what becomes of them.
 *
 * @module
 */
import { failure } from "../failure.ts";
import type { Unfinished } from "./unfinished.ts";
import type { UploadState } from "./upload_state.ts";
import type { Uploader, UploadEvent, UploadInfo, UploadStage } from "./uploader.ts";

/** What stands for the words of an upload of which only its bytes are left: it is none any more. */
export const NOTHING: UploadState = { path: "", owner: "", began: 0, size: 0, sha256: "", exists: "error" };

/** The unfinished uploads of a share, by their names. */
export class UploadRegister {
  readonly #known = new Map<string, Unfinished>();
  readonly #onUpload: ((event: UploadEvent) => void) | undefined;

  /**
   * Knows of none yet.
   *
   * @param onUpload Told of what happens to uploads. Must not throw.
   */
  constructor(onUpload?: (event: UploadEvent) => void) {
    this.#onUpload = onUpload;
  }

  /** How many there are. */
  get count(): number {
    return this.#known.size;
  }

  /** All of them. */
  all(): Iterable<Unfinished> {
    return this.#known.values();
  }

  /** The upload of a name, whoever asks; `undefined` if there is none. */
  get(id: string): Unfinished | undefined {
    return this.#known.get(id);
  }

  /** Knows of an upload from now on. */
  add(upload: Unfinished): void {
    this.#known.set(upload.id, upload);
  }

  /** Knows of an upload no more; another one of its name stays. */
  forget(upload: Unfinished): void {
    if (this.#known.get(upload.id) === upload) this.#known.delete(upload.id);
  }

  /**
   * The upload, if it may be known of; one that is somebody else's does not exist. Asked before one waits for a turn
   * too: whoever guesses the words of another's upload must not feel that it is busy.
   *
   * @param id Its name.
   * @param who Who asks.
   * @param options Whether an administrator may know of it too.
   * @returns The upload.
   * @throws EnchufeError NOUPLOAD.
   */
  mine(id: string, who: Uploader, { admin = who.admin }: { readonly admin?: boolean } = {}): Unfinished {
    const upload = this.#known.get(id);
    if (upload !== undefined && (admin || isOf(upload, who))) return upload;
    throw failure("noUpload");
  }

  /**
   * Lists those that somebody may know of.
   *
   * @param who Who asks: sees their own, an administrator all.
   * @returns The uploads, oldest first.
   */
  list(who: Uploader): UploadInfo[] {
    return [...this.#known.values()].filter((upload) => who.admin || isOf(upload, who))
      .sort((a, b) => a.state.began - b.state.began).map(describe);
  }

  /** Bytes that an owner has begun to upload, whether or not they have come. */
  bytesOf(owner: string): number {
    let sum = 0;
    for (const { state } of this.#known.values()) if (state.owner === owner) sum += state.size;
    return sum;
  }

  /**
   * Takes back the room of those that have sent nothing for long; they must ask for it again. So nobody keeps others out
   * by announcing much.
   *
   * @param since In milliseconds since the epoch: who sent something from then on keeps it.
   * @returns Whether any room was taken back.
   */
  releaseIdle(since: number): boolean {
    let any = false;
    for (const upload of this.#known.values()) {
      if (upload.claim === undefined || upload.writing || upload.touched >= since) continue;
      upload.claim.release();
      upload.claim = undefined;
      any = true;
    }
    return any;
  }

  /**
   * Gives an upload up: what has come of it goes.
   *
   * @param upload Which.
   * @param why What is told of it.
   */
  drop(upload: Unfinished, why: UploadStage): void {
    upload.drop();
    // What is left of one that never was whole is no upload.
    if (upload.state !== NOTHING) this.tell(upload, why);
    this.forget(upload);
  }

  /** Tells what has become of an upload. */
  tell({ state: { path, size, began } }: Unfinished, stage: UploadStage): void {
    this.#onUpload?.({ stage, path, size, began });
  }
}

/** A session that changes its name keeps what it has begun. */
function isOf(upload: Unfinished, who: Uploader): boolean {
  return upload.state.owner === who.owner || upload.holder === who.holder;
}

/** What its owner is told of an upload. */
export function describe({ id, offset, state: { path, size, sha256, owner } }: Unfinished): UploadInfo {
  return { id, path, size, offset, sha256, owner };
}
