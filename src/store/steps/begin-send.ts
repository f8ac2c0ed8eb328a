import { eq, sql } from "drizzle-orm";
import type { Offer } from "../../core/choices.ts";
import { type Call, call, type Reader, type Transaction } from "../driver.ts";
import type { OpenPart } from "../sends.ts";
import { type Given, statement } from "../statement.ts";
import type { Tables } from "../tables.ts";
import { fileOfPart } from "./outgoing-files.ts";
import { addressesOfPart } from "./user-addresses.ts";

/**
 * Commits that a part is being sent. It is due for a look-up after `lookUpAfterMs`: at once if the
 * sender holds its lane, so that the next holder of that lane begins with it.
 */
export async function beginSend(
  transaction: Transaction,
  partId: number,
  lookUpAfterMs = 0,
  alongside: readonly Call[] = [],
): Promise<OpenPart> {
  const { now } = transaction;
  const values = { partId, now, lookUpAt: now + lookUpAfterMs };
  const [[row]] = await transaction.together(call(markSending, values), ...alongside);
  if (row === undefined) throw new Error(`part ${partId} is gone`);
  return toOpenPart(transaction, row);
}

const markSending = statement((tables, given: Given<"partId" | "now" | "lookUpAt">) => {
  const { orm, deliveries } = tables;
  return orm
    .update(deliveries)
    .set({
      state: "sending",
      startedAt: given.now,
      runAt: given.lookUpAt,
      lookups: 0,
      updatedAt: given.now,
    })
    .where(eq(deliveries.id, given.partId))
    .returning(openPart(tables));
});

/** The columns of an open part, with the address and the direction of its message. */
export function openPart(tables: Tables) {
  const { deliveries, messages } = tables;
  const { id, messageId, part, kind, body, offer, nonce } = deliveries;
  const { attempt, resends, lookups, createdAt, startedAt } = deliveries;
  const own = { id, messageId, part, kind, body, offer, nonce, attempt, resends, lookups };
  return {
    ...own,
    createdAt,
    startedAt,
    ...addressesOfPart(tables),
    direction: sql<string>`(select ${sql.identifier(messages.direction.name)} from ${messages}
      where ${messages}.id = ${messageId})`,
  };
}

type PartRow = NonNullable<(typeof markSending)["row"]>;

/** Converts a row to an open part, with the facts about its file if it sends one. */
export async function toOpenPart(reader: Reader, row: PartRow): Promise<OpenPart> {
  const { id, messageId, part, nonce, attempt, resends, lookups, createdAt, to, from } = row;
  const facts = { id, messageId, part, nonce, attempt, resends, lookups, createdAt, to, from };
  return {
    ...facts,
    content: await contentOf(reader, row),
    isNotice: row.direction === "outbound",
    startedAt: row.startedAt ?? createdAt,
  };
}

async function contentOf(
  reader: Reader,
  { id, kind, body, offer }: PartRow,
): Promise<OpenPart["content"]> {
  switch (kind) {
    case "text":
    case "template":
      return { kind, text: body };
    case "choices":
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing else is written there.
      return { kind, text: body, ...(JSON.parse(offer ?? "") as Offer) };
    case "media":
      return { kind, file: await fileOfPart(reader, id), caption: body === "" ? null : body };
  }
}
