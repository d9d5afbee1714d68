/**
 * The server's flags.
 *
 * @module
 */
import { type Role, ROLES } from "../accounts/roles.ts";
import {
  formatLimit,
  LIMIT_NAMES,
  LIMIT_TABLE,
  type LimitName,
  type LimitUnit,
  parseLimit,
} from "../limits.ts";
import { isAbsolute } from "../std/path.ts";
import { type Texts, texts } from "../texts/texts.ts";
import { type Shell, SHELLS } from "./client_commands.ts";
import { type Flag, type ValueFlag, valueFlag } from "./flags.ts";
import { choiceFlag, HOST_FLAG, LANG_FLAG, parsePort, pemFlag, switchFlag } from "./values.ts";

/** Zero makes sense only for these: nothing is kept, or all of the disk may be used. */
const MAY_BE_ZERO: ReadonlySet<LimitName> = new Set(["keepFree", "quota", "historyMessages"]);

/** A longer time does not fit a timer, which would then end at once. */
const MOST_TIMER = 24 * 24 * 60 * 60 * 1000;

/** The table, limits aside; what each is for is in the catalogue of the language. */
export const SERVER_FLAGS = {
  host: HOST_FLAG,
  port: valueFlag<number, number>({
    placeholder: "PORT",
    fallback: 5050,
    shown: "5050",
    want: () => texts.help.want.port(0),
    parse: parsePort,
  }),
  chatPort: classicFlag("2010"),
  echoPort: classicFlag("off"),
  listPort: classicFlag("off"),
  filePort: classicFlag("off"),
  menuPort: classicFlag("off"),
  classic: switchFlag(),
  access: choiceFlag<"read" | "drop" | "write">(["read", "drop", "write"]),
  dropBox: valueFlag<string, undefined>({
    placeholder: "DIR",
    fallback: undefined,
    want: () => texts.help.want.boxPath,
    parse: parseBox,
  }),
  users: secretFlag(),
  passwordFile: secretFlag(),
  requirePassword: valueFlag<"all" | "admin", undefined>({
    placeholder: "all|admin",
    fallback: undefined,
    shown: "all",
    choices: ["all", "admin"],
    want: () => texts.help.want.oneOf(["all", "admin"]),
    parse: (text) => text === "all" || text === "admin" ? text : undefined,
  }),
  // Only with passwd, so no variable.
  role: valueFlag<Role, undefined>({
    placeholder: ROLES.join("|"),
    fallback: undefined,
    choices: ROLES,
    want: () => texts.help.want.oneOf(ROLES),
    parse: (text) => ROLES.find((role) => role === text),
    environment: false,
  }),
  hidden: switchFlag(),
  tlsCert: pemFlag(),
  tlsKey: pemFlag(),
  tlsSelfSigned: switchFlag(),
  tlsDir: valueFlag<string, undefined>({
    placeholder: "DIR",
    fallback: undefined,
    completion: "file",
    want: () => texts.help.want.directory,
    parse: (text) => text,
  }),
  sync: choiceFlag<"on" | "off">(["on", "off"]),
  watch: choiceFlag<"on" | "off">(["on", "off"]),
  history: valueFlag<string, undefined>({
    placeholder: "FILE",
    fallback: undefined,
    shown: "off",
    completion: "file",
    want: () => texts.help.want.historyFile,
    parse: (text) => text,
  }),
  logFormat: choiceFlag<"text" | "json">(["text", "json"]),
  lang: LANG_FLAG,
  // A flag and no word as for the client: any word is a folder.
  completions: valueFlag<Shell, undefined>({
    placeholder: "SHELL",
    fallback: undefined,
    choices: SHELLS,
    want: () => texts.help.want.oneOf(SHELLS),
    parse: (text) => SHELLS.find((shell) => shell === text.toLowerCase()),
    environment: false,
  }),
  help: switchFlag({ short: "h", environment: false }),
  version: switchFlag({ environment: false }),
} satisfies Record<keyof Texts["help"]["serverFlags"], Flag>;

function secretFlag(): ValueFlag<string, undefined> {
  return {
    placeholder: "FILE",
    fallback: undefined,
    completion: "file",
    want: () => texts.help.want.secretFile,
    parse: (text) => text,
  };
}

/** A path in the share; what else may be wrong with it is told when it is opened. */
function parseBox(text: string): string | undefined {
  const path = text.replace(/^(?:\.\/)+|\/+$/g, "");
  return path === "" || path === "." || isAbsolute(path) ? undefined : path;
}

/** The flags of the limits. */
export const LIMIT_FLAGS = Object.fromEntries(LIMIT_NAMES.map((name) => [name, limitFlag(name)])) as {
  readonly [Name in LimitName]: ValueFlag<number, number>;
};

function classicFlag(shown: string): ValueFlag<number | "off", undefined> {
  return {
    placeholder: "PORT|off",
    fallback: undefined,
    shown,
    choices: ["off"],
    want: () => texts.help.want.portOrOff,
    parse: (text) => text === "off" ? text : parsePort(text),
  };
}

function limitFlag(name: LimitName): ValueFlag<number, number> {
  const { value, unit } = LIMIT_TABLE[name];
  const least = MAY_BE_ZERO.has(name) ? 0 : 1;
  const most = unit === "time" && name !== "historyAge" ? MOST_TIMER : Number.MAX_SAFE_INTEGER;
  return {
    placeholder: { count: "N", bytes: "SIZE", time: "TIME" }[unit],
    fallback: value,
    shown: formatLimit(value, unit),
    want: () => wantLimit(unit, { least, most }),
    parse(text) {
      const limit = parseLimit(text, unit);
      return limit !== undefined && limit >= least && limit <= most ? limit : undefined;
    },
  };
}

function wantLimit(unit: LimitUnit, { least, most }: { least: number; most: number }): string {
  const { want } = texts.help;
  if (unit === "count") return want.count(least);
  if (unit === "bytes") return want.size(least);
  return most === MOST_TIMER ? want.timeTo : want.time;
}
