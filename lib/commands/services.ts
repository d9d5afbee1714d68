/**
 * Makes what all sessions share.
 *
 * @module
 */
import { networkOf } from "../addresses.ts";
import { describeError } from "../errors.ts";
import type { Log } from "../log.ts";
import { Broker } from "../rooms/broker.ts";
import { Hub, type LogStore } from "../rooms/hub.ts";
import { MemoryStore } from "../rooms/log_store.ts";
import { hostOf } from "../share/owner.ts";
import { type Change, Share, type ShareOptions } from "../share/share.ts";
import { skeleton } from "../skeleton.ts";
import type { ListenerInfo, Peer, Services } from "./context.ts";
import { CommandStats } from "./stats.ts";
import { Transfers } from "./transfers.ts";

/** Which folder is shared, and how. */
export interface ShareSettings extends Omit<ShareOptions, "onChange" | "onHandIn" | "users"> {
  /** The folder, as it was typed. */
  readonly folder: string;
}

/** Options of {@linkcode openServices}. */
export interface ServicesOptions extends Pick<Services, "accounts" | "sessions" | "onFetch"> {
  /** Where failed deliveries are told. */
  readonly log: Log;
  /** What the server listens on; may be filled later. */
  readonly listeners: readonly ListenerInfo[];
  /** Opens what keeps the messages of the rooms, told the real path of the share. Default: in memory. */
  readonly openStore?: ((share: string) => LogStore) | undefined;
  /** Stops the server. */
  readonly stop: (reason: string) => void;
  /** Told of what is handed in to a drop box, of which nobody else hears. */
  readonly onHandIn?: ((change: Change) => void) | undefined;
}

/**
 * Opens the share, and puts the rooms and the rest beside it.
 *
 * @param settings The share and the limits.
 * @param options See {@linkcode ServicesOptions}.
 * @returns What all sessions share.
 * @throws {EnchufeError} if the folder cannot be shared, or the store not be opened.
 */
export async function openServices(
  { folder, access, dropBox, hidden, limits, sync = true }: ShareSettings,
  { accounts, sessions, log, listeners, stop, onFetch, onHandIn, openStore }: ServicesOptions,
): Promise<Services> {
  const onError = (error: unknown) => log.error("delivery failed", { error: describeError(error) });
  const broker = new Broker({ onError });
  const transfers = new Transfers();
  const share = await Share.open(folder, {
    access,
    dropBox,
    users: accounts.hasUsers,
    hidden,
    limits,
    sync,
    onChange: (change) => void broker.publish(`file:${change.path}`, JSON.stringify(change)),
    onHandIn(change) {
      const { type, path, size, by } = change;
      // Without an author it is the operator who works in the folder.
      if (type === "file" && by !== "") {
        transfers.handIns++;
        log.info("file handed in", { path, size, by });
      }
      onHandIn?.(change);
    },
    onUpload: (event) => transfers.upload(event),
  });
  await accounts.insistOutside(share.root);
  if (share.dropBox !== undefined) log.info("drop box open", { path: share.dropBox, access });
  const store = openStore?.(share.root) ?? new MemoryStore(limits);
  return {
    share,
    accounts,
    hub: new Hub({
      limits,
      broker,
      store,
      onError,
      skeleton,
      networkOf: (address) => networkOf(hostOf(address)),
      isOwned: (name, member) => accounts.owns(name, (member as Partial<Peer> | undefined)?.account),
    }),
    store,
    broker,
    sessions,
    server: {
      startedAt: Date.now(),
      runId: crypto.randomUUID().replaceAll("-", ""),
      listeners,
      memory: () => Deno.memoryUsage().rss,
      stop,
    },
    limits,
    stats: new CommandStats(),
    transfers,
    now: Date.now,
    onFetch,
  };
}
