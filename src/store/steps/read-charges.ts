import { asc, eq, sql } from "drizzle-orm";
import type { MessageCharge } from "../charges.ts";
import type { Reader } from "../driver.ts";
import { type Given, statement } from "../statement.ts";

/** Returns the charges for one message and its answer, in chronological order. */
export async function chargesOf(reader: Reader, messageId: number): Promise<MessageCharge[]> {
  return reader.all(ofMessage, { messageId });
}

const ofMessage = statement(({ orm, charges }, given: Given<"messageId">) =>
  orm
    .select({
      kind: charges.kind,
      provider: charges.provider,
      model: charges.model,
      units: charges.units,
      // As text: JavaScript would round the number.
      nanoDollars: sql`cast(${charges.nanoDollars} as text)`.mapWith(BigInt),
      isEstimated: charges.isEstimated,
      at: charges.createdAt,
    })
    .from(charges)
    .where(eq(charges.messageId, given.messageId))
    .orderBy(asc(charges.id)),
);
