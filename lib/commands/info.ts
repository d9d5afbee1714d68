/**
 * What `INFO` tells of the server, section by section.
 *
 * @module
 */
import { escapeText } from "../escape.ts";
import { type Reply, Verbatim } from "../framing/reply.ts";
import type { Request } from "../framing/request.ts";
import { LIMIT_NAMES } from "../limits.ts";
import { REDIS_COMPATIBILITY, VERSION } from "../version.ts";
import type { Context } from "./context.ts";
import { type CommandCount, microseconds } from "./stats.ts";

type Section = [name: string, value: string | number][];

/** Sections of `INFO` in their order; a function each, so that only those asked for are made. */
const SECTIONS: Readonly<Record<string, (context: Context) => Section | Promise<Section>>> = {
  Server: ({ server, share, now }) => [
    ["redis_version", REDIS_COMPATIBILITY],
    ["redis_mode", "standalone"],
    ["server_name", "enchufe"],
    ["enchufe_version", VERSION],
    ["deno_version", Deno.version.deno],
    ["os", Deno.build.os],
    ["arch_bits", 64],
    ["process_id", Deno.pid],
    ["run_id", server.runId],
    ["tcp_port", server.listeners.find((listener) => listener.protocol === "resp")?.port ?? 0],
    ["listeners", server.listeners.map((l) => `${l.protocol}=${l.host}:${l.port}`).join(",")],
    ["tls", server.listeners.some(({ fingerprint }) => fingerprint !== undefined) ? "on" : "off"],
    ...server.listeners.flatMap(({ fingerprint }): Section =>
      fingerprint === undefined ? [] : [["tls_fingerprint", fingerprint]]
    ),
    ["server_time_usec", now() * 1000],
    ["uptime_in_seconds", Math.floor((now() - server.startedAt) / 1000)],
    ["uptime_in_days", Math.floor((now() - server.startedAt) / 86_400_000)],
    ["access", share.access],
    ["drop_box", share.dropBox ?? ""],
  ],
  Clients: ({ sessions, limits, broker }) => [
    ["connected_clients", sessions.count],
    ["maxclients", limits.maxSessions],
    ["blocked_clients", 0],
    ["pubsub_channels", broker.channelCount],
    ["pubsub_patterns", broker.patternCount()],
  ],
  Limits: ({ limits }) => LIMIT_NAMES.map((name) => [snake(name), limits[name]]),
  Memory: ({ server, sessions }) => [
    ["used_memory", server.memory()],
    ["used_memory_rss", server.memory()],
    ["mem_clients_normal", sessions.unsent],
  ],
  Persistence: ({ store: { status } }) => [
    ["loading", 0],
    ["history_engine", status.engine],
    ["history_status", status.failure === undefined ? "ok" : "failing"],
    ["history_failure", escapeText(status.failure ?? "")],
  ],
  Stats: ({ accounts, sessions: { totals }, stats }) => [
    ["total_connections_received", totals.accepted],
    ["rejected_connections", totals.refused],
    ["total_commands_processed", stats.calls],
    ["total_net_input_bytes", totals.bytesIn],
    ["total_net_output_bytes", totals.bytesOut],
    ["total_error_replies", [...stats.errors.values()].reduce((sum, count) => sum + count, 0)],
    // Redis's two names for what gives up who does not read: --outbox-hard and --outbox-soft, and --outbox-total.
    ["client_output_buffer_limit_disconnections", totals.ended.slow],
    ["evicted_clients", totals.ended.evicted],
    ["slow_readers", totals.ended.slow + totals.ended.evicted + totals.ended.stalled],
    ["write_stalls", totals.ended.stalled],
    ["timed_out_clients", totals.ended.late],
    ["accept_errors", totals.exhausted],
    ["acl_access_denied_auth", accounts.denied],
    ["acl_access_denied_cmd", accounts.forbidden],
  ],
  Replication: () => [["role", "master"], ["connected_slaves", 0]],
  Commandstats: ({ stats }) =>
    [...stats.used()].map(([name, count]) => [`cmdstat_${name}`, commandStat(count)]),
  Errorstats: ({ stats }) =>
    [...stats.errors].map(([code, count]) => [`errorstat_${code}`, `count=${count}`]),
  Rooms: ({ hub }) => {
    const rooms = hub.list();
    return [
      ["rooms", rooms.length],
      ["members", hub.who().length],
      ["messages", rooms.reduce((sum, room) => sum + room.messages, 0)],
    ];
  },
  Transfers: ({ share, transfers }) => [
    ["uploads_unfinished", share.uploads.count],
    ...Object.entries(transfers.uploads).map(([stage, count]): Section[0] => [`uploads_${stage}`, count]),
    ["files_received", transfers.received],
    ["hand_ins", transfers.handIns],
    ["file_bytes_received", share.received],
    ["downloads", transfers.downloads],
    ["downloads_parts", transfers.parts],
    ["downloads_broken", transfers.broken],
    ["file_bytes_sent", transfers.bytesOut],
  ],
  Keyspace: async ({ share }) => {
    const keys = await share.count();
    return keys === 0 ? [] : [["db0", `keys=${keys},expires=0,avg_ttl=0`]];
  },
};

/** Walks the whole share, so it is left out unless asked for by name, or with `all` and `everything`. */
const COSTLY = new Set(["Keyspace", "Commandstats"]);

/** As Redis writes it; what does not stand in this order its exporters do not read. */
function commandStat(count: CommandCount): string {
  const { calls, rejected, errors } = count;
  const each = microseconds(count);
  return `calls=${calls},usec=${Math.round(each * calls)},usec_per_call=${each.toFixed(2)},` +
    `rejected_calls=${rejected},failed_calls=${errors}`;
}

/**
 * Answers `INFO`.
 *
 * @param request The sections that are wanted.
 * @param context What there is to tell of.
 * @returns Lines of `name:value` under a heading for each section.
 */
export async function info(request: Request, context: Context): Promise<Reply> {
  const wanted = new Set<string>();
  for (let i = 1; i < request.count; i++) wanted.add(request.text(i).toLowerCase());
  const all = wanted.has("all") || wanted.has("everything");
  const usual = wanted.size === 0 || wanted.has("default");
  const parts: string[] = [];
  for (const [name, make] of Object.entries(SECTIONS)) {
    if (!all && !wanted.has(name.toLowerCase()) && !(usual && !COSTLY.has(name))) continue;
    const lines = (await make(context)).map(([field, value]) => `${field}:${value}\r\n`);
    parts.push(`# ${name}\r\n${lines.join("")}`);
  }
  return new Verbatim("txt", parts.join("\r\n"));
}

/** `maxSessions` as `INFO` writes it. */
function snake(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}
