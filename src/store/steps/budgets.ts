import { eq } from "drizzle-orm";
import { budgetFromRow, type BudgetChange } from "../charges.ts";
import type { Reader, Transaction } from "../driver.ts";
import { type Given, statement } from "../statement.ts";
import { describeUser } from "../user-identity.ts";
import type { BudgetedUser, UserKey } from "../users.ts";
import { recordUserChange } from "./admin-access.ts";
import { findByAddress, findByCode, type User } from "./users.ts";

/** Changes the limits of one user's own, and returns all of them; without a change it only returns them. */
export async function setBudget(
  transaction: Transaction,
  who: UserKey,
  change: BudgetChange,
  by: string,
): Promise<BudgetedUser | null> {
  const user = await findRow(transaction, who);
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
  const values = { userId, now: transaction.now };
  const asNumber = (amount: bigint | null) => (amount === null ? null : Number(amount));
  const changed = {
    ...(daily !== undefined && { dailyBudget: asNumber(daily) }),
    ...(monthly !== undefined && { monthlyBudget: asNumber(monthly) }),
  };
  for (const [column, amount] of Object.entries(changed)) {
    const write = column === "dailyBudget" ? writeDaily : writeMonthly;
    await transaction.all(write, { ...values, amount });
  }
  return changed;
}

function findRow(reader: Reader, who: UserKey): Promise<User | null> {
  return "code" in who ? findByCode(reader, who.code) : findByAddress(reader, who.address);
}

const writing = (column: "dailyBudget" | "monthlyBudget") =>
  statement(({ orm, users }, given: Given<"userId" | "amount" | "now">) =>
    orm
      .update(users)
      .set({ [column]: given.amount, updatedAt: given.now })
      .where(eq(users.id, given.userId)),
  );

const writeDaily = writing("dailyBudget");
const writeMonthly = writing("monthlyBudget");
