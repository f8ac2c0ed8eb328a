import { and, eq, gt, ne, or, type SQL, sql } from "drizzle-orm";
import type { AnySQLiteColumn } from "drizzle-orm/sqlite-core";
import type { Lane } from "../../core/lane.ts";
import type { Permissions } from "../user-admin.ts";
import { first, inserted, type Reader, type Transaction } from "../driver.ts";
import { describeUser } from "../user-identity.ts";
import type { Access, Line, KnownUser, Preferences, Usage, UserKey } from "../users.ts";
import { insertRow, selectRows, updateRows } from "../plain-statements.ts";
import { type Given, statement } from "../statement.ts";
import type { Turn } from "../turn.ts";
import { recordUserChange } from "./admin-access.ts";
import { affordMessages, reserveParts } from "./afford.ts";
import { readyLane } from "./lanes.ts";
import { queueParts } from "./parts.ts";
import { ADDRESSED_NOW } from "./user-addresses.ts";
import { changeSettings } from "./user-settings.ts";
import { findByCode, findByKey, lockAddress, lockUser, type User } from "./users.ts";

export async function findUser(reader: Reader, who: UserKey): Promise<KnownUser | null> {
  const user = await findByKey(reader, who);
  return user === null ? null : describeUser(user);
}

export async function setAccess(
  transaction: Transaction,
  who: UserKey,
  access: Access,
  line: Line | null,
  by: string,
): Promise<KnownUser | null> {
  const user =
    "code" in who
      ? await lockByCode(transaction, who.code)
      : await lockAddress(transaction, who.address);
  if (user === null) return null;
  const isAllowed = access === "allowed";
  await recordUserChange(transaction, user.id, { isActive: isAllowed }, by);
  const isNews = user.isActive !== isAllowed || user.isWhitelisted !== isAllowed;
  if (!isNews) return describeUser(user);
  await setPermissions(transaction, user.id, { isActive: isAllowed, isWhitelisted: isAllowed });
  // WhatsApp does not let a business begin a conversation.
  const isToldOf = line !== null && user.optedOutAt === null;
  if (isToldOf && (await first(transaction, written, { userId: user.id })) !== undefined) {
    const price = await affordMessages(transaction, user.id, 1);
    if (price !== null) {
      const messageId = await queueNotice(transaction, user, line, access);
      await reserveParts(transaction, { messageId, userId: user.id }, price);
    }
  }
  return describeUser(user);
}

async function lockByCode(transaction: Transaction, code: string): Promise<User | null> {
  const user = await findByCode(transaction, code);
  return user === null ? null : lockUser(transaction, user);
}

export async function setPermissions(
  transaction: Transaction,
  userId: number,
  { isActive, isWhitelisted }: Permissions,
): Promise<void> {
  const { now } = transaction;
  await transaction.all(updateStanding, { id: userId, isActive, isWhitelisted, now });
}

const updateStanding = updateRows("users", ["isActive", "isWhitelisted", "now"], {
  by: ["id"],
  where: ({ users }, given: Given<"isActive" | "isWhitelisted">) =>
    or(ne(users.isActive, given.isActive), ne(users.isWhitelisted, given.isWhitelisted)),
});

const written = selectRows("messages", ["id"], {
  by: ["userId"],
  where: ({ messages }) => eq(messages.direction, "inbound"),
  limit: 1,
});

export async function notify(
  transaction: Transaction,
  address: string,
  line: Line,
  { topic, everyMs }: { readonly topic: string; readonly everyMs: number },
): Promise<boolean> {
  const user = await lockAddress(transaction, address);
  if (user.optedOutAt !== null) return false;
  const since = transaction.now - everyMs;
  const recent = await first(transaction, recentNotice, { userId: user.id, topic, since });
  if (recent !== undefined) return false;
  await queueNotice(transaction, user, line, topic);
  return true;
}

const recentNotice = selectRows("messages", ["id"], {
  by: ["userId", "topic"],
  where: ({ messages }, given: Given<"since">) =>
    and(eq(messages.direction, "outbound"), gt(messages.createdAt, given.since)),
  limit: 1,
});

async function queueNotice(
  transaction: Transaction,
  user: User,
  line: Line,
  topic: string,
): Promise<number> {
  const { now } = transaction;
  const messageId = await insertNotice(transaction, user.id, topic);
  await queueParts(transaction, { messageId, userId: user.id }, [line(user.language)]);
  await readyLane(transaction, user.id, now);
  return messageId;
}

/** Inserts a notice to a user, which answers no message, and returns its id. */
export async function insertNotice(
  transaction: Transaction,
  userId: number,
  topic: string,
): Promise<number> {
  const { now } = transaction;
  return (await inserted(transaction, noticeRow, { userId, topic, runAt: now, now })).id;
}

const noticeRow = insertRow("messages", ["userId", "topic", "runAt", "now"], {
  set: {
    ...ADDRESSED_NOW,
    direction: "outbound",
    messageType: "text",
    state: "answered",
  },
  returning: ["id"],
});

export async function setPreferences(
  transaction: Transaction,
  { userId }: Lane,
  { language, persona, ...others }: Preferences,
): Promise<boolean> {
  const { now } = transaction;
  if (language !== undefined) await transaction.all(setLanguage, { id: userId, language, now });
  if (persona !== undefined) await transaction.all(setPersona, { id: userId, persona, now });
  await changeSettings(transaction, userId, others);
  return true;
}

/** Tests whether a text, or its absence, differs from the stored one. */
const isOther = (column: AnySQLiteColumn, given: SQL) =>
  sql`coalesce(${column}, '') <> coalesce(${given}, '')`;

const setLanguage = updateRows("users", ["language", "now"], {
  by: ["id"],
  where: ({ users }, given: Given<"language">) => isOther(users.language, given.language),
});

const setPersona = updateRows("users", ["persona", "now"], {
  by: ["id"],
  where: ({ users }, given: Given<"persona">) => isOther(users.persona, given.persona),
});

export async function usageSince(reader: Reader, { userId }: Turn, since: number): Promise<Usage> {
  return (await first(reader, usage, { userId, since })) ?? { messages: 0, tokens: 0 };
}

const usage = statement(({ orm, messages }, given: Given<"userId" | "since">) =>
  orm
    .select({
      messages: sql`count(*)`.mapWith(Number),
      tokens: sql`coalesce(sum(${messages.totalTokens}), 0)`.mapWith(Number),
    })
    .from(messages)
    .where(
      and(
        eq(messages.userId, given.userId),
        eq(messages.direction, "inbound"),
        sql`state <> 'discarded'`,
        sql`${messages.createdAt} >= ${given.since}`,
      ),
    ),
);
