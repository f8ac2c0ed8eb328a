import { sql } from "drizzle-orm";
import { call, type Transaction, Undone } from "../driver.ts";
import type { KeptDraft } from "../drafts.ts";
import { NOTHING_SPENT } from "../spending.ts";
import { updateRows } from "../plain-statements.ts";
import type { Turn } from "../turn.ts";
import { areWaiting } from "./answers.ts";
import { judge } from "./judge-spending.ts";
import { spendingMoney } from "./posting.ts";
import { findReserved, reserveBeside } from "./reserved-money.ts";
import { settlement, spend } from "./spending.ts";

/** An id without a reservation: what is reserved for the parts of the reply stays. */
const NO_MESSAGE = 0;

export async function keepDraft(
  transaction: Transaction,
  turn: Turn,
  { draft, bill, maxParts, budget }: KeptDraft,
): Promise<boolean> {
  const { messageId, userId } = turn;
  // Its user opted out meanwhile.
  if (!(await areWaiting(transaction, turn))) throw new Undone();
  await transaction.all(keep, { id: messageId, draft: JSON.stringify(draft) });
  const reserved = await findReserved(transaction, messageId);
  const { tokens, charges, partNanoDollars } = bill;
  const end = { tokens, charges, parts: partNanoDollars * BigInt(maxParts) };
  await transaction.together(...settlement(transaction, turn, reserved, end));
  const { refused } = await judge(transaction, { userId, messageId: NO_MESSAGE }, budget);
  if (refused !== null) return false;
  const left = await findReserved(transaction, messageId);
  // A reservation counts for one day.
  const day = left?.day ?? budget.day;
  const { money, tokens: mostTokens } = budget;
  const nanoDollars = money?.call ?? 0n;
  await transaction.together(
    call(reserveBeside, {
      messageId,
      day,
      tokens: mostTokens,
      nanoDollars: String(nanoDollars),
      parts: "0",
      of: money === undefined ? null : JSON.stringify(money.of),
    }),
    call(spend, { day, userId, ...NOTHING_SPENT, tokens: mostTokens }),
    ...spendingMoney([{ userId, day, nanoDollars }]),
  );
  return true;
}

const keep = updateRows("messages", ["draft"], { by: ["id"], where: sql`state = 'received'` });
