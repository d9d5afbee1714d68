/** Every text in Portuguese. @module */
import type { Texts } from "../texts.ts";
import { client } from "./client.ts";
import { console } from "./console.ts";
import { errors } from "./errors.ts";
import { help } from "./help.ts";
import { session } from "./session.ts";
import { tls } from "./tls.ts";

/** Portuguese. */
export const pt: Texts = { client, console, errors, help, session, tls };
