import { session as english, type SessionTexts } from "../en/session.ts";

/** Not translated yet. */
export const session: SessionTexts = english;
