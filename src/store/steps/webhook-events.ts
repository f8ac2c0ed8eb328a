import { asc, eq, lte, sql } from "drizzle-orm";
import type { Transaction } from "../driver.ts";
import { deleteRows, insertRow, updateRows } from "../plain-statements.ts";
import { type Given, statement } from "../statement.ts";
import { addressesFor } from "./user-addresses.ts";
import type { DueEvent, WebhookEventType } from "../webhook-events.ts";

interface NewEvent {
  readonly type: WebhookEventType;
  readonly userId: number;
  readonly messageId?: number | null;
  /** The owner who acted. */
  readonly by?: string | null;
}

/** Queues an event for the receiver; does nothing if EVENTS_WEBHOOK_URL is not set. */
export async function queueEvent(
  transaction: Transaction,
  { type, userId, messageId = null, by = null }: NewEvent,
): Promise<void> {
  const { hasWebhook, now } = transaction;
  if (!hasWebhook) return;
  const eventId = `evt_${crypto.randomUUID().replaceAll("-", "")}`;
  await transaction.all(insertEvent, { eventId, type, userId, messageId, by, runAt: now, now });
}

const insertEvent = insertRow("webhookEvents", [
  "eventId",
  "type",
  "userId",
  "messageId",
  "by",
  "runAt",
  "now",
]);

export async function claimEvents(
  transaction: Transaction,
  limit: number,
  leaseMs: number,
): Promise<DueEvent[]> {
  const { now } = transaction;
  const due = await transaction.all(dueEvents, { now, limit });
  if (due.length === 0) return [];
  const ids = JSON.stringify(due.map(({ id }) => id));
  await transaction.all(leaseEvents, { ids, runAt: now + leaseMs });
  return (await transaction.all(eventsAmong, { ids })).map(toEvent);
}

const dueEvents = statement(({ orm, webhookEvents, locked }, given: Given<"now" | "limit">) =>
  locked(
    orm
      .select({ id: webhookEvents.id })
      .from(webhookEvents)
      .where(lte(webhookEvents.runAt, given.now))
      .orderBy(asc(webhookEvents.runAt), asc(webhookEvents.id))
      .limit(sql.placeholder("limit")),
    { skipLocked: true },
  ),
);

const leaseEvents = updateRows("webhookEvents", ["runAt"], {
  set: { attempt: ({ webhookEvents }) => sql`${webhookEvents.attempt} + 1` },
  among: "id",
});

const eventsAmong = statement(
  ({ orm, webhookEvents, users, messages, isAmong }, given: Given<"ids">) => {
    const isPrivate = sql`(${users.isIncognito} or ${messages.privacy} is not null)`;
    const unlessPrivate = (text: unknown) =>
      sql<string | null>`case when ${isPrivate} then null else ${text} end`;
    const { id, eventId, type, by, attempt, createdAt, userId, messageId } = webhookEvents;
    return orm
      .select({
        id,
        eventId,
        type,
        by,
        attempt,
        at: createdAt,
        userId,
        messageId,
        address: addressesFor({ users, messages }).to,
        name: users.whatsappName,
        messageType: messages.messageType,
        text: unlessPrivate(messages.content),
        answer: unlessPrivate(messages.aiResponse),
        writtenBy: messages.writtenBy,
      })
      .from(webhookEvents)
      .innerJoin(users, eq(users.id, userId))
      .leftJoin(messages, eq(messages.id, messageId))
      .where(isAmong(id, given.ids))
      .orderBy(asc(id));
  },
);

function toEvent(row: NonNullable<(typeof eventsAmong)["row"]>): DueEvent {
  const { userId, messageId, address, name, messageType, text, answer, writtenBy, ...event } = row;
  return {
    ...event,
    attempt: event.attempt - 1,
    user: { id: userId, address, name },
    message:
      messageId === null || messageType === null
        ? null
        : { id: messageId, type: messageType, text, answer, writtenBy },
  };
}

export const finishEvent = deleteRows("webhookEvents", { by: ["id"] });

export async function postponeEvent(
  transaction: Transaction,
  id: number,
  delayMs: number,
): Promise<void> {
  await transaction.all(delayEvent, { id, runAt: transaction.now + delayMs });
}

const delayEvent = updateRows("webhookEvents", ["runAt"], { by: ["id"] });
