import type { Kit } from "./sqlite/kit.ts";
import type { WebhookEventType } from "./webhook-events.ts";

type Reference = () => ReturnType<Kit["whole"]>;

/** Defines the table of events for the receiver at EVENTS_WEBHOOK_URL. */
export function defineWebhookTables(
  { table, id, whole, integer, text, index }: Kit,
  {
    userId,
    messageId,
  }: {
    readonly userId: () => ReturnType<ReturnType<Kit["whole"]>["notNull"]>;
    readonly messageId: Reference;
  },
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
