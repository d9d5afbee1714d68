/**
 * Who uploads, what they ask for, and what they are told.
 *
 * @module
 */
import { failure } from "../failure.ts";
import type { Limits } from "../limits.ts";
import type { UploadWords } from "./upload_state.ts";
import type { Writer } from "./writing.ts";

/** Who uploads. */
export interface Uploader {
  /** Who may go on with it: the same for all sessions of a person, and after a restart. */
  readonly owner: string;
  /** The session: what begins an upload again takes it over from an older one. */
  readonly holder: object;
  /** Whether it may see and abort everybody's. */
  readonly admin: boolean;
  /** How it writes; as the operator unless told. */
  readonly writer?: Writer;
}

/** Options of `Uploads.begin`. */
export type BeginOptions = UploadWords;

/** A new or found upload. */
export interface Begun {
  /** Its name. */
  readonly id: string;
  /** Bytes that are there: where to go on. */
  readonly offset: number;
}

/** An upload, as lists show it. */
export interface UploadInfo extends Begun {
  /** Where it is to appear. */
  readonly path: string;
  /** Bytes in all. */
  readonly size: number;
  /** SHA-256 of all of them. */
  readonly sha256: string;
  /** Whose it is. */
  readonly owner: string;
}

/** What happens to an upload; `failed` is one that could never be put in place, `expired` one that nobody went on with. */
export type UploadStage = "begun" | "resumed" | "committed" | "aborted" | "failed" | "expired";

/** Something that happened to an upload. */
export interface UploadEvent {
  /** What. */
  readonly stage: UploadStage;
  /** Where it is to appear. */
  readonly path: string;
  /** Bytes in all. */
  readonly size: number;
  /** When it was begun, in milliseconds since the epoch: perhaps before this server was. */
  readonly began: number;
}

/** Where the bytes of one command begin. */
export interface Piece {
  /** Bytes before it. */
  readonly offset: number;
  /** Bytes of it. */
  readonly size: number;
}

/**
 * The host of an owner.
 *
 * @param owner `NAME@HOST` or `HOST`.
 * @returns `HOST`.
 */
export function hostOf(owner: string): string {
  return owner.slice(owner.lastIndexOf("@") + 1);
}

/** Owners of one host are hardly more than the people at it; who takes many names gets no more than this. */
const OWNERS_PER_HOST = 8;

/**
 * Insists that somebody has not too many unfinished uploads to begin another.
 *
 * @param uploads All that there are.
 * @param owner Whose the new one is.
 * @param limits `maxUploads` holds.
 * @throws EnchufeError TOOMANY.
 */
export function insistOnFew(
  uploads: Iterable<{ readonly state: { readonly owner: string } }>,
  owner: string,
  limits: Limits,
): void {
  const most = limits.maxUploads;
  const host = hostOf(owner);
  let own = 0, all = 0;
  for (const { state } of uploads) {
    if (state.owner === owner) own++;
    if (hostOf(state.owner) === host) all++;
  }
  if (own >= most || all >= most * OWNERS_PER_HOST) throw failure("tooManyUploads", { most });
}
