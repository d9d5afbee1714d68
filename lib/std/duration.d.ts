/** `1m 30s` from milliseconds. */
export declare function format(
  ms: number,
  options?: { style?: "narrow" | "full" | "digital"; ignoreZero?: boolean },
): string;
