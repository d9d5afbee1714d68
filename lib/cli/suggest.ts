/**
 * The word that a mistyped one was meant to be.
 *
 * @module
 */

/** Fewer letters are the beginning of too much. */
const LEAST_PREFIX = 2;

/**
 * The word that was meant: the one that was begun, else one that is only a slip away. A far-fetched word confuses, and
 * may do what nobody wanted.
 *
 * @param word What was typed.
 * @param possible The words that there are.
 * @returns One of these, or `undefined` if none is near.
 */
export function suggest(word: string, possible: readonly string[]): string | undefined {
  const typed = bare(word);
  return begunBy(typed, possible) ?? slipOf(typed, possible);
}

/** Of several that were begun, one counts only if the others go on from it, as `listar_arquivos` does from `listar`. */
function begunBy(typed: string, possible: readonly string[]): string | undefined {
  if (typed.length < LEAST_PREFIX) return undefined;
  const begun = possible.filter((each) => bare(each).startsWith(typed));
  return begun.find((one) => begun.every((other) => other.startsWith(one)));
}

function slipOf(typed: string, possible: readonly string[]): string | undefined {
  const most = typed.length <= 4 ? 1 : typed.length <= 8 ? 2 : 3;
  let nearest: string | undefined, least = most + 1;
  for (const each of possible) {
    const meant = bare(each), slips = distance(typed, meant);
    if (slips >= least || (slips > 1 && meant[0] !== typed[0])) continue;
    // One slip in a word of two letters makes any other out of it.
    if (Math.max(typed.length, meant.length) <= 2) continue;
    nearest = each;
    least = slips;
  }
  return nearest;
}

function bare(word: string): string {
  return word.toLowerCase().replace(/^-+/, "");
}

/** Letters that are missing, too many or wrong; two that changed places are one slip of the fingers. */
function distance(one: string, other: string): number {
  let before: number[] = [], row = Array.from({ length: other.length + 1 }, (_none, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const cell = Math.min(
        (row[j] as number) + 1,
        (next[j - 1] as number) + 1,
        (row[j - 1] as number) + same,
      );
      next.push(swapped ? Math.min(cell, (before[j - 2] as number) + 1) : cell);
    }
    before = row;
    row = next;
  }
  return row[other.length] as number;
}
