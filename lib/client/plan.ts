/**
 * What a command line with several files, directories and patterns comes to.
 *
 * @module
 */

/** Why something is left as it is. */
export type SkipReason =
  /** There is a file of that name, and `--if-exists skip`. */
  | "exists"
  /** A link in a directory that is handed in: it could lead anywhere. */
  | "link"
  /** No file: a pipe, a socket, a device. */
  | "special"
  /** The server takes no hidden files. */
  | "hidden";

/** A file to transfer. */
export interface FileStep {
  /** Tells it apart. */
  readonly kind: "file";
  /** Path in the share. */
  readonly path: string;
  /** Bytes, as far as they are known. */
  readonly size?: number;
  /** Whether it is one of a directory, and so was not named itself. */
  readonly nested: boolean;
}

/** A directory to make. */
export interface FolderStep {
  /** Tells it apart. */
  readonly kind: "folder";
  /** Path in the share. */
  readonly path: string;
}

/** Something to pass over, and to tell. */
export interface SkipStep {
  /** Tells it apart. */
  readonly kind: "skip";
  /** Path in the share. */
  readonly path: string;
  /** The file here. */
  readonly file: string;
  /** Why. */
  readonly why: SkipReason;
}

/** A word that means nothing that can be transferred. */
export interface FailedStep {
  /** Tells it apart. */
  readonly kind: "failed";
  /** What is wrong with it. */
  readonly thrown: unknown;
}

/** Options of both plans. */
export interface PlanOptions {
  /** Whether directories go with all that is in them. */
  readonly recursive: boolean;
  /** Patterns of what is left out. */
  readonly exclude: readonly string[];
}
