/**
 * Who the person is to the server: a user and a password, which come from a file, the environment or a question, and
 * never from the command line, where everybody on the machine could read it.
 *
 * @module
 */
import { EnchufeError } from "../errors.ts";
import { texts } from "../texts/texts.ts";
import { local } from "./local_errors.ts";

/** Options of {@linkcode Credentials}. */
export interface CredentialsOptions {
  /** The user; `undefined` for who knows only the shared password. */
  readonly user: string | undefined;
  /** Where the password is from the beginning: a file, of which the first line counts, or itself. */
  readonly from?: { readonly file: string } | { readonly password: string } | undefined;
  /** Asks the person; `undefined` where there is none to ask. */
  readonly ask?: Question | undefined;
}

/** Questions for one password. */
const MOST_QUESTIONS = 3;
/** The user who gives only a password, as Redis calls it. */
const DEFAULT_USER = "default";

/** Asks the person for the password of a user; `undefined` is no answer. */
export type Question = (user: string | undefined) => Promise<string | undefined>;

/** A user and a password, which is known at first or once it has been asked for. */
export class Credentials {
  readonly #options: CredentialsOptions;
  #password: string | undefined;
  #read = false;
  /** Questions since a password was last of use. */
  #asked = 0;
  /** Whether the password was typed: what is in a file or a variable is not for us to doubt. */
  #typed = false;
  #isAsking: Promise<void> | undefined;
  /** Asks the person; `undefined` where there is none. Whoever takes the terminal over asks there from then on. */
  question: Question | undefined;

  /**
   * Knows nothing yet.
   *
   * @param options See {@linkcode CredentialsOptions}.
   */
  constructor(options: CredentialsOptions) {
    this.#options = options;
    this.question = options.ask;
  }

  /**
   * The words of `AUTH`, as far as they are known.
   *
   * @returns User and password; `undefined` if there is no password, and no user who must have one.
   * @throws {EnchufeError} IO for a file that cannot be read; NOAUTH if nobody knows the password of the user.
   */
  async known(): Promise<readonly [user: string, password: string] | undefined> {
    const { user } = this.#options;
    if (!this.#read) await this.#readFirst();
    if (this.#password === undefined && user !== undefined) await this.ask();
    return this.#password === undefined ? undefined : [user ?? DEFAULT_USER, this.#password];
  }

  /**
   * Whether it is worth while to ask: the server wants a password, or another one.
   *
   * @param thrown What it refused us with.
   */
  wants(thrown: unknown): boolean {
    if (!(thrown instanceof EnchufeError)) return false;
    if (thrown.code === "WRONGPASS") return this.#typed && this.#asked < MOST_QUESTIONS;
    return thrown.code === "NOAUTH" && this.#password === undefined;
  }

  /** The server took the password: if it wants another one some day, that is a new question. */
  worked(): void {
    this.#asked = 0;
  }

  /**
   * Says who the person is on a connection that began without: with the password that is known by now, or that is asked
   * for, again if it is wrong.
   *
   * @param send Sends the words of `AUTH`.
   * @throws {EnchufeError} NOAUTH if there is nobody to ask or no answer; what `send` threw. The next time is asked anew.
   */
  async login(send: (words: readonly string[]) => Promise<void>): Promise<void> {
    for (;;) {
      if (this.#password === undefined) await this.ask();
      try {
        await send(await this.known() ?? []);
        return this.worked();
      } catch (thrown) {
        const again = this.wants(thrown);
        if (this.#typed) this.#password = undefined;
        if (again) continue;
        this.worked();
        throw thrown;
      }
    }
  }

  /**
   * Asks for the password; two that want it at once ask once.
   *
   * @throws {EnchufeError} NOAUTH, with what to do, if there is nobody to ask or no answer.
   */
  async ask(): Promise<void> {
    await (this.#isAsking ??= this.#ask().finally(() => this.#isAsking = undefined));
  }

  async #ask(): Promise<void> {
    const password = await this.question?.(this.#options.user);
    if (password === undefined || password === "") {
      throw new EnchufeError("NOAUTH", texts.client.needsPassword());
    }
    this.#asked++;
    this.#typed = true;
    this.#password = password;
  }

  async #readFirst(): Promise<void> {
    this.#read = true;
    const { from } = this.#options;
    if (from === undefined) return;
    if ("password" in from) this.#password = from.password;
    else this.#password = await readFirstLine(from.file);
  }
}

async function readFirstLine(file: string): Promise<string> {
  const text = await local(() => Deno.readTextFile(file), {
    file,
    say: (name, why) => texts.client.cannotRead(name, why),
  });
  const line = text.split(/\r?\n/)[0] ?? "";
  if (line === "") throw new EnchufeError("USAGE", texts.client.noPasswordIn(file));
  return line;
}
