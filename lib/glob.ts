/**
 * Redis's glob patterns (`KEYS`, `SCAN MATCH`, `PSUBSCRIBE`): `*` and `?` match any character, `/` included;
 * `[abc]`, `[^a-z]` one of a set; `\` takes the next character as it is.
 *
 * @module
 */

/** One of a set of characters: from the first of a range to its last, or not. */
interface CharacterSet {
  readonly ranges: readonly (readonly [low: string, high: string])[];
  readonly negated: boolean;
}

/** What one character must be: that one, one of a set, or anything. */
type Element = string | CharacterSet | undefined;

/** What stands between two `*`: as long in the pattern as in a text. */
interface Segment {
  /** How many characters. */
  readonly length: number;
  /** As it must be in the text, if every character is given. */
  readonly literal: string | undefined;
  /** Otherwise character by character. */
  readonly elements: readonly Element[];
}

/** Reads the `[...]` at `start`, which may lack its end. */
function readSet(pattern: string, start: number): { set: CharacterSet; end: number } {
  let index = start + 1;
  const negated = pattern[index] === "^";
  if (negated) index++;
  const ranges: [string, string][] = [];
  while (index < pattern.length && pattern[index] !== "]") {
    if (pattern[index] === "\\" && index + 1 < pattern.length) index++;
    const low = pattern[index] as string;
    if (pattern[index + 1] === "-" && index + 2 < pattern.length && pattern[index + 2] !== "]") {
      const high = pattern[index + 2] as string;
      ranges.push(low <= high ? [low, high] : [high, low]);
      index += 3;
    } else {
      ranges.push([low, low]);
      index++;
    }
  }
  return { set: { ranges, negated }, end: index + 1 };
}

function segmentOf(elements: readonly Element[]): Segment {
  const isLiteral = elements.every((element) => typeof element === "string");
  return { length: elements.length, literal: isLiteral ? elements.join("") : undefined, elements };
}

/** Splits a pattern at its `*`. */
function segmentsOf(pattern: string): Segment[] {
  const segments: Segment[] = [];
  let elements: Element[] = [];
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern[index] as string;
    if (character === "*") {
      segments.push(segmentOf(elements));
      elements = [];
    } else if (character === "?") elements.push(undefined);
    else if (character === "[") {
      const { set, end } = readSet(pattern, index);
      elements.push(set);
      index = end - 1;
    } else if (character === "\\" && index + 1 < pattern.length) elements.push(pattern[++index]);
    else elements.push(character);
  }
  return [...segments, segmentOf(elements)];
}

function fits(element: Element, character: string): boolean {
  if (element === undefined || element === character) return true;
  if (typeof element === "string") return false;
  return element.ranges.some(([low, high]) => low <= character && character <= high) !== element.negated;
}

/** Whether a text has a segment at a place, where there is room for it. */
function isAt({ literal, elements }: Segment, text: string, at: number): boolean {
  if (literal !== undefined) return text.startsWith(literal, at);
  return elements.every((element, index) => fits(element, text[at + index] as string));
}

/** A pattern that was read once, for many texts. */
export class Glob {
  readonly #first: Segment;
  readonly #between: readonly Segment[];
  /** Without a `*` there is none. */
  readonly #last: Segment | undefined;
  /**
   * Characters that are searched for one by one: those between two `*` where not all are given. A text of `n` characters
   * takes up to `effort` × `n` steps besides a few `n`, whatever a peer sends.
   */
  readonly effort: number;

  /**
   * Reads a pattern.
   *
   * @param pattern A Redis glob.
   */
  constructor(pattern: string) {
    const [first, ...rest] = segmentsOf(pattern);
    this.#first = first as Segment;
    this.#last = rest.pop();
    this.#between = rest.filter(({ length }) => length > 0);
    this.effort = this.#between.reduce(
      (sum, { literal, length }) => literal === undefined ? sum + length : sum,
      0,
    );
  }

  /**
   * Whether it matches the whole of a text. What stands between two `*` is taken where it comes first, which leaves the
   * most for what follows.
   *
   * @param text The text to match, by UTF-16 unit.
   * @returns Whether it does.
   */
  matches(text: string): boolean {
    const first = this.#first, last = this.#last;
    if (last === undefined) return first.length === text.length && isAt(first, text, 0);
    const end = text.length - last.length;
    if (first.length > end || !isAt(first, text, 0) || !isAt(last, text, end)) return false;
    let at = first.length;
    for (const segment of this.#between) {
      const found = find(segment, text, { from: at, end });
      if (found < 0) return false;
      at = found + segment.length;
    }
    return true;
  }
}

/** Where a segment comes first between two places of a text; -1 if nowhere. */
function find(segment: Segment, text: string, { from, end }: { from: number; end: number }): number {
  const most = end - segment.length;
  if (segment.literal !== undefined) {
    const found = text.indexOf(segment.literal, from);
    return found > most ? -1 : found;
  }
  for (let at = from; at <= most; at++) if (isAt(segment, text, at)) return at;
  return -1;
}

/**
 * Whether a pattern matches the whole of one text.
 *
 * @param pattern A Redis glob.
 * @param text The text to match, by UTF-16 unit.
 * @returns Whether it does.
 */
export function globMatches(pattern: string, text: string): boolean {
  return new Glob(pattern).matches(text);
}
