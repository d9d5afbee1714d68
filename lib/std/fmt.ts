/** `@std/fmt`, typed. @module */
// @ts-types="./colors.d.ts"
export * as colors from "@std/fmt/colors";
// @ts-types="./bytes.d.ts"
export { format as formatBytes } from "@std/fmt/bytes";
// @ts-types="./duration.d.ts"
export { format as formatDuration } from "@std/fmt/duration";
