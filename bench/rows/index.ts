/**
 * All rows, in the order of the table.
 *
 * @module
 */
import type { Row } from "../row.ts";
import { connectionRows } from "./connections.ts";
import { getRows } from "./get.ts";
import { idleRows } from "./idle.ts";
import { pingEchoRows } from "./ping_echo.ts";
import { setRows } from "./set.ts";

/** Every row. */
export const ROWS: readonly Row[] = [
  ...pingEchoRows,
  ...getRows,
  ...setRows,
  ...connectionRows,
  ...idleRows,
];
