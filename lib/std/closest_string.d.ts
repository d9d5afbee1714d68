/** The word of a non-empty list that is nearest to what was given. */
export declare function closestString(given: string, possible: readonly string[]): string;
