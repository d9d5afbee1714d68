/** `@std/yaml`, typed. @module */
// @ts-types="./yaml.d.ts"
export { parse } from "@std/yaml/parse";
