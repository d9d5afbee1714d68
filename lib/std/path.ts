/** `@std/path`, typed. @module */
// @ts-types="./path.d.ts"
export { basename, dirname, fromFileUrl, isAbsolute, join, relative, resolve, SEPARATOR } from "@std/path";
