import type { Kit, References } from "./sqlite/kit.ts";
import type { WebhookEventType } from "./webhook-events.ts";

export function defineWebhookTables(
  { table, id, whole, integer, text, index }: Kit,
  { userId, messageId }: References,
) {
  /** Events that are still to be sent to EVENTS_WEBHOOK_URL; the texts are read when it is sent. */
  const webhookEvents = table(
    "webhook_events",
    {
      id: id("id"),
      /** The id that the receiver knows it by, however often it is sent. */
      eventId: text("event_id").notNull().unique(),
      userId: userId(),
      messageId: messageId(),
      type: text("type").$type<WebhookEventType>().notNull(),
      /** The owner who took over or handed back. */
      by: text("acted_by"),
      attempt: integer("attempt").notNull().default(0),
      runAt: whole("run_at").notNull(),
      createdAt: whole("created_at").notNull(),
    },
    (columns) => [
      index("webhook_events_due").on(columns.runAt),
      // Otherwise the deletion of a message or a user would read them all.
      index("webhook_events_message").on(columns.messageId),
      index("webhook_events_user").on(columns.userId),
    ],
  );
  return { webhookEvents };
}
