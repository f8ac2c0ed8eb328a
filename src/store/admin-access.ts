import type { Row } from "./row.ts";

/** The life of a link to the page. */
export const LINK_LIFE_MS = 5 * 60_000;

/** The owner whose link it is: an entry in ADMIN_USERS, or null for a link of the terminal. */
export type LinkOwner = string | null;

/** A link that a reply carries; stored together with it. */
export interface AdminLinkEffect {
  readonly kind: "admin-link";
  /** SHA-256 of its token. */
  readonly hash: string;
  readonly owner: string;
}

export type AdminSession = Pick<Row<"adminSessions">, "owner" | "expiresAt">;

/** The owner at the command line, or in a session whose link it printed, as the record names them. */
export const TERMINAL = "terminal";

/** A row of the record of changes. */
export interface AuditEntry {
  /** The owner's address, `terminal` or `token`. */
  readonly by: string;
  /** A verb and its object, such as `user blocked`. */
  readonly action: string;
  readonly userId?: number | null;
  /** No secret and no text of a message. */
  readonly detail?: string;
}
