import { console as english, type ConsoleTexts } from "../en/console.ts";

/** Not translated yet. */
export const console: ConsoleTexts = english;
