/**
 * What Tab does with the candidates that there are. Pure.
 *
 * @module
 */
import { BREAK } from "./layout.ts";

/** What completes a line: what it could go on as, and the part of the line that those replace. */
export type Completion = readonly [candidates: readonly string[], part: string];

/** What to do. */
export interface Completed {
  /** What replaces the part; `undefined` if it stays. */
  readonly text: string | undefined;
  /** Candidates to show, in short. */
  readonly choices: readonly string[];
}

/**
 * Goes on as far as all candidates agree, and shows them where that is no further.
 *
 * @param completion The candidates.
 * @returns What to do.
 */
export function completeBy([candidates, part]: Completion): Completed {
  // A name with a line break or a control in it could not be put into the line.
  const usable = [...new Set(candidates)].filter((each) => !each.includes(BREAK));
  const common = commonStart(usable);
  if (common.length > part.length || (usable.length === 1 && common !== part)) {
    return { text: common, choices: [] };
  }
  return { text: undefined, choices: usable.length > 1 ? usable.map(short) : [] };
}

function commonStart([first = "", ...rest]: readonly string[]): string {
  const characters = [...first];
  let length = characters.length;
  for (const other of rest) {
    const letters = [...other];
    let at = 0;
    while (at < length && letters[at] === characters[at]) at++;
    length = at;
  }
  return characters.slice(0, length).join("");
}

/** The last part of a path; anything else as it is. */
function short(candidate: string): string {
  const text = candidate.trimEnd();
  const slash = text.lastIndexOf("/", text.length - 2);
  return slash > 0 ? text.slice(slash + 1) : text;
}
