/**
 * All rows, in the order of the table.
 *
 * @module
 */
import type { Row } from "../row.ts";
import { fanOutRows } from "./fan_out.ts";
import { getRows } from "./get.ts";
import { pingEchoRows } from "./ping_echo.ts";
import { roomMessageRows } from "./room_message.ts";

/** Every row. */
export const ROWS: readonly Row[] = [
  ...pingEchoRows,
  ...getRows,
  ...fanOutRows,
  ...roomMessageRows,
];
