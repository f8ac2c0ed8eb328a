import type { Reader, Transaction } from "../driver.ts";
import { type Fact, type FactEffect, isRoomFor } from "../facts.ts";
import { deleteRows, insertRow, selectRows, updateRows } from "../plain-statements.ts";

export function factsOf(reader: Reader, userId: number): Promise<Fact[]> {
  return reader.all(factsOfUser, { userId });
}

const factsOfUser = selectRows("facts", ["id", "text", "createdAt"], {
  by: ["userId"],
  orderBy: ["id"],
});

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

const insertFact = insertRow("facts", ["userId", "text", "now"]);

const deleteFact = deleteRows("facts", { by: ["userId", "text"] });

/** Moves a user's facts to another user, as far as there is room beside those that are there. */
export async function moveFacts(transaction: Transaction, from: number, to: number): Promise<void> {
  const kept = await factsOf(transaction, to);
  for (const fact of await factsOf(transaction, from)) {
    if (!isRoomFor(fact.text, kept)) continue;
    await transaction.all(moveFact, { id: fact.id, userId: to });
    kept.push(fact);
  }
}

const moveFact = updateRows("facts", ["userId"], { by: ["id"] });
