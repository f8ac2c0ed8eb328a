import { eq } from "drizzle-orm";
import { budgetFromRow, type BudgetChange } from "../charges.ts";
import type { Transaction } from "../driver.ts";
import { type Given, statement } from "../statement.ts";
import { describeUser } from "../user-identity.ts";
import type { BudgetedUser, UserKey } from "../users.ts";
import { recordUserChange } from "./admin-access.ts";
import { findByKey, type User } from "./users.ts";

export async function setBudget(
  transaction: Transaction,
  who: UserKey,
  change: BudgetChange,
  by: string,
): Promise<BudgetedUser | null> {
  const user = await findByKey(transaction, who);
  if (user === null) return null;
  const changed = { ...user, ...(await writeBudget(transaction, user.id, change)) };
  const isChange = Object.keys(change).length > 0;
  if (isChange) await recordUserChange(transaction, user.id, change, by);
  return { ...describeUser(changed), userId: user.id, budget: budgetFromRow(changed) };
}

/** Returns the changed columns; none if there is no change. */
export async function writeBudget(
  transaction: Transaction,
  userId: number,
  { daily, monthly }: BudgetChange,
): Promise<Partial<Pick<User, "dailyBudget" | "monthlyBudget">>> {
  const asNumber = (amount: bigint | null) => (amount === null ? null : Number(amount));
  const changed = {
    ...(daily !== undefined && { dailyBudget: asNumber(daily) }),
    ...(monthly !== undefined && { monthlyBudget: asNumber(monthly) }),
  };
  await changeSettings(transaction, userId, changed);
  return changed;
}

const SETTINGS = [
  "language",
  "persona",
  "timeZone",
  "isMemoryOn",
  "isIncognito",
  "voiceReplies",
  "dailyBudget",
  "monthlyBudget",
] as const;

const setters = SETTINGS.map((name) => ({
  name,
  set: statement(({ orm, users }, given: Given<"id" | "value" | "now">) =>
    orm
      .update(users)
      .set({ [name]: given.value, updatedAt: given.now })
      .where(eq(users.id, given.id)),
  ),
}));

export async function changeSettings(
  transaction: Transaction,
  userId: number,
  change: { readonly [Name in (typeof SETTINGS)[number]]?: User[Name] | undefined },
): Promise<void> {
  for (const { name, set } of setters) {
    const value = change[name];
    const isStated = value !== undefined;
    if (isStated) await transaction.all(set, { id: userId, value, now: transaction.now });
  }
}
