/** `@std/fs`, typed. @module */
// @ts-types="./ensure_dir.d.ts"
export { ensureDir } from "@std/fs/ensure-dir";
