/**
 * What a share is made of, whoever looks at it: one disk, one writer, one memory of what was read.
 *
 * @module
 */
import type { Limits } from "../limits.ts";
import { Digests } from "./digests.ts";
import { Directories } from "./directories.ts";
import type { Change } from "./entries.ts";
import { Glance } from "./glance.ts";
import { Jail } from "./jail.ts";
import { openFolder } from "./opening.ts";
import { type Access, Policy } from "./policy.ts";
import { SmallFiles } from "./reading.ts";
import { Scanner } from "./scanning.ts";
import { Tars } from "./tarring.ts";
import { Turns } from "./turns.ts";
import type { UploadEvent } from "./uploader.ts";
import { Uploads } from "./uploads.ts";
import type { Watching } from "./watching.ts";
import { type Disk, Writer } from "./writing.ts";

/** Options of `Share.open`. */
export interface ShareOptions {
  /** What peers may do. */
  readonly access: Access;
  /** A directory of the share that is a drop box; made if it is missing. */
  readonly dropBox?: string | undefined;
  /** Whether somebody may have more rights than `access` gives to all. */
  readonly users?: boolean;
  /** Whether names that begin with a dot are shared. */
  readonly hidden: boolean;
  /** `maxUpload` and `keepFree` hold for what is written. */
  readonly limits: Limits;
  /** Whether a file and its directory are synced to disk before a write is acknowledged; default true. */
  readonly sync?: boolean;
  /**
   * Told of each change made through this share, once it is on disk and in that order; and of those that others
   * make, if it is watched. Should not throw.
   */
  readonly onChange?: (change: Change) => void;
  /** The same for changes in a drop box, of which only the operator may hear. */
  readonly onHandIn?: (change: Change) => void;
  /** Told of what happens to uploads. Must not throw. */
  readonly onUpload?: (event: UploadEvent) => void;
}

/** What the views of one share have in common. */
export interface ShareParts {
  /** The folder as the operator sees it. */
  readonly disk: Disk;
  /** Goes through all of it. */
  readonly scanner: Scanner;
  /** Knows digests. */
  readonly digests: Digests;
  /** Knows what was read last. */
  readonly small: SmallFiles;
  /** What was read in this moment. */
  readonly glance: Glance<Uint8Array>;
  /** Packs directories. */
  readonly tars: Tars;
  /** Puts files in place. */
  readonly writer: Writer;
  /** As the writer, but only the operator hears of it. */
  readonly inbox: Writer;
  /** Uploads that outlive their connection. */
  readonly uploads: Uploads;
  /** Of those who write into files. */
  readonly turns: Turns;
  /** What peers may do. */
  readonly policy: Policy;
  /** Who hears of changes. */
  readonly news: News;
  /** Whether somebody may have more rights than all. */
  readonly users: boolean;
}

/** Where changes are told, and who must know of those that are told already. */
export interface News {
  /** Told of changes that all may hear of. */
  readonly onChange: (change: Change) => void;
  /** Told of those in a drop box. */
  readonly onHandIn: (change: Change) => void;
  /** Hears of changes that other programs make. */
  watching?: Watching;
}

/**
 * Opens a folder and puts together what serves it.
 *
 * @param folder A path of this machine, absolute or from the current directory.
 * @param options What peers may do and see.
 * @returns The parts.
 * @throws EnchufeError As `Share.open`.
 */
export async function openParts(folder: string, options: ShareOptions): Promise<ShareParts> {
  const { access, dropBox, hidden, limits, sync = true, onChange = () => {}, onHandIn = () => {} } = options;
  const root = await openFolder(folder, { writable: access !== "read" || dropBox !== undefined });
  const news: News = { onChange, onHandIn };
  const knowing = (tell: (change: Change) => void) => (change: Change) => {
    news.watching?.know(change);
    tell(change);
  };
  const disk: Disk = {
    jail: new Jail(root, { hidden }),
    directories: new Directories(hidden),
    limits,
    sync,
    onChange: knowing(onChange),
    onLeaving: (real) => news.watching?.leave(real) ?? (() => {}),
  };
  const writer = new Writer(disk), digests = new Digests();
  // Nothing is asked of the rules before there are uploads.
  const policy = await Policy.open(disk, { ...options, begun: (owner) => uploads.bytesOf(owner) });
  const uploads: Uploads = new Uploads({
    disk,
    writer,
    hash: (path) => digests.at(disk.jail, path),
    insist() {
      if (options.users !== true && !policy.takesFiles(policy.usual)) throw policy.refusal();
    },
    onUpload: options.onUpload,
  });
  return {
    disk,
    scanner: new Scanner(disk),
    digests,
    small: new SmallFiles(),
    glance: new Glance(),
    tars: new Tars(),
    writer,
    inbox: new Writer({ ...disk, onChange: knowing(onHandIn) }, writer),
    uploads,
    turns: new Turns(),
    policy,
    news,
    users: options.users ?? false,
  };
}
