/**
 * Waiting, but not for ever: what never comes fails a test rather than hanging the suite.
 *
 * @module
 */

/** How long a test waits for what should come at once, in milliseconds; reached only when it fails. */
const PATIENCE_MS = 30_000;
/** Between two looks at what cannot tell when it changes. */
const LOOK_MS = 20;

/** Waits. For pacing what is sent only, never for something to have happened. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * Waits for something that should come at once.
 *
 * @param promise What comes.
 * @param what Its name, for the failure.
 * @param timeout Milliseconds; only a failing test waits so long.
 * @returns What came.
 */
export async function within<T>(promise: Promise<T>, what: string, timeout = PATIENCE_MS): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No ${what} in ${timeout / 1000} s`)), timeout);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Looks again and again until a condition holds. @throws {Error} if it never does. */
export async function eventually(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!await condition()) {
    if (Date.now() > deadline) throw new Error(`No ${what} in ${PATIENCE_MS / 1000} s`);
    await pause(LOOK_MS);
  }
}
