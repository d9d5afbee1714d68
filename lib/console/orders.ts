/**
 * The orders that the console obeys: one table, from which the help and the completion come too.
 *
 * @module
 */
import { suggest } from "../cli/suggest.ts";
import type { Services } from "../commands/context.ts";
import { escapeText } from "../escape.ts";
import type { Share } from "../share/share.ts";
import type { Palette } from "../terminal/colors.ts";
import { texts } from "../texts/texts.ts";
import type { Wanted } from "./recent.ts";
import { bytes, duration, hostOf, moment, table } from "./words.ts";

/** Members that `/who` lists. */
const MOST_LISTED = 200;

/** What orders work on. */
export interface Desk {
  /** The rooms, the sessions, the share. */
  readonly services: Services;
  /** Colours of what is answered. */
  readonly palette: Palette;
  /** The last transfers, as lines. */
  readonly recent: (wanted?: Wanted) => readonly string[];
  /** What to tell others, as lines. */
  readonly addresses: () => readonly string[];
}

/** One order. */
export interface Order {
  /** What is typed behind the `/`. */
  readonly name: keyof typeof texts.console.orders;
  /** Other words for it. */
  readonly aliases?: readonly string[];
  /** Whether it wants the name of a member. */
  readonly wantsName?: boolean;
  /** What may follow, for the help. */
  readonly syntax?: () => string;
  /**
   * Obeys.
   *
   * @param desk What to work on.
   * @param name The first word behind it, or empty.
   * @param rest What follows that, or empty.
   * @returns Lines to print, escaped.
   */
  readonly run: (desk: Desk, name: string, rest: string) => readonly string[];
}

/** The orders, in the order of the help. */
export const ORDERS: readonly Order[] = [
  { name: "who", run: who },
  { name: "rooms", run: ({ services }) => services.hub.list().map((room) => texts.console.room(room)) },
  {
    name: "recent",
    aliases: ["files"],
    syntax: () => `[N] [in|out] [${texts.console.nameArgument}]`,
    run: recent,
  },
  { name: "addresses", aliases: ["address"], run: ({ addresses }) => addresses() },
  {
    name: "kick",
    wantsName: true,
    syntax: () => `[${texts.console.reasonArgument}]`,
    run({ services }, name, reason) {
      services.hub.kick(name, reason === "" ? texts.console.kickReason : reason);
      return [texts.console.kicked(escapeText(name))];
    },
  },
  {
    name: "mute",
    wantsName: true,
    run({ services }, name) {
      services.hub.mute(name, true);
      return [texts.console.muted(escapeText(name))];
    },
  },
  {
    name: "unmute",
    wantsName: true,
    run({ services }, name) {
      services.hub.mute(name, false);
      return [texts.console.unmuted(escapeText(name))];
    },
  },
  { name: "status", run: status },
  {
    name: "stop",
    aliases: ["salir", "sair"],
    run({ services }) {
      services.server.stop("console");
      return [];
    },
  },
  { name: "help", run: help },
];

/**
 * Finds an order.
 *
 * @param word What was typed behind the `/`, in any case.
 * @returns The order, or `undefined` if there is none.
 */
export function findOrder(word: string): Order | undefined {
  const wanted = word.toLowerCase();
  return ORDERS.find(({ name, aliases = [] }) => name === wanted || aliases.includes(wanted));
}

/**
 * The order that a mistyped word was meant to be.
 *
 * @param word What was typed behind the `/`.
 * @returns Its name, or `undefined` if none is near.
 */
export function nearestOrder(word: string): string | undefined {
  return suggest(word, ORDERS.flatMap(({ name, aliases = [] }) => [name, ...aliases]));
}

/**
 * What a line could go on as.
 *
 * @param line What has been typed.
 * @param members Names of those who are here.
 * @returns What may replace the last word, each with the blank that follows it, and that word.
 */
export function completeOrder(line: string, members: Iterable<string>): [candidates: string[], part: string] {
  const begun = /^\/(\S*)$/.exec(line);
  if (begun !== null) {
    const names = ORDERS.map(({ name }) => `/${name} `);
    return [names.filter((name) => name.startsWith(line.toLowerCase())), line];
  }
  const [, word = "", part = ""] = /^\/(\S+)\s+(\S*)$/.exec(line) ?? [];
  if (!findOrder(word)?.wantsName) return [[], line];
  const wanted = part.toLowerCase();
  const names = [...members].filter((name) => name.toLowerCase().startsWith(wanted)).sort();
  return [names.map((name) => `${name} `), part];
}

function recent({ recent }: Desk, name: string, rest: string): readonly string[] {
  const words = `${name} ${rest}`.trim().split(/\s+/).filter((word) => word !== "");
  const number = words.find((word) => /^\d+$/.test(word));
  const way = words.map((word) => word.toLowerCase()).find((word) => word === "in" || word === "out");
  const by = words.find((word) => word !== number && word.toLowerCase() !== way);
  const lines = recent({
    ...number === undefined ? {} : { most: Number(number) },
    ...way === undefined ? {} : { way },
    ...by === undefined ? {} : { by },
  });
  if (lines.length > 0) return lines;
  return [recent({ most: 1 }).length === 0 ? texts.console.nothingYet : texts.console.nothingSuch];
}

function who({ services: { hub, sessions, now }, palette }: Desk): readonly string[] {
  const members = hub.who();
  const listed = members.slice(0, MOST_LISTED);
  const { name, address, rooms, since, muted } = texts.console.columns;
  const rows = listed.map((member) => [
    escapeText(member.name),
    hostOf(member.address),
    member.rooms.map((room) => escapeText(room)).join(", ") || "–",
    moment(member.since, now()),
    hub.isMuted(member.name) ? muted : "",
  ]);
  const [heading = "", ...lines] = table([[name, address, rooms, since, ""], ...rows]);
  const shown = lines.map((line, at) => {
    const typed = rows[at]?.[0] ?? "";
    return palette.name(listed[at]?.name ?? "", typed) + line.slice(typed.length);
  });
  if (members.length === 0) shown.push(texts.console.nobody);
  else shown.unshift(palette.dim(heading));
  if (members.length > MOST_LISTED) shown.push(texts.console.moreMembers(members.length - MOST_LISTED));
  if (members.length > 0) shown.push(texts.console.members(members.length));
  // Whoever only lists and fetches has no name.
  if (sessions.count > members.length) shown.push(texts.console.connections(sessions.count));
  return shown;
}

function status({ services: { hub, sessions, server, share, store, now } }: Desk): readonly string[] {
  const { totals } = sessions;
  const { status } = texts.console;
  return [
    status.running(duration(now() - server.startedAt), escapeText(share.root)),
    accessLine(share),
    status.people(sessions.count, hub.members.size, hub.list().length),
    status.totals(bytes(totals.bytesIn), bytes(totals.bytesOut), bytes(server.memory())),
    ...store.status.failure === undefined ? [] : [status.notStored(escapeText(store.status.failure))],
  ];
}

/**
 * What others may do with the share.
 *
 * @param share The share.
 * @returns One line, escaped.
 */
export function accessLine({ access, dropBox }: Pick<Share, "access" | "dropBox">): string {
  return texts.console.access[access](dropBox === undefined ? undefined : escapeText(dropBox));
}

function help(): readonly string[] {
  const { orders, nameArgument, sayHelp } = texts.console;
  const typed = ORDERS.map(({ name, wantsName, syntax }) =>
    [`/${name}`, wantsName ? nameArgument : "", syntax?.() ?? ""].filter((part) => part !== "").join(" ")
  );
  const width = Math.max(...typed.map((text) => text.length));
  const lines = ORDERS.map(({ name }, index) => `  ${typed[index]?.padEnd(width)}  ${orders[name]}`);
  return [...lines, `  ${"…".padEnd(width)}  ${sayHelp}`];
}
