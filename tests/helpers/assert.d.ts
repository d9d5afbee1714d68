// deno-lint-ignore no-explicit-any -- the constructor of any error class, whatever it takes
type ErrorClass<E extends Error> = abstract new (...args: any[]) => E;
export declare function assert(condition: unknown, message?: string): asserts condition;
export declare function assertEquals<T>(actual: T, expected: T, message?: string): void;
export declare function assertNotEquals<T>(actual: T, expected: T, message?: string): void;
export declare function assertGreater<T>(actual: T, low: T, message?: string): void;
export declare function assertLess<T>(actual: T, high: T, message?: string): void;
export declare function assertMatch(actual: string, expected: RegExp, message?: string): void;
export declare function assertStringIncludes(actual: string, expected: string, message?: string): void;
export declare function assertInstanceOf<E extends Error>(
  actual: unknown,
  expected: ErrorClass<E>,
  message?: string,
): asserts actual is E;
export declare function assertThrows<E extends Error>(
  run: () => unknown,
  expected?: ErrorClass<E>,
  includes?: string,
  message?: string,
): E;
export declare function assertRejects<E extends Error>(
  run: () => PromiseLike<unknown>,
  expected?: ErrorClass<E>,
  includes?: string,
  message?: string,
): Promise<E>;
export declare function fail(message?: string): never;
