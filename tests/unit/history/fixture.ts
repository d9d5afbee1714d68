/** A hub whose messages are kept in a file, on a clock that only the test moves. @module */
import { openHistory } from "../../../lib/history/open_history.ts";
import { SqliteStore } from "../../../lib/history/sqlite_store.ts";
import { type Limits, makeLimits } from "../../../lib/limits.ts";
import type { Log } from "../../../lib/log.ts";
import { tempDir } from "../../helpers/temp.ts";
import { World } from "../rooms/peers.ts";

/** A server on a file. */
export class Kept extends World {
  constructor(limits: Partial<Limits>, readonly store: SqliteStore, readonly logged: string[]) {
    super({ chatRate: 0, ...limits }, store);
  }

  /** Says texts in a room, as somebody without a name. */
  say(room: string, ...texts: string[]): void {
    const speaker = this.peer();
    for (const text of texts) this.hub.say(speaker, room, text);
  }

  /** The texts of a room's history, with `recovered` in front. */
  since(room: string, epoch: string, offset: number): [recovered: boolean, ...texts: string[]] {
    const { recovered, messages } = this.hub.history(room, { since: `${epoch}:${offset}` });
    return [recovered, ...messages.map(({ text }) => text)];
  }
}

/** Settings of {@linkcode Files.start}. */
export interface StartOptions {
  readonly limits?: Partial<Limits>;
  readonly file?: string;
  readonly boot?: string;
}

/** A folder with histories; what was started on them is closed with it. */
export class Files implements AsyncDisposable {
  readonly #started: Kept[] = [];

  private constructor(readonly path: string, readonly remove: () => PromiseLike<void>) {}

  static async make(): Promise<Files> {
    const folder = await tempDir({ share: {} });
    return new Files(folder.path, () => folder[Symbol.asyncDispose]());
  }

  /** Path of a file in it. */
  at(name: string): string {
    return `${this.path}/${name}`;
  }

  /** Opens a history as a server does. */
  start({ limits = {}, file = "h.db", boot = "one boot" }: StartOptions = {}): Kept {
    const logged: string[] = [];
    const write = (level: string) => (event: string) => void logged.push(`${level} ${event}`);
    const log: Log = { info: write("info"), warn: write("warn"), error: write("error") };
    let kept: Kept | undefined = undefined;
    const store = openHistory(this.at(file), {
      share: `${this.path}/share`,
      limits: makeLimits({ chatRate: 0, ...limits }),
      log,
      boot,
      now: () => kept?.time ?? 1_000_000,
    });
    if (!(store instanceof SqliteStore)) throw new Error(`Not opened: ${store.status.failure}`);
    kept = new Kept(limits, store, logged);
    this.#started.push(kept);
    return kept;
  }

  /** Copies a history as it is: what a server that is killed leaves. */
  copy(name: string, from = "h.db"): string {
    for (const { name: entry } of [...Deno.readDirSync(this.path)]) {
      const rest = entry.slice(from.length);
      if (!entry.startsWith(from) || rest === "-lock" || rest === "-shm") continue;
      Deno.copyFileSync(`${this.path}/${entry}`, `${this.path}/${name}${rest}`);
    }
    return name;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { store } of this.#started) await store.close();
    await this.remove();
  }
}
