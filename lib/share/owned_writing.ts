/**
 * Writing as somebody who owns what they write: within what the rules allow, into a drop box by its own ways, up to a
 * quota, and recorded.
 *
 * @module
 */
import { failure } from "../failure.ts";
import type { DropBox, Visit } from "./drop_box.ts";
import { entryOf } from "./entries.ts";
import { diskError, isDirectory } from "./failures.ts";
import { look } from "./jail.ts";
import { type Ledger, recordedPath } from "./ledger.ts";
import type { Owner } from "./owner.ts";
import { parseNewPath, quotePath } from "./paths.ts";
import type { Policy, Rights } from "./policy.ts";
import type { Claim, ClaimOptions } from "./space.ts";
import type { UploadState } from "./upload_state.ts";
import {
  type Disk,
  type Existing,
  type Finished,
  type Published,
  type WriteOptions,
  Writer,
} from "./writing.ts";

/** Options of {@linkcode OwnedWriter}. */
export interface OwnedWriterOptions {
  /** The share as the owner sees it. */
  readonly disk: Disk;
  /** Writes where the owner does not see, and tells the operator only. */
  readonly inbox: Writer;
  /** What is allowed. */
  readonly policy: Policy;
  /** Keeps the record. */
  readonly ledger: Ledger;
  /** Who writes. */
  readonly owner: Owner;
  /** What they may do. */
  readonly rights: Rights;
  /** The session's. */
  readonly visit: Visit;
}

/** A path that leads into the drop box. */
interface Boxed {
  readonly box: DropBox;
  /** What follows the box: at least one component. */
  readonly rest: readonly string[];
}

/** Writes for an owner. */
export class OwnedWriter extends Writer {
  /** Who writes. */
  readonly owner: Owner;
  readonly #options: OwnedWriterOptions;

  /**
   * Writes for somebody.
   *
   * @param options See {@linkcode OwnedWriterOptions}.
   */
  constructor(options: OwnedWriterOptions) {
    super(options.disk, options.inbox);
    this.#options = options;
    this.owner = options.owner;
  }

  /**
   * Where the temporary file for an entry is made: in a drop box, the box itself.
   *
   * @param path Where the file is to appear.
   * @param existing What about a file that is there.
   * @returns A real path.
   * @throws EnchufeError As {@linkcode Writer}; NOPERM where the owner may not write.
   */
  override stagingDirectory(path: string, existing: Existing): string {
    return this.#boxed(path, existing)?.box.real ?? super.stagingDirectory(path, existing);
  }

  /**
   * Where the temporary file for an entry may be: in a drop box, only the box itself.
   *
   * @param path Where the file is to appear.
   * @param existing What about a file that is there.
   * @returns Real paths.
   * @throws EnchufeError As {@linkcode Writer}; NOPERM where the owner may not write.
   */
  override stagingDirectories(path: string, existing: Existing): [nearest: string, ...others: string[]] {
    const boxed = this.#boxed(path, existing);
    return boxed === undefined ? super.stagingDirectories(path, existing) : [boxed.box.real];
  }

  /**
   * Refuses what is bound to be refused in the end, as far as can be told now; in a drop box, only for what is one's own.
   *
   * @param path Where the file is to appear.
   * @param existing What about a file that is there.
   * @throws EnchufeError As {@linkcode Writer}; NOPERM where the owner may not write.
   */
  override insist(path: string, existing: Existing): void {
    const boxed = this.#boxed(path, existing);
    if (boxed === undefined) super.insist(path, existing);
    else this.#options.inbox.insist(this.#assign(boxed, existing), "create");
  }

  /**
   * Sets room aside for a file, on the disk and of the owner's quota.
   *
   * @param path Where it is to appear.
   * @param options How much, and where.
   * @returns The claim; release it.
   * @throws EnchufeError As {@linkcode Writer}; QUOTA.
   */
  override async reserve(path: string, options: ClaimOptions): Promise<Claim> {
    // In a box, and where another name is found, nothing makes way.
    const adds = options.adds === true || this.#boxed(path, "replace") !== undefined;
    const replaced = adds ? undefined : this.disk.jail.resolve(path)?.real;
    const claimed = await this.#options.policy.quota?.claim(path, {
      owner: this.owner.key,
      size: options.size,
      begun: options.begun ?? false,
      replaces: replaced === undefined ? undefined : recordedPath(this.disk.jail.root, replaced),
    });
    try {
      const claim = await super.reserve(path, options);
      const release = () => {
        claim.release();
        claimed?.();
      };
      return { spend: (bytes) => claim.spend(bytes), release };
    } catch (thrown) {
      claimed?.();
      throw thrown;
    }
  }

  /**
   * Moves a finished file to its place, in a drop box to one of its own, and records whose it is.
   *
   * @param path Where.
   * @param file What.
   * @param options What about a file that is there.
   * @returns The file in its place.
   * @throws EnchufeError As {@linkcode Writer}.
   */
  override async publish(path: string, file: Finished, options: WriteOptions): Promise<Published> {
    const { inbox, ledger } = this.#options;
    const { existing, sha256 } = options;
    const boxed = this.#boxed(path, existing);
    const before = (real: string) => this.#record(real, { temp: file.temp, sha256 });
    const published = boxed === undefined
      ? await super.publish(path, file, { ...options, before })
      : await inbox.publish(this.#assign(boxed, existing), file, { ...options, existing: "create", before });
    if (this.disk.sync) await ledger.sync().catch((thrown) => Promise.reject(diskError(thrown, path)));
    return published;
  }

  /**
   * Finds what an upload into a drop box has become.
   *
   * @param state The upload.
   * @returns The file, or `undefined`.
   */
  override recovered(state: UploadState): Published | undefined {
    const boxed = this.#boxed(state.path, "create");
    if (boxed === undefined) return undefined;
    const received = this.#options.ledger.findLike(this.owner.key, {
      sha256: state.sha256,
      since: state.began,
      end: `/${boxed.rest.join("/").normalize("NFC")}`,
    });
    const place = received && this.disk.jail.resolve(received.path);
    return place && { entry: entryOf(place), place, replaced: false };
  }

  /** The way into the box, if that is where a path leads; throws if the owner may not write there. */
  #boxed(path: string, existing: Existing): Boxed | undefined {
    const { disk, policy, rights } = this.#options;
    parseNewPath(path, disk.jail.hidden);
    const rest = policy.box?.below(disk.jail, path);
    if (policy.box === undefined || rest === undefined) {
      if (!rights.changes) throw policy.refusal();
      return undefined;
    }
    if (!rights.handsIn) throw policy.refusal();
    if (rest.length === 0) throw isDirectory(path);
    if (existing === "update") throw failure("boxKeeps", { path: quotePath(path) });
    return { box: policy.box, rest };
  }

  #assign({ box, rest }: Boxed, existing: Existing): string {
    const { owner, visit } = this.#options;
    return box.assign(rest, { owner, visit, once: existing === "create" });
  }

  /** Before the file appears, so that none is there that nobody owns. */
  #record(real: string, { temp, sha256 }: { temp: string; sha256: string | undefined }): void {
    const info = look(temp);
    const received = {
      at: new Date().toISOString(),
      path: recordedPath(this.disk.jail.root, real),
      owner: this.owner.key,
      size: info?.size ?? 0,
      mtime: Math.floor(info?.mtime?.getTime() ?? 0),
      ...sha256 === undefined ? {} : { sha256 },
    };
    try {
      this.#options.ledger.record(received);
    } catch (thrown) {
      throw diskError(thrown, received.path);
    }
  }
}
