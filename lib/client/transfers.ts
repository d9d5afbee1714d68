/**
 * The ways to bring a file from here to there.
 *
 * @module
 */
export { fetchFile, type Target } from "./downloads.ts";
export { sendFile, sendSource } from "./uploads.ts";
export { localSize, type Source } from "./sources.ts";
