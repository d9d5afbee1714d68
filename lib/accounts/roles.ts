/**
 * Roles of users, from the least to the most.
 *
 * @module
 */

/** The roles: read; also hand in to the drop box; also change and remove; also administrate. */
export const ROLES = ["read", "drop", "write", "admin"] as const;

/** One of them. */
export type Role = typeof ROLES[number];

/**
 * Whether a role holds at least another.
 *
 * @param role What somebody has.
 * @param wanted What is asked for.
 */
export function isAtLeast(role: Role, wanted: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(wanted);
}
