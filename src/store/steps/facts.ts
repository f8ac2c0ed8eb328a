import { and, asc, eq } from "drizzle-orm";
import type { Reader, Transaction } from "../driver.ts";
import { type Fact, type FactEffect, isRoomFor } from "../facts.ts";
import { type Given, statement } from "../statement.ts";

export function factsOf(reader: Reader, userId: number): Promise<Fact[]> {
  return reader.all(factsOfUser, { userId });
}

const factsOfUser = statement(({ orm, facts }, given: Given<"userId">) =>
  orm
    .select({ id: facts.id, text: facts.text, createdAt: facts.createdAt })
    .from(facts)
    .where(eq(facts.userId, given.userId))
    .orderBy(asc(facts.id)),
);

/** Changes a user's facts; one for which there is no room, or that is known already, is not added. */
export async function applyFactEffect(
  transaction: Transaction,
  userId: number,
  effect: FactEffect,
): Promise<void> {
  switch (effect.kind) {
    case "remember-fact": {
      const { text } = effect;
      if (!isRoomFor(text, await factsOf(transaction, userId))) return;
      await transaction.all(insertFact, { userId, text, now: transaction.now });
      return;
    }
    case "forget-fact":
      await transaction.all(deleteFact, { userId, text: effect.text });
  }
}

const insertFact = statement(({ orm, facts }, given: Given<"userId" | "text" | "now">) =>
  orm.insert(facts).values({ userId: given.userId, text: given.text, createdAt: given.now }),
);

const deleteFact = statement(({ orm, facts }, given: Given<"userId" | "text">) =>
  orm.delete(facts).where(and(eq(facts.userId, given.userId), eq(facts.text, given.text))),
);

/** Moves a user's facts to another user, as far as there is room beside those that are there. */
export async function moveFacts(transaction: Transaction, from: number, to: number): Promise<void> {
  const kept = await factsOf(transaction, to);
  for (const fact of await factsOf(transaction, from)) {
    if (!isRoomFor(fact.text, kept)) continue;
    await transaction.all(moveFact, { id: fact.id, userId: to });
    kept.push(fact);
  }
}

const moveFact = statement(({ orm, facts }, given: Given<"id" | "userId">) =>
  orm.update(facts).set({ userId: given.userId }).where(eq(facts.id, given.id)),
);
