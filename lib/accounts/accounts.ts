/**
 * Who is who: the users and their passwords, the sessions that have authenticated, and what is asked of the others.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { failure } from "../failure.ts";
import type { Limits } from "../limits.ts";
import type { Log } from "../log.ts";
import { nameKey } from "../rooms/names.ts";
import { Attempts } from "./attempts.ts";
import { formatHash, hashPassword, isPassword, passwordBytes, type PasswordHash } from "./password_hash.ts";
import type { Role } from "./roles.ts";
import { networkOf } from "../addresses.ts";
import { Slots } from "../slots.ts";
import { DEFAULT_USER, parseUsers, readSecretFile, type User } from "./users_file.ts";

/** What a password is wanted for: everything, or only what administrates, changes or removes. */
export type Required = "all" | "admin";

/** What the operator chose. */
export interface AccountSettings {
  /** The file of users. */
  readonly users?: string | undefined;
  /** A file with the password of the default user. */
  readonly passwordFile?: string | undefined;
  /** What a password is wanted for. */
  readonly required?: Required;
}

/** Options of {@linkcode Accounts.open}. */
export interface AccountsOptions {
  /** `authFailures` and `authWait` hold. */
  readonly limits: Pick<Limits, "authFailures" | "authWait">;
  /** Where wrong passwords are told. */
  readonly log: Log;
  /** Milliseconds since the epoch; default `Date.now`. */
  readonly now?: () => number;
  /** Waits some milliseconds; default by a timer. */
  readonly pause?: (ms: number) => Promise<void>;
}

/** A session, as far as it concerns its user. */
export interface Holder {
  /** Number of the session. */
  readonly id: number;
  /** IP address of the peer. */
  readonly host: string;
  /** Its user is gone, or has another password: it must end. */
  revoked(): void;
}

/** A user whom sessions have authenticated as. */
export interface Account {
  /** The name, in NFC. */
  readonly name: string;
  /** What they may do; changes when the file is read again. `undefined`: what anybody may. */
  readonly role: Role | undefined;
}

/** What the files say of a user; the default one of a password file has no role. */
type Known = Omit<User, "role"> & { readonly role: Role | undefined };

/** An account with what nobody else needs to know of it. */
interface Entry extends Account {
  role: Role | undefined;
  hash: PasswordHash;
  /** Sessions that have authenticated as it. */
  readonly holders: Set<Holder>;
  /** A keyed digest of the password, once somebody has proven to know it: a pool of connections should cost one hash. */
  proven: Uint8Array | undefined;
}

/** All users. */
export class Accounts {
  /** What a password is wanted for; `undefined` if there are none. */
  readonly required: Required | undefined;
  /** Whether users have roles, so that being on the server's machine is none. */
  readonly hasUsers: boolean;
  /** Wrong passwords since the start. */
  denied = 0;
  /** Commands since the start that a role or a missing password kept from running. */
  forbidden = 0;
  readonly #settings: AccountSettings;
  readonly #log: Log;
  readonly #attempts: Attempts;
  readonly #pause: (ms: number) => Promise<void>;
  readonly #key = randomBytes(32);
  /** One processor stays for the sessions; each attempt takes one, and 32 MiB, for 0.1 s. */
  readonly #slots = new Slots(Math.max(1, navigator.hardwareConcurrency - 1));
  /** Files are read one time after the other, so that the last wish counts. */
  #reading: Promise<void> = Promise.resolve();
  #entries = new Map<string, Entry>();
  /** Stands for users that there are not, so that trying them takes as long. */
  #nobody: PasswordHash | undefined;

  private constructor(settings: AccountSettings, options: AccountsOptions) {
    const { limits, log, now = Date.now } = options;
    this.#settings = settings;
    this.#log = log;
    this.#pause = options.pause ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
    this.#attempts = new Attempts({ most: limits.authFailures, wait: limits.authWait, now });
    this.hasUsers = settings.users !== undefined;
    const any = this.hasUsers || settings.passwordFile !== undefined;
    this.required = any ? settings.required ?? "all" : undefined;
  }

  /**
   * Reads the files.
   *
   * @param settings What the operator chose.
   * @param options See {@linkcode AccountsOptions}.
   * @returns The accounts.
   * @throws {EnchufeError} For the operator, one line.
   */
  static async open(settings: AccountSettings, options: AccountsOptions): Promise<Accounts> {
    const accounts = new Accounts(settings, options);
    if (accounts.required !== undefined) accounts.#take(await accounts.#read());
    return accounts;
  }

  /**
   * A server without users and passwords.
   *
   * @returns Accounts that there are none of.
   */
  static none(): Accounts {
    const silent = { info() {}, warn() {}, error() {} };
    return new Accounts({}, { limits: { authFailures: 1, authWait: 1 }, log: silent });
  }

  /**
   * Reads the files again. Sessions of users that are gone or have another password end, other roles hold at once, and
   * everybody else notices nothing. Files that cannot be used change nothing.
   *
   * @returns When it is done.
   */
  reload(): Promise<void> {
    return this.#reading = this.#reading.then(() => this.#readAgain());
  }

  async #readAgain(): Promise<void> {
    if (this.required === undefined) return;
    try {
      this.#take(await this.#read());
      this.#log.info("users read again", { users: this.#entries.size });
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown.message : String(thrown);
      this.#log.error("users not read again; those known before hold", { error });
    }
  }

  /**
   * Insists that the files are not in a folder that is shared.
   *
   * @param root Real path of the folder.
   * @throws {EnchufeError} NOPERM.
   */
  async insistOutside(root: string): Promise<void> {
    for (const file of [this.#settings.users, this.#settings.passwordFile]) {
      if (file === undefined) continue;
      const real = await Deno.realPath(file);
      const inside = real.startsWith(root) && /^[\\/]/.test(real.slice(root.replace(/[\\/]$/, "").length));
      if (inside) throw failure("secretShared", { file: JSON.stringify(file) });
    }
  }

  /**
   * Whether a name belongs to a user.
   *
   * @param name Any name.
   * @param account Whom it does not matter for: it may be theirs.
   */
  owns(name: string, account?: Account): boolean {
    const entry = this.#entries.get(nameKey(name));
    return entry !== undefined && entry !== account && entry.name !== DEFAULT_USER;
  }

  /**
   * Whether somebody can give only a password.
   *
   * @returns Whether there is a default user.
   */
  hasDefault(): boolean {
    return this.#entries.has(DEFAULT_USER);
  }

  /**
   * Authenticates a session. A wrong password takes as long as a right one and then some, for users that there are as
   * for others.
   *
   * @param holder The session.
   * @param user Name of the user.
   * @param sent The password.
   * @returns The account; the session is told if it goes. {@linkcode Accounts.leave} ends that.
   * @throws {EnchufeError} WRONGPASS; BLOCKED for an address that has to wait.
   */
  async authenticate(holder: Holder, user: string, sent: Uint8Array): Promise<Account> {
    const password = passwordBytes(sent), key = nameKey(user);
    this.#insistOnPatience(holder.host);
    const found = this.#proven(key, password) ?? await this.#slots.run(async () => {
      // Asked again: those in front may have been wrong, or right.
      this.#insistOnPatience(holder.host);
      return this.#proven(key, password) ?? await this.#check(key, password) ?? this.#deny(holder, user);
    }, networkOf(holder.host));
    if ("delay" in found) {
      await this.#pause(found.delay);
      throw failure("badUser");
    }
    this.#attempts.succeeded(holder.host, key);
    found.holders.add(holder);
    return found;
  }

  /**
   * Forgets a session.
   *
   * @param holder The session.
   * @param account What it has authenticated as.
   */
  leave(holder: Holder, account: Account): void {
    (account as Entry).holders.delete(holder);
  }

  async #read(): Promise<Map<string, Known>> {
    const { users: file, passwordFile } = this.#settings;
    const users = new Map<string, Known>(
      file === undefined ? [] : parseUsers(await readSecretFile(file), file),
    );
    if (passwordFile === undefined) return users;
    if (users.has(DEFAULT_USER)) throw failure("defaultTwice", { file: JSON.stringify(file) });
    const [line = ""] = (await readSecretFile(passwordFile)).split(/\r?\n/);
    if (line === "") throw failure("secretEmpty", { file: JSON.stringify(passwordFile) });
    const password = passwordBytes(line);
    const known = this.#entries.get(DEFAULT_USER);
    const same = known !== undefined && await isPassword(password, known.hash);
    const hash = same ? known.hash : await hashPassword(password);
    return users.set(DEFAULT_USER, { name: DEFAULT_USER, role: undefined, hash });
  }

  #take(users: ReadonlyMap<string, Known>): void {
    const before = this.#entries;
    this.#entries = new Map();
    for (const [key, { name, role, hash }] of users) {
      const known = before.get(key);
      const same = known !== undefined && known.name === name && formatHash(known.hash) === formatHash(hash);
      if (same) known.role = role;
      this.#entries.set(key, same ? known : { name, role, hash, holders: new Set(), proven: undefined });
      this.#nobody = { ...hash, digest: new Uint8Array(hash.digest.length) };
    }
    for (const [key, entry] of before) {
      if (this.#entries.get(key) === entry) continue;
      for (const holder of entry.holders) holder.revoked();
    }
  }

  /** The account, if the password has been proven to be its before. */
  #proven(key: string, password: Uint8Array): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry?.proven === undefined) return undefined;
    return timingSafeEqual(this.#digest(password), entry.proven) ? entry : undefined;
  }

  async #check(key: string, password: Uint8Array): Promise<Entry | undefined> {
    const entry = this.#entries.get(key);
    const hash = entry?.hash ?? this.#nobody ?? await hashPassword(new Uint8Array(1));
    const right = await isPassword(password, hash);
    // What was read again meanwhile counts.
    if (!right || entry === undefined || this.#entries.get(key) !== entry) return undefined;
    entry.proven = this.#digest(password);
    return entry;
  }

  /** Counts a wrong password, while its turn lasts: the next one is to know of it. */
  #deny({ id, host }: Holder, user: string): { readonly delay: number } {
    this.denied++;
    const { count, delay } = this.#attempts.failed(host, nameKey(user.slice(0, 64)));
    this.#log.warn("authentication failed", { id, address: host, user: user.slice(0, 64), failures: count });
    return { delay };
  }

  #insistOnPatience(host: string): void {
    const wait = this.#attempts.waitOf(host);
    if (wait > 0) throw failure("authWait", { seconds: Math.ceil(wait / 1000) });
  }

  #digest(password: Uint8Array): Uint8Array {
    return new Uint8Array(createHmac("sha256", this.#key).update(Buffer.from(password)).digest());
  }
}
