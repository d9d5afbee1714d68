/**
 * Who looks at a share: what they see of it, what they may do, and how they write.
 *
 * @module
 */
import type { Visit } from "./drop_box.ts";
import { OwnedWriter } from "./owned_writing.ts";
import type { Owner } from "./owner.ts";
import type { ShareParts } from "./parts.ts";
import type { Rights } from "./policy.ts";
import type { Scanner } from "./scanning.ts";
import type { View } from "./views.ts";
import type { Disk, Writer } from "./writing.ts";

/** One who looks. Names and rights come and go during a session, so nothing of them is kept. */
export class Viewer {
  readonly #parts: ShareParts;
  /** Who looks; the operator if nobody. */
  readonly #who: (() => Owner) | undefined;
  /** What who looks may do; what all may if it says nothing. */
  readonly #may: (() => Rights | undefined) | undefined;
  readonly #visit: Visit = {};
  #owned: OwnedWriter | undefined;
  #ownedBy: Rights | undefined;

  /**
   * Looks at a share.
   *
   * @param parts What it is made of.
   * @param who Says who they are; the operator if it is not given.
   * @param may Says what they may do; what all may, if it is not given or says nothing.
   */
  constructor(parts: ShareParts, who?: () => Owner, may?: () => Rights | undefined) {
    this.#parts = parts;
    this.#who = who;
    this.#may = may;
  }

  /** Whether they see what all see. */
  get isAnybody(): boolean {
    return this.#who === undefined;
  }

  /** What they may do now. */
  get rights(): Rights {
    return this.#may?.() ?? this.#parts.policy.usual;
  }

  /** The folder as they see it. */
  get disk(): Disk {
    return this.#view?.disk ?? this.#parts.disk;
  }

  /** Goes through all that they see. */
  get scanner(): Scanner {
    return (this.#view ?? this.#parts).scanner;
  }

  /** Writes for them: what they write is recorded as theirs, where a record is kept. */
  get writer(): Writer {
    const { disk, inbox, policy, writer } = this.#parts;
    if (this.#who === undefined || policy.ledger === undefined) return writer;
    const owner = this.#who(), rights = this.rights;
    if (this.#owned?.owner.key !== owner.key || this.#ownedBy !== rights) {
      const seen = this.#view?.disk ?? disk;
      this.#ownedBy = rights;
      this.#owned = new OwnedWriter({
        disk: seen,
        inbox,
        policy,
        ledger: policy.ledger,
        owner,
        rights,
        visit: this.#visit,
      });
    }
    return this.#owned;
  }

  get #view(): View | undefined {
    const { policy } = this.#parts;
    if (this.#who === undefined || policy.box === undefined || this.rights.seesAll) return undefined;
    return policy.view(this.#who().key);
  }
}
