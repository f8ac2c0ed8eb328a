import { and, eq, lt, or, sql } from "drizzle-orm";
import { spellingsOf, addressesOf } from "../../core/user-address.ts";
import { monthOfDay } from "../charges.ts";
import { first, type Transaction } from "../driver.ts";
import { deleteRows, selectRows, updateRows } from "../plain-statements.ts";
import { type Given, statement } from "../statement.ts";
import { eraseFromAudit } from "./admin-access.ts";
import { furtherAddresses } from "./user-addresses.ts";

/** The tables whose rows belong to a user alone, beside messages; a new one is a name here. */
const OWNED = ["facts", "reminders"] as const;

/** A day may have another name where the command line runs, and its limits must go on to apply. */
const COUNTED_MS = 2 * 24 * 60 * 60_000;

/**
 * Erases what is stored of a user beside messages. What was charged stays without its user, and what
 * the days before the last two have cost is forgotten: no limit asks for it.
 */
export async function erasePersonal(transaction: Transaction, userId: number): Promise<void> {
  for (const deleteOwned of deletions) await transaction.all(deleteOwned, { userId });
  await transaction.all(releaseCharges, { userId });
  const identity = await first(transaction, identityOf, { id: userId });
  const further = await furtherAddresses(transaction, userId);
  const identities = identity === undefined ? further : [identity, ...further];
  const addresses = identities.flatMap(addressesOf).flatMap(spellingsOf);
  await eraseFromAudit(transaction, userId, addresses);
  const day = transaction.tariff.dayOf(transaction.now - COUNTED_MS);
  await transaction.all(deleteDays, { userId, day });
  await transaction.all(deletePeriods, { userId, day, month: monthOfDay(day) });
}

const deletions = OWNED.map((table) =>
  statement(({ orm, tables }, given: Given<"userId">) =>
    orm.delete(tables[table]).where(eq(tables[table].userId, given.userId)),
  ),
);

const identityOf = selectRows("users", ["phoneNumber", "externalUserId"], { by: ["id"] });

const releaseCharges = updateRows("charges", [], { set: { userId: null }, by: ["userId"] });

const deleteDays = statement(({ orm, spending }, given: Given<"userId" | "day">) =>
  orm.delete(spending).where(and(eq(spending.userId, given.userId), lt(spending.day, given.day))),
);

const deletePeriods = deleteRows("spentMoney", {
  by: ["userId"],
  where: ({ spentMoney }, given: Given<"day" | "month">) =>
    or(
      and(sql`length(period) = 10`, lt(spentMoney.period, given.day)),
      and(sql`length(period) = 7`, lt(spentMoney.period, given.month)),
    ),
});

/** Takes the user from what these messages were charged, which are about to be deleted. */
export async function releaseChargesOf(
  transaction: Transaction,
  messages: readonly { readonly id: number }[],
): Promise<void> {
  if (messages.length === 0) return;
  const ids = JSON.stringify(messages.map(({ id }) => id));
  await transaction.all(releaseOfMessages, { messageIds: ids });
}

const releaseOfMessages = updateRows("charges", [], { set: { userId: null }, among: "messageId" });
