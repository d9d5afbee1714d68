/**
 * Redis's glob patterns (`KEYS`, `SCAN MATCH`, `PSUBSCRIBE`): `*` and `?` match any character, `/` included;
 * `[abc]`, `[^a-z]` one of a set; `\` takes the next character as it is.
 *
 * @module
 */

/** Where a `[...]` at `start` ends (index after `]`), and whether `char` is in it. */
function matchSet(pattern: string, start: number, char: string): { end: number; matched: boolean } {
  let index = start + 1;
  const negated = pattern[index] === "^";
  if (negated) index++;
  let matched = false;
  while (index < pattern.length && pattern[index] !== "]") {
    if (pattern[index] === "\\" && index + 1 < pattern.length) index++;
    const low = pattern[index] as string;
    if (pattern[index + 1] === "-" && index + 2 < pattern.length && pattern[index + 2] !== "]") {
      const high = pattern[index + 2] as string;
      if ((low <= char && char <= high) || (high <= char && char <= low)) matched = true;
      index += 3;
    } else {
      if (low === char) matched = true;
      index++;
    }
  }
  return { end: index + 1, matched: matched !== negated };
}

/**
 * Whether a pattern matches the whole of a text. Backtracks to the last `*` only, so the time is at most
 * pattern × text, whatever a peer sends.
 *
 * @param pattern A Redis glob.
 * @param text The text to match, by UTF-16 unit.
 * @returns Whether it matches.
 */
export function globMatches(pattern: string, text: string): boolean {
  let p = 0, t = 0;
  let starPattern = -1, starText = -1;
  while (t < text.length) {
    const want = pattern[p];
    if (want === "*") {
      starPattern = ++p;
      starText = t;
      continue;
    }
    let next = -1;
    if (want === "?") next = p + 1;
    else if (want === "[") {
      const set = matchSet(pattern, p, text[t] as string);
      if (set.matched) next = set.end;
    } else if (want === "\\" && p + 1 < pattern.length) {
      if (pattern[p + 1] === text[t]) next = p + 2;
    } else if (want === text[t]) next = p + 1;
    if (next >= 0) {
      p = next;
      t++;
    } else if (starPattern >= 0) {
      p = starPattern;
      t = ++starText;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p >= pattern.length;
}
