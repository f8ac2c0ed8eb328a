import { eq, type SQL, sql } from "drizzle-orm";
import { first, type Reader, type Transaction } from "../driver.ts";
import { pick } from "../pick.ts";
import { deleteRows, selectRows } from "../plain-statements.ts";
import { type Dialect, type Given, type Statement, statement } from "../statement.ts";
import type { Tables } from "../tables.ts";
import type { ListedUser, UserSettings, UsersPage } from "../user-admin.ts";
import { setPermissions } from "./access.ts";
import { recordAudit, recordUserChange } from "./admin-access.ts";
import { lockLane } from "./lanes.ts";
import { lastWroteAt, summaryOf } from "./user-columns.ts";
import { applyReminderEffect } from "./reminders.ts";
import { changeSettings, writeBudget } from "./user-settings.ts";

const FAR = Number.MAX_SAFE_INTEGER;
const STATES = { admitted: 1, pending: 2, blocked: 3 } as const;

export function usersPage(reader: Reader, options: UsersPage): Promise<ListedUser[]> {
  const { search, state, isOpen, listed, admins, after, limit, month } = options;
  const pattern = (search ?? "").toLowerCase().replaceAll(/[\\%_]/g, "\\$&");
  return reader.all(page, {
    pattern: `%${pattern}%`,
    state: state === null ? 0 : STATES[state],
    isOpen: Number(isOpen),
    listed: JSON.stringify(listed),
    admins: JSON.stringify(admins),
    lastAt: after?.lastAt ?? FAR,
    id: after?.userId ?? FAR,
    limit,
    month,
  });
}

const lastAt = sql`coalesce((select lanes.last_at from lanes where lanes.user_id = users.id), 0)`;

function columnsOf({ users }: Pick<Tables, "users">, month: SQL) {
  return {
    ...summaryOf({ users }),
    to: users.replyTo,
    from: users.replyFrom,
    ...pick(users, "persona", "language", "timeZone"),
    // Counted in an index, whatever their states.
    messages: sql`(select count(*) from messages where messages.user_id = users.id)`.mapWith(
      Number,
    ),
    lastWroteAt,
    lastAt: sql<number>`${lastAt}`.mapWith(Number).as("last_at"),
    spentThisMonth: sql`coalesce((select nano_dollars from spent_money
      where spent_money.user_id = users.id and period = ${month}), 0)`.mapWith(Number),
  };
}

export const listedUser = statement((tables, given: Given<"userId" | "month">) =>
  tables.orm
    .select(columnsOf(tables, given.month))
    .from(tables.users)
    .where(eq(tables.users.id, given.userId)),
);

type Place = "lastAt" | "id" | "limit";
type Filter = "pattern" | "state" | "isOpen" | "listed" | "admins";

const page = statement((tables: Dialect & Tables, given: Given<Place | Filter | "month">) => {
  const { orm, users, whole, isAmong } = tables;
  const isIn = (list: SQL) =>
    sql`(${isAmong(users.phoneNumber, list)} or ${isAmong(users.externalUserId, list)})`;
  const standing = sql`case when ${isIn(given.admins)} then 1 when not ${users.isActive} then 3
    when ${whole(given.isOpen)} = 1 or ${users.isWhitelisted} or ${isIn(given.listed)} then 1
    else 2 end`;
  const isLike = (column: SQL) =>
    sql`lower(coalesce(${column}, '')) like ${given.pattern} escape '\\'`;
  const chosen = sql`(select id from (select users.id as id, ${lastAt} as last_at from users
      where (${isLike(sql`users.whatsapp_name`)} or ${isLike(sql`users.phone_number`)}
        or ${isLike(sql`users.external_user_id`)}
        or (is_merged and exists (select 1 from user_addresses also where also.user_id = users.id
          and (${isLike(sql`also.phone_number`)} or ${isLike(sql`also.external_user_id`)}))))
        and (${whole(given.state)} = 0 or ${standing} = ${whole(given.state)})) as ordered
    where last_at < ${whole(given.lastAt)}
      or (last_at = ${whole(given.lastAt)} and id < ${whole(given.id)})
    order by last_at desc, id desc limit ${given.limit})`;
  return orm
    .select(columnsOf(tables, given.month))
    .from(users)
    .where(sql`${users.id} in ${chosen}`)
    .orderBy(sql`last_at desc, ${users.id} desc`);
});

export async function changeUser(
  transaction: Transaction,
  userId: number,
  change: UserSettings,
  by: string,
): Promise<boolean> {
  const { isWhitelisted, isActive, daily, monthly, persona, language, timeZone } = change;
  // A message that arrives meanwhile stores its user's whole row.
  await lockLane(transaction, userId);
  const user = await first(transaction, standingOf, { id: userId });
  if (user === undefined) return false;
  if (isActive !== undefined || isWhitelisted !== undefined) {
    await setPermissions(transaction, userId, {
      isActive: isActive ?? user.isActive,
      isWhitelisted: isWhitelisted ?? user.isWhitelisted,
    });
  }
  await writeBudget(transaction, userId, {
    ...(daily !== undefined && { daily }),
    ...(monthly !== undefined && { monthly }),
  });
  const isReset = timeZone === null;
  await changeSettings(transaction, userId, { persona, language, ...(isReset && { timeZone }) });
  if (typeof timeZone === "string") {
    // Reminders keep their local times.
    await applyReminderEffect(transaction, userId, { kind: "set-time-zone", timeZone });
  }
  await recordUserChange(transaction, userId, change, by);
  return true;
}

const standingOf = selectRows("users", ["isActive", "isWhitelisted"], { by: ["id"] });

/** Deletes what is a user's own, and records that; false if there is none. */
const deleting =
  (deletion: Statement<"userId" | "id">, action: string) =>
  async (transaction: Transaction, userId: number, id: number, by: string): Promise<boolean> => {
    if ((await transaction.all(deletion, { userId, id })).length === 0) return false;
    await recordAudit(transaction, { by, action, userId });
    return true;
  };

const OF_USER = { by: ["userId", "id"], returning: ["id"] } as const;

export const deleteFact = deleting(deleteRows("facts", OF_USER), "fact deleted");
export const deleteReminder = deleting(deleteRows("reminders", OF_USER), "reminder cancelled");
