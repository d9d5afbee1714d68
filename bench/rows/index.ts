/**
 * All rows, in the order of the table.
 *
 * @module
 */
import type { Row } from "../row.ts";
import { getRows } from "./get.ts";
import { pingEchoRows } from "./ping_echo.ts";

/** Every row. */
export const ROWS: readonly Row[] = [
  ...pingEchoRows,
  ...getRows,
];
