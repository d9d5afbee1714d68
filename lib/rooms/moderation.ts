/**
 * Who may speak and come in: lengths, rates and mutes.
 *
 * @module
 */
import { failure } from "../failure.ts";
import type { RoomLimits } from "./answers.ts";
import type { Member } from "./events.ts";
import type { MemberRecord } from "./members.ts";
import { Mutes } from "./mutes.ts";
import { quote } from "./names.ts";
import { Rates } from "./rate.ts";
import { checkText } from "./text.ts";

/** The window of `limits.chatRate`, in milliseconds. */
const RATE_WINDOW = 1000;
/** A client that comes back joins all its rooms at once, so joining may be so many times as fast as talking. */
const JOINS_PER_MESSAGE = 4;

/** The rules that stand between a member and a room. */
export class Moderation {
  /** Names and members that may not speak. */
  readonly mutes: Mutes = new Mutes();
  readonly #limits: RoomLimits;
  readonly #mostJoins: number;
  /** Apart from the names: giving one back must not give a new allowance. */
  readonly #messages: Rates<Member>;
  readonly #joins: Rates<Member>;

  /**
   * Starts with nobody muted and nothing said.
   *
   * @param limits Of the rooms.
   */
  constructor(limits: RoomLimits) {
    this.#limits = limits;
    this.#mostJoins = limits.chatRate * JOINS_PER_MESSAGE;
    this.#messages = new Rates({ limit: limits.chatRate, window: RATE_WINDOW });
    this.#joins = new Rates({ limit: this.#mostJoins, window: RATE_WINDOW });
  }

  /**
   * Whether a text may be said at all.
   *
   * @param text The message.
   * @param options Whether too long a one ends who said it.
   * @throws {EnchufeError} TOOLONG; ERR for a text that is empty or holds NUL.
   */
  checkText(text: string, options: { readonly fatal: boolean }): void {
    checkText(text, { maxMessage: this.#limits.maxMessage, ...options });
  }

  /**
   * Takes one message. The rate comes before the mute: a muted member must not flood either.
   *
   * @param speaker Who says it.
   * @param now The time in milliseconds.
   * @throws {EnchufeError} TOOFAST, fatal; MUTED.
   */
  takeMessage({ member, key, name }: MemberRecord, now: number): void {
    if (!this.#messages.take(member, now)) {
      throw failure("tooManyMessages", { most: this.#limits.chatRate });
    }
    if (this.mutes.has(member, key)) throw failure("muted", { name: quote(name) });
  }

  /**
   * Takes one joining, which is told to everyone in the room; leaving needs no rate, since one must have joined.
   *
   * @param record Who comes in.
   * @param now The time in milliseconds.
   * @throws {EnchufeError} TOOMANY beyond `limits.maxJoined`; TOOFAST, fatal.
   */
  takeJoin({ member, rooms }: MemberRecord, now: number): void {
    const { maxJoined } = this.#limits;
    if (rooms.size >= maxJoined) throw failure("tooManyJoined", { most: maxJoined });
    if (!this.#joins.take(member, now)) throw failure("tooManyJoins", { most: this.#mostJoins });
  }
}
