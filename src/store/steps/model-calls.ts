import { and, eq, gte, lte, min, sql } from "drizzle-orm";
import { first, type Transaction } from "../driver.ts";
import type { ModelCall, ModelCallStart } from "../spending.ts";
import { type Given, statement } from "../statement.ts";
import { idsOf, type Turn } from "../turn.ts";
import { areWaiting } from "./answers.ts";
import { CLOCK_JUMP_MS } from "./open-work.ts";
import { reserveTokens } from "./spending.ts";

export async function beginModelCall(
  transaction: Transaction,
  turn: Turn,
  { voidBefore, historyFrom, budget }: ModelCall,
): Promise<ModelCallStart | null> {
  const { now } = transaction;
  // Its user has asked for silence meanwhile.
  if (!(await areWaiting(transaction, turn))) return null;
  const reserved = await reserveTokens(transaction, turn, budget);
  if (reserved !== "reserved") return { outcome: reserved };
  const ids = JSON.stringify(idsOf(turn));
  const since = Math.max(voidBefore, now - CLOCK_JUMP_MS);
  const begun = await first(transaction, noteFirstCall, { ids, since, now });
  if (historyFrom !== null) {
    await transaction.all(keepWindow, { id: turn.conversationId, historyFrom });
  }
  return { outcome: "begun", firstCallAt: begun?.firstCallAt ?? now };
}

const noteFirstCall = statement(
  ({ orm, messages, isAmong, whole }, given: Given<"ids" | "since" | "now">) => {
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
      .where(isAmong(messages.id, given.ids))
      .returning({ firstCallAt: messages.firstCallAt });
  },
);

const keepWindow = statement(({ orm, conversations }, given: Given<"id" | "historyFrom">) =>
  orm
    .update(conversations)
    .set({ historyFrom: given.historyFrom })
    .where(
      and(
        eq(conversations.id, given.id),
        // Mostly it is the same: then nothing is written.
        sql`coalesce(${conversations.historyFrom}, 0) <> ${given.historyFrom}`,
      ),
    ),
);
