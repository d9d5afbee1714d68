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
  readonly ask?: ((user: string | undefined) => Promise<string | undefined>) | undefined;
}

/** Questions for one password. */
const MOST_QUESTIONS = 3;
/** The user who gives only a password, as Redis calls it. */
const DEFAULT_USER = "default";

/** A user and a password, which is known at first or once it has been asked for. */
export class Credentials {
  readonly #options: CredentialsOptions;
  #password: string | undefined;
  #read = false;
  #asked = 0;
  #isAsking: Promise<void> | undefined;
  /** Whether the person may be asked: not while a session has the terminal. */
  mayAsk = true;

  /**
   * Knows nothing yet.
   *
   * @param options See {@linkcode CredentialsOptions}.
   */
  constructor(options: CredentialsOptions) {
    this.#options = options;
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
    // What is in a file or a variable is not for us to doubt.
    if (thrown.code === "WRONGPASS") return this.#asked > 0 && this.#asked < MOST_QUESTIONS && this.mayAsk;
    return thrown.code === "NOAUTH" && this.#password === undefined;
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
    const { user, ask } = this.#options;
    const password = this.mayAsk ? await ask?.(user) : undefined;
    if (password === undefined || password === "") {
      throw new EnchufeError("NOAUTH", texts.client.needsPassword());
    }
    this.#asked++;
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
