/**
 * What the log tells of a RESP session: a bounded number of lines, so that no peer can fill it.
 *
 * @module
 */
import type { Account } from "../accounts/accounts.ts";
import type { Log } from "../log.ts";
import type { Session } from "./session.ts";

/** Command errors of one session that are told; the rest is only counted. */
const MOST_ERRORS = 20;
/** The same for names. */
const MOST_NAMES = 20;
/** Characters of an error. */
const MOST_ERROR = 300;

/** Tells of one session. */
export class PeerLog {
  readonly #log: Log;
  readonly #session: Session;
  #errors = 0;
  #names = 0;

  /**
   * Tells nothing yet.
   *
   * @param log Where the lines go.
   * @param session Of whom they tell.
   */
  constructor(log: Log, session: Session) {
    this.#log = log;
    this.#session = session;
  }

  /**
   * It has authenticated.
   *
   * @param account As whom.
   */
  user({ name: user, role }: Account): void {
    const { id, address } = this.#session;
    this.#log.info("session user", { id, address, user, role });
  }

  /**
   * It has another name.
   *
   * @param name Nothing is told if it is empty.
   */
  named(name: string): void {
    if (name === "" || ++this.#names > MOST_NAMES) return;
    const { id, address } = this.#session;
    this.#log.info("session name", { id, address, name });
  }

  /**
   * A command was answered with an error.
   *
   * @param command Its name, or `protocol`.
   * @param error Code and message.
   */
  error(command: string, error: string): void {
    if (++this.#errors > MOST_ERRORS) return;
    const { id, address, knownAs } = this.#session;
    this.#log.info("command error", {
      id,
      address,
      name: knownAs || undefined,
      command,
      error: error.length <= MOST_ERROR ? error : `${error.slice(0, MOST_ERROR)}…`,
      last: this.#errors === MOST_ERRORS ? true : undefined,
    });
  }
}
