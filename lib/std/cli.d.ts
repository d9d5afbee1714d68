/** Types of `@std/cli` as far as we use it; the npm package that carries it has none. */
export interface ParseOptions {
  boolean?: readonly string[];
  string?: readonly string[];
  collect?: readonly string[];
  alias?: Record<string, string | readonly string[]>;
  default?: Record<string, unknown>;
  stopEarly?: boolean;
  "--"?: boolean;
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}
export declare function parseArgs(
  args: string[],
  options?: ParseOptions,
): Record<string, unknown> & { _: (string | number)[]; "--"?: string[] };
