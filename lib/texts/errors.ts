/**
 * Errors for people, in their language. The wire carries them in English: that is what programs know, and a server
 * cannot know who reads. So the client recognizes the English text by its template, and takes the parameters out.
 *
 * @module
 */
import { type ErrorName, ERRORS } from "../error_table.ts";
import { fillIn } from "../failure.ts";
import { language, texts } from "./texts.ts";

/** What the parameters look like where that is known; any other may be anything. Two of those in one text would run together. */
const SHAPES: Readonly<Record<string, string>> = {
  ...shaped('"(?:[^"\\\\]|\\\\.)*"', [
    "path",
    "other",
    "component",
    "cursor",
    "pattern",
    "channel",
    "folder",
    "received",
    "file",
  ]),
  ...shaped("\\d+", ["most", "length", "size", "count", "seconds", "line"]),
  ...shaped("'[^']*'", ["name", "free", "like"]),
  room: "[^']*",
  container: "[A-Z.]+",
  role: "read|drop|write|admin",
  field: "lib-(?:name|ver)",
};

function shaped(shape: string, words: readonly string[]): Record<string, string> {
  return Object.fromEntries(words.map((word) => [word, shape]));
}

/** Characters; a longer text is none of ours, and its patterns would have too much to look at. */
const MOST_TEXT = 1_000_000;

/** An error, and what its English text looks like. */
interface Candidate {
  readonly name: ErrorName;
  readonly pattern: RegExp;
}

const byCode = new Map<string | undefined, readonly Candidate[]>();

/** The errors with a code, those with the most words of their own first. Made when the first such error is shown. */
function candidatesOf(code: string | undefined): readonly Candidate[] {
  let found = byCode.get(code);
  if (found === undefined) {
    const rows = Object.entries(ERRORS).filter(([_name, row]) => code === undefined || row[0] === code);
    const literal = (text: string) => text.replace(/\{\w+\}/g, "").length;
    rows.sort(([_a, one], [_b, other]) => literal(other[1]) - literal(one[1]));
    found = rows.map(([name, row]) => ({ name: name as ErrorName, pattern: patternOf(row[1]) }));
    byCode.set(code, found);
  }
  return found;
}

function patternOf(template: string): RegExp {
  const parts = template.split(/\{(\w+)\}/);
  // Every second part is a word that stood in braces.
  const source = parts.map((part, at) =>
    at % 2 === 0 ? RegExp.escape(part) : `(?<${part}>${SHAPES[part] ?? "[^]*?"})`
  );
  return new RegExp(`^${source.join("")}$`);
}

/** An error of the table, as its English text tells it. */
export interface KnownError {
  /** Which. */
  readonly name: ErrorName;
  /** What stands in its text for each word in braces; names are in quotes. */
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Recognizes an error.
 *
 * @param code Its code; `undefined` where it is not told.
 * @param message Its text as the wire carries it, not escaped.
 * @returns Which it is, and with what parameters; `undefined` if it is none of ours, as from another server.
 */
export function knownError(code: string | undefined, message: string): KnownError | undefined {
  if (message.length > MOST_TEXT) return undefined;
  for (const { name, pattern } of candidatesOf(code)) {
    const found = pattern.exec(message);
    if (found !== null) return { name, parameters: found.groups ?? {} };
  }
  return undefined;
}

/**
 * The text of an error in the language in use.
 *
 * @param code Its code; `undefined` where it is not told, as in the reason why somebody left.
 * @param message Its text as the wire carries it, not escaped.
 * @returns The text, not escaped; as it came if it is none of ours, as from another server, or in that language already.
 */
export function errorText(code: string | undefined, message: string): string {
  if (language === "en") return message;
  const known = knownError(code, message);
  return known === undefined ? message : fillIn(texts.errors[known.name], known.parameters);
}
