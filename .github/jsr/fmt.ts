/** What `lib/std/fmt.ts` exports, from JSR's module with its own types. @module */
export { format as formatBytes } from "@std/fmt/bytes";
