import type { Kit, References } from "./sqlite/kit.ts";

/** Defines the tables of the owner's page. */
export function defineAdminTables({ table, id, whole, text, index }: Kit, { payerId }: References) {
  /** One-time links to the page; a row is deleted when its link is used. */
  const adminLinks = table("admin_links", {
    /** SHA-256 of the token, as hexadecimal digits. */
    hash: text("hash").primaryKey(),
    /** The entry in ADMIN_USERS; null for a link of the terminal. */
    owner: text("owner"),
    expiresAt: whole("expires_at").notNull(),
  });

  const adminSessions = table("admin_sessions", {
    /** SHA-256 of the cookie's value, as hexadecimal digits. */
    hash: text("hash").primaryKey(),
    owner: text("owner"),
    createdAt: whole("created_at").notNull(),
    expiresAt: whole("expires_at").notNull(),
  });

  /** The changes that owners made, without secrets and without texts of messages. */
  const adminAudit = table(
    "admin_audit",
    {
      id: id("id"),
      at: whole("at").notNull(),
      /** The owner's address, `terminal`, `token` or `erased`. */
      by: text("actor").notNull(),
      action: text("action").notNull(),
      userId: payerId(),
      detail: text("detail").notNull(),
    },
    (columns) => [
      index("admin_audit_time").on(columns.at),
      // Otherwise PostgreSQL would read every row for each user that is deleted.
      index("admin_audit_user").on(columns.userId),
    ],
  );

  return { adminLinks, adminSessions, adminAudit };
}
