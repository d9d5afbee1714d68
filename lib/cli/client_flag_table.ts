/**
 * The client's flags.
 *
 * @module
 */
import { escapeText } from "../escape.ts";
import { parseFingerprint } from "../tls/fingerprint.ts";
import { type Texts, texts } from "../texts/texts.ts";
import { type Flag, valueFlag } from "./flags.ts";
import { parseLimit } from "../limits.ts";
import { choiceFlag, HOST_FLAG, LANG_FLAG, parsePort, pemFlag, switchFlag } from "./values.ts";

/** Longest time-out: what a timer can hold. */
const MOST_SECONDS = 86_400;
const MOST_REPEATS = 1_000_000;

/** The table; what each is for is in the catalogue of the language. */
export const CLIENT_FLAGS = {
  host: HOST_FLAG,
  port: valueFlag<number, number>({
    placeholder: "PORT",
    fallback: 5050,
    shown: "5050",
    want: () => texts.help.want.port(1),
    parse: (text) => parsePort(text) || undefined,
  }),
  tls: switchFlag(),
  ca: pemFlag(),
  tlsFingerprint: valueFlag<string, undefined>({
    placeholder: "FINGERPRINT",
    fallback: undefined,
    want: () => texts.help.want.fingerprint,
    parse: parseFingerprint,
  }),
  name: valueFlag<string, undefined>({
    placeholder: "NAME",
    fallback: undefined,
    want: (given = "") => texts.help.want.name(escapeText(given.trim().replace(/\s+/g, "_"))),
    // The rest of what makes a name is the server's to say.
    parse: (text) => /\s/.test(text) ? undefined : text,
  }),
  user: valueFlag<string, undefined>({
    placeholder: "USER",
    fallback: undefined,
    want: () => texts.help.want.user,
    parse: (text) => /\s/.test(text) ? undefined : text,
  }),
  passwordFile: valueFlag<string, undefined>({
    placeholder: "FILE",
    fallback: undefined,
    completion: "file",
    want: () => texts.help.want.secretFile,
    parse: (text) => text,
  }),
  room: valueFlag<string, string>({
    placeholder: "ROOM",
    fallback: "plaza",
    shown: "plaza",
    completion: "room",
    want: () => texts.help.want.room,
    parse: (text) => text,
  }),
  timeout: valueFlag<number, number>({
    placeholder: "SECONDS",
    fallback: 10_000,
    shown: "10",
    want: () => texts.help.want.seconds(MOST_SECONDS),
    parse: parseSeconds,
  }),
  json: switchFlag(),
  repeat: valueFlag<number, number>({
    placeholder: "N",
    fallback: 1,
    shown: "1",
    want: () => texts.help.want.countTo(1, MOST_REPEATS),
    parse: parseRepeat,
  }),
  output: valueFlag<string, undefined>({
    placeholder: "FILE",
    short: "o",
    fallback: undefined,
    completion: "file",
    want: () => texts.help.want.file,
    parse: (text) => text,
  }),
  color: choiceFlag<"auto" | "always" | "never">(["auto", "always", "never"]),
  plain: switchFlag(),
  limitRate: valueFlag<number, undefined>({
    placeholder: "SIZE",
    fallback: undefined,
    want: () => texts.help.want.size(1),
    parse: (text) => parseLimit(text, "bytes") || undefined,
  }),
  // No variables: what one command removes, leaves out or prints should be asked for on its own line.
  recursive: switchFlag({ short: "r", environment: false }),
  exclude: valueFlag<readonly string[], readonly string[]>({
    placeholder: "GLOB",
    fallback: [],
    environment: false,
    repeatable: true,
    want: () => texts.help.want.glob,
    parse: (text) => [text],
  }),
  ifExists: {
    ...choiceFlag<"replace" | "skip" | "rename">(["replace", "skip", "rename"]),
    environment: false,
  },
  tar: switchFlag({ environment: false }),
  names: switchFlag({ environment: false }),
  lang: LANG_FLAG,
  help: switchFlag({ short: "h", environment: false }),
  version: switchFlag({ environment: false }),
} satisfies Record<keyof Texts["help"]["clientFlags"], Flag>;

function parseSeconds(text: string): number | undefined {
  const seconds = /^(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : NaN;
  return seconds >= 0.001 && seconds <= MOST_SECONDS ? Math.round(seconds * 1000) : undefined;
}

function parseRepeat(text: string): number | undefined {
  const count = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  return count >= 1 && count <= MOST_REPEATS ? count : undefined;
}
