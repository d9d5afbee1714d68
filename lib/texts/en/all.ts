/** Every text in English. @module */
import type { Texts } from "../texts.ts";
import { client } from "./client.ts";
import { console } from "./console.ts";
import { errors } from "./errors.ts";
import { help } from "./help.ts";
import { session } from "./session.ts";
import { tls } from "./tls.ts";

/** English. */
export const en: Texts = { client, console, errors, help, session, tls };
