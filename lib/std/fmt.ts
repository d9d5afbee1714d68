/** `@std/fmt`, typed. @module */
// @ts-types="./bytes.d.ts"
export { format as formatBytes } from "@std/fmt/bytes";
