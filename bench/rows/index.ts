/**
 * All rows, in the order of the table.
 *
 * @module
 */
import type { Row } from "../row.ts";
import { bigFileRows } from "./big_file.ts";
import { connectionRows } from "./connections.ts";
import { fanOutRows } from "./fan_out.ts";
import { getRows } from "./get.ts";
import { growthRows } from "./growth.ts";
import { idleRows } from "./idle.ts";
import { listingRows } from "./listing.ts";
import { pingEchoRows } from "./ping_echo.ts";
import { roomMessageRows } from "./room_message.ts";
import { setRows } from "./set.ts";
import { verifiedTransferRows } from "./verified_transfer.ts";

/** Every row. */
export const ROWS: readonly Row[] = [
  ...pingEchoRows,
  ...getRows,
  ...setRows,
  ...fanOutRows,
  ...roomMessageRows,
  ...bigFileRows,
  ...verifiedTransferRows,
  ...listingRows,
  ...connectionRows,
  ...idleRows,
  ...growthRows,
];
