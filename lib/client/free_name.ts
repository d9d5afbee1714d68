/**
 * What the server offers in the place of a name that cannot be had.
 *
 * @module
 */
import type { ErrorName } from "../error_table.ts";
import { EnchufeError } from "../errors.ts";
import { knownError } from "../texts/errors.ts";

/** Errors that offer another name. */
const OFFERING: ReadonlySet<ErrorName> = new Set(["nameTaken", "nameLike", "nameReserved", "nameOwned"]);

/** A name that was refused. */
export interface RefusedName {
  /** The name. */
  readonly wanted: string;
  /** One that is free. */
  readonly free: string;
}

/**
 * Reads a refusal.
 *
 * @param thrown What joining a room threw.
 * @returns What it says of names; `undefined` if it was refused for something else, or no free name is known.
 */
export function refusedName(thrown: unknown): RefusedName | undefined {
  if (!(thrown instanceof EnchufeError)) return undefined;
  const known = knownError(thrown.code, thrown.message);
  if (known === undefined || !OFFERING.has(known.name)) return undefined;
  const { name = "", free = "" } = known.parameters;
  return { wanted: name.slice(1, -1), free: free.slice(1, -1) };
}
