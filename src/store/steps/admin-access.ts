import { gt, lt, lte } from "drizzle-orm";
import { counted } from "../../core/counted.ts";
import {
  type AdminLinkEffect,
  type AdminSession,
  type AuditEntry,
  LINK_LIFE_MS,
  type LinkOwner,
  TERMINAL,
} from "../admin-access.ts";
import { first, type Reader, type Transaction } from "../driver.ts";
import { deleteRows, insertRow, selectRows, updateRows } from "../plain-statements.ts";
import { type Given, statement } from "../statement.ts";
import type { UserSettings } from "../user-admin.ts";
import { readState, writeState } from "./settings.ts";

const AUDIT_KEPT_MS = 365 * 24 * 60 * 60_000;

export async function createAdminLink(
  transaction: Transaction,
  { hash, owner }: Pick<AdminLinkEffect, "hash"> & { readonly owner: LinkOwner },
): Promise<void> {
  const expiresAt = transaction.now + LINK_LIFE_MS;
  await transaction.all(insertLink, { hash, owner, expiresAt });
}

// An effect may be applied twice.
const insertLink = insertRow("adminLinks", ["hash", "owner", "expiresAt"], { orNothing: true });

export async function enter(
  transaction: Transaction,
  linkHash: string,
  { hash, lifeMs }: { readonly hash: string; readonly lifeMs: number },
  mayEnter: (owner: LinkOwner) => boolean,
): Promise<AdminSession | null> {
  const { now } = transaction;
  const link = await first(transaction, useLink, { hash: linkHash });
  if (link === undefined || link.expiresAt <= now || !mayEnter(link.owner)) return null;
  const expiresAt = now + lifeMs;
  await transaction.all(insertSession, { hash, owner: link.owner, now, expiresAt });
  await writeState(transaction, "admin-entered", String(now));
  await recordAudit(transaction, { by: link.owner ?? TERMINAL, action: "signed in" });
  return { owner: link.owner, expiresAt };
}

export async function beginAdminSession(
  transaction: Transaction,
  { hash, lifeMs }: { readonly hash: string; readonly lifeMs: number },
): Promise<void> {
  const { now } = transaction;
  await transaction.all(insertSession, { hash, owner: null, now, expiresAt: now + lifeMs });
}

// The row is locked until the commit: a second request with the same link finds nothing.
const useLink = deleteRows("adminLinks", { by: ["hash"], returning: ["owner", "expiresAt"] });

const insertSession = insertRow("adminSessions", ["hash", "owner", "expiresAt", "now"]);

export async function wasEntered(reader: Reader): Promise<boolean> {
  return (await readState(reader, "admin-entered")) !== null;
}

export const findAdminSession = selectRows("adminSessions", ["owner", "expiresAt"], {
  by: ["hash"],
  where: ({ adminSessions, time }) => gt(adminSessions.expiresAt, time),
});

export async function endAdminSession(
  transaction: Transaction,
  hash: string,
  by: string | null,
): Promise<void> {
  await transaction.all(deleteSession, { hash });
  if (by !== null) await recordAudit(transaction, { by, action: "signed out" });
}

const deleteSession = deleteRows("adminSessions", { by: ["hash"] });

export async function endAdminSessionsOf(transaction: Transaction, owner: string): Promise<number> {
  await transaction.all(deleteLinksOf, { owner });
  return recordEnded(transaction, await transaction.all(deleteSessionsOf, { owner }), owner);
}

export async function endAdminSessions(transaction: Transaction, by: string): Promise<number> {
  await transaction.all(deleteLinks, {});
  return recordEnded(transaction, await transaction.all(deleteSessions, {}), by);
}

async function recordEnded(
  transaction: Transaction,
  { length }: readonly unknown[],
  by: string,
): Promise<number> {
  const detail = `${counted(length, "session")} ended`;
  await recordAudit(transaction, { by, action: "signed out everywhere", detail });
  return length;
}

const deleteLinks = statement(({ orm, adminLinks }) => orm.delete(adminLinks));
const deleteSessions = deleteRows("adminSessions", { returning: ["hash"] });
const deleteLinksOf = deleteRows("adminLinks", { by: ["owner"] });
const deleteSessionsOf = deleteRows("adminSessions", { by: ["owner"], returning: ["hash"] });

/** Adds a row to the record of changes: a step that an owner asks for calls it in its transaction. */
export async function recordAudit(
  transaction: Transaction,
  { by, action, userId = null, detail = "" }: AuditEntry,
): Promise<void> {
  await transaction.all(insertAudit, { by, action, userId, detail, at: transaction.now });
}

const insertAudit = insertRow("adminAudit", ["at", "by", "action", "userId", "detail"]);

/** Records a change of a user by the names of what was changed, without values and texts. */
export async function recordUserChange(
  transaction: Transaction,
  userId: number,
  change: UserSettings,
  by: string,
): Promise<void> {
  const { isActive } = change;
  const standing = isActive ? "user admitted" : "user blocked";
  const action = isActive === undefined ? "user changed" : standing;
  const names = Object.keys(change).flatMap((name) => SETTING_NAMES[name] ?? []);
  await recordAudit(transaction, { by, action, userId, detail: names.join(", ") });
}

const SETTING_NAMES: Readonly<Record<string, string>> = {
  daily: "daily budget",
  monthly: "monthly budget",
  persona: "persona",
  language: "language",
  timeZone: "time zone",
};

export const auditBefore = selectRows("adminAudit", null, {
  where: ({ adminAudit }, given: Given<"id">) => lt(adminAudit.id, given.id),
  orderByDesc: ["id"],
  limit: "limit",
});

/** Takes a user who is erased out of the record of changes: as the subject and as an owner. */
export async function eraseFromAudit(
  transaction: Transaction,
  userId: number,
  addresses: readonly string[],
): Promise<void> {
  await transaction.all(releaseAudit, { userId });
  for (const address of addresses) await transaction.all(hideActor, { by: address });
}

const releaseAudit = updateRows("adminAudit", [], { set: { userId: null }, by: ["userId"] });

const hideActor = updateRows("adminAudit", [], { set: { by: "erased" }, by: ["by"] });

export async function deleteExpiredAdmin(transaction: Transaction): Promise<void> {
  const { now } = transaction;
  await transaction.all(deleteExpiredLinks, { now });
  await transaction.all(deleteExpiredSessions, { now });
  await transaction.all(deleteOldAudit, { before: now - AUDIT_KEPT_MS });
}

const deleteExpiredLinks = statement(({ orm, adminLinks }, given: Given<"now">) =>
  orm.delete(adminLinks).where(lte(adminLinks.expiresAt, given.now)),
);
const deleteExpiredSessions = statement(({ orm, adminSessions }, given: Given<"now">) =>
  orm.delete(adminSessions).where(lte(adminSessions.expiresAt, given.now)),
);
const deleteOldAudit = statement(({ orm, adminAudit }, given: Given<"before">) =>
  orm.delete(adminAudit).where(lt(adminAudit.at, given.before)),
);
