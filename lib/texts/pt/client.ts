import { client as english, type ClientTexts } from "../en/client.ts";

/** Not translated yet. */
export const client: ClientTexts = english;
