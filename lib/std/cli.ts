/** `@std/cli`, typed. @module */
// @ts-types="./cli.d.ts"
export { parseArgs } from "@std/cli/parse-args";
// @ts-types="./unicode_width.d.ts"
export { unicodeWidth } from "@std/cli/unicode-width";
