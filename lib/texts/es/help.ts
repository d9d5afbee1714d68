import { help as english, type HelpTexts } from "../en/help.ts";

/** Not translated yet. */
export const help: HelpTexts = english;
