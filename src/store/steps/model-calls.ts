import { and, eq, gte, lte, min, sql } from "drizzle-orm";
import { call, type Transaction, Undone } from "../driver.ts";
import type { ModelCall, ModelCallStart } from "../spending.ts";
import { updateRows } from "../plain-statements.ts";
import { type Given, statement } from "../statement.ts";
import { idsOf, type Turn } from "../turn.ts";
import { judge } from "./judge-spending.ts";
import { CLOCK_JUMP_MS } from "./open-work.ts";
import { judgeCall, replaceLeft, reservation } from "./spending.ts";

export async function beginModelCall(
  transaction: Transaction,
  turn: Turn,
  { voidBefore, historyFrom, budget: whole, lesser }: ModelCall,
): Promise<ModelCallStart | null> {
  const { now } = transaction;
  const { userId, conversationId } = turn;
  const isLesser = lesser !== undefined && (await judge(transaction, turn, whole)).refused !== null;
  const budget = isLesser ? lesser : whole;
  const { refused, isNearBudget } = await judgeCall(transaction, turn, budget);
  if (refused !== null) return { outcome: refused };
  const ids = idsOf(turn);
  const since = Math.max(voidBefore, now - CLOCK_JUMP_MS);
  const [begun, reserved] = await transaction.together(
    call(noteFirstCall, { ids: JSON.stringify(ids), userId, since, now }),
    ...reservation(transaction, turn, budget),
    ...(historyFrom === null ? [] : [call(keepWindow, { id: conversationId, historyFrom })]),
  );
  // Its user opted out, or an owner took over, meanwhile.
  if (begun.length < ids.length) throw new Undone();
  if (reserved.length === 0) await replaceLeft(transaction, turn, budget);
  return {
    outcome: "begun",
    firstCallAt: begun[0]?.firstCallAt ?? now,
    ...(isNearBudget && { isNearBudget }),
    ...(isLesser && { isLesser }),
  };
}

const noteFirstCall = statement(
  ({ orm, messages, isAmong, whole }, given: Given<"ids" | "userId" | "since" | "now">) => {
    const began = orm
      .select({ at: min(messages.firstCallAt) })
      .from(messages)
      .where(
        and(
          isAmong(messages.id, given.ids),
          gte(messages.firstCallAt, given.since),
          lte(messages.firstCallAt, given.now),
        ),
      );
    return orm
      .update(messages)
      .set({ firstCallAt: sql`coalesce((${began}), ${whole(given.now)})` })
      .where(
        and(
          isAmong(messages.id, given.ids),
          eq(messages.userId, given.userId),
          sql`state = 'received' and not is_processed`,
        ),
      )
      .returning({ firstCallAt: messages.firstCallAt });
  },
);

const keepWindow = updateRows("conversations", ["historyFrom"], {
  by: ["id"],
  // Usually it is the same: then nothing is written.
  where: ({ conversations }, given: Given<"historyFrom">) =>
    sql`coalesce(${conversations.historyFrom}, 0) <> ${given.historyFrom}`,
});
