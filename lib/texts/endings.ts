/**
 * What the server says by default when it ends something, in each of the languages that it may speak: a client knows
 * them again, and says them in its own.
 *
 * @module
 */
import type { Language } from "./language.ts";

/** The server stops. */
export const CLOSINGS: Readonly<Record<Language, string>> = {
  en: "The server is stopping",
  es: "El servidor se está deteniendo",
  pt: "O servidor está sendo encerrado",
};

/** The operator removes somebody, and gives no reason. */
export const KICKS: Readonly<Record<Language, string>> = {
  en: "Kicked by the server",
  es: "Expulsión por el servidor",
  pt: "Expulsão pelo servidor",
};
