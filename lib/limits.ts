/**
 * Every limit, in one table: flags, environment variables, `CONFIG GET`, help and the README come from it.
 *
 * @module
 */

/** How a limit is written and stored: counts as they are, sizes in bytes, times in milliseconds. */
export type LimitUnit = "count" | "bytes" | "time";

/** One row of the table. */
export interface LimitSpec {
  /** Default, in the stored unit. */
  readonly value: number;
  /** How it is written and stored. */
  readonly unit: LimitUnit;
  /** What it bounds and what happens on breach, for help. */
  readonly summary: string;
}

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** The table; a key in camelCase is the flag in kebab-case (`maxSessions` is `--max-sessions`). */
export const LIMIT_TABLE = {
  maxSessions: { value: 10_000, unit: "count", summary: "sessions at once; one more is refused" },
  maxPerAddress: {
    value: 1_000,
    unit: "count",
    summary: "sessions from one address, loopback aside; one more is refused",
  },
  maxPerPublicAddress: {
    value: 256,
    unit: "count",
    summary: "the same for an address that is not private (in IPv6 for a /64)",
  },
  maxLine: { value: 64 * KIB, unit: "bytes", summary: "one inline or plain line; a longer one closes" },
  maxArguments: { value: 1_024, unit: "count", summary: "arguments of one command; more closes" },
  maxArgument: {
    value: 64 * KIB,
    unit: "bytes",
    summary: "one argument, the content of a file aside; a larger one closes",
  },
  maxRequest: {
    value: MIB,
    unit: "bytes",
    summary: "one command in all, the content of a file aside; a larger one closes",
  },
  maxSubscriptions: {
    value: 1_024,
    unit: "count",
    summary: "channels and patterns of one session; one more is refused",
  },
  maxRooms: { value: 256, unit: "count", summary: "rooms at once; one more is refused" },
  maxRoomsPerAddress: {
    value: 64,
    unit: "count",
    summary: "rooms that one address opened and somebody is in (in IPv6 a /64); one more is refused",
  },
  maxJoined: { value: 32, unit: "count", summary: "rooms that one session is in; one more is refused" },
  maxMessage: { value: 1_000, unit: "count", summary: "characters of a message; a longer one closes" },
  chatRate: { value: 5, unit: "count", summary: "messages in any second; the next one closes" },
  maxName: { value: 32, unit: "count", summary: "characters of a name or room; a longer one is refused" },
  outboxHard: { value: 8 * MIB, unit: "bytes", summary: "unsent bytes of a slow reader; more closes" },
  outboxSoft: { value: MIB, unit: "bytes", summary: "unsent bytes tolerated for --outbox-soft-time" },
  outboxSoftTime: { value: 10 * SECOND, unit: "time", summary: "time over --outbox-soft; longer closes" },
  outboxTotal: {
    value: 256 * MIB,
    unit: "bytes",
    summary: "unsent bytes of all sessions; at more the one with the most is closed",
  },
  firstCommandTimeout: {
    value: 10 * SECOND,
    unit: "time",
    summary: "time to the first command; longer closes",
  },
  idleTimeout: {
    value: 15 * MINUTE,
    unit: "time",
    summary: "silence of a session that is in no room and has no subscription; longer closes",
  },
  authFailures: { value: 10, unit: "count", summary: "wrong passwords from one address; then it waits" },
  authWait: {
    value: MINUTE,
    unit: "time",
    summary: "time that an address waits after --auth-failures, and after which they are forgotten",
  },
  writeTimeout: { value: 30 * SECOND, unit: "time", summary: "time that one write may take; longer closes" },
  stopTimeout: {
    value: 30 * SECOND,
    unit: "time",
    summary: "time that a transfer gets when the server stops",
  },
  maxUpload: { value: 4 * GIB, unit: "bytes", summary: "one file handed in; a larger one is refused" },
  keepFree: { value: 512 * MIB, unit: "bytes", summary: "disk space that an upload must leave free" },
  quota: {
    value: 0,
    unit: "bytes",
    summary:
      "bytes that one name may have handed in and begun to; a file beyond that is refused; 0: any number",
  },
  maxUploads: {
    value: 64,
    unit: "count",
    summary: "unfinished uploads of one sender, who may have eight names; one more is refused",
  },
  uploadTtl: {
    value: DAY,
    unit: "time",
    summary: "time that an unfinished upload is kept for; older ones are removed",
  },
  historyMessages: { value: 1_000, unit: "count", summary: "messages kept per room; the oldest go" },
  historyBytes: { value: MIB, unit: "bytes", summary: "text kept per room; the oldest messages go" },
  historyAge: { value: 7 * DAY, unit: "time", summary: "age of a kept message; older ones go" },
} as const satisfies Record<string, LimitSpec>;

/** Name of a limit. */
export type LimitName = keyof typeof LIMIT_TABLE;

/** All limits in their stored units. */
export type Limits = { readonly [Name in LimitName]: number };

/** Names in the order of the table. */
export const LIMIT_NAMES: readonly LimitName[] = Object.keys(LIMIT_TABLE) as LimitName[];

/**
 * The defaults, with some replaced.
 *
 * @param changed Limits that differ from the default.
 * @returns A complete set.
 */
export function makeLimits(changed: Partial<Limits> = {}): Limits {
  const limits = {} as Record<LimitName, number>;
  for (const name of LIMIT_NAMES) limits[name] = changed[name] ?? LIMIT_TABLE[name].value;
  return limits;
}

const SCALE: Record<Exclude<LimitUnit, "count">, Record<string, number>> = {
  bytes: { "": 1, k: KIB, m: MIB, g: GIB },
  time: { "": SECOND, ms: 1, s: SECOND, m: MINUTE, h: 60 * MINUTE, d: DAY },
};

/**
 * Reads a limit as a person writes it: `5000`, `64K`, `8MiB`, `4G`, `250ms`, `30` (seconds), `15m`, `7d`.
 *
 * @param text The value of a flag or environment variable.
 * @param unit What the limit counts.
 * @returns The value in the stored unit, or `undefined` if the text does not fit.
 */
export function parseLimit(text: string, unit: LimitUnit): number | undefined {
  const match = /^(\d{1,12})\s*([a-z]*)$/i.exec(text.trim());
  if (!match) return undefined;
  const number = Number(match[1]);
  const suffix = (match[2] ?? "").toLowerCase();
  if (unit === "count") return suffix === "" ? number : undefined;
  const scale = SCALE[unit][unit === "bytes" ? suffix.replace(/i?b$/, "") : suffix];
  if (scale === undefined || (unit === "bytes" && suffix === "ib")) return undefined;
  return number * scale;
}

/**
 * Writes a limit so that {@linkcode parseLimit} reads it back: `64 KiB`, `15 min` are for tables, `64K`, `15m` for flags.
 *
 * @param value In the stored unit.
 * @param unit What the limit counts.
 * @returns The shortest exact form.
 */
export function formatLimit(value: number, unit: LimitUnit): string {
  if (unit === "count") return String(value);
  let best = unit === "time" ? `${value}ms` : String(value);
  let bestScale = 1;
  for (const [suffix, scale] of Object.entries(SCALE[unit])) {
    if (suffix !== "" && scale > bestScale && value > 0 && value % scale === 0) {
      best = `${value / scale}${unit === "bytes" ? suffix.toUpperCase() : suffix}`;
      bestScale = scale;
    }
  }
  return best;
}
