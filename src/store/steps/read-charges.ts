import { asc, sql } from "drizzle-orm";
import type { MessageCharge } from "../charges.ts";
import type { Reader } from "../driver.ts";
import { type Given, statement } from "../statement.ts";
import { areOfMessage } from "./charge-ids.ts";

/** Returns the charges for one message and its answer, in chronological order. */
export async function chargesOf(reader: Reader, messageId: number): Promise<MessageCharge[]> {
  return reader.all(ofMessage, { messageId });
}

const ofMessage = statement((dialect, given: Given<"messageId">) => {
  const { orm, charges } = dialect;
  return orm
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
    .where(areOfMessage(dialect, given.messageId))
    .orderBy(asc(charges.id));
});
