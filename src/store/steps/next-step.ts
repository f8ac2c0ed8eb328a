import { and, eq, gt, lte, or, sql } from "drizzle-orm";
import type { Offer } from "../../core/choices.ts";
import type { Lane } from "../../core/lane.ts";
import { decideBeginning, isSuspect } from "../../core/suspects.ts";
import { type Call, call, type Reader, type Transaction } from "../driver.ts";
import type { OpenPart } from "../sends.ts";
import { type Given, statement } from "../statement.ts";
import type { Step, StepOptions } from "../store.ts";
import type { Tables } from "../tables.ts";
import { beginTurn, putOff } from "./begin-turn.ts";
import { CLOCK_JUMP_MS, isDue, nextWork } from "./open-work.ts";
import { fileOfPart } from "./outgoing-files.ts";
import { addressesOfPart } from "./user-addresses.ts";

/**
 * Commits the start of a user's oldest open work; null if nothing is due, or it must not begin now.
 */
export async function nextStep(
  transaction: Transaction,
  { userId }: Lane,
  { mayAnswer, maySend, isMerged, suspects }: StepOptions & { readonly maySend: boolean },
): Promise<Step | null> {
  const work = await nextWork(transaction, userId);
  if (work === null || !isDue(work.runAt, transaction.now)) return null;
  if (work.kind === "message") {
    if (!mayAnswer) return null;
    const beginning = decideBeginning(work, suspects);
    if (beginning === "report") return { kind: "suspect", messageId: work.id };
    if (suspects.kind === "put-off" && beginning === "put-off") {
      await putOff(transaction, work.id, suspects.delayMs);
      return null;
    }
    const how = { isMerged: isMerged && !isSuspect(work), isCounted: beginning !== "uncounted" };
    return { kind: "answer", turn: await beginTurn(transaction, userId, work.id, how) };
  }
  if (work.isSending) {
    const { now } = transaction;
    const rows = await transaction.all(uncertainParts, { userId, now });
    const parts: OpenPart[] = [];
    for (const row of rows) parts.push(await toOpenPart(transaction, row));
    return { kind: "look-up", parts, at: now };
  }
  return maySend ? { kind: "send", part: await beginSend(transaction, work.id) } : null;
}

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

/** Selects a user's parts that may have been sent and are due for a look-up. */
const uncertainParts = statement((tables, given: Given<"userId" | "now">) => {
  const { orm, deliveries, whole } = tables;
  const { userId, messageId, part, runAt } = deliveries;
  return orm
    .select(openPart(tables))
    .from(deliveries)
    .where(
      and(
        eq(userId, given.userId),
        // The partial index is only used with its own literal condition.
        sql`state in ('pending', 'sending') and state = 'sending'`,
        or(lte(runAt, given.now), gt(runAt, sql`${whole(given.now)} + ${CLOCK_JUMP_MS}`)),
      ),
    )
    .orderBy(messageId, part);
});

/** The columns of an open part, with the address and the direction of its message. */
function openPart(tables: Tables) {
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

type PartRow = NonNullable<(typeof uncertainParts)["row"]>;

/** Converts a row to an open part, with the facts about its file if it sends one. */
async function toOpenPart(reader: Reader, row: PartRow): Promise<OpenPart> {
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
