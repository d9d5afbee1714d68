/** `1.5 kB`, or `1.46 KiB` with `binary`. */
export declare function format(
  bytes: number,
  options?: { binary?: boolean; maximumFractionDigits?: number; locale?: string },
): string;
