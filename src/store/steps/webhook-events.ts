import type { Transaction } from "../driver.ts";
import { type Given, statement } from "../statement.ts";
import type { WebhookEventType } from "../webhook-events.ts";

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
  await transaction.all(insertEvent, { eventId, type, userId, messageId, by, now });
}

const insertEvent = statement(
  (
    { orm, webhookEvents },
    given: Given<"eventId" | "type" | "userId" | "messageId" | "by" | "now">,
  ) =>
    orm.insert(webhookEvents).values({
      eventId: given.eventId,
      type: given.type,
      userId: given.userId,
      messageId: given.messageId,
      by: given.by,
      runAt: given.now,
      createdAt: given.now,
    }),
);
