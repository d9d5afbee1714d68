/** Every text in Spanish. @module */
import type { Texts } from "../texts.ts";
import { client } from "./client.ts";
import { console } from "./console.ts";
import { errors } from "./errors.ts";
import { help } from "./help.ts";
import { session } from "./session.ts";
import { tls } from "./tls.ts";

/** Spanish. */
export const es: Texts = { client, console, errors, help, session, tls };
