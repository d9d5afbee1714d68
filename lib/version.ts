/** Version of Enchufe, as `--version`, `INFO` and `HELLO` report it; a test compares it with deno.json. */
export const VERSION = "0.1.0";

/** Version of the Redis protocol surface that clients may assume (`INFO redis_version`, `HELLO`). */
export const REDIS_COMPATIBILITY = "7.2.0";
